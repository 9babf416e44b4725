"""Databases that are migrated and hold nothing: one of each kind, cleared for every test."""

import os
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Connection, delete, update

from etl.load import diary, migrate
from etl.load.database import Database, open_database
from etl.load.diary import Counts
from etl.load.loader import Loader
from etl.load.partitions import partition
from etl.models import ProcessedDocument
from etl.schema import (
    article_tags,
    article_versions,
    articles,
    documents,
    erasures,
    paragraphs,
    rejections,
    repairs,
    runs,
    sources,
    tags,
)
from tests.conftest import BACKENDS
from tests.load.invented import NOW
from tests.postgresql_server import new_database

TABLES = (
    erasures,
    article_versions,
    rejections,
    repairs,
    article_tags,
    paragraphs,
    articles,
    documents,
    sources,
    tags,
    runs,
)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Migrate an SQLite file, as a run would."""
    url = f"sqlite:///{tmp_path_factory.mktemp('load') / 'load.db'}"
    with open_database(url) as database, database.lock():
        migrate.upgrade(database)
        yield database


@pytest.fixture(scope="session")
def postgresql(postgresql_server: URL) -> Iterator[Database]:
    """Migrate a PostgreSQL database."""
    with new_database(postgresql_server) as url, open_database(url) as database:
        migrate.upgrade(database)
        if os.environ.get("ETL_TEST_PARTITIONS"):  # `make partitions`: the same tests, with paragraphs parted by month
            partition(database, NOW)
        yield database


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Database:
    """Give a database without a row."""
    found: Database = request.getfixturevalue(request.param)
    clear(found)
    return found


def clear(database: Database) -> None:
    """Delete every row."""
    with database.writing() as connection:
        connection.execute(update(documents).values(article_count=None, status="rejected"))
        for table in TABLES:
            connection.execute(delete(table))


class Unguarded:
    """A lock that nobody contests: tests of the load itself are alone with their database."""

    def check(self, connection: Connection) -> None:
        """Find it held."""

    def renew(self) -> None:
        """Find it held."""


Load = Callable[..., Counts]


@pytest.fixture
def load(database: Database) -> Load:
    """Load batches as one run, and return what it counted."""

    def load(*batches: list[ProcessedDocument]) -> Counts:
        return load_into(database, *batches)

    return load


def load_into(database: Database, *batches: list[ProcessedDocument]) -> Counts:
    """Load batches as one run, and return what it counted."""
    with database.writing() as connection:
        run_id = diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
    for batch in batches:
        Loader(database, run_id, NOW, Unguarded()).load(batch)
    with database.reading() as connection:
        return diary.counted(connection, run_id)
