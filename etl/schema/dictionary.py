"""What every table, view and column means: one source for the table `data_dictionary`, for comments and for docs/schema.md.

What a table means is said where it is defined; `migrations/dictionary.txt` adds units and examples, and tells of the views.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Table

from etl.schema.types import metadata

RelationKind: TypeAlias = Literal["table", "view"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one column, or a whole relation, means: a row of `data_dictionary`.

    Attributes:
        relation: the table or view.
        position: the column's place from 1; 0 for the relation itself.
        column_name: None for the relation itself.
        kind: what the relation is.
        meaning: one sentence for people.
        unit: what its numbers count, what its dates are; None where there is nothing to say.
        example: a value as it is printed; None for the relation itself.
    """

    relation: str
    position: int
    column_name: str | None
    kind: RelationKind
    meaning: str
    unit: str | None
    example: str | None


def entries(text: str, tables: Mapping[str, Table] = metadata.tables) -> tuple[Entry, ...]:
    """Read `migrations/dictionary.txt`.

    Args:
        text: the file.
        tables: the tables, whose meaning is said by their comments.

    Raises:
        ValueError: a line cannot be read: the message has it.
    """
    known: dict[tuple[str, str], Entry] = {}
    found = []
    for entry in _entries(text, tables, known):
        found.append(entry)
        if entry.column_name is not None:
            known[entry.relation, entry.column_name] = entry
    return tuple(found)


def _entries(text: str, tables: Mapping[str, Table], known: Mapping[tuple[str, str], Entry]) -> Iterator[Entry]:
    relation, position = "", 0
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] != " ":
            relation, meaning = _parted(line)
            position = 0
            table = tables.get(relation)
            said = meaning if table is None else table.comment or ""
            yield Entry(relation, position, None, "view" if table is None else "table", said, None, None)
        else:
            position += 1
            yield _column(line, relation, position, tables.get(relation), known)


def _column(
    line: str, relation: str, position: int, table: Table | None, known: Mapping[tuple[str, str], Entry]
) -> Entry:
    if " = " in line:
        name, _, of = line.strip().partition(" = ")
        origin, _, column = of.partition(".")
        same = known.get((origin, column))
        if same is None:
            raise ValueError(f"{relation}: {line.strip()}: there is no such column above")
        return Entry(relation, position, name, "view", same.meaning, same.unit, same.example)
    name, unit, example, *meaning = (part.strip() for part in line.split("|", 3))
    if table is not None:
        if meaning or name not in table.columns:
            raise ValueError(f"{relation}: {line.strip()}: its meaning is said in etl/schema, or is to be")
        meaning = [table.columns[name].comment or ""]
    if not meaning:
        raise ValueError(f"{relation}: {line.strip()}: what does it mean?")
    return Entry(relation, position, name, "view" if table is None else "table", meaning[0], unit or None, example)


def _parted(line: str) -> tuple[str, str]:
    name, _, rest = line.partition("|")
    return name.strip(), rest.strip()
