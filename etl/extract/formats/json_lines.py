"""JSON Lines: one record a line."""

import re
from collections.abc import Iterator

from etl.exceptions import Malformed, Rejected
from etl.extract.entries import NotStrict
from etl.extract.entries.trees import read_json
from etl.extract.hints import Hints
from etl.extract.record_trees import find_records
from etl.extract.records import read_record
from etl.models import ParsedArticle

NAME = "json_lines"

LOOKED_AT = 20
"""So many lines are tried before deciding."""


NAMES = (".jsonl", ".ndjson")
"""How people call such files; in one of these the first line may be a broken one."""


def recognises(text: str, hints: Hints) -> bool:
    """Tell whether most of the first lines are each an object, more than one of them."""
    if not _OBJECT.match(text) and not hints.uri.lower().endswith(NAMES):
        return False
    tried = [_is_object(line) for _, line in zip(range(LOOKED_AT), _lines(text), strict=False)]
    return len(tried) > 1 and sum(tried) * 2 >= len(tried)


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
    """Read the records; a broken line costs that line and no other."""
    columns = hints.columns
    for number, line in enumerate(_lines(text), start=hints.first_record):
        try:
            tree, end = read_json(line)
        except NotStrict as error:
            yield Malformed(f"record {number} is {error}")
            continue
        if line[end:].strip():
            yield Malformed(f"record {number} has more text after its object")
            continue
        for record in find_records(tree, columns) or (tree,):
            yield read_record(record, f"record {number}", columns=columns)


_OBJECT = re.compile(r"[\s\ufeff]*\{")
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


def _lines(text: str) -> Iterator[str]:
    """Give the lines that are not blank, without copying the text."""
    return (line.group() for line in _LINE.finditer(text))


def _is_object(line: str) -> bool:
    try:
        tree, end = read_json(line)
    except NotStrict:
        return False
    return isinstance(tree, dict) and not line[end:].strip()
