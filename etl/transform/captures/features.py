"""Numbers that describe each line of a capture: what it says, what stands around it, where it stands.

Each function here gives a few columns, a number for each line; `FEATURES` names them in their order. None of them decides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from etl.transform.blocks import Block
from etl.transform.captures.measures import CREDIT, CREDIT_LINE, LINE_OF_DATE, STAMP, Lines, measure, sums
from etl.transform.captures.runs import heaviest_run, holding, weights
from etl.transform.captures.titles import page_title_line
from etl.transform.pages.hints import keywords_of
from etl.transform.prose_runs import FAR, Patience, Sums, nearest, prose_runs, since

Column = Sequence[float]

FEATURES = tuple(
    "chinese mass marks stops ends menu_marks words digits letters repeats repeats_before"
    " mass_before marks_before ends_before mass_after marks_after ends_after mass_2_before mass_2_after"
    " keys keys_around title_found after_title mass_after_title prose_after_title entries_after_title cues_after_title"
    " mass_position prose_position prose_before prose_after page_mass page_prose page_prose_share page_lines page_entries"
    " prose_2 prose_5 prose_12 entries_2 entries_5 entries_12 lists_3 mean_3 dates_8 marks_5"
    " since_related since_hard until_hard until_related since_date since_credit since_stamp until_stamp"
    " short_run short_run_mass list_run run_prose run_share run_keys run_junk run_rank run_from_title run_position run_left"
    " layout_share lead_gap lead_entries lead_cues"
    " rule_weight rule_side rule_gap below_side below_gap below_share holding holding_share".split()
)

NONE = -1.0

TITLE_CHARACTERS = 100
KEYED = 8.0
"""Words; a shorter line that holds the title's words may be the title's."""

BREAK = Patience(junk=24.0, places=7)
"""What ends a run of prose: so many words in entries, or so many lines that are no prose."""

PATIENCE = 150.0
"""How much may speak against a story below its title before it is over."""

MENU_MARK = re.compile(r"[|｜»›>·•/_]")
DIGIT = re.compile(r"\d")
LETTER = re.compile(r"[A-Za-z]")


def describe(blocks: Sequence[Block]) -> list[tuple[float, ...]]:
    """Describe each line."""
    if not blocks:
        return []
    lines = measure(blocks)
    title = page_title_line(blocks, lines.prose_sum)
    keys = _keys(blocks, lines, keywords_of(blocks[max(0, title)].text[:TITLE_CHARACTERS]))
    columns: list[Column] = [
        *_of_text(blocks, lines),
        *_of_sides(lines),
        *_of_title(lines, title, keys),
        *_of_place(lines),
        *_of_neighbours(lines),
        *_of_distances(blocks, lines),
        *_of_runs(lines, title, sums(keys)),
        *_of_layout(blocks, lines, title),
        *_of_rule(blocks, title),
    ]
    return list(zip(*columns, strict=True))


def _keys(blocks: Sequence[Block], lines: Lines, keywords: Sequence[str]) -> list[float]:
    """The share of the title's words that stand in each line."""
    return [
        sum(map(block.text.lower().__contains__, keywords)) / len(keywords) if keywords and mass > KEYED else 0.0
        for block, mass in zip(blocks, lines.mass, strict=True)
    ]


def _of_text(blocks: Sequence[Block], lines: Lines) -> list[Column]:
    texts = [block.text for block in blocks]
    repeats = Counter(texts)
    seen: Counter[str] = Counter()
    before = []
    for text in texts:
        before.append(seen[text])
        seen[text] += 1
    return [
        [float(lines.chinese)] * len(texts),
        lines.mass,
        lines.marks,
        lines.stops,
        lines.ends,
        [len(MENU_MARK.findall(text)) for text in texts],
        [text.count(" ") for text in texts],
        [len(DIGIT.findall(text)) / max(1, len(text)) for text in texts],
        [len(LETTER.findall(text)) / max(1, len(text)) for text in texts],
        [repeats[text] for text in texts],
        before,
    ]


def _of_sides(lines: Lines) -> Iterator[Column]:
    """The lines just above and below."""
    for column in (lines.mass, lines.marks, lines.ends):
        yield [NONE, *column[:-1]]
    for column in (lines.mass, lines.marks, lines.ends):
        yield [*column[1:], NONE]
    yield [NONE, NONE, *lines.mass][: len(lines.mass)]
    yield [*lines.mass, NONE, NONE][2:]


def _of_title(lines: Lines, title: int, keys: Sequence[float]) -> list[Column]:
    """How a line stands to the title, and how much of what has come since."""
    count = len(lines.mass)
    key_sum, start = sums(keys), max(title, 0)
    found = title >= 0
    return [
        keys,
        [key_sum[min(count, i + 6)] - key_sum[max(0, i - 5)] for i in range(count)],
        [float(found)] * count,
        [i - title for i in range(count)] if found else [-FAR] * count,
        [m - lines.mass_sum[title] for m in lines.mass_sum[:-1]] if found else [-FAR] * count,
        [p - lines.prose_sum[start] for p in lines.prose_sum[:-1]],
        [e - lines.entry_sum[start] for e in lines.entry_sum[:-1]],
        [h - lines.hard_sum[start] for h in lines.hard_sum[:-1]],
    ]


def _of_place(lines: Lines) -> list[Column]:
    count = len(lines.mass)
    mass, prose = lines.mass_sum[-1] or 1.0, lines.prose_sum[-1] or 1.0
    return [
        [m / mass for m in lines.mass_sum[:-1]],
        [p / prose for p in lines.prose_sum[:-1]],
        lines.prose_sum[:-1],
        [lines.prose_sum[-1] - p for p in lines.prose_sum[1:]],
        [mass] * count,
        [prose] * count,
        [prose / mass] * count,
        [float(count)] * count,
        [lines.entry_sum[-1] / mass] * count,
    ]


def _of_neighbours(lines: Lines) -> list[Column]:
    """Sums over the lines around, as many on each side as the name says, and shares of their mass."""
    count = len(lines.mass)

    def around(column: Sequence[float], reach: int) -> list[float]:
        return [column[min(count, i + reach + 1)] - column[max(0, i - reach)] for i in range(count)]

    def share(column: Sequence[float], reach: int) -> list[float]:
        return [c / (m or 1.0) for c, m in zip(around(column, reach), around(lines.mass_sum, reach), strict=True)]

    return [
        around(lines.prose_sum, 2),
        around(lines.prose_sum, 5),
        around(lines.prose_sum, 12),
        share(lines.entry_sum, 2),
        share(lines.entry_sum, 5),
        share(lines.entry_sum, 12),
        around(lines.list_sum, 3),
        around(lines.mass_sum, 3),
        around(lines.date_sum, 8),
        share(lines.marks_sum, 5),
    ]


def _of_distances(blocks: Sequence[Block], lines: Lines) -> list[Column]:
    """How many lines ago, and in how many, something stands."""
    texts = [block.text if len(block.text) < CREDIT_LINE else "" for block in blocks]
    stamps = [STAMP.search(text) is not None for text in texts]
    return [
        since(lines.related),
        since(lines.hard),
        _until(lines.hard),
        _until(lines.related),
        since([LINE_OF_DATE.match(text) is not None for text in texts]),
        since([CREDIT.search(text) is not None for text in texts]),
        since(stamps),
        _until(stamps),
    ]


def _until(flags: Sequence[bool]) -> list[int]:
    return since(flags[::-1])[::-1]


def _of_runs(lines: Lines, title: int, key_sum: Sequence[float]) -> Iterator[Column]:
    """Runs of entries and of list items, and the run of prose that a line belongs to or is nearest to."""
    yield from _stretches([entry > 0 for entry in lines.entry], lines.mass)
    yield next(_stretches(lines.lists, lines.mass))
    count = len(lines.mass)
    runs = prose_runs(lines.prose, Sums(lines.mass_sum, lines.entry_sum, lines.hard_sum), BREAK)
    if not runs:
        yield from ([NONE] * count,) * 8
        return
    total_keys, total = key_sum[-1] or 1.0, lines.prose_sum[-1] or 1.0
    prose = [lines.prose_sum[run.last + 1] - lines.prose_sum[run.first] for run in runs]
    rank = {run: place for place, run in enumerate(sorted(range(len(runs)), key=lambda i: -prose[i]))}
    below = next((i for i, run in enumerate(runs) if run.last > title), 0) if title >= 0 else 0
    rows = []
    for position, current in enumerate(nearest(runs, count)):
        run = runs[current]
        rows.append(
            (
                prose[current],
                prose[current] / total,
                (key_sum[run.last + 1] - key_sum[run.first]) / total_keys,
                run.junk,
                rank[current],
                current - below,
                position - run.first,
                run.last - position,
            )
        )
    yield from zip(*rows, strict=True)


def _stretches(flags: Sequence[bool], mass: Sequence[float]) -> Iterator[Column]:
    """How many lines with a flag stand together, and their mass; zero where there is no flag."""
    lengths, masses = [0.0] * len(flags), [0.0] * len(flags)
    first = 0
    for position, flag in enumerate([*flags, False]):
        if not flag:
            length = position - first
            lengths[first:position] = [float(length)] * length
            masses[first:position] = [sum(mass[first:position])] * length
            first = position + 1
    yield lengths
    yield masses


def _of_layout(blocks: Sequence[Block], lines: Lines, title: int) -> Iterator[Column]:
    """How much of the prose is laid out like a line, and how the line stands to the first paragraph below the title."""
    count = len(blocks)
    layouts = [(block.indented, block.gap > 0, block.kind) for block in blocks]
    prose: Counter[object] = Counter()
    for layout, said in zip(layouts, lines.prose, strict=True):
        prose[layout] += said  # type: ignore[assignment]  # a counter of floats
    total = lines.prose_sum[-1] or 1.0
    yield [prose[layout] / total for layout in layouts]
    lead = next((i for i in range(title + 1, count) if lines.prose[i]), -1)
    if lead < 0:
        yield from ([-9.0] * count,) * 3
        return
    yield [float(i - lead) for i in range(count)]
    yield [e - lines.entry_sum[lead] for e in lines.entry_sum[:-1]]
    yield [h - lines.hard_sum[lead] for h in lines.hard_sum[:-1]]


def _of_rule(blocks: Sequence[Block], title: int) -> Iterator[Column]:
    """What the rule of thumb says: the heaviest run of all, the heaviest below the title, the heaviest that holds a line."""
    count = len(blocks)
    weighed = list(weights(blocks))
    first, end, heaviest = heaviest_run(weighed)
    below, below_end, weight = heaviest_run(weighed, title + 1, PATIENCE) if title >= 0 else (first, end, heaviest)
    held = holding(weighed)
    yield weighed
    for start, stop in ((first, end), (below, below_end)):
        yield [-1.0 if i < start else 0.0 if i < stop else 1.0 for i in range(count)]
        yield [float(start - i if i < start else 0 if i < stop else i - stop + 1) for i in range(count)]
    yield [weight / (heaviest or 1.0)] * count
    yield held
    yield [sum_ / (heaviest or 1.0) for sum_ in held]
