"""Width, scripts and readings: what normalising changes, and what it leaves alone."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.models import TargetScript
from etl.transform.characters import normalise_characters
from etl.transform.normalise import normaliser_for
from etl.transform.scripts import script_of, simplify_all, to_simplified, to_traditional

CASES = Path(__file__).parents[1] / "cases"
CHINESE = st.text(
    alphabet="的一是了我不人在国國他们們這这中大来來上个個门門(mén)（fā）发發後后乾干，。ＡＢ１２ ?\u3000", max_size=80
)


def cases(path: str) -> list[Any]:
    """The cases of a file; a known failure is expected to fail, strictly."""
    return [
        pytest.param(case, id=case["comment"], marks=[pytest.mark.xfail(strict=True)] if case.get("fails") else [])
        for case in json.loads((CASES / path).read_text("utf-8"))
    ]


@pytest.mark.parametrize("case", cases("characters/spelling.json"))
def test_characters_that_mean_the_same_get_one_spelling(case: dict[str, Any]) -> None:
    """Widths, spaces and composition are unified; characters with a meaning of their own stay."""
    assert normalise_characters(case["text"]) == case["want"]


@pytest.mark.parametrize("case", cases("scripts/labels.json"))
def test_a_document_is_labelled_with_script_and_language(case: dict[str, Any]) -> None:
    """The majority of the telling characters decides the script, and the script or the commonest words the language."""
    normaliser = normaliser_for([case["text"]])

    assert (normaliser.script, normaliser.language) == (case["want"], case["language"])


@pytest.mark.parametrize("case", cases("scripts/conversion.json") + cases("annotations/readings.json"))
def test_a_document_becomes_simplified_without_readings(case: dict[str, Any]) -> None:
    """Traditional Chinese is converted and readings are left out; everything else stays as printed."""
    normaliser = normaliser_for([case["text"]])

    assert normaliser.normalise(case["text"]).text == case["want"]


def test_the_document_records_what_is_done_to_it_as_a_whole() -> None:
    """A converted, annotated document carries one repair for each, naming what converts and its version."""
    normaliser = normaliser_for(["多部門(mén)聯(lián)合開(kāi)展安全檢查"])

    pinyin, conversion = normaliser.document_repairs()

    assert (normaliser.script, pinyin.rule) == ("Hant", "inline_pinyin")
    assert (conversion.rule, conversion.before) == ("opencc_t2s", "Hant")
    assert conversion.after.startswith("t2s, OpenCC ")


def test_a_traditional_quotation_in_a_simplified_article_is_converted_and_says_so() -> None:
    """Script is judged text by text, too: a quoted Traditional paragraph gets its own repair."""
    texts = ["城东的集市照常开张，摊主们说雨后的青菜卖得最快，价格没有变化。" * 4, "攤主們說青菜賣得最快"]
    normaliser = normaliser_for(texts)

    quotation = normaliser.normalise(texts[1])

    assert normaliser.script == "Hans"
    assert list(normaliser.document_repairs()) == []
    assert quotation.text == "摊主们说青菜卖得最快"
    assert [repair.rule for repair in quotation.repairs] == ["opencc_t2s"]


def test_texts_of_several_lines_are_converted_each_for_itself() -> None:
    """Texts are converted together, line by line; lines of their own do not mix them up."""
    texts = ["攤主說：\n青菜賣完了", "頭條", "城東的集市"]

    assert simplify_all(texts, "Hant") == ["摊主说：\n青菜卖完了", "头条", "城东的集市"]


@pytest.mark.parametrize(
    ("head", "rest", "script"), [("门", "門來個們", "Hant"), ("門", "门来个们", "Hans"), ("门", "門", "mixed")]
)
def test_a_long_head_in_one_script_does_not_decide(head: str, rest: str, script: str) -> None:
    """The whole is counted where the head of a text is printed in another script than most of it."""
    assert script_of([head * 600 + rest * 600 * (5 if len(rest) > 1 else 1)]) == script


def test_an_empty_document_has_no_script() -> None:
    """Where there is no text there is nothing to decide."""
    normaliser = normaliser_for([])

    assert (normaliser.script, normaliser.language, normaliser.annotated) == (None, None, False)


@given(st.lists(CHINESE, max_size=4))
def test_normalising_twice_is_normalising_once(texts: list[str]) -> None:
    """What has been normalised stays as it is under the same normaliser; lost bytes are looked for in printed text only."""
    normaliser = replace(normaliser_for(texts), realigner=None)

    for text in texts:
        once = normaliser.normalise(text).text
        assert normaliser.normalise(once).text == once


@given(st.lists(CHINESE, max_size=5), st.sampled_from(["hans", "hant", "keep"]))
def test_texts_are_normalised_together_as_they_are_one_by_one(texts: list[str], target: TargetScript) -> None:
    """Looking at a whole document at once saves time, and changes nothing."""
    together = replace(normaliser_for(texts), target=target)
    alone = replace(together, texts=())

    assert [together.normalise(text) for text in texts] == [alone.normalise(text) for text in texts]


@given(st.text(max_size=60))
def test_any_text_can_be_normalised(text: str) -> None:
    """No text is too odd, and the law of doing it once holds for it as well."""
    normaliser_for([text]).normalise(text)
    normaliser = replace(normaliser_for([text]), realigner=None)

    once = normaliser.normalise(text).text

    assert normaliser.normalise(once).text == once


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("hans", ["皇后以后，干燥的饼干", "他说：随着时间", "ABC，①"]),
        ("hant", ["皇后以後，乾燥的餅乾", "他說：隨著時間", "ABC，①"]),
        ("keep", ["皇后以后，干燥的饼干", "他說：隨著時間", "ABC，①"]),
    ],
)
def test_a_text_is_written_in_the_script_that_is_wanted(target: TargetScript, wanted: list[str]) -> None:
    """A Simplified document with a Traditional quotation: converted either way, or kept as printed; width is folded always."""
    texts = ["皇后以后，干燥的饼干", "他說：隨著時間", "ＡＢＣ，①"]

    normaliser = replace(normaliser_for([*texts, "摊主们说，价格没有变化，会继续观察市场。"]), target=target)

    assert [normaliser.normalise(text).text for text in texts] == wanted


@given(
    st.lists(
        st.sampled_from("摊主们说价格没有变化会继续观察市场以后皇后干燥台风里程随着原著好象坐落熏陶"),
        min_size=1,
        max_size=40,
    ).map("".join)
)
def test_simplified_text_comes_back_from_traditional(text: str) -> None:
    """Nothing is lost on the way to Traditional script and back, character by character."""
    assert to_simplified(to_traditional(text)) == text


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("锟斤拷锟斤拷锟斤拷市锟斤拷锟斤拷", ["beyond_repair"]),
        ("\ufffd\ufffdг\ufffd\ufffd\ufffd\ufffdտ\ufffd\ufffd", ["beyond_repair"]),
        ("??????2024?????????????", ["beyond_repair"]),
        ("程序员常说手里拿着锟斤拷，说的是把两种编码弄混之后的样子，这几个字应当原样保留下来。", []),
        ("真的吗????????", []),
        ("集市昨天开�了。", []),
    ],
)
def test_a_text_beyond_repair_is_marked_and_stays(text: str, marks: list[str]) -> None:
    """What is lost for good is not guessed: the text stays as it is, and a repair says so."""
    normalised = normaliser_for(["周六清晨，城东的集市照常开张，摊主们说青菜卖得最快。", text]).normalise(text)

    assert normalised.text == text
    assert [repair.rule for repair in normalised.repairs] == marks
