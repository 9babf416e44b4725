"""Real clients ask both databases the same, and get the same numbers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, inspect, make_url

from etl.load import migrate
from etl.load.database import Database, open_database
from etl.models import PublishedDate
from tests.load.conftest import load_into
from tests.load.invented import article, document
from tests.postgresql_server import new_database

ROOT = Path(__file__).resolve().parents[2]

WEEKLY = (
    "SELECT week_start, source, sum(articles) AS articles FROM v_daily_sources "
    "WHERE week_start IS NOT NULL GROUP BY week_start, source ORDER BY week_start, source"
)
CHINESE = "SELECT count(*) FROM v_paragraphs WHERE text LIKE '%末班船%'"
SERIES = [("2022-04-11", "望江新闻网", 2), ("2022-12-26", "甲报", 1), ("2024-02-05", "甲报", 1)]


def fill(database: Database) -> None:
    """Load four articles of three weeks."""
    days = [PublishedDate(None, day, "day", f"{day}", "x") for day in (date(2023, 1, 1), date(2024, 2, 11))]
    with database.lock():
        migrate.upgrade(database)
        load_into(
            database,
            [document("1", article()), document("2", article())],
            [document(f"{day.text}", article(source="甲报", published=day)) for day in days],
        )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill an SQLite file."""
    path = tmp_path_factory.mktemp("clients") / "etl.db"
    with open_database(f"sqlite:///{path}") as database:
        fill(database)
    return path


@pytest.fixture(scope="module")
def server_url(postgresql_server: URL) -> Iterator[URL]:
    """Fill a PostgreSQL database."""
    with new_database(postgresql_server) as url:
        with open_database(url) as database:
            fill(database)
        yield make_url(url)


def program(name: str) -> str:
    """Find a client; skip without it, but fail in CI."""
    beside_python = str(Path(sys.executable).parent)  # where no environment was activated
    found = shutil.which(name) or shutil.which(name, path=beside_python)
    if found is None:
        if os.environ.get("ETL_REQUIRE_CLIENTS") == "1":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def test_psql(server_url: URL) -> None:
    """A weekly series, a Chinese filter, and what a view means."""
    psql = [program("psql"), "--no-psqlrc", "--tuples-only", "--csv", "-h", str(server_url.query["host"])]
    psql += ["-U", server_url.username or "", "-d", server_url.database or ""]

    def ask(statement: str) -> str:
        return subprocess.run([*psql, "-c", statement], check=True, capture_output=True, text=True).stdout

    assert [(week, source, int(count)) for week, source, count in csv_rows(ask(WEEKLY))] == SERIES
    assert ask(CHINESE).strip() == "4"
    assert "One article a row" in ask("SELECT obj_description('v_articles'::regclass)")


def csv_rows(printed: str) -> list[list[str]]:
    """Cut what psql prints."""
    return [line.split(",") for line in printed.splitlines()]


def test_datasette(file: Path) -> None:
    """Every view over its JSON API, a Chinese filter, and the questions that we ship."""
    datasette = program("datasette")
    metadata = ROOT / "dashboards" / "datasette.yaml"

    def get(path: str) -> Any:  # noqa: ANN401 - JSON
        command = [datasette, "--immutable", str(file), "--metadata", str(metadata), "--get", path]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    views = get("/etl.json")["views"]
    assert {view["name"] for view in views} >= {"v_articles", "v_paragraphs", "v_stories", "v_quality"}
    assert len(get("/etl/v_paragraphs.json?_shape=array&text__contains=末班船")) == 4
    weekly = get("/etl/weekly.json?_shape=array")
    assert [(row["week_start"], row["source"], row["articles"]) for row in weekly] == SERIES
    assert len(get("/etl/says.json?_shape=array&word=末班船")) == 4


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_pandas(kind: str, request: pytest.FixtureRequest) -> None:
    """The same frame from both databases, days as days."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    if kind == "sqlite":
        url = f"sqlite:///{request.getfixturevalue('file')}"
    else:
        url = request.getfixturevalue("server_url").render_as_string(hide_password=False)
    with open_database(url) as database, database.reading() as connection:
        frame = pandas.read_sql(WEEKLY, connection, parse_dates=["week_start"])
        views = {name: len(pandas.read_sql(f"SELECT * FROM {name}", connection)) for name in names(connection)}  # noqa: S608 - names of our own views

    series = [(f"{row.week_start:%Y-%m-%d}", row.source, int(row.articles)) for row in frame.itertuples()]
    assert series == SERIES
    assert (views["v_articles"], views["v_paragraphs"], views["v_daily_sources"]) == (4, 8, 3)


def names(connection: Any) -> list[str]:  # noqa: ANN401 - SQLAlchemy's connection
    """List the views."""
    found: list[str] = inspect(connection).get_view_names()
    return found
