"""A table whose first line is a record already: what its columns hold tells what they are."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median

from etl.exceptions import Malformed, Rejected
from etl.extract.entries import clean
from etl.extract.hints import Hints
from etl.extract.records import begins_page, shape_of
from etl.models import Field, ParsedArticle, Statement

NAME = "headerless_table"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what, from 0; None: none does."""

    delimiter: str
    count: int
    text: int
    title: int
    published: int | None
    url: int | None


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the rows tell
    """Tell it by rows of as many cells each: a long text, a short title, and a column of nothing but dates or addresses.

    What begins as a page is none: the scripts in it may have rows, too, and take long to read.
    """
    return not begins_page(text) and _columns(text) is not None


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the rows, each as one article. Of short words in other columns nobody knows what they mean: they are left out."""
    columns = _columns(text)
    if columns is None:
        return
    for number, cells in enumerate(_rows(text, columns.delimiter), start=hints.first_record):
        if len(cells) != columns.count:
            yield Malformed(f"record {number} has {len(cells)} columns instead of {columns.count}")
            continue
        fields: tuple[tuple[Field, int | None], ...] = (
            ("title", columns.title),
            ("published", columns.published),
            ("url", columns.url),
        )
        yield ParsedArticle(
            body=shape_of(clean(cells[columns.text])),
            statements=tuple(
                Statement(field, clean(cells[at]).strip(), f"record {number}: column {at + 1}")
                for field, at in fields
                if at is not None and cells[at].strip()
            ),
        )


LOOKED_AT = 20
"""So many rows are looked at before deciding."""

FEW_ROWS, FEW_COLUMNS = 2, 3
"""A table has at least so many."""

WHOLE_SHARE = 0.75
"""The share of rows that have as many cells as the first; the others are broken."""

LONG = 40
"""Characters of a text, at the median; a title has fewer, and at least `SHORT`."""
SHORT = 4

DELIMITERS = ("\t", "_!_", "|", ",", ";")

_ADDRESS = re.compile(r"https?://\S+")
_DATE = re.compile(
    r"(?:19|20)\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日|\d{4})(?:[T\s]\s?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|\s?[+-]\d\d:?\d\d)?)?"
)
_WORDS = re.compile(r"[^\W\d_]{2}")


def _columns(text: str) -> _Columns | None:
    for delimiter in DELIMITERS:
        if delimiter not in text[:MAX_LINE]:
            continue
        rows = list(islice(_rows(text, delimiter), LOOKED_AT))
        width = len(rows[0]) if rows else 0
        whole = [row for row in rows if len(row) == width]
        if width < FEW_COLUMNS or len(whole) < max(FEW_ROWS, WHOLE_SHARE * len(rows)):
            continue
        if found := _told(delimiter, list(zip(*whole, strict=True))):
            return found
    return None


def _told(delimiter: str, columns: Sequence[tuple[str, ...]]) -> _Columns | None:
    """Tell the columns by what all cells of each have in common."""
    lengths = [median(len(cell.strip()) for cell in column) for column in columns]
    text = max(range(len(columns)), key=lengths.__getitem__)
    published = _only(columns, _DATE)
    url = _only(columns, _ADDRESS)
    others = [
        at
        for at, column in enumerate(columns)
        if at not in {text, published, url}
        and SHORT <= lengths[at] < max(LONG, lengths[text] / 2)
        and all(_WORDS.search(cell) for cell in column)
        and len(set(column)) == len(column)
    ]
    if lengths[text] < LONG or text in {published, url} or not others or published is url:
        return None
    return _Columns(delimiter, len(columns), text, max(others, key=lengths.__getitem__), published, url)


def _only(columns: Sequence[tuple[str, ...]], pattern: re.Pattern[str]) -> int | None:
    """Find the first column all of whose cells are of a kind."""
    return next(
        (at for at, column in enumerate(columns) if all(pattern.fullmatch(cell.strip()) for cell in column)), None
    )


MAX_LINE = 10_000
"""A delimiter stands in the first characters, or is none."""


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = (line.group() for line in _LINE.finditer(text.lstrip("\ufeff")))
    if len(delimiter) > 1:
        yield from (line.rstrip("\r\n").split(delimiter) for line in lines if line.strip())
        return
    try:
        yield from (row for row in csv.reader(lines, delimiter=delimiter) if row)
    except csv.Error:
        yield []


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
