"""Rows for other tools: the same from both databases, in every format."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from etl import export
from etl.cli import cli
from etl.exceptions import UsageError
from etl.export import Selection
from etl.export import export as written
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.models import Paragraph, PublishedDate
from tests.load.conftest import load_into
from tests.load.invented import article, document

FORMULAS = ("=1+1", "+86 10", "-5度", "@somebody", "\tx", "＝A1", "正文=1")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Make a database of two runs."""
    with open_database(database_url) as opened:
        with opened.lock():
            migrate.upgrade(opened)
        day = PublishedDate(None, date(2023, 1, 1), "day", "2023年元旦", "chinese")
        said = tuple(Paragraph("text", one) for one in FORMULAS)
        load_into(opened, [document("raw/1.html", article(title="=HYPERLINK()", paragraphs=said, repairs=()))])
        load_into(opened, [document("raw/2.html", article(source="甲报", via=None, published=day))])
        yield opened


def exported(database: Database, path: Path, view: str = "v_articles", **filters: Any) -> int:  # noqa: ANN401 - any filter
    """Export into a file."""
    with database.reading() as connection:
        return written(connection, Selection(view, **filters), str(path), export.format_for(str(path), None))


def test_csv_opens_in_a_spreadsheet(database: Database, tmp_path: Path) -> None:
    """A byte order mark, all rows, and nothing that is calculated."""
    path = tmp_path / "paragraphs.csv"

    assert exported(database, path, "v_paragraphs") == len(FORMULAS) + 2

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"] for row in rows if row["uri"] == "raw/1.html"]
    assert texts == ["'=1+1", "'+86 10", "'-5度", "'@somebody", "'\tx", "'＝A1", "正文=1"]
    assert rows[0]["title"] == "'=HYPERLINK()"
    assert rows[0]["published_at"] == "2022-04-15 00:35:17+00:00"
    assert rows[-1]["published_on"] == "2023-01-01"


def test_json_lines_hold_the_view(database: Database, tmp_path: Path) -> None:
    """Every column under its name, with numbers as numbers and nothing as null."""
    path = tmp_path / "articles.jsonl"
    exported(database, path)

    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first["title"] == "=HYPERLINK()"
    assert first["published_at"] == "2022-04-15T00:35:17+00:00"
    assert (second["source"], second["published_at"], second["published_on"]) == ("甲报", None, "2023-01-01")
    assert second["char_count"] == 18
    assert second["text"].count("\n") == 1


def test_parquet_is_typed(database: Database, tmp_path: Path) -> None:
    """DuckDB and pandas read days as days, instants as instants in UTC, whatever the database."""
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    path = tmp_path / "articles.parquet"
    exported(database, path)

    view = duckdb.read_parquet(str(path))
    types = dict(zip(view.columns, map(str, view.types), strict=True))
    assert {types[name] for name in ("article_id", "iso_week", "char_count")} == {"BIGINT"}
    assert (types["published_on"], types["published_at"], types["text"]) == (
        "DATE",
        "TIMESTAMP WITH TIME ZONE",
        "VARCHAR",
    )
    found = duckdb.sql(
        "SELECT source, week_start, count(*) FROM view WHERE text LIKE '%末班船%' GROUP BY ALL"
    ).fetchall()
    assert found == [("甲报", date(2022, 12, 26), 1)]
    frame = pandas.read_parquet(path)
    assert list(frame["published_on"].astype(str)) == ["2022-04-15", "2023-01-01"]
    assert frame["published_at"].iloc[0].to_pydatetime() == datetime(2022, 4, 15, 0, 35, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filters", "uris"),
    [
        ({}, ["raw/1.html", "raw/2.html"]),
        ({"source": "甲报"}, ["raw/2.html"]),
        ({"source": "柳河时报"}, ["raw/1.html"]),  # which carried it
        ({"since": date(2023, 1, 1)}, ["raw/2.html"]),
        ({"until": date(2022, 12, 31)}, ["raw/1.html"]),
        ({"after_run": 1}, ["raw/2.html"]),
        ({"after_run": 2}, []),
    ],
)
def test_rows_are_chosen(database: Database, tmp_path: Path, filters: dict[str, Any], uris: list[str]) -> None:
    """By source, by day, and by the run that brought them."""
    path = tmp_path / "articles.jsonl"

    assert exported(database, path, **filters) == len(uris)
    assert [json.loads(line)["uri"] for line in path.read_text(encoding="utf-8").splitlines()] == uris


def test_every_view_can_be_exported(database: Database, tmp_path: Path) -> None:
    """In every format, also those without rows."""
    with database.reading() as connection:
        names = export.views(connection)
        counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in names}  # noqa: S608 - names of our own views
    for format_ in export.FORMATS:
        found = {name: exported(database, tmp_path / f"{name}.{format_.name}", name) for name in names}
        assert found == counts


def test_what_cannot_be_filtered_is_told(database: Database, tmp_path: Path) -> None:
    """A filter is never ignored, and a failed export leaves no file."""
    for view, filters in (("v_runs", {"source": "甲报"}), ("v_tags", {"after_run": 1}), ("v_nothing", {})):
        with pytest.raises(UsageError, match=view):
            exported(database, tmp_path / "x.csv", view, **filters)

    assert list(tmp_path.glob("*.csv*")) == []


def test_rows_pass_through_little_memory(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch ends by rows or by characters, and no row is lost between two."""
    monkeypatch.setattr(export, "BATCH_ROWS", 3)
    monkeypatch.setattr(export, "BATCH_CHARACTERS", 100)
    sizes: list[int] = []
    with database.reading() as connection:
        columns = export.columns_of(connection, "v_paragraphs")
        sizes += [len(batch) for batch in export._batches(connection, Selection("v_paragraphs"), columns)]  # noqa: SLF001 - what is written at once

    assert sum(sizes) == len(FORMULAS) + 2
    assert max(sizes) <= 3


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a database of one document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1.txt").write_text(
        "渡口的船开了\n\n　　清早，渡口的船开了。两岸的人都来看。\n　　一直看到中午，人们才散去。\n", encoding="utf-8"
    )
    assert etl("run", "--workers", "1", "1.txt").exit_code == 0
    return tmp_path


def etl(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, arguments)


def test_the_command_writes_a_file_and_says_so(folder: Path) -> None:
    """The file is whole, and nothing else is left."""
    result = etl("export", "x.csv", "--json")

    assert json.loads(result.stdout) == {"view": "v_articles", "rows": 1, "file": "x.csv"}
    assert {path.name for path in folder.glob("x*")} == {"x.csv"}


def test_a_pipe_gets_rows_only(folder: Path) -> None:
    """What is said to people goes to stderr."""
    result = etl("export", "-", "--format", "jsonl", "--view", "v_paragraphs")

    assert [json.loads(line)["uri"] for line in result.stdout.splitlines()] == ["1.txt", "1.txt"]
    assert "2 rows of v_paragraphs" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x.docx",), "which format"),
        (("-",), "which format"),
        (("-", "--format", "parquet"), "name a file"),
        (("nowhere/x.csv",), "cannot be written"),
        (("x.csv", "--view", "articles"), "no view articles"),
    ],
)
def test_wrong_usage_is_told_in_one_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, and no file."""
    result = etl("export", *arguments)

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr
