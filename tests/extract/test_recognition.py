"""Which format a document has: by its content first, by its name as a hint."""

import json
from pathlib import Path

import pytest

from etl.extract.formats import FORMATS
from etl.extract.hints import Hints

CASES = Path(__file__).resolve().parents[1] / "cases" / "recognition"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{path.stem}: {case['comment']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ],
)
def test_a_document_is_of_the_first_format_that_recognises_it(case: dict[str, str]) -> None:
    """Each text is taken by the format its case names, and by none before it."""
    format_ = next(format_ for format_ in FORMATS if format_.recognises(case["text"], Hints(case["uri"])))

    assert case["format"] == format_.NAME
