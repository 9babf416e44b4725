"""The story as a run of lines: by weights that layout and wording give each line, the run with the greatest sum.

A rule of thumb, and good where a capture is as captures should be. What it finds is told to the forest, which knows more.
"""

from collections.abc import Iterator, Sequence
from math import inf

from etl.transform.blocks import Block
from etl.transform.boilerplate import NOTICE, PROMOTION, RELATED, WIDGET
from etl.transform.captures.measures import LINE_OF_DATE
from etl.transform.credits import is_prose

HEAVIEST = 200
"""What one paragraph weighs at most; a wall of text is no ten paragraphs."""

BARRIER = -120.0
DATE = -60.0
ITEM = -15.0
SHORT = -10.0
INDENTED_SHORT = -3.0
ODD_LAYOUT = 0.4
"""What a paragraph is worth that is not laid out as most of the prose is."""

Run = tuple[int, int, float]
"""Its first position, the one after its last, its sum."""


def weights(blocks: Sequence[Block]) -> Iterator[float]:
    """What each line weighs: paragraphs what they say, short lines, dates and the headings of other articles against it."""
    layouts: dict[tuple[bool, bool], int] = {}
    for block in blocks:
        if is_prose(block.text):
            layouts[_layout(block)] = layouts.get(_layout(block), 0) + min(len(block.text), HEAVIEST) ** 2
    usual = max(layouts, key=lambda layout: layouts[layout], default=None)
    for block in blocks:
        yield _weight(block, usual)


def heaviest_run(weighed: Sequence[float], first: int = 0, patience: float = inf) -> Run:
    """The run with the greatest sum; all zero if no sum is above zero.

    >>> heaviest_run([-1.0, 3.0, -1.0, 2.0, -9.0, 3.5])
    (1, 4, 4.0)

    Args:
        weighed: what each line weighs.
        first: where to begin looking.
        patience: how far a sum may fall below its greatest before the search ends; by default it never does.
    """
    best, run = (0, 0), first
    best_sum = running = 0.0
    for position in range(first, len(weighed)):
        if running <= 0:
            run, running = position, 0.0
        running += weighed[position]
        if running > best_sum:
            best, best_sum = (run, position + 1), running
        elif best_sum - running > patience:
            break
    return *best, best_sum


def holding(weighed: Sequence[float]) -> list[float]:
    """For each line, the sum of the heaviest run that holds it."""
    left = _sums_up_to(weighed)
    right = _sums_up_to(weighed[::-1])[::-1]
    return [a + b - weight for a, b, weight in zip(left, right, weighed, strict=True)]


def _sums_up_to(weighed: Sequence[float]) -> list[float]:
    sums: list[float] = []
    running = 0.0
    for weight in weighed:
        running = max(0.0, running) + weight
        sums.append(running)
    return sums


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
