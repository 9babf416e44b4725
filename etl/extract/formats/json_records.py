"""One JSON value that holds one record or many."""

import re
from collections.abc import Iterator

from etl.exceptions import Malformed, Rejected
from etl.extract.columns import Columns
from etl.extract.entries import NotStrict
from etl.extract.entries.trees import mended, read_json
from etl.extract.hints import Hints
from etl.extract.record_trees import find_records
from etl.extract.records import read_record
from etl.models import ParsedArticle

NAME = "json"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - the brackets tell
    """Tell whether it begins like an object, or like a list of objects."""
    if _BEGINNING.match(text):
        return True
    called = _CALL.match(text)
    return called is not None and text[-NEAR:].rstrip("; \t\r\n").endswith((")" if called["mark"] == "(" else "]", "}"))


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the records; where the value as a whole is broken, those objects of its list that are not.

    Objects written one after the other, each over many lines, are read as well, and what is written for a script, as the argument
    of a call or the value of a variable.

    Raises:
        Malformed: it is no JSON, or more follows that is none; what was read before stands.
    """
    columns = hints.columns
    if called := _CALL.match(text):
        text = text[called.end("mark") :].rstrip("; \t\r\n").removesuffix(")")
    is_mended = False
    read, end = hints.first_record - 1, 0
    while _MORE.search(text, end):
        try:
            tree, end = read_json(text, end)
        except NotStrict as error:
            if not is_mended:
                text, is_mended = mended(text), True
                continue
            for record in _saved(text, end, columns):
                read += 1
                yield read_record(record, f"record {read}", columns=columns)
            were_read = read - hints.first_record + 1
            raise Malformed(f"{error}; {were_read} records were read") from error
        for record in find_records(tree, columns):
            read += 1
            yield read_record(record, f"record {read}", columns=columns)


NEAR = 100
"""What closes a call stands within so many characters from the end."""

_CALL = re.compile(
    r"[\s\ufeff]*(?:/\*\*/)?(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]{0,60}\s*(?P<mark>[(=])(?=\s*(?:\[\s*)?\{\s*(?:\"|\}))"
)
_MORE = re.compile(r"[^\s\ufeff]")
_BEGINNING = re.compile(r"[\s\ufeff]*(?:\[\s*)?\{\s*(?:\"|\})")
_NEXT_OBJECT = re.compile(r"\{\s*\"")

MAX_FALSE_STARTS = 1000
"""After so many objects that cannot be read the rest is given up."""


def _saved(text: str, position: int, columns: Columns) -> Iterator[object]:
    """Give the objects from `position` on that can be read and hold a text, passing over what is broken."""
    false_starts = 0
    while (found := _NEXT_OBJECT.search(text, position)) and false_starts < MAX_FALSE_STARTS:
        try:
            tree, position = read_json(text, found.start())
        except NotStrict:
            false_starts += 1
            position = found.start() + 1
            continue
        yield from find_records(tree, columns)
