"""Where texts of records can be cut: a function for each format, from the beginning of a text to its `Seams`."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from etl.extract.entries import NotStrict
from etl.extract.entries.trees import read_json
from etl.extract.formats import doc_records, table
from etl.extract.hints import Hints
from etl.extract.record_trees import find_records


@dataclass(frozen=True, slots=True)
class Seams:
    """How a text is cut.

    Attributes:
        head: what stands before the records, and is repeated in every part.
        tail: what closes a part.
        end: tells how far whole records reach in a text that begins with one; 0: not to the end of the first.
        count: counts the records in a text of whole ones.
        records: takes from a text of whole records what stands between them and is none; nothing may be left.
    """

    head: str
    end: Callable[[str], int]
    count: Callable[[str], int]
    tail: str = ""
    records: Callable[[str], str] = str


# ---------------------------------------------------------------------------------------------------------- lines, rows


def seams_of_lines(text: str, hints: Hints) -> Seams:  # noqa: ARG001 - lines are lines
    """Cut at line ends."""
    return Seams("\ufeff" if text.startswith("\ufeff") else "", _end_of_line, _count_lines)


def seams_of_rows(text: str, hints: Hints) -> Seams | None:  # noqa: ARG001 - the header was recognised
    """Cut at line ends where every quote is closed."""
    header = _HEADER.match(text)
    return Seams(header.group(), _end_of_row, _count_rows) if header else None


_HEADER = re.compile(rf"{table.ABOVE_HEADER}[^\r\n]+(?:\r\n|\r|\n)", re.IGNORECASE)

MAX_ROW_LINES = 1000
"""After so many lines a quote was not closed, and costs the line that it stands in."""


def _end_of_line(text: str) -> int:
    return max(text.rfind("\n"), text.rfind("\r")) + 1


def _end_of_row(text: str) -> int:
    r"""Find the last line end that is not inside quotes.

    >>> _end_of_row('雨,"一\n二"\n雪,"一\n'), _end_of_row('雨,"一\n二')
    (8, 0)
    """
    first = end = position = quotes = 0
    for number, found in enumerate(_END_OF_ROW.finditer(text), start=1):
        quotes += text.count('"', position, found.start())
        position = found.end()
        first = first or position
        if not quotes % 2:
            end = position
        elif not end and number > MAX_ROW_LINES:
            return first
    return end


_END_OF_ROW = re.compile(r"\r\n|\r(?!\Z)|\n")
"""A carriage return at the very end may be the half of a line end."""


def _count_lines(text: str) -> int:
    return sum(1 for line in _END_OF_LINE.split(text) if line.strip())


_END_OF_LINE = re.compile(r"[\r\n]")


def _count_rows(text: str) -> int:
    """Count the rows of a table; where quotes are broken, about."""
    try:
        return sum(1 for row in csv.reader(io.StringIO(text, newline="")) if row)
    except csv.Error:
        return _count_lines(text)


# ---------------------------------------------------------------------------------------------------------- JSON


def seams_of_list(text: str, hints: Hints) -> Seams | None:
    """Cut between the records of the first list of such, however deep it lies; None if there is none near the beginning."""
    opened: list[str] = []
    for token in _TOKEN.finditer(text):
        match token.group():
            case "{" | "[" as bracket:
                if bracket == "{" and opened[-1:] == ["["] and _is_record(text, token.start(), hints):
                    tail = "".join(CLOSING[bracket] for bracket in reversed(opened))
                    return Seams(text[: token.start()], _end_of_element, _count_elements, tail, _elements)
                opened.append(bracket)
            case "}" | "]" if opened:
                opened.pop()
            case '"':  # goes on beyond what we have
                return None
    return None


CLOSING = {"{": "}", "[": "]"}

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
"""Brackets, commas and strings; a lone quote begins a string without an end."""


def _is_record(text: str, start: int, hints: Hints) -> bool:
    try:
        tree, _ = read_json(text, start)
    except NotStrict:
        return False
    found = find_records(tree, hints.columns)
    return len(found) == 1 and found[0] is tree


def _ends(text: str) -> list[int]:
    """Find where the elements of a list end, up to where the list does."""
    ends: list[int] = []
    depth = 0
    for token in _TOKEN.finditer(text):
        match token.group():
            case "{" | "[":
                depth += 1
            case "}" | "]":
                depth -= 1
                if depth < 0:
                    break
                if not depth:
                    ends.append(token.end())
            case '"':
                break
    return ends


def _end_of_element(text: str) -> int:
    ends = _ends(text)
    return ends[-1] if ends else 0


def _count_elements(text: str) -> int:
    return len(_ends(text))


def _elements(text: str) -> str:
    """Leave out the comma before the first element, and the brackets behind the last.

    >>> _elements(', {"a": "晨"}, {"a": "雾"}]}')
    '{"a": "晨"}, {"a": "雾"}'
    """
    begun = text.lstrip(" \t\r\n,")
    if begun.startswith(("]", "}")):
        return ""
    end = _end_of_element(begun)
    return begun[:end] if end and begun[end : end + 40].lstrip().startswith(("]", "}")) else begun


# ---------------------------------------------------------------------------------------------------------- elements


def seams_of_elements(text: str, hints: Hints) -> Seams | None:
    """Cut where a record's element begins."""
    element = doc_records.record_element(text, hints.columns)
    if element is None:
        return None
    opening = doc_records.opening_of(element)
    first = opening.search(text)

    def end(text: str) -> int:
        return max((found.start() for found in opening.finditer(text)), default=0)

    def count(text: str) -> int:
        return sum(1 for _ in opening.finditer(text))

    return Seams(text[: first.start()] if first else "", end, count)
