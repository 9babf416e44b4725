"""Write docs/schema.md from the tables and migrations/dictionary.txt, so that they cannot differ.

python scripts/schema_reference.py            rewrites docs/schema.md
python scripts/schema_reference.py --check    fails if docs/schema.md would change
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import Table

from etl.schema import metadata
from etl.schema.dictionary import Entry, entries

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "schema.md"
DICTIONARY = ROOT / "migrations" / "dictionary.txt"

HEAD = """\
# The database

Written by `make docs` from `etl/schema` and `migrations/dictionary.txt`; a test compares them. The same stands in every database,
in the table `data_dictionary`; on PostgreSQL as comments, too (`\\d+ v_articles`).

Views (`v_*`) are made for reading and keep their columns; new ones are added at the end. Start with `v_articles`.
"""


def reference() -> str:
    """Render the whole reference as Markdown."""
    found = entries(DICTIONARY.read_text(encoding="utf-8"))
    by_relation = {name: tuple(some) for name, some in groupby(found, key=lambda entry: entry.relation)}
    views = [some for some in by_relation.values() if some[0].kind == "view"]
    tables = [some for some in by_relation.values() if some[0].kind == "table"]
    parts = [
        HEAD,
        f"```mermaid\n{diagram()}```\n",
        "## Views\n",
        *map(section, views),
        "## Tables\n",
        *map(section, tables),
    ]
    return "\n".join(parts)


def diagram() -> str:
    """Draw the tables and what refers to what."""
    return "erDiagram\n" + "".join(f"    {line}\n" for table in metadata.sorted_tables for line in _drawn(table))


def _drawn(table: Table) -> Iterator[str]:
    for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
        if not key.deferrable:  # the two circles that close the net say nothing new to a reader
            column = key.column_keys[-1]
            optional = "o|" if table.columns[column].nullable else "||"
            yield f"{key.referred_table.name} {optional}--o{{ {table.name} : {column}"
    yield f"{table.name} {{"
    for column_ in table.columns:
        kind = "PK" if column_.primary_key else "FK" if column_.foreign_keys else ""
        yield f"    {type_of(table, column_.name)} {column_.name} {kind}".rstrip()
    yield "}"


def type_of(table: Table, column: str) -> str:
    """Name a column's type in one word."""
    names = {
        "BigInteger": "bigint",
        "Integer": "integer",
        "UtcDateTime": "instant",
        "Date": "date",
        "Text": "text",
        "Double": "number",
    }
    return names[type(table.columns[column].type).__name__]


def section(some: tuple[Entry, ...]) -> str:
    """Render a table or view."""
    relation, *columns = some
    lines = [
        f"### `{relation.relation}`\n",
        f"{relation.meaning}\n",
        "| column | meaning | unit | example |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{entry.column_name}` | {_cell(entry.meaning)} | {_cell(entry.unit)} | {_cell(entry.example)} |"
        for entry in columns
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")


def main() -> None:
    """Write the reference, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if something would change")
    arguments = parser.parse_args()
    if not arguments.check:
        REFERENCE.write_text(reference(), encoding="utf-8")
    elif REFERENCE.read_text(encoding="utf-8") != reference():
        sys.exit("docs/schema.md is not what the schema says: run `make docs`")


if __name__ == "__main__":
    main()
