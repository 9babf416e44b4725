"""Credit lines leave the body and become statements: who wrote, who edited, where it comes from, when it was published.

A credit line (`credit_lines`) is made of labels and what they label, and of nothing else: `来源:人民日报 记者 张三 责编:李四`. A sentence that
happens to begin with such a word (记者从发布会上了解到) is none, because what follows is no name. What is uncertain stays text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etl.models import Field, Statement
from etl.transform.blocks import Block, Reading
from etl.transform.credit_lines import credit_line, date_line, mentions
from etl.transform.dates import Clock, find_dates
from etl.transform.people import BRACKETS, EDGES, HAN, HOUSE, are_chinese_names, before_role, is_latin_person, names

DATELINE = re.compile(
    rf"^[(（]?(?P<agency>新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网|法新社|路透社|美联社|共同社|塔斯社|中央社|[{HAN}]{{2,6}}(?:社|网|报|台))"
    rf"[{HAN}\s/]{{0,12}}?\d{{1,2}}月?(?:\d{{1,2}})?日?[{HAN}]{{0,4}}?(?:电|電|讯|訊|报道|消息)"
)
"""The head of agency copy: 新华社北京4月14日电."""

OPENING = re.compile(r"^.{0,60}?[电電讯訊]?\s*[(（](?P<inside>[^（）()]{2,40})[)）]")
CLOSING = re.compile(r"[(（\[【](?P<inside>[^（）()\[\]【】]{2,60})[)）\]】]\s*[。.]?$")
"""A credit in brackets where a text begins, and where it ends."""

PRINTED_IN = re.compile(
    rf"[(（\[【\s]*(?:原载|刊于|来源|据)?[:：]?\s*《\s*(?P<paper>[{HAN}·]{{2,12}})\s*》\s*[(（]\s*(?P<day>(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日)"
    r"[\s,，]*(?:第?\s*[A-Z]?\d{1,3}\s*版)?\s*[)）\]】\s]*"
)
"""Where a paper's own site says that a piece was printed: 《江城日报》（2023年09月08日 12版）."""

LONGEST_VALUE = 30
"""Characters of a line that is the value of the label in the line above it."""

LONGEST_DATELINE = 80

NEAR = 15
"""How many blocks above and below the story may hold its credits."""

UNDER_TITLE = 8
"""How many lines under the title of a capture may, however far up it stands."""

ABOVE = 3
"""How far above the first paragraph a name alone may stand."""

MENU_WORD = 4
"""Characters; below a line as short a name is the next entry of a menu (文化 and 江苏 look like names)."""

SAID_WHEN = re.compile(r"发[表布贴帖]|刊[登发]|posted|published", re.IGNORECASE)
"""What a line in the text says if its date is the text's."""

TOLD = re.compile(r"。.|，.*。")
"""Sentences: below the text they tell another story, and who signed in them signed that one."""

MOSTLY_LINKS = 0.6
"""The share of a line's characters that are links where it is no paragraph."""

SHORT = 80

WORD = re.compile(r"[a-z]+")
"""A word in small letters."""

BELOW = 5
"""How far below the text a line's words are read: what is further down speaks of other articles."""


def read_credits(blocks: Sequence[Block], clock: Clock) -> Reading:
    """Find the credit lines near and in the story, give them a reason, and say what they say.

    Statements are in the order of their strength: whole lines above the text, below it if they name both the day and who wrote, in it,
    below it; then names and dates that stand there alone or among other words; then lines above the title of a capture, where other
    articles stand, too. Bracketed credits inside a paragraph, a paper's imprint under the text and the agency of a dateline are read
    and left in their place.
    """
    judged = list(blocks)
    story = [position for position, block in enumerate(blocks) if block.region == "body"]
    if not story:
        return Reading(tuple(blocks))
    first, last = story[0], story[-1]
    openings = (position for position in story if opens(blocks[position], clock))
    opening = next((position for position in openings if credit_line(blocks[position].text, clock) is None), first)
    above, inside, signed, below = list[Statement](), list[Statement](), list[Statement](), list[Statement]()
    apart = list[Statement]()
    title = max((place for place in range(first) if blocks[place].kind == "heading"), default=-1)
    for position in (*_under(title, first), *range(max(0, first - NEAR), min(len(blocks), last + NEAR + 1))):
        text = blocks[position].text
        before = position < opening
        said, lines = _read_above(blocks, position, clock) if before else (credit_line(text, clock), 1)
        if said is None:
            continue
        judged[position : position + lines] = map(_credited, judged[position : position + lines])
        kind = "byline" if is_byline(said) else "line"
        if position < title:
            apart.extend(Statement(field, value, "line above the title") for field, value in said)
        elif before:
            above.extend(Statement(field, value, f"{kind} above the text") for field, value in said)
        elif position <= last:
            inside.extend(Statement(field, value, "line in the text") for field, value in said)
        else:
            foot = signed if kind == "byline" else below
            foot.extend(Statement(field, value, f"{kind} below the text") for field, value in said)
    for position, people in (*_signatures(judged, opening, last), *_under_title(judged, title, opening, last)):
        judged[position] = replace(judged[position], reason=judged[position].reason or "credit")
        inside.append(Statement("author", people, "name beside the text"))
    left = [block for block in judged[first : last + 1] if block.reason is None]
    inside += _within(left, clock)
    around = _mentioned(judged, title, first, last, clock)
    return Reading(tuple(judged), (*above, *signed, *inside, *below, *around, *apart, *_dateline(left, clock)))


def _under(title: int, first: int) -> range:
    """The lines under a title that stands far above the story."""
    return range(title + 1, min(title + 1 + UNDER_TITLE, first - NEAR)) if title >= 0 else range(0)


def _read_above(
    blocks: Sequence[Block], position: int, clock: Clock
) -> tuple[tuple[tuple[Field, str], ...] | None, int]:
    """What a line above the text says, and how many lines say it: two where a label stands in a cell of its own, above its value."""
    text = blocks[position].text
    said = credit_line(text, clock)
    value = blocks[position + 1].text
    if said == () and len(value) <= LONGEST_VALUE and credit_line(value, clock) is None:
        labelled = credit_line(f"{text.rstrip(':： ')}：{value}", clock)
        if labelled:
            return labelled, 2
    return said or date_line(text, clock), 1


def _credited(block: Block) -> Block:
    return replace(block, reason=block.reason or "credit")


def is_byline(said: Iterable[tuple[Field, str]]) -> bool:
    """Whether one line names a day and, beside it, who wrote or printed it."""
    fields = {field for field, _ in said}
    return "published" in fields and not fields.isdisjoint(("source", "author", "editor"))


def opens(block: Block, clock: Clock) -> bool:
    """Whether the story begins here: with a paragraph, not with a heading, a row of links, or a date that is long enough for one."""
    told = block.kind != "heading" and block.links < MOSTLY_LINKS and is_prose(block.text)
    return told and date_line(block.text, clock) is None


def is_prose(text: str) -> bool:
    """Whether a text reads like a paragraph: long enough, and with the punctuation of sentences."""
    return len(text) >= 20 and any(mark in text for mark in "。！？!?；;，,.")  # noqa: PLR2004 - a short sentence


def _signatures(blocks: list[Block], opening: int, last: int) -> Iterator[tuple[int, str]]:
    """Names that stand alone just above the first paragraph, or in brackets below the last.

    English ones only beside a credit, or with what the person does behind them.
    """
    for position in range(opening - 1, max(-1, opening - 1 - ABOVE), -1):
        listed = position > 0 and len(blocks[position - 1].text) <= MENU_WORD
        if blocks[position].reason is None and not listed and are_chinese_names(blocks[position].text):
            yield position, names(blocks[position].text) or ""
            break
    for position in range(opening - 1, max(-1, opening - 1 - ABOVE * 2), -1):
        beside = blocks[max(0, position - 1) : position] + blocks[position + 1 : position + 2]
        credited = any(block.reason == "credit" for block in beside)
        person = blocks[position].text if credited else before_role(blocks[position].text)
        if blocks[position].reason is None and person and is_latin_person(person):
            yield position, person
            break
    text = blocks[last].text
    if opening < last and blocks[last].reason is None and text[0] in BRACKETS and are_chinese_names(text):
        yield last, names(text) or ""


def _under_title(blocks: Sequence[Block], title: int, opening: int, last: int) -> Iterator[tuple[int, str]]:
    """The one English name that stands alone under the title of a capture.

    A menu of names names nobody, and what the story also writes in small letters (Key Takeaways) is no name.
    """
    if title < 0:
        return
    alone = [
        position
        for position in range(title + 1, min(title + 1 + UNDER_TITLE, opening))
        if blocks[position].reason is None and is_latin_person(blocks[position].text)
    ]
    if len({blocks[position].text for position in alone}) != 1:
        return
    words = {word for block in blocks[opening : last + 1] for word in WORD.findall(block.text)}
    if words.isdisjoint(blocks[alone[0]].text.lower().split()):
        yield alone[0], blocks[alone[0]].text


def _mentioned(blocks: Sequence[Block], title: int, first: int, last: int, clock: Clock) -> Iterator[Statement]:
    """What lines beside the text say among other things, the nearest first; what is dropped already has said it."""
    for position in (*range(first - 1, max(-1, first - 1 - NEAR), -1), *_under(title, first)):
        if blocks[position].reason is None:
            yield from (
                Statement(field, value, "words above the text")
                for field, value in mentions(blocks[position].text, clock)
            )
    for position in range(last, max(first, last - BELOW), -1):
        if len(blocks[position].text) <= SHORT and SAID_WHEN.search(blocks[position].text):
            yield from (
                Statement(field, value, "words in the text") for field, value in mentions(blocks[position].text, clock)
            )
    for position in range(last + 1, min(len(blocks), last + 1 + BELOW)):
        if blocks[position].reason is None and not TOLD.search(blocks[position].text):
            yield from (
                Statement(field, value, "words below the text")
                for field, value in mentions(blocks[position].text, clock)
            )


def _dateline(story: Sequence[Block], clock: Clock) -> Iterator[Statement]:
    """The day of writing at the head of agency copy: the weakest evidence."""
    for block in story[:2]:
        for date in find_dates(block.text[:LONGEST_DATELINE], clock):
            if date.published.form == "dateline":
                yield Statement("published", date.published.text, "dateline")


def _within(story: Sequence[Block], clock: Clock) -> Iterator[Statement]:
    """Credits inside the first and the last paragraphs."""
    for block in story[:2]:
        opening = OPENING.match(block.text)
        if opening:
            yield from _bracketed(opening["inside"], clock, "brackets in the first paragraph")
        dateline = DATELINE.match(block.text)
        if dateline and not dateline["agency"].startswith(("本报", "本网", "本台", "本社")):
            yield Statement("source", dateline["agency"], "dateline")
    for block in reversed(story[-2:]):
        printed = PRINTED_IN.fullmatch(block.text)
        if printed:
            yield Statement("source", printed["paper"], "imprint after the text")
            yield Statement("published", printed["day"], "imprint after the text")
        closing = CLOSING.search(block.text)
        if closing:
            yield from _bracketed(closing["inside"], clock, "brackets after the text")
            yield from _signed(closing["inside"])


def _bracketed(inside: str, clock: Clock, place: str) -> Iterable[Statement]:
    said = credit_line(inside, clock) or ()
    return (Statement(field, value, place) for field, value in said if field != "published")


def _signed(inside: str) -> Iterator[Statement]:
    """A name alone in brackets after the text is its writer's, a paper's name its source's."""
    if are_chinese_names(inside):
        yield Statement("author", names(inside) or "", "brackets after the text")
    elif re.fullmatch(rf"[{HAN}A-Za-z]{{3,12}}", inside) and HOUSE.search(inside):
        yield Statement("source", inside.strip(EDGES), "brackets after the text")
