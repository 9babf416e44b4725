"""What bytes become, case by case; one in five must stay as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.exceptions import Rejected
from etl.extract.encodings import decode

CASES = Path(__file__).resolve().parents[1] / "cases" / "encodings"


def cases(name: str) -> list[Any]:
    """The cases of one file; a known failure is expected to fail, strictly."""
    return [
        pytest.param(
            case,
            id=case["comment"],
            marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else [],
        )
        for case in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    ]


def content(case: dict[str, Any]) -> bytes:
    """The bytes of a case: texts, each in its encoding, and bytes in hexadecimal digits."""
    return b"".join(
        part["text"].encode(part["codec"]) if "text" in part else bytes.fromhex(part["hex"]) for part in case["parts"]
    )


def text(case: dict[str, Any]) -> str:
    """The text a case must become: its own, or that of its parts."""
    return str(case["text"]) if "text" in case else "".join(part["text"] for part in case["parts"])


@pytest.mark.parametrize("case", [*cases("mixed"), *cases("declared"), *cases("odd")])
def test_reads_as_the_case_says(case: dict[str, Any]) -> None:
    """Text, encoding and damage are what the case says, or the rejection is."""
    if "rejected" in case:
        with pytest.raises(Rejected) as caught:
            decode(content(case))
        assert caught.value.reason == case["rejected"]
        return

    decoded = decode(content(case))

    assert (decoded.text, decoded.encoding, decoded.damage) == (text(case), case["encoding"], case["damage"])
    assert decoded.declared == case.get("declared", decoded.declared)


def test_one_case_in_five_must_not_change() -> None:
    """Rules that only ever change things would pass otherwise."""
    comments = [
        case["comment"] for file in CASES.glob("*.json") for case in json.loads(file.read_text(encoding="utf-8"))
    ]

    assert sum("negative" in comment for comment in comments) >= len(comments) / 6
