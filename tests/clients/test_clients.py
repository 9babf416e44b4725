"""Real clients ask both databases the same, and get the same numbers."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, inspect

from etl.load.database import open_database
from tests.clients.questions import CHINESE, ROOT, SAID, SERIES, WEEKLY, program


def test_psql(server_url: URL) -> None:
    """A weekly series, a Chinese filter, and what a view means."""
    psql = [program("psql"), "--no-psqlrc", "--tuples-only", "--csv", "-h", str(server_url.query["host"])]
    psql += ["-U", server_url.username or "", "-d", server_url.database or ""]

    def ask(statement: str) -> str:
        return subprocess.run([*psql, "-c", statement], check=True, capture_output=True, text=True).stdout

    assert [(week, source, int(count)) for week, source, count in csv_rows(ask(WEEKLY))] == SERIES
    assert int(ask(CHINESE)) == SAID
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
    assert len(get("/etl/v_paragraphs.json?_shape=array&text__contains=末班船")) == SAID
    weekly = get("/etl/weekly.json?_shape=array")
    assert [(row["week_start"], row["source"], row["articles"]) for row in weekly] == SERIES
    assert len(get("/etl/says.json?_shape=array&word=末班船")) == SAID


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
