"""From the score of each line to the story: a run of lines, and in it those that are kept."""

import re
from collections.abc import Sequence
from math import exp

from etl.transform.blocks import Block
from etl.transform.captures.features import FEATURES
from etl.transform.captures.runs import heaviest_run
from etl.transform.credits import is_prose
from etl.transform.pages.choose import best_bar

MASS, AFTER_TITLE, TITLE_FOUND, RULE = (
    FEATURES.index(name) for name in ("mass", "after_title", "title_found", "rule_weight")
)

LONGEST = 60.0
"""Words that one line weighs at most."""

RULE_SHARE = 0.02
LEAST_RULE, MOST_RULE = -60.0, 120.0
"""How much the rule of thumb has to say beside the forest: a line without a word counts a little, a line of a date more."""

PATIENCE = 40.0
"""How many words may speak against a story below its title before it is over."""

ENOUGH = 0.15
"""The share of the heaviest run's weight that the run below the title must have to be preferred."""

SENTENCE = re.compile(r"[\u3400-\u9fff，、]{4,}[。！？!][”」』]?$")
"""A short sentence of its own."""

SIGNATORY = re.compile(r"[\u3400-\u9fff（）()]{2,24}")

SIGNED_ON = re.compile(
    r"(?:\d{4}|[一二〇○零０九八七六五四三]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日"
)

MOST_SIGNATORIES = 3


def choose(rows: Sequence[Sequence[float]], scores: Sequence[float]) -> tuple[int, int, list[bool]]:
    """The story's first line, the one after its last, and for each line whether it is kept.

    A forest judges lines; that a page holds one story, in one piece, and below its title, is known beforehand. What speaks for a line,
    and how much, is measured from the bar that promises the best F: low on a page on which the forest is sure of nothing.

    Args:
        rows: as `describe` gives them.
        scores: log odds of each line.
    """
    bar = best_bar([row[MASS] for row in rows], scores)
    level = 1 / (1 + exp(-bar))
    weighed = [
        (1 / (1 + exp(-score)) - level) * min(row[MASS], LONGEST)
        + RULE_SHARE * max(LEAST_RULE, min(row[RULE], MOST_RULE))
        for row, score in zip(rows, scores, strict=True)
    ]
    first, end, heaviest = heaviest_run(weighed)
    if rows[0][TITLE_FOUND]:
        title = -int(rows[0][AFTER_TITLE])
        if not first <= title < end:
            below, below_end, weight = heaviest_run(weighed, title + 1, PATIENCE)
            if weight and weight >= heaviest * ENOUGH:
                first, end = below, below_end
    return first, end, [first <= position < end and score > bar for position, score in enumerate(scores)]


def is_paragraph(block: Block) -> bool:
    """Whether a line is laid out as a Chinese paragraph and reads like one: among those of a story, it is of it, whatever it says."""
    return block.indented and is_prose(block.text)


def closed(blocks: Sequence[Block], end: int) -> int:
    """Where a story ends that seems to end at a line.

    Below it may stand an indented paragraph after another, a last short sentence, and who signed a letter on which day. A name without a day, and a day with a time, belong to the next article.
    """
    while 0 < end < len(blocks) and (
        SENTENCE.fullmatch(blocks[end].text) or (blocks[end - 1].indented and is_paragraph(blocks[end]))
    ):
        end += 1
    for signed in range(end, min(end + MOST_SIGNATORIES + 1, len(blocks))) if end else ():
        if signed > end and SIGNED_ON.fullmatch(blocks[signed].text):
            return signed + 1
        if not SIGNATORY.fullmatch(blocks[signed].text):
            break
    return end
