"""Databases for tests: a new SQLite file, and a new database on a real PostgreSQL server.

Without a server (`tests.postgresql_server`), tests that need one are skipped, or fail if ETL_REQUIRE_POSTGRES=1.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL

from tests.postgresql_server import any_server, new_database

BACKENDS = ("sqlite", "postgresql")

# Whatever started us, in the background perhaps, with Ctrl-C switched off: what we start is ended by it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test judges by seconds: a busy machine is no defect. In CI the examples are the same at every run.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("long", deadline=None, max_examples=5_000)  # `make fuzz`
settings.load_profile("house")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Name a new, empty database; a test that asks for it runs once for each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Name a file that does not exist yet."""
    folder = tmp_path / "databases"
    folder.mkdir(exist_ok=True)
    return f"sqlite:///{folder}/{len(list(folder.iterdir()))}.db"


@pytest.fixture
def postgresql_url(postgresql_server: URL) -> Iterator[str]:
    """Name a new, empty database on the server."""
    with new_database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """Find or start a server; give the URL of its maintenance database."""
    try:
        with any_server() as url:
            yield url
    except LookupError as error:
        if os.environ.get("ETL_REQUIRE_POSTGRES") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))
