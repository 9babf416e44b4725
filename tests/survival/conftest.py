"""The worlds in which runs are disturbed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from etl.load.digest import TableDigest
from tests.conftest import BACKENDS
from tests.postgresql_server import any_server, new_database
from tests.survival.trials import World, digest, on_server_alone, run, write


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the working folder of all trials."""
    return tmp_path_factory.mktemp("survival")


@pytest.fixture(autouse=True)
def in_the_ground(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work there."""
    monkeypatch.chdir(ground)


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """Start a server of our own, since these tests break it; or use the one we are given."""
    try:
        with any_server() as url:
            # tests' servers answer before a commit is written; one that is killed would forget what it said
            on_server_alone(url, f'ALTER ROLE "{url.username}" SET synchronous_commit TO on')
            yield url
    except LookupError as error:
        if os.environ.get("ETL_REQUIRE_POSTGRES") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sqlite_world(ground: Path) -> World:
    """Make a template and the files."""
    return _world(ground, f"sqlite:///{ground}/template.db", None)


@pytest.fixture(scope="session")
def postgresql_world(ground: Path, server: URL) -> Iterator[World]:
    """Make a template on the server."""
    with new_database(server) as url:
        yield _world(ground, url, server)


def _world(ground: Path, url: str, server: URL | None) -> World:
    before = Path.cwd()
    os.chdir(ground)
    try:
        write(ground / "raw", 1)
        assert run(url).status == "succeeded"
        write(ground / "raw", 2)
    finally:
        os.chdir(before)
    return World(make_url(url).get_backend_name(), make_url(url), ground / "raw", server)


@pytest.fixture(params=BACKENDS)
def world(request: pytest.FixtureRequest) -> World:
    """Give each kind of world."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found


@pytest.fixture(scope="session")
def digests() -> dict[str, tuple[TableDigest, ...]]:
    """Remember what undisturbed runs make."""
    return {}


@pytest.fixture
def expected(world: World, digests: dict[str, tuple[TableDigest, ...]], tmp_path: Path) -> tuple[TableDigest, ...]:
    """Give what an undisturbed run makes of the template."""
    if world.kind not in digests:
        with world.copy(tmp_path / "undisturbed") as url:
            assert run(url).status == "succeeded"
            digests[world.kind] = digest(url)
    return digests[world.kind]
