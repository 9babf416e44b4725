"""What every client asks of both databases, and what it must be told."""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import text

from etl import stories
from etl.load import migrate
from etl.load.database import Database
from etl.models import PublishedDate
from tests.load.conftest import load_into
from tests.load.invented import article, document, rejection

ROOT = Path(__file__).resolve().parents[2]

WEEKLY = (
    "SELECT week_start, source, CAST(sum(articles) AS bigint) AS articles FROM v_daily_sources "
    "WHERE week_start IS NOT NULL GROUP BY week_start, source ORDER BY week_start, source"
)
SERIES = [("2022-04-11", "望江新闻网", 2), ("2022-12-26", "甲报", 1), ("2024-02-05", "甲报", 1)]

CHINESE = "SELECT count(*) AS paragraphs FROM v_paragraphs WHERE text LIKE '%末班船%'"
SAID = 4

VIEWS = tuple(sorted({path.name.partition(".")[0] for path in (ROOT / "migrations" / "views").glob("*.sql")}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client was told.

    Attributes:
        kinds: for each column its name and what the client takes it for: day, instant, number or text.
        rows: the values: days and instants as ISO 8601 has them, instants in UTC.
    """

    kinds: tuple[tuple[str, str], ...]
    rows: list[tuple[object, ...]]


def everything_of(view: str) -> str:
    """Write the question for all of a view."""
    return f"SELECT * FROM {view} ORDER BY 1, 2 NULLS LAST"  # noqa: S608 - our own views


def instant(said: str) -> str:
    """Write an instant, however a client has it, as all write it; one without a zone is in UTC.

    >>> instant("2022-04-15 00:35:17+00:00"), instant("2022-04-15T00:35:17Z")
    ('2022-04-15T00:35:17+00:00', '2022-04-15T00:35:17+00:00')
    """
    moment = datetime.fromisoformat(said)
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def differences(ours: Answer, other: Answer) -> list[tuple[object, object]]:
    """Compare what two databases said: names, rows, and, where there are some to tell them by, kinds.

    SQLite has no type for instants: there a client may take them for text.
    """
    found: list[tuple[object, object]] = []
    found += [(one, two) for one, two in zip_longest(ours.rows, other.rows) if one != two]
    kinds = [
        [(name, "instant" if name.endswith("_at") else kind if answer.rows else None) for name, kind in answer.kinds]
        for answer in (ours, other)
    ]
    return found + [(one, two) for one, two in zip_longest(*kinds) if one != two]


def fill(database: Database) -> None:
    """Load four articles of three weeks, and something that is none."""
    days = [PublishedDate(None, day, "day", f"{day}", "x") for day in (date(2023, 1, 1), date(2024, 2, 11))]
    with database.lock():
        migrate.upgrade(database)
        load_into(
            database,
            [document("1", article()), document("2", article())],
            [document(f"{day.text}", article(source="甲报", published=day)) for day in days],
            [document("3", rejection())],
        )
        stories.keep_up(database)
        with database.writing() as connection:
            ended = "UPDATE runs SET status = 'succeeded', finished_at = '2026-11-20 08:31:00+00:00'"
            connection.execute(text(ended))


def program(name: str) -> str:
    """Find a client; skip without it, but fail in CI."""
    beside_python = str(Path(sys.executable).parent)  # where no environment was activated
    found = shutil.which(name) or shutil.which(name, path=beside_python)
    return found or missing(f"{name} is not installed")


def first_file(places: Sequence[str], package: str) -> str:
    """Find a file of a Debian package."""
    return next((place for place in places if Path(place).is_file()), None) or missing(f"{package} is not installed")


def missing(what: str) -> NoReturn:
    """Skip what needs it, but fail in CI."""
    if os.environ.get("ETL_REQUIRE_CLIENTS") == "1":
        pytest.fail(what)
    pytest.skip(what)
