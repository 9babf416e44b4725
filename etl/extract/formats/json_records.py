"""One JSON value that holds one record or many."""

import re
from collections.abc import Iterator

from etl.exceptions import Malformed, Rejected
from etl.extract.entries import NotStrict
from etl.extract.entries.trees import read_json
from etl.extract.records import find_records, numbered, read_record
from etl.models import ParsedArticle

NAME = "json"


def recognises(text: str, uri: str) -> bool:  # noqa: ARG001 - the brackets tell
    """Tell whether it begins like an object, or like a list of objects."""
    return _BEGINNING.match(text) is not None


def parse(text: str, uri: str) -> Iterator[ParsedArticle | Rejected]:  # noqa: ARG001 - a name says nothing of a record
    """Read the records; where the value as a whole is broken, those objects of its list that are not.

    Raises:
        Malformed: it is no JSON, and no record can be saved from it.
    """
    try:
        tree, _ = read_json(text)
    except NotStrict as error:
        saved = 0
        for saved, record in enumerate(_saved(text), start=1):
            yield read_record(record, f"record {saved}")
        raise Malformed(f"{error}; {saved} records were read") from error
    yield from numbered(find_records(tree))


_BEGINNING = re.compile(r"[\s\ufeff]*(?:\[\s*)?\{\s*(?:\"|\})")
_NEXT_OBJECT = re.compile(r"\{\s*\"")

MAX_FALSE_STARTS = 1000
"""After so many objects that cannot be read the rest is given up."""


def _saved(text: str) -> Iterator[object]:
    """Give the objects that can be read and hold a text, passing over what is broken."""
    position, false_starts = 0, 0
    while (found := _NEXT_OBJECT.search(text, position)) and false_starts < MAX_FALSE_STARTS:
        try:
            tree, position = read_json(text, found.start())
        except NotStrict:
            false_starts += 1
            position = found.start() + 1
            continue
        yield from find_records(tree)
