"""Credit lines leave the body, and say who, where from and when."""

from typing import Any

import pytest

from etl.models import Statement
from etl.transform.blocks import Block
from etl.transform.credit_lines import credit_line, date_line, mentions
from etl.transform.credits import read_credits
from etl.transform.dates import Clock
from etl.transform.people import names


def blocks(*lines: str) -> tuple[Block, ...]:
    """A body of plain paragraphs."""
    return tuple(Block("text", line, line) for line in lines)


@pytest.mark.cases("credits/lines")
def test_a_line_of_credits_is_read_whole_or_left_alone(case: dict[str, Any]) -> None:
    """A line is a credit line when every label has a value of its kind and nothing else stands in it."""
    said = credit_line(case["text"], Clock())

    assert (said if said is None else [list(pair) for pair in said]) == case["want"]


@pytest.mark.cases("credits/dated")
def test_a_dated_line_above_the_text_is_read_whole_or_left_alone(case: dict[str, Any]) -> None:
    """Beside the day stand furniture, a publisher and people, or it is no credit."""
    said = date_line(case["text"], Clock())

    assert (said if said is None else [list(pair) for pair in said]) == case["want"]


@pytest.mark.cases("credits/mentions")
def test_a_line_beside_the_text_is_read_for_what_it_mentions(case: dict[str, Any]) -> None:
    """Dates and labels with a value of their kind are read among words that say nothing."""
    assert [[field, value.strip()] for field, value in mentions(case["text"], Clock())] == case["want"]


def test_names_that_stand_alone_beside_the_text_wrote_it() -> None:
    """Under the title, or in brackets below the last paragraph; a heading of two characters is no name."""
    story = (
        "江城的雨还要再下三天，农民可以放心了，气象台这样说。",
        "气象台说，这是十年来雨水最充足的一个夏天。",
    )

    above = read_credits(blocks("林晓雨　周文", *story), Clock())
    below = read_credits(blocks(*story, "（林晓雨）"), Clock())
    neither = read_credits(blocks("雨水", *story), Clock())

    assert [statement.value for statement in above.statements] == ["林晓雨 周文"]
    assert [statement.value for statement in below.statements if statement.place == "name beside the text"] == [
        "林晓雨"
    ]
    assert (above.blocks[0].reason, below.blocks[2].reason, neither.blocks[0].reason) == ("credit", "credit", None)


def test_an_english_name_alone_needs_a_role_or_a_credit_beside_it() -> None:
    """Above the text `Ada Lovelace Staff Reporter` signs it; a name without either is anybody's."""
    story = "The rain will last three more days, the weather office said, and farmers need not worry."

    signed = read_credits(blocks("Ada Lovelace Staff Reporter", story), Clock())
    named = read_credits(blocks("Ada Lovelace", story), Clock())

    assert [statement.value for statement in signed.statements] == ["Ada Lovelace"]
    assert (signed.blocks[0].reason, named.blocks[0].reason) == ("credit", None)


def test_a_byline_with_a_comma_opens_no_story() -> None:
    """The comma of an American date is no punctuation of sentences."""
    byline = "by Ada Lovelace | September 8, 2023"
    story = "The rain will last three more days, the weather office said, and farmers need not worry."

    reading = read_credits(blocks(byline, story), Clock())

    assert {statement.place for statement in reading.statements} == {"byline above the text"}


def test_a_label_in_a_cell_of_its_own_is_about_the_next() -> None:
    """Tables and lists of terms print the label and its value as two lines; a label without a value of its kind says nothing."""
    story = "江城的雨还要再下三天，农民可以放心了，气象台这样说。"

    told = read_credits(blocks("作者", "林晓雨", "来源：", "江城网", story), Clock())
    menu = read_credits(blocks("作者", "编辑", "来源", "江城的雨。还要再下。", story), Clock())

    assert [(said.field, said.value) for said in told.statements] == [("author", "林晓雨"), ("source", "江城网")]
    assert [block.reason for block in told.blocks] == [*["credit"] * 4, None]
    assert menu.statements == ()
    assert menu.blocks[3].reason is None


def test_credit_lines_get_a_reason_and_the_story_does_not() -> None:
    """The lines above, in and below the text are dropped as credits; paragraphs that speak of reporters stay."""
    story = blocks(
        "2023-09-08 07:05 来源：江城晚报",
        "记者从气象台获悉，江城的雨还要再下三天，农民可以放心了。",
        "气象台说，这是十年来雨水最充足的一个夏天。",
        "（责任编辑：林晓雨）",
    )

    reading = read_credits(story, Clock())

    assert [block.reason for block in reading.blocks] == ["credit", None, None, "credit"]
    assert [(statement.field, statement.value) for statement in reading.statements] == [
        ("published", "2023-09-08 07:05"),
        ("source", "江城晚报"),
        ("editor", "林晓雨"),
    ]


def test_a_date_with_points_opens_no_story() -> None:
    """Points and colons of dates are no punctuation of sentences."""
    story = blocks(
        "입력: 2023.09.08 07:05 수정: 2023.09.09 10:30", "강성의 비는 사흘 더 내릴 것이라고 기상대가 말했다."
    )

    reading = read_credits(story, Clock())

    assert [block.reason for block in reading.blocks] == ["credit", None]


def test_a_date_below_the_text_belongs_to_it() -> None:
    """A letter ends with its date; only above the text a lone date is a credit."""
    letter = blocks("江城的农民们，今年的雨水很充足，谢谢你们的来信。", "江城市农业局", "2023年9月8日")

    reading = read_credits(letter, Clock())

    assert [block.reason for block in reading.blocks] == [None, None, None]


def test_credits_in_brackets_are_read_and_left_in_their_place() -> None:
    """Agency copy names its reporters in brackets inside the first paragraph, and its agency in the dateline."""
    story = blocks("新华社江城9月8日电（记者林晓雨、周文）江城的雨还要再下三天，农民可以放心了。")

    reading = read_credits(story, Clock())

    assert reading.blocks == story
    assert Statement("author", "林晓雨 周文", "brackets in the first paragraph") in reading.statements
    assert Statement("source", "新华社", "dateline") in reading.statements


def test_a_paper_s_imprint_under_the_text_is_read_and_left_in_its_place() -> None:
    """A paper's site says where it was printed; a sentence about the paper says nothing."""
    story = ("江城的雨还要再下三天，农民可以放心了。", "气象台说，这是十年来雨水最充足的一个夏天。")

    imprint = read_credits(blocks(*story, "《 江城日报 》（ 2023年09月08日 12 版）"), Clock())
    sentence = read_credits(blocks(*story, "《江城日报》（2023年9月8日）说，雨还要下三天。"), Clock())

    assert [(said.field, said.value) for said in imprint.statements] == [
        ("source", "江城日报"),
        ("published", "2023年09月08日"),
    ]
    assert imprint.blocks[-1].reason is None
    assert sentence.statements == ()


def test_credits_at_the_far_end_of_a_page_belong_to_others() -> None:
    """A teaser's source, many lines below the story, is not the story's."""
    story = blocks("江城的雨还要再下三天，农民可以放心了，气象台这样说。")
    teasers = tuple(Block("text", f"别的新闻{number}", f"别的新闻{number}", region="tail") for number in range(20))
    foreign = Block("text", "来源：别的报", "来源：别的报", region="tail")

    reading = read_credits((*story, *teasers, foreign), Clock())

    assert reading.statements == ()


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("林晓雨 周文 江城报道", "林晓雨 周文"),
        ("林　雨", "林雨"),
        ("伊万·伊万诺夫", "伊万·伊万诺夫"),
        ("Ada Lovelace", "Ada Lovelace"),
        ("Ada Lovelace and Grace Hopper", "Ada Lovelace, Grace Hopper"),
        ("从发布会上了解到", None),
        ("", None),
    ],
)
def test_names_are_names_or_nothing(value: str, people: str | None) -> None:
    """Names are separated by single spaces; what holds anything but names gives None."""
    assert names(value) == people
