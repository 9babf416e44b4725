"""Wrongly read text: what is put right, and what is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.transform.language_model import mean_likelihood
from etl.transform.mojibake import mend

CASES = Path(__file__).parents[1] / "cases" / "mojibake"
WORDS = ("雨后的市场", "照常开张", "摊主们说", "青菜卖得最快", "价格没有变化", "工作人员表示", "检查结果已经公布")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map("，".join)


def cases(name: str) -> list[Any]:
    """The cases of a file; a known failure is expected to fail, strictly."""
    return [
        pytest.param(case, id=case["comment"], marks=[pytest.mark.xfail(strict=True)] if case.get("fails") else [])
        for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", cases("misreadings"))
def test_text_read_in_a_wrong_encoding_is_read_again(case: dict[str, Any]) -> None:
    """What the bytes meant is had back, with a repair that says so; everything else stays as it is."""
    mended = mend([case["text"]])

    assert mended.texts == (case["want"],)
    assert bool(mended.repairs) == (case["text"] != case["want"])


@given(SENTENCES, st.sampled_from(["utf-8", "gbk"]))
def test_a_loss_free_misreading_is_always_undone(sentence: str, encoding: str) -> None:
    """Bytes read as Latin-1 are all still there, so the sentence comes back."""
    assert mend([sentence.encode(encoding).decode("latin-1")]).texts == (sentence,)


@given(SENTENCES)
def test_good_text_stays(sentence: str) -> None:
    """A sentence that nobody damaged is not touched."""
    assert mend([sentence]).texts == (sentence,)


@given(st.text(max_size=80))
def test_mending_twice_is_mending_once(text: str) -> None:
    """Whatever text comes, what was mended needs no mending."""
    once = mend([text]).texts

    assert mend(once).texts == once


def test_what_proves_itself_in_one_text_is_trusted_in_another() -> None:
    """Two characters alone prove little; beside a paragraph that was put right, they are read the same way."""
    short, long = (
        "市场".encode("gbk").decode("latin-1"),
        "雨后的市场照常开张，摊主们说青菜卖得最快。".encode("gbk").decode("latin-1"),
    )

    assert mend([short, long]).texts == ("市场", "雨后的市场照常开张，摊主们说青菜卖得最快。")


def test_the_model_tells_chinese_from_damaged_chinese() -> None:
    """A sentence is far likelier than what a wrong reading makes of it."""
    sentence = "雨后的市场照常开张，摊主们说青菜卖得最快。"

    assert mean_likelihood(sentence) > mean_likelihood(sentence.encode().decode("gbk", "replace")) + 4


def test_scripts_and_styles_keep_their_escapes() -> None:
    r"""`\u4e2d` is at home in a script; what readers see beside it is still put right."""
    script = '<script>var 名 = "\\u5e02\\u573a\\u5f00\\u5f20\\u4e86";</script>'
    damaged = "雨后的市场照常开张".encode().decode("latin-1")

    mended = mend([f"{script}<p>{damaged}</p><style>a::after {{ content: '\\u00bb' }}"])

    assert mended.texts == (f"{script}<p>雨后的市场照常开张</p><style>a::after {{ content: '\\u00bb' }}",)
    assert [repair.rule for repair in mended.repairs] == ["utf8_read_as_single_bytes"]


def test_a_long_row_of_ascii_costs_one_pass() -> None:
    """A minified script of half a million characters before one Chinese comma is looked at once, not once a character."""
    text = "x=1;" * 125_000 + "，"

    assert mend([text]).texts == (text,)
