"""From an answer to the geometry of its picture; the template only prints it.

Pictures are drawn in units of their own (a plot is 640 wide and 160 high) and scale to the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

Cell: TypeAlias = object
"""What a driver returns for a value of SQL: text, a number, a day, an instant, None."""

WIDTH, HEIGHT = 640, 160
MOST_SERIES = 7
"""More colours than these cannot be told apart; the smaller series become one."""
OTHERS = "others"
NOBODY = "(none)"
MOST_LABELS = 4
"""So that a telephone has room for them."""
LONG = 24
"""Characters from which a cell of a table may be broken into lines."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database said: rows under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    """One row, each value large under its name."""

    shape: ClassVar[str] = "tiles"
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What stands in a cell; `long` if it may be broken into lines."""

    text: str
    long: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `share` of the longest bar (0 to 1), None where no bar belongs."""

    cells: tuple[Word, ...]
    share: float | None


@dataclass(frozen=True, slots=True)
class BarTable:
    """A table whose rows each end with a bar for their first number."""

    shape: ClassVar[str] = "bars"
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One coloured box of a plot, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word under a plot."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """Columns of stacked boxes, one column for each value of the first column of the answer."""

    shape: ClassVar[str] = "stacks"
    highest: str
    series: tuple[str, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


Drawing: TypeAlias = Tiles | BarTable | Stacks


def tiles(answer: Answer) -> Tiles:
    """Show the only row of an answer.

    >>> tiles(Answer(("seen", "loaded"), ((1200, 7),)))
    Tiles(values=(('seen', '1,200'), ('loaded', '7')))
    """
    return Tiles(tuple(zip(answer.columns, map(printed, answer.rows[0]), strict=True)))


def bars(answer: Answer) -> BarTable:
    """Show every row, with a bar as long as its first number.

    >>> [row.share for row in bars(Answer(("rule", "repairs"), (("gbk", 8), ("big5", 2)))).rows]
    [1.0, 0.25]
    """
    numbers = [next((cell for cell in row if isinstance(cell, int)), None) for row in answer.rows]
    longest = max((number for number in numbers if number), default=0)
    rows = (
        Row(tuple(map(_word, row)), number / longest if number is not None and longest else None)
        for row, number in zip(answer.rows, numbers, strict=True)
    )
    return BarTable(answer.columns, tuple(rows))


def stacks(answer: Answer) -> Stacks:
    """Stack counts over time: the answer's columns are when, what and how many, in the order of time.

    The largest series keep their names, in the order in which they come; the others are added up as one.

    >>> stacks(Answer(("day", "source", "articles"), (("05-01", "晚报", 3), ("05-01", None, 1), ("05-02", "晚报", 2)))).series
    ('晚报', '(none)')
    """
    rows = [
        (printed(when), NOBODY if what is None else printed(what), _count(count)) for when, what, count in answer.rows
    ]
    series = _series(rows)
    columns: dict[str, dict[str, int]] = {}
    for when, what, count in rows:
        column = columns.setdefault(when, {})
        name = what if what in series else OTHERS
        column[name] = column.get(name, 0) + count
    highest = max((sum(column.values()) for column in columns.values()), default=0)
    return Stacks(
        highest=printed(highest),
        series=series,
        marks=tuple(_marks(columns, series, highest)),
        labels=tuple(_labels(tuple(columns))),
    )


def _count(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise TypeError(f"{cell!r} counts nothing")
    return cell


def _series(rows: list[tuple[str, str, int]]) -> tuple[str, ...]:
    sums: dict[str, int] = {}
    for _, what, count in rows:
        sums[what] = sums.get(what, 0) + count
    present = [what for what, sum_ in sums.items() if sum_]
    if len(present) <= MOST_SERIES:
        return tuple(present)
    largest = sorted(present, key=lambda what: (-sums[what], what))[: MOST_SERIES - 1]
    return (*(what for what in present if what in largest and what != OTHERS), OTHERS)


def _marks(columns: dict[str, dict[str, int]], series: tuple[str, ...], highest: int) -> Iterator[Mark]:
    step = WIDTH / max(len(columns), 12)
    for number, (when, column) in enumerate(columns.items()):
        top = float(HEIGHT)
        for index, what in enumerate(series):
            count = column.get(what, 0)
            if not count:
                continue
            height = HEIGHT * count / highest
            top -= height
            says = f"{when} · {what}: {printed(count)}"
            yield Mark(round(number * step, 2), round(top, 2), round(step * 0.85, 2), round(height, 2), index, says)


def _labels(names: tuple[str, ...]) -> Iterator[Label]:
    step = WIDTH / max(len(names), 12)
    every = -(-len(names) // MOST_LABELS)
    for number in range(0, len(names), every or 1):
        yield Label(round(number * step, 2), names[number])


def _word(cell: Cell) -> Word:
    text = printed(cell)
    return Word(text, len(text) > LONG)


def printed(cell: Cell) -> str:
    """Print a value for people.

    >>> printed(12345), printed(None), printed("2024-05-01 08:00:00+00:00")
    ('12,345', '–', '2024-05-01 08:00:00+00:00')
    """
    match cell:
        case None:
            return "–"
        case bool():
            return "yes" if cell else "no"
        case int():
            return f"{cell:,}"
        case _:
            return str(cell)
