"""Numbers that describe each block of an outline: what it is, what surrounds it, where it stands.

Each function here gives a few columns, a number for each block; `FEATURES` names them in their order. None of them decides.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from etl.transform.pages.hints import Hints
from etl.transform.pages.page import Page, survey
from etl.transform.pages.surroundings import NONE, Column, of_hub, of_levels, of_names, of_style
from etl.transform.pages.walk import Outline
from etl.transform.prose_runs import FAR, Patience, Sums, nearest, prose_runs, since

FEATURES = tuple(
    "chinese mass link links punctuation stops stop_density ends pictured tag tag_before tag_after repeats repeats_before related cues"
    " keys keys_around title title_found after_title mass_after_title prose_after_title link_after_title cues_after_title"
    " mass_position prose_position prose_before page_mass page_prose page_prose_mass page_blocks"
    " prose_2 link_2 link_5 link_12 since_related since_hard heading_cue since_heading heading_tag"
    " run_prose run_keys run_junk run_from_description first_run title_gap"
    " near_junk near_caption near_foot near_content in_figure in_footer in_ul"
    " own_stops own_keys own_mean own_link around_stops around_keys around_blocks third_stops fourth_blocks fourth_headings fourth_punctuation"
    " hub_levels hub_share hub_position hub_gap core_half core core_mass core_link"
    " lead_levels lead_style lead_gap lead_cues lead_share named_inside named_share story_inside story_share"
    " style_share path_share depth_share".split()
)

TAGS = {
    tag: float(number)
    for number, tag in enumerate(
        "p blockquote pre dd dt li figcaption h2 h3 h4 h5 h6 h1 td th section article main div span header aside label button footer nav form".split()
    )
}
"""Elements in the order of how often they hold an article's text, so that one question parts them."""

OTHER_TAG = 30.0

BREAK = Patience(junk=12.0, places=7)
"""What ends a run of prose: so many words inside links, or so many blocks that are no prose."""


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a page's blocks.

    Attributes:
        rows: for each block a number for each of `FEATURES`.
        title: the position of the block that is the article's title; None if none is.
    """

    rows: list[tuple[float, ...]]
    title: int | None


def describe(outline: Outline, hints: Hints) -> Description:
    """Describe each block."""
    if not outline.blocks:
        return Description([], None)
    page = survey(outline, hints)
    columns: list[Column] = [
        *_of_text(outline, page),
        *_of_title(page),
        *_of_place(page),
        *_of_neighbours(page),
        *_of_runs(page),
        *of_names(page),
        *of_levels(page),
        *of_hub(page),
        *of_style(page),
    ]
    # a tree compares two floats in half the time that a float and another number take
    numbers = (column if type(column[0]) is float else map(float, column) for column in columns)
    return Description(list(zip(*numbers, strict=True)), page.title if page.title >= 0 else None)


def _of_text(outline: Outline, page: Page) -> list[Column]:
    texts, blocks = page.texts, outline.blocks
    count = len(blocks)
    tags = [TAGS.get(page.containers[c].tag, OTHER_TAG) for c in page.held]
    printed = [block.text for block in blocks]
    repeats = Counter(printed)
    seen: Counter[str] = Counter()
    before = []
    for text in printed:
        before.append(float(seen[text]))
        seen[text] += 1
    return [
        [float(texts.chinese)] * count,
        texts.mass,
        texts.link,
        [block.links for block in blocks],
        texts.punctuation,
        texts.stops,
        [s / m for s, m in zip(texts.stops, texts.mass, strict=True)],
        texts.ends,
        [block.pictured for block in blocks],
        tags,
        [NONE, *tags[:-1]],
        [*tags[1:], NONE],
        [repeats[text] for text in printed],
        before,
        texts.related,
        texts.cues,
    ]


def _of_title(page: Page) -> list[Column]:
    texts, alike, at = page.texts, page.alike, page.title
    count = len(page.held)
    keys, start = texts.keys_sum, max(at, 0)
    return [
        texts.keys,
        _around(keys, 5),
        alike,
        [alike[at] if at >= 0 else NONE] * count,
        [i - at for i in range(count)] if at >= 0 else [-FAR] * count,
        [m - texts.mass_sum[at] for m in texts.mass_sum[:-1]] if at >= 0 else [-FAR] * count,
        [p - texts.prose_sum[start] for p in texts.prose_sum[:-1]],
        [m - texts.link_sum[start] for m in texts.link_sum[:-1]],
        [c - texts.hard_sum[start] for c in texts.hard_sum[:-1]],
    ]


def _of_place(page: Page) -> list[Column]:
    texts = page.texts
    count = len(page.held)
    mass, prose = texts.mass_sum[-1] or 1.0, texts.prose_sum[-1] or 1.0
    return [
        [m / mass for m in texts.mass_sum[:-1]],
        [p / prose for p in texts.prose_sum[:-1]],
        texts.prose_sum[:-1],
        [mass] * count,
        [prose / mass] * count,
        [prose] * count,
        [float(count)] * count,
    ]


def _of_neighbours(page: Page) -> list[Column]:
    texts = page.texts

    def links(reach: int) -> Column:
        linked, all_ = _around(texts.link_sum, reach), _around(texts.mass_sum, reach)
        return [link / (mass or 1.0) for link, mass in zip(linked, all_, strict=True)]

    return [
        _around(texts.prose_sum, 2),
        links(2),
        links(5),
        links(12),
        since(texts.related),
        since(texts.hard),
        *_under_headings(page),
    ]


def _around(sums: Sequence[float], reach: int) -> list[float]:
    """Give for each place what stands there and so many places before and after, from sums one longer than the places.

    >>> _around([0.0, 1.0, 3.0, 6.0], 1)
    [3.0, 6.0, 5.0]
    """
    ends = chain(sums[reach + 1 :], repeat(sums[-1]))
    starts = chain(repeat(sums[0], reach), sums[:-1])
    return [end - start for start, end in zip(starts, ends, strict=False)][: len(sums) - 1]


def _under_headings(page: Page) -> Iterator[Column]:
    """What the heading above says, how long ago, and its element."""
    texts = page.texts
    cue, place, tag = 0, -FAR, NONE
    rows = []
    for position, heading in enumerate(texts.heading):
        if heading:
            cue, place, tag = texts.cues[position], position, TAGS[page.containers[page.held[position]].tag]
        rows.append((cue, min(99, position - place), tag))
    yield from zip(*rows, strict=True)


def _of_runs(page: Page) -> Iterator[Column]:
    """The run of prose that a block belongs to or is nearest to: how much it says, also of the title, and what comes before it."""
    texts = page.texts
    count = len(page.held)
    runs = prose_runs(texts.prose, Sums(texts.mass_sum, texts.link_sum, texts.hard_sum), BREAK)
    if not runs:
        yield from ([NONE] * count,) * 6
        return
    prose, keys = texts.prose_sum, texts.keys_sum
    total = keys[-1] or 1.0
    after = next((i for i, run in enumerate(runs) if run.last > page.title), -1) if page.title >= 0 else -1
    quoted = (
        next((i for i, run in enumerate(runs) if run.last >= page.description), -1) if page.description >= 0 else -1
    )
    numbers = [
        (
            prose[run.last + 1] - prose[run.first],
            (keys[run.last + 1] - keys[run.first]) / total,
            run.junk,
            float(i - quoted if quoted >= 0 else -9),
        )
        for i, run in enumerate(runs)
    ]
    yield from zip(*(numbers[current] for current in nearest(runs, count)), strict=True)
    yield [numbers[after][0] if after >= 0 else NONE] * count
    yield [texts.mass_sum[runs[after].first] - texts.mass_sum[page.title] if after >= 0 else NONE] * count
