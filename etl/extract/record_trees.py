"""Where the records lie in a tree that a program wrote: in a list, in lists under each date, each under a key, in columns."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.extract.columns import HOUSE, Columns, fold
from etl.extract.entries.trees import leaves
from etl.extract.records import body_entry

MAX_SEARCHED = 10_000
"""So many objects of a tree are looked at in search of the first record."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an object calls its text and its titles, folded."""

    text: str
    titles: frozenset[str]

    def is_like(self, other: "_Kind") -> bool:
        return self.text == other.text and (self.titles == other.titles or bool(self.titles & other.titles))


def find_records(tree: object, columns: Columns = HOUSE) -> Sequence[object]:
    """Find the records in a tree: the outermost objects that hold a text of their own, and their neighbours.

    >>> len(find_records({"code": 0, "data": {"list": [{"title": "晨雾", "content": "……"}, {"title": "晚霞"}]}}))
    2
    >>> len(find_records({"hits": [{"_source": {"title": "晨雾", "text": "……"}}, {"_source": {"title": "晚霞", "text": "……"}}]}))
    2

    An object without a text may still be a record beside others in a list that have one; it is given, to be rejected by name.
    Records may lie apart, each under a key of its own or lists of them under each date: the others are taken along if they name
    title and text as the first does. What names them otherwise is a comment, or a tag with its description.
    """
    waiting: deque[object] = deque([tree])
    found: list[object] = []
    kind: _Kind | None = None
    searched = 0
    while waiting and (found or searched < MAX_SEARCHED):
        searched += 1
        node = waiting.popleft()
        if isinstance(node, Mapping):
            if rows := _turned(node, columns):
                waiting.append(rows)
                continue
            is_likely = kind is None or any(fold(name) == kind.text.partition(".")[0] for name in node)
            own = _kind(node, columns, columns.body) if is_likely else None
            records: Sequence[object] = [node]
            inside: Sequence[object] = [*node.values()]
        elif isinstance(node, list):
            own = _kind_of_items(node, columns, among_all=kind is None)
            records = inside = node
        else:
            continue
        if own is None:
            waiting.extend(inside)
        elif kind is None or own.is_like(kind):
            kind = kind or own
            found += records
    return found


def _kind_of_items(items: Sequence[object], columns: Columns, *, among_all: bool) -> _Kind | None:
    """Say of what kind the first item with a text is; a short text will do, unless records were found already."""
    names = (*columns.body, *columns.short_body) if among_all else columns.body
    kinds = (_kind(item, columns, names) for item in items[:MAX_SEARCHED] if isinstance(item, Mapping))
    return next((kind for kind in kinds if kind is not None), None)


def _kind(node: Mapping[str, object], columns: Columns, names: Sequence[str]) -> _Kind | None:
    """Say of what kind an object is; None if it has no text, or its text lies in a list of objects with titles: then they are records."""
    entries = leaves(dict(node))
    text = body_entry(entries, names)
    if text is None:
        return None
    titles = {name for entry in entries if columns.is_title(name := fold(entry.key))}
    around, dot, _ = text.key.rpartition(".")
    inner = (
        entry.key.removeprefix(around + dot)
        for entry in entries
        if dot and entry.listed and entry.key.startswith(around + dot)
    )
    return None if any(columns.is_title(fold(name)) for name in inner) else _Kind(fold(text.key), frozenset(titles))


def _turned(node: Mapping[str, object], columns: Columns) -> list[object] | None:
    """Turn a table that was written column by column, as pandas does, into its rows; None if the object is none.

    >>> _turned({"title": {"0": "晨雾", "1": "晚霞"}, "text": {"0": "……", "1": "……"}}, HOUSE)
    [{'title': '晨雾', 'text': '……'}, {'title': '晚霞', 'text': '……'}]
    """
    names, rows = node.get("columns"), node.get("data")
    if isinstance(names, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    if len(node) < FEW_COLUMNS or not any(fold(name) in columns.body for name in node):
        return None
    cells = [_cells(column) for column in node.values()]
    keys = cells[0]
    if keys is None or not keys or any(column is None or column.keys() != keys.keys() for column in cells):
        return None
    return [{name: column[key] for name, column in zip(node, cells, strict=True) if column} for key in keys]


FEW_COLUMNS = 2
"""A table has at least so many."""


def _cells(column: object) -> Mapping[str, object] | None:
    """Number the cells of a column, whether they are a list or objects by number; None if it is neither."""
    match column:
        case dict() if all(name.isdecimal() for name in column):
            return column
        case [_, _, *_] if not any(isinstance(cell, (dict, list)) for cell in column):
            return {str(number): cell for number, cell in enumerate(column)}
        case _:
            return None
