"""From the score of each block to a verdict: what the forest says, but for pages with several stories and for what is printed twice."""

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple, TypeAlias

from etl.transform.pages.features import FEATURES, TAGS
from etl.transform.pages.texts import SHORT
from etl.transform.pages.walk import Container, Outline

Rows = Sequence[Sequence[float]]

MASS, LINK, KEYS, CHINESE, LEAD_CUES = (
    FEATURES.index(name) for name in ("mass", "link", "keys", "chinese", "lead_cues")
)
ENDS, STOPS = FEATURES.index("ends"), FEATURES.index("stops")
NAMED, STORY = FEATURES.index("named_inside"), FEATURES.index("story_inside")

LOWEST_BAR, HIGHEST_BAR = 0.2, 0.5
"""Probabilities between which the bar of a page lies."""

DOUBTFUL = log(LOWEST_BAR / (1 - LOWEST_BAR))
"""Log odds; a block inside the story that scores no worse belongs to it when what stands outside turns out to be another story."""

LEAST_STORY = 12.0
"""Words; less is no story that others could be told from."""

OTHER_KEYS = 0.35
"""Another story holds the title's words so much more rarely than the page's own."""

LONG = 9.0
"""Words; blocks as long as that are not repeated by accident."""

MOST = 0.6
"""A share of words that decides for all prose of one markup."""

FOREIGN = 0.015
"""Function words a word; Chinese and English pages have from .03 on, and mostly above .1."""

LEAST_PROSE = 6.0
LITTLE_LINKED = 0.1
"""Words that a sentence has at least; the share of its characters that may be links."""

Markup: TypeAlias = tuple[str, str, str, str]
"""The names of a block's element and of the one around it: blocks that share them are made by one line of a template."""

LINKED = 0.6
REASONS = ("related", "legal", "share", "account")
"""What a phrase says of a dropped block, in the order of `words.CUES`."""

CUE, TAG = FEATURES.index("cues"), FEATURES.index("tag")
CAPTION = TAGS["figcaption"]


class Verdict(NamedTuple):
    """What was decided of one block.

    Attributes:
        text: white space folded.
        parted: the same with a blank at each seam between inline elements.
        links: the share of its characters inside links, 0 to 1.
        reason: why it is not the article's; None if it is.
    """

    text: str
    parted: str
    links: float
    reason: str | None


def choose(outline: Outline, rows: Rows, scores: Sequence[float]) -> tuple[Verdict, ...]:
    """Decide, by the log odds of each block.

    Where the forest takes nothing, and in languages it was not grown on, plain prose is taken, too.
    """
    bar = best_bar([row[MASS] for row in rows], scores)
    scores = _one_story(rows, [score - bar for score in scores], DOUBTFUL - bar)
    is_prose = [_is_plain_prose(row) for row in rows]
    scores = _like_its_kin(outline, rows, scores, is_prose)
    if max(scores, default=1.0) <= 0 or _is_foreign([row for row, prose in zip(rows, is_prose, strict=True) if prose]):
        scores = [1.0 if prose else score for prose, score in zip(is_prose, scores, strict=True)]
    scores = _with_captions(rows, scores)
    seen: set[str] = set()
    verdicts = []
    for block, row, score in zip(outline.blocks, rows, scores, strict=True):
        reason = None
        if score <= 0.0:
            reason = _reason(row)
        elif row[MASS] >= LONG:
            if block.text in seen:
                reason = "printed before"
            seen.add(block.text)
        verdicts.append(Verdict(block.text, block.parted, row[LINK], reason))
    return tuple(verdicts)


def best_bar(masses: Sequence[float], scores: Sequence[float]) -> float:
    """The log odds above which blocks should be kept for the best F to be expected: F is highest where the bar is half of it.

    >>> round(best_bar([10.0, 10.0, 10.0], [4.0, 3.0, -9.0]), 2), round(best_bar([10.0, 10.0], [-0.5, -9.0]), 2)
    (-0.03, -0.97)

    So the bar is lower on a page on which the forest is sure of nothing.
    """
    likely = sorted([(1 / (1 + exp(-score)), mass) for mass, score in zip(masses, scores, strict=True)], reverse=True)
    whole = sum([probability * mass for probability, mass in likely])
    right = kept = best = 0.0
    for probability, mass in likely:
        right += probability * mass
        kept += mass
        if (expected := 2 * right / (kept + whole)) > best:
            best = expected
    bar = min(HIGHEST_BAR, max(LOWEST_BAR, best / 2))
    return log(bar / (1 - bar))


def _one_story(rows: Rows, scores: Sequence[float], doubtful: float) -> Sequence[float]:
    """Where a page holds several stories, keep the one that its title and description speak of.

    The story is the element around the lead that says that it is one (`<article>`, `articleBody`). On Chinese pages a name does, too
    (`article-content`), for there it stands around the whole text; page builders in the West give it to every part of one.
    """
    if not rows:
        return scores
    scores = _only_inside(rows, scores, doubtful, STORY)
    return _only_inside(rows, scores, doubtful, NAMED) if rows[0][CHINESE] else scores


def _only_inside(rows: Rows, scores: Sequence[float], doubtful: float, column: int) -> Sequence[float]:
    """Drop what is kept outside, after a cue, and hardly holds the title's words; bring back what is doubtful inside."""
    if rows[0][column] < 0:
        return scores
    inside = [row[column] > 0 and score > doubtful for row, score in zip(rows, scores, strict=True)]
    outside = [row[column] == 0 and score > 0 and row[LEAD_CUES] >= 1 for row, score in zip(rows, scores, strict=True)]
    story, other = _mass(rows, inside), _mass(rows, outside)
    if story < LEAST_STORY or not other:
        return scores
    if _keys(rows, outside) / other > OTHER_KEYS * _keys(rows, inside) / story:
        return scores
    return [1.0 if i else -1.0 if o else score for i, o, score in zip(inside, outside, scores, strict=True)]


def _like_its_kin(outline: Outline, rows: Rows, scores: Sequence[float], is_prose: Sequence[bool]) -> Sequence[float]:
    """Keep prose that is marked up like other prose of the page, most of which is kept: a law's third paragraph is one as its second is.

    Prose with links or cues, and what follows a cue (comments, other stories), keeps the verdict it has.
    """
    kin = [
        _markup(outline.containers, block.container) if prose else None
        for block, prose in zip(outline.blocks, is_prose, strict=True)
    ]
    whole: dict[Markup, float] = {}
    kept: dict[Markup, float] = {}
    for markup, row, score in zip(kin, rows, scores, strict=True):
        if markup:
            whole[markup] = whole.get(markup, 0.0) + row[MASS]
            kept[markup] = kept.get(markup, 0.0) + (row[MASS] if score > 0 else 0.0)
    return [
        1.0 if markup and kept[markup] >= MOST * whole[markup] else score
        for markup, score in zip(kin, scores, strict=True)
    ]


def _is_foreign(prose: Rows) -> bool:
    """Tell whether a page's prose has none of the function words that the forest counts: it is neither Chinese nor English."""
    mass = sum(row[MASS] for row in prose)
    return mass >= LEAST_STORY and sum(row[STOPS] for row in prose) < FOREIGN * mass


def _is_plain_prose(row: Sequence[float]) -> bool:
    mass = row[MASS]
    return (
        mass > LEAST_PROSE
        and row[LINK] < LITTLE_LINKED
        and (mass > SHORT or bool(row[ENDS]))
        and not row[CUE]
        and row[LEAD_CUES] <= 0
    )


def _markup(containers: Sequence[Container], position: int) -> Markup:
    around, outside = containers[position], containers[max(0, containers[position].parent)]
    return around.tag, around.names, outside.tag, outside.names


def _with_captions(rows: Rows, scores: Sequence[float]) -> Sequence[float]:
    """Keep a caption of a Chinese page whose neighbours are kept; Western sites print credits of agencies there, too."""
    if not rows or not rows[0][CHINESE]:
        return scores
    captions = [i for i in range(1, len(rows) - 1) if rows[i][TAG] == CAPTION and not rows[i][CUE]]
    told = {i for i in captions if scores[i - 1] > 0 and scores[i + 1] > 0}
    return [1.0 if i in told else score for i, score in enumerate(scores)]


def _mass(rows: Rows, chosen: Sequence[bool]) -> float:
    return sum(row[MASS] for row, is_chosen in zip(rows, chosen, strict=True) if is_chosen)


def _keys(rows: Rows, chosen: Sequence[bool]) -> float:
    return sum(row[KEYS] for row, is_chosen in zip(rows, chosen, strict=True) if is_chosen)


def _reason(row: Sequence[float]) -> str:
    """The plainest thing to be said against a block; the forest weighs many that are not plain."""
    if row[LINK] > LINKED:
        return "links"
    cues = int(row[CUE])
    return next((reason for bit, reason in enumerate(REASONS) if cues >> bit & 1), "beside the article")
