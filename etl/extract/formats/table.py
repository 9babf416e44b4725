"""A table with a header: CSV, TSV and their relatives."""

import csv
import re
from collections.abc import Iterator, Sequence

from etl.exceptions import Malformed, Rejected
from etl.extract.columns import fold
from etl.extract.entries import Entry, clean
from etl.extract.hints import Hints
from etl.extract.records import read_entries
from etl.models import ParsedArticle

NAME = "table"


def recognises(text: str, hints: Hints) -> bool:
    """Tell a table by its header: at least two names of columns we know, one of them a title's or a text's.

    In what is called a table, the name of the text's column is enough.
    """
    return _delimiter(_header_line(text), hints) is not None


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the rows, each as one article; a broken row costs that row and no other."""
    header_line = _header_line(text)
    delimiter = _delimiter(header_line, hints)
    if delimiter is None:
        return
    header = _cells(header_line, delimiter)
    lines = _LINE.findall(text, text.index(header_line) + len(header_line))
    for number, cells in enumerate(_rows(lines, delimiter, len(header)), start=hints.first_record):
        if isinstance(cells, str):
            yield Malformed(f"record {number} {cells}")
        elif len(cells) > len(header) and fold(header[-1]) not in hints.columns.body:
            yield Malformed(f"record {number} has {len(cells)} columns instead of {len(header)}")
        else:
            yield read_entries(tuple(_entries(header, cells, delimiter)), f"record {number}", columns=hints.columns)


ABOVE_HEADER = r"[\s\ufeff]*(?:sep=.[\r\n]+)?(?:[^\r\n,;|\t\"]{0,200}(?:,+|;+|\|+|\t+)[ \t]*[\r\n]+)?"
"""What may stand above a header: Excel's note on the delimiter, and a caption in a row without other cells."""

DELIMITERS = ("\t", "_!_", "|", ";", ",")
"""What parts the cells of a row, the least likely inside a text first."""

MAX_CELL = 2_000_000
"""No cell has more characters."""

MAX_ROW_LINES = 1000
"""No row has more lines: beyond, a quote was not closed."""

MAX_BROKEN_ROWS = 100
"""After so many quotes that were not closed the rest is given up."""

SUFFIXES = (".csv", ".tsv", ".tab")

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_FIRST_LINE = re.compile(rf"{ABOVE_HEADER}(?P<line>[^\r\n]+)", re.IGNORECASE)


def _header_line(text: str) -> str:
    """Give the first line that is not blank, nor Excel's note on the delimiter, nor the table's caption."""
    found = _FIRST_LINE.match(text)
    return found["line"] if found else ""


def _delimiter(header_line: str, hints: Hints) -> str | None:
    """Find the delimiter that makes a header of a line; None if the line is no header."""
    columns = hints.columns
    is_called_so = hints.uri.lower().endswith(SUFFIXES)
    if len(header_line) > MAX_HEADER:
        return None
    for delimiter in DELIMITERS:
        names = [fold(name) for name in _cells(header_line, delimiter)]
        known = [name for name in names if columns.knows(name)]
        telling = any(name in columns.body or columns.record[name][0] == "title" for name in known)
        enough = 2 * len(known) >= len(names) or not columns.own.isdisjoint(names)  # a user's word is not chance
        has_text = any(name in columns.body for name in known)
        if telling and ((len(known) > 1 and enough) or (is_called_so and has_text)):
            return delimiter
    return None


MAX_HEADER = 2000
"""A header has no more characters; names of columns are short."""


def _cells(line: str, delimiter: str) -> list[str]:
    if len(delimiter) > 1:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _rows(lines: Sequence[str], delimiter: str, columns: int) -> Iterator[list[str] | str]:
    """Part lines into rows; a row whose quote is not closed is given as the words that say so, and costs one line.

    The standard reader would take everything up to the next quote, perhaps the whole file, for the contents of one cell.
    """
    start = broken = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        cells, used = _row(lines, start, delimiter)
        torn = used > 1 and len(cells) != columns
        if torn:
            broken += 1
            if broken > MAX_BROKEN_ROWS:
                yield f"and all after it are given up: {MAX_BROKEN_ROWS} quotes were not closed"
                return
            yield "has a quote that is not closed"
        else:
            yield cells
        start += 1 if torn else used


def _row(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str], int]:
    """Read one row, and tell how many lines it took; a quote that is never closed leaves a row without cells."""
    if len(delimiter) > 1:
        return lines[start].rstrip("\r\n").split(delimiter), 1
    if '"' not in lines[start]:
        return lines[start].rstrip("\r\n").split(delimiter), 1
    taken = lines[start : start + MAX_ROW_LINES]
    try:
        reader = csv.reader(taken, delimiter=delimiter)
        cells = next(reader)
        if (
            reader.line_num > 1
        ):  # over several lines a stray quote can garble rows, so that they have to be quoted by the book
            cells = next(csv.reader(taken[: reader.line_num], delimiter=delimiter, strict=True))
    except csv.Error:
        return [], 2
    return cells, reader.line_num


def _entries(header: Sequence[str], cells: Sequence[str], delimiter: str) -> Iterator[Entry]:
    """Name the cells; a text in the last column may hold delimiters that nobody quoted."""
    last = len(header) - 1
    joined = [*cells[:last], delimiter.join(cells[last:])] if len(cells) > len(header) else cells
    for name, cell in zip(header, joined, strict=False):
        if value := clean(cell).strip():
            yield Entry(name.strip(), value)
