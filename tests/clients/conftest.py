"""A database of each kind, filled alike, for clients to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from etl.load.database import open_database
from tests.clients.loopback import over_tcp
from tests.clients.questions import fill
from tests.postgresql_server import new_database


@pytest.fixture(scope="package")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill an SQLite file."""
    path = tmp_path_factory.mktemp("clients") / "etl.db"
    with open_database(f"sqlite:///{path}") as database:
        fill(database)
    return path


@pytest.fixture(scope="package")
def server_url(postgresql_server: URL) -> Iterator[URL]:
    """Fill a PostgreSQL database."""
    with new_database(postgresql_server) as url:
        with open_database(url) as database:
            fill(database)
        yield make_url(url)


@pytest.fixture
def tcp_url(server_url: URL) -> Iterator[URL]:
    """Name it by host and port."""
    with over_tcp(server_url) as url:
        yield url
