"""What the database says of itself."""

import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from etl.load.database import Database
from etl.schema import data_dictionary
from etl.schema.dictionary import entries

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "migrations" / "dictionary.txt").read_text(encoding="utf-8")
OF_TOOLS = {"alembic_version"}
"""Tables that are none of ours."""


def test_every_table_view_and_column_is_described(database: Database) -> None:
    """Whoever adds a column adds its line to migrations/dictionary.txt, at its place."""
    described: dict[str, list[str | None]] = {}
    for entry in entries(TEXT):
        described.setdefault(entry.relation, []).append(entry.column_name)
    with database.reading() as connection:
        found = inspect(connection)
        tables = {name for name in found.get_table_names() if not name.startswith("paragraphs_")}  # its partitions
        relations = {*tables, *found.get_view_names()} - OF_TOOLS
        columns = {name: [None, *(str(column["name"]) for column in found.get_columns(name))] for name in relations}

    assert described == columns


def test_every_description_says_something() -> None:
    """A sentence for everything, an example for every column."""
    assert [entry for entry in entries(TEXT) if not entry.meaning.endswith((".", "..."))] == []
    assert [entry for entry in entries(TEXT) if entry.column_name and not entry.example] == []


def test_the_database_holds_the_dictionary(database: Database) -> None:
    """It travels with the data, on a database without comments too."""
    with database.reading() as connection:
        rows = connection.execute(select(data_dictionary)).all()

    columns = [column.name for column in data_dictionary.columns]
    assert columns == ["relation", "position", "column_name", "kind", "meaning", "unit", "example"]
    assert {tuple(row) for row in rows} == {astuple(entry) for entry in entries(TEXT)}


def test_postgresql_shows_it_as_comments(postgresql: Database) -> None:
    r"""`\d+ v_articles` explains every column, as it does for tables."""
    with postgresql.reading() as connection:
        found = {
            (view, column["name"]): column["comment"]
            for view in inspect(connection).get_view_names()
            for column in inspect(connection).get_columns(view)
        }

    assert found == {
        (entry.relation, entry.column_name): entry.meaning
        for entry in entries(TEXT)
        if entry.kind == "view" and entry.column_name
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v_x | A view.\n    y = nothing.here\n", "there is no such column above"),
        ("v_x | A view.\n    y | | 1\n", "what does it mean"),
        ("runs\n    id | | 1 | Said twice.\n", "etl/schema"),
        ("runs\n    nothing | | 1\n", "etl/schema"),
    ],
)
def test_a_line_that_cannot_be_read_is_told(text: str, message: str) -> None:
    """The message holds the line."""
    with pytest.raises(ValueError, match=message):
        entries(text)


def test_the_reference_is_what_the_schema_says() -> None:
    """docs/schema.md is written by `make docs`, never by hand."""
    script = ROOT / "scripts" / "schema_reference.py"
    result = subprocess.run([sys.executable, str(script), "--check"], check=False, capture_output=True, text=True)

    assert (result.returncode, result.stderr) == (0, "")
