"""A page saved as plain text: layout and wording alone tell the story from what surrounds it.

The story is the run of lines whose sum of weights is the greatest: paragraphs weigh what they say, short lines, dates and the
headings of other articles weigh against. So a menu before it and a column of teasers after it stay outside, and a heading inside
does not break it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from etl.models import Statement
from etl.transform.blocks import Block, Reading
from etl.transform.boilerplate import NOTICE, PROMOTION, RELATED, WIDGET, letters_of
from etl.transform.breadcrumbs import channels
from etl.transform.credits import is_prose
from etl.transform.plain import Line, block_of, lines_of, paragraphs

OPEN_LABEL = re.compile(r"(?:^|[\s\[【(（])[\u3400-\u9fff]{2,8}[:：]$|^[\[【(（]$")
"""A line that wants the next one: `来源：`, a lone bracket."""

CLOSER = re.compile(r"^[\]】)）]+$")

SHORT_VALUE = 24

LINE_OF_DATE = re.compile(
    r"^\W*(?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\W*(?:\d{1,2}:\d{2}(?::\d{2})?)?\W*$|^\d{1,2}:\d{2}$"
)

HEAVIEST = 200
"""What one paragraph weighs at most; a wall of text is no ten paragraphs."""

BARRIER = -120.0
DATE = -60.0
ITEM = -15.0
SHORT = -10.0
INDENTED_SHORT = -3.0
ODD_LAYOUT = 0.4
"""What a paragraph is worth that is not laid out as most of the prose is."""

PATIENCE = 150.0
"""How much may speak against a story that has begun before it is over: a few lines of a widget, no list of teasers."""

ENOUGH = 0.15
"""The share of the heaviest run's weight that the run below the title must have to be preferred."""

READING_NOW = re.compile(r"^(?:正在阅读|当前阅读|标题|题目)\s*[:：]\s*")

SHORTEST_TITLE = 4
LONGEST_TITLE = 70
HEAD_LINES = 60
"""How many lines above the story may hold its title."""

TITLE_AGAIN, TITLE_OF_PAGE, TITLE_OVER_CREDITS, TITLE_NEAR_TEXT = 2.0, 3.0, 2.0, 1.5
"""What speaks for a title: said twice, first line of the page (its `<title>`), just above the credits, close to the text."""

SURELY_NO_MENU = 6
"""Letters; a word of a menu has fewer."""


def read_capture(text: str) -> Reading:
    """Every line of a capture that has words."""
    return Reading(tuple(block_of(line) for line in paragraphs(_whole(lines_of(text.splitlines())))))


def locate(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Say of each block whether it stands before the story, in it or after it.

    The story is the run below the page's own title, if the title stands above one; the heaviest run, if not.
    """
    weights = list(_weights(blocks))
    start, end, heaviest = _heaviest_run(weights, 0)
    title = _title_line(blocks)
    if title is not None and not start <= title < end:
        below, below_end, weight = _heaviest_run(weights, title + 1, PATIENCE)
        if weight >= heaviest * ENOUGH:
            start, end = below, below_end
    return tuple(
        replace(block, region="head" if position < start else "body" if position < end else "tail")
        for position, block in enumerate(blocks)
    )


def head_statements(blocks: Sequence[Block]) -> Iterator[Statement]:
    """The title and the channels that stand above the story."""
    head = [block for block in blocks if block.region == "head"]
    title = _title(head)
    if title is not None:
        yield Statement("title", title, "line above the text")
    for block in head[-HEAD_LINES:]:
        for channel in channels(block.text) or ():
            if title is None or letters_of(channel) != letters_of(title):
                yield Statement("tag", channel, "trail above the text")


def _whole(lines: Iterator[Line]) -> Iterator[Line]:
    """Join a label with the value on the next line, and a bracket with what it encloses."""
    held: Line | None = None
    for line in lines:
        if held is not None and (
            CLOSER.match(line.text) or (OPEN_LABEL.search(held.text) and len(line.text) <= SHORT_VALUE)
        ):
            held = replace(held, text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _weights(blocks: Sequence[Block]) -> Iterator[float]:
    layouts: dict[tuple[bool, bool], int] = {}
    for block in blocks:
        if is_prose(block.text):
            layouts[_layout(block)] = layouts.get(_layout(block), 0) + min(len(block.text), HEAVIEST) ** 2
    usual = max(layouts, key=lambda layout: layouts[layout], default=None)
    for block in blocks:
        yield _weight(block, usual)


def _layout(block: Block) -> tuple[bool, bool]:
    return block.indented, block.gap > 0


def _weight(block: Block, usual: tuple[bool, bool] | None) -> float:
    text = block.text
    if RELATED.search(text) or (
        len(text) <= HEAVIEST and (NOTICE.search(text) or PROMOTION.search(text) or WIDGET.search(text))
    ):
        return BARRIER
    if LINE_OF_DATE.match(text):
        return DATE
    if is_prose(text):
        worth = float(min(len(text), HEAVIEST))
        return worth if _layout(block) == usual else worth * ODD_LAYOUT
    if block.kind == "list":
        return ITEM
    return INDENTED_SHORT if block.indented else SHORT


def _heaviest_run(weights: Sequence[float], first: int, patience: float = inf) -> tuple[int, int, float]:
    """The run with the greatest sum: its first position, the one after its last, its sum; all zero if no sum is above zero.

    Args:
        weights: of all lines.
        first: where to begin looking.
        patience: how far a sum may fall below its greatest before the search ends; by default it never does.
    """
    best, run = (0, 0), first
    best_sum = running = 0.0
    for position in range(first, len(weights)):
        if running <= 0:
            run, running = position, 0.0
        running += weights[position]
        if running > best_sum:
            best, best_sum = (run, position + 1), running
        elif best_sum - running > patience:
            break
    return *best, best_sum


def _title_line(blocks: Sequence[Block]) -> int | None:
    """The line that says again what the first line says: the page's `title` and the title over its story."""
    first = letters_of(blocks[0].text) if blocks else ""
    for position, block in enumerate(blocks[1:], 1):
        said = letters_of(READING_NOW.sub("", block.text))
        if len(said) >= SURELY_NO_MENU and first.startswith(said):
            return position
    return None


def _title(head: Sequence[Block]) -> str | None:
    """The line above the story that is most like its title."""
    near = head[-HEAD_LINES:]
    texts = [READING_NOW.sub("", block.text) for block in near]
    letters = Counter(letters_of(text) for text in texts)
    first = letters_of(head[0].text) if head else ""
    best, best_score = None, 0.0
    for position, (block, text) in enumerate(zip(near, texts, strict=True)):
        if not _may_be_title(block, text):
            continue
        said = letters_of(text)
        score = (
            TITLE_AGAIN * (letters[said] > 1)
            + TITLE_OF_PAGE * (block is not head[0] and len(said) >= SURELY_NO_MENU and first.startswith(said))
            + TITLE_OVER_CREDITS * any(other.reason == "credit" for other in near[position + 1 : position + 4])
            + TITLE_NEAR_TEXT * (position + 1) / len(near)
            + (text != block.text)
        )
        if score >= best_score:
            best, best_score = text, score
    return best


def _may_be_title(block: Block, text: str) -> bool:
    if not SHORTEST_TITLE <= len(text) <= LONGEST_TITLE or block.reason is not None or block.kind == "list":
        return False
    return channels(text) is None and not any(pattern.search(text) for pattern in (LINE_OF_DATE, RELATED, WIDGET))
