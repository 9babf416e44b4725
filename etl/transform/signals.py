"""What can be measured of each stretch of a page: of its text, of the elements around it, of its neighbours, of its place.

Many weak signals, none of which decides. `SIGNALS` names them in order; `content` weighs them with a model that was trained on pages
with known text (`bench/train_content.py`). Lengths are in ideographs: other letters count a third, so that one model reads both.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import log2

from etl.transform.measures import PROSE, Measures, inked, measure
from etl.transform.outline import Container, Outline, Stretch
from etl.transform.signal_words import (
    CAPITAL,
    COMMA,
    CREDIT,
    CUES,
    DATE,
    DIGIT,
    ELEMENTS,
    FAMILIES,
    IDEOGRAPH,
    LABELLED,
    LETTER,
    LONGEST_CUE,
    SENTENCE,
    STOP,
    TAG_CLASSES,
)
from etl.transform.surroundings import ALIKE_LEVELS, LEVELS, beside_top, surroundings, tops_of

NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
WINDOWS = (4, 10)

ALIKE = 0.45
"""How like the page's title a stretch must be to be one; a first heading alone is worth less."""


def _names() -> Iterable[str]:
    yield from (
        "size",
        "links",
        "link count",
        "sentences",
        "commas",
        "sentence end",
        "tag",
        "digits",
        "capitals",
        "date",
    )
    yield from (f"cue {name}" for name, _ in CUES)
    yield from ("bold", "indented", "pictures")
    yield from (
        "place",
        "text before",
        "prose before",
        "prose after",
        "repeated",
        "stretches",
        "prose",
        "prose share",
        "ideographs",
    )
    yield from ("title distance", "title", "prose since title", "bylines since title")
    yield from ("under stop", "since heading", "since stop")
    yield from (f"family {name}" for name, _ in FAMILIES)
    yield from (f"inside {name}" for name in ELEMENTS)
    for level in range(LEVELS):
        yield from (
            f"{what} {level}" for what in ("text of", "links of", "page's prose in", "prose of", "stretches of")
        )
    yield from (f"alike {level}" for level in range(ALIKE_LEVELS))
    yield from ("depth", "hidden", "under bulk", "beside bulk", "under top", "beside top")
    yield from ("side of top", "distance to top")
    for step in NEIGHBOURS:
        yield from (f"{what} {step:+}" for what in ("size", "links", "prose"))
    for step in (-1, 1):
        yield from (f"{what} {step:+}" for what in ("same container", "same parent", "tag", "sentence end"))
    for window in WINDOWS:
        yield from (f"prose before {window}", f"prose after {window}", f"links within {window}")


SIGNALS: tuple[str, ...] = tuple(_names())
"""The names of the signals, in the order of each row."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What was measured of a page.

    Attributes:
        rows: one for each stretch, in the order of `SIGNALS`.
        title: the position of the stretch that prints the page's title; None if none is like it.
    """

    rows: list[list[float]]
    title: int | None


def signals(page: Outline, title: str) -> Signals:
    """Measure every stretch of a page.

    Args:
        page: the outline.
        title: what the page's `title` element says; empty if it has none.
    """
    stretches, containers = page.stretches, page.containers
    if not stretches:
        return Signals([], None)
    measures = measure(stretches)
    tops = tops_of(page, measures)
    around = surroundings(page, measures, tops)
    whole = _page(page, measures)
    anchor, likeness = _title_anchor(page, measures, title)
    marks = _marks(page, measures, tops[1])
    bylines = _byline_sums(page, measures)
    repeated = Counter(stretch.text for stretch in stretches)
    total, total_prose = measures.size_sums[-1] or 1.0, measures.prose_sums[-1] or 1.0
    rows = []
    for position, stretch in enumerate(stretches):
        rows.append(
            [
                *_own(stretch, containers[stretch.container], position, measures),
                position / len(stretches),
                measures.size_sums[position] / total,
                measures.prose_sums[position] / total_prose,
                1 - measures.prose_sums[position + 1] / total_prose,
                float(repeated[stretch.text]),
                *whole,
                max(-40.0, min(100.0, position - anchor)) if anchor >= 0 else -50.0,
                likeness if position == anchor else 0.0,
                log2(1 + measures.prose_sums[position] - measures.prose_sums[anchor])
                if 0 <= anchor <= position
                else -1.0,
                min(30.0, bylines[position] - bylines[anchor]) if 0 <= anchor <= position else -1.0,
                *marks[position],
                *around[stretch.container],
                *beside_top(containers[tops[1]], position),
                *_neighbours(page, position, measures),
            ]
        )
    return Signals(rows, anchor if likeness > ALIKE else None)


def _own(stretch: Stretch, container: Container, position: int, measures: Measures) -> list[float]:
    text = stretch.text
    length = measures.size[position]
    long = max(1.0, length / 20)
    return [
        log2(1 + length),
        measures.links[position],
        float(stretch.links),
        len(SENTENCE.findall(text)) / long,
        len(COMMA.findall(text)) / long,
        measures.ends[position],
        float(TAG_CLASSES.get(container.tag, -1)),
        len(DIGIT.findall(text)) / len(text),
        len(CAPITAL.findall(text)) / len(text),
        1.0 if DATE.search(text) else 0.0,
        *(1.0 if len(text) < LONGEST_CUE and cue.search(text) else 0.0 for _, cue in CUES),
        min(1.0, stretch.strong / inked(stretch)),
        float(stretch.indented),
        float(min(5, stretch.pictures)),
    ]


def _page(page: Outline, measures: Measures) -> list[float]:
    sample = "".join(stretch.text[:200] for stretch in page.stretches[:400])
    total, prose = measures.size_sums[-1], measures.prose_sums[-1]
    ideographs = len(IDEOGRAPH.findall(sample)) > 0.3 * len(sample)
    return [log2(1 + len(page.stretches)), log2(1 + prose), prose / (total or 1.0), float(ideographs)]


def _title_anchor(page: Outline, measures: Measures, title: str) -> tuple[int, float]:
    """The stretch that is most like the page's title, and how much; (-1, 0) if none is."""
    wanted = "".join(LETTER.findall(title)).lower()
    best, best_likeness = -1, 0.0
    for position, stretch in enumerate(page.stretches):
        tag = page.containers[stretch.container].tag
        if measures.size[position] > 80 or (measures.links[position] > 0.9 and tag != "h1"):  # noqa: PLR2004 - no title is so long, or a link
            continue
        said = "".join(LETTER.findall(stretch.text)).lower()
        if len(said) < 4 or LABELLED.search(stretch.text):  # noqa: PLR2004 - a word of a menu
            continue
        likeness = len(said) / len(wanted) if said in wanted else 0.9 if wanted and wanted in said else 0.0
        likeness += {"h1": 0.4, "h2": 0.2}.get(tag, 0.0)
        if likeness > best_likeness:
            best, best_likeness = position, likeness
    return best, best_likeness


def _marks(page: Outline, measures: Measures, top: int) -> list[tuple[float, float, float]]:
    """For each stretch: whether the last heading begins something else, how far back it is, how far back the last such line is."""
    marks = []
    heading = stop = -1
    under_stop = 0.0
    begun = page.containers[top].first
    for position, stretch in enumerate(page.stretches):
        length = measures.size[position]
        tag = page.containers[stretch.container].tag
        says_stop = length < PROSE and STOP.search(stretch.text) is not None
        if says_stop or TAG_CLASSES.get(tag, -1) in (4, 5):
            heading, under_stop = position, float(says_stop)
        if says_stop and position > begun:
            stop = position
        marks.append(
            (
                under_stop,
                float(min(20, position - heading)) if heading >= 0 else 20.0,
                float(min(40, position - stop)) if stop >= 0 else 40.0,
            )
        )
    return marks


def _byline_sums(page: Outline, measures: Measures) -> list[float]:
    """How many short stretches before each position say when or by whom: an article has one or two, each reply its own."""
    said = (
        float(length < PROSE * 2 and (DATE.search(stretch.text) is not None or CREDIT.search(stretch.text) is not None))
        for stretch, length in zip(page.stretches, measures.size, strict=True)
    )
    return list(accumulate(said, initial=0.0))


def _neighbours(page: Outline, position: int, measures: Measures) -> list[float]:
    stretches, containers = page.stretches, page.containers
    count = len(stretches)
    row: list[float] = []
    for step in NEIGHBOURS:
        other = position + step
        if 0 <= other < count:
            row += (log2(1 + measures.size[other]), measures.links[other], log2(1 + measures.prose[other]))
        else:
            row += (0.0, 0.0, 0.0)
    here = stretches[position].container
    for step in (-1, 1):
        other = position + step
        if 0 <= other < count:
            there = stretches[other].container
            row += (
                float(here == there),
                float(containers[here].parent == containers[there].parent),
                float(TAG_CLASSES.get(containers[there].tag, -1)),
                measures.ends[other],
            )
        else:
            row += (0.0, 0.0, -1.0, 0.0)
    for window in WINDOWS:
        first, end = max(0, position - window), min(count, position + window + 1)
        row += (
            log2(1 + measures.prose_sums[position] - measures.prose_sums[first]),
            log2(1 + measures.prose_sums[end] - measures.prose_sums[position + 1]),
            measures.share_of_links(first, end),
        )
    return row
