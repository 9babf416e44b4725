"""Wrongly read text: what is put right, and what is left alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.transform.byte_slips import Realigner, realign
from etl.transform.language_model import mean_likelihood
from etl.transform.mojibake import mend
from etl.transform.normalise import normaliser_for

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


@pytest.mark.parametrize("case", cases("byte_slips"))
def test_text_read_one_byte_off_is_brought_back_into_step(case: dict[str, Any]) -> None:
    """A lost byte is put back where the rest then reads like Chinese, with a repair that shows both readings."""
    realigned = realign(case["text"])

    assert realigned.text == case["want"]
    assert bool(realigned.repairs) == (case["text"] != case["want"])


def lost(text: str, character: str) -> str:
    """A text whose character lost its first byte."""
    before, after = text.split(character, 1)
    content = before.encode("gbk") + character.encode("gbk")[1:] + after.encode("gbk")
    return content.decode("gbk", "replace").replace("\ufffd", "?")


SLIPPED = lost("工作人员表示，检查组来到城东的集市，摊主们都很欢迎。", "组")


def test_a_name_that_recurs_is_its_own_witness() -> None:
    """No language model knows the brook; the document does, where it is whole."""
    damaged = lost("记者在岩溪水厂看到，清水池旁种满了桂花树，参观的人不少。", "溪")
    whole = "岩溪水厂昨天开放参观，岩溪水厂的工人介绍了净水的过程。"

    realigner = Realigner([whole, damaged, SLIPPED])

    assert realigner.realign(damaged).text == "记者在岩溪水厂看到，清水池旁种满了桂花树，参观的人不少。"


def test_a_lone_sign_is_looked_into_only_in_a_damaged_document() -> None:
    """`增?5成` may be any program's question mark, until its neighbour is known to have lost a byte."""
    damaged = lost("茶农说，今年的茶叶收入增长5成，比去年好得多。", "长")

    assert Realigner([damaged]).realign(damaged).text == damaged
    assert Realigner([damaged, SLIPPED]).realign(damaged).text != damaged


def test_what_stays_open_names_its_candidates() -> None:
    """Several characters rival for the lost byte: none is written, all are told."""
    [slip, still_open] = realign(SLIPPED).repairs

    assert "\ufffd" in slip.after
    assert still_open.rule == "byte_slip_open"
    assert "东 " in still_open.after


def test_every_repair_of_damage_says_how_sure_it_is() -> None:
    """A score from 0 to 1: of what was read in a wrong encoding, of lost bytes, of the likeliest candidate of what stays open."""
    misread = mend(["渡口的末班船改到二十三点。".encode("gbk").decode("latin-1")]).repairs
    slipped = realign(SLIPPED).repairs

    assert [repair.rule for repair in misread] == ["gbk_read_as_single_bytes"]
    assert [repair.rule for repair in slipped] == ["byte_slip", "byte_slip_open"]
    assert all(repair.score is not None and 0 < repair.score <= 1 for repair in (*misread, *slipped))


def test_a_swallowed_reading_tells_which_byte_is_lost() -> None:
    """Where an inserted reading swallowed a byte with its bracket, the reading is its checksum."""
    texts = [
        "各部門(mén)聯(lián)合開(kāi)展檢查，記者從現場了解到問(wèn)題已經整改。",
        "部門堅決斬?cái)喾缸镦湕l，保障羣衆的合法權益。",
    ]
    normaliser = normaliser_for(texts)

    normalised = normaliser.normalise(texts[1])

    assert normalised.text == "部门坚决斩断犯罪链条，保障群众的合法权益。"
    assert [repair.rule for repair in normalised.repairs] == ["byte_slip"]


@given(SENTENCES, st.data())
def test_a_lost_byte_never_harms_what_stands_before_it(sentence: str, data: st.DataObject) -> None:
    """Everything up to a few characters before the damage stays as it was printed."""
    content = f"工作人员表示，{sentence}，下一步将继续加强检查。".encode("gbk")
    place = data.draw(st.integers(30, len(content) - 4))
    damaged = (content[:place] + content[place + 1 :]).decode("gbk", "replace")

    realigned = realign(damaged)

    assert realigned.text[:6] == "工作人员表示"
    assert len(realigned.text) <= len(damaged) + 1


@pytest.mark.parametrize(
    "text", ["嵌牡募" * 2_000, "?" * 20_000, "市?" * 4_000, "龘" * 20_000, "a市" * 8_000, "嵌牡募?市。" * 3_000]
)
def test_hostile_text_is_realigned_in_time(text: str) -> None:
    """A text made of nothing but signs of damage ends; the suite's limit would stop it otherwise."""
    assert realign(text).text
