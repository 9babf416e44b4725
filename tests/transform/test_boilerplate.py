"""What is not the article's, and the reason for each."""

from dataclasses import replace
from typing import Any

import pytest

from etl.transform.blocks import Block, Region
from etl.transform.boilerplate import drop_boilerplate

STORY = tuple(
    Block("text", line, line)
    for line in (
        "江城的雨下了三天，农民说这是十年来雨水最充足的一个夏天。",
        "气象台预报，雨还要再下三天，低洼的地方要注意排水。",
        "市农业局说，今年的收成会比去年更好，粮价也会稳定。",
        "记者在集市上看到，青菜和豆角都卖得很快，摊主们很高兴。",
    )
)


@pytest.mark.cases("boilerplate/lines")
def test_a_block_is_dropped_for_what_it_says_and_where_it_stands(case: dict[str, Any]) -> None:
    """Words of the trade condemn a block above or below the text; inside the story they may be what it is about."""
    block = Block("text", case["text"], case["text"])
    place = {"above": 0, "inside": 2, "below": len(STORY)}[case.get("where", "below")]

    judged = drop_boilerplate((*STORY[:place], block, *STORY[place:]), "江城今夏雨水充足")

    assert judged[place].reason == case["want"]
    assert all(other.reason is None for other in (*judged[:place], *judged[place + 1 :]))


@pytest.mark.parametrize(
    ("region", "reason"), [("head", "before the story"), ("body", None), ("tail", "after the story")]
)
def test_what_stands_outside_the_story_is_not_of_it(region: Region, reason: str | None) -> None:
    """Blocks before and after the story of a page are dropped, with the place for a reason."""
    block = replace(STORY[0], region=region)

    assert drop_boilerplate((block,), None)[0].reason == reason


def test_short_text_in_an_element_named_after_furniture_is_furniture() -> None:
    """A class word condemns what says little; a paragraph in a badly named element is kept."""
    short = Block("text", "江城发布", "江城发布", words="div qrcode")
    paragraph = replace(STORY[0], words="div sidebar", text=STORY[0].text * 2)

    assert [block.reason for block in drop_boilerplate((short, paragraph), None)] == ["class qrcode", None]


def test_a_reason_once_given_stays() -> None:
    """Credits were dropped before, and are not judged again."""
    block = replace(STORY[0], reason="credit")

    assert drop_boilerplate((block,), None) == (block,)
