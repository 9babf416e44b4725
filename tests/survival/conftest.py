"""The worlds in which runs are disturbed, and how often."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import URL, make_url

from tests.conftest import BACKENDS
from tests.postgresql_server import Server, any_server, new_database, own_server
from tests.survival.trials import IS_FULL, Digest, World, digest, on_server_alone, run, write

Trials: TypeAlias = Callable[[int, int], Iterable[int]]


@pytest.fixture
def trials(record_property: Callable[[str, object], None]) -> Trials:
    """Give numbers to trials: few, as many as a commit can wait for, or many (`make survive`); those that end well are counted."""

    def numbered(short: int, full: int) -> Iterator[int]:
        count = full if IS_FULL else short
        if not count:
            pytest.skip("the other database is tried in the short form; both in the long one: make survive")
        yield from range(count)
        record_property("trials", count)

    return numbered


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell in the long form how many trials ended well, as soon as it is known."""
    if IS_FULL and report.when == "call":
        done = sum(int(str(value)) for name, value in report.user_properties if name == "trials")
        print(f"\n{done} trials, {report.outcome} in {report.duration:.0f} s: {report.nodeid}", flush=True)  # noqa: T201 - that is how one is told


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the working folder of all trials."""
    return tmp_path_factory.mktemp("survival")


@pytest.fixture(autouse=True)
def in_the_ground(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work there."""
    monkeypatch.chdir(ground)


@pytest.fixture(scope="session")
def _running() -> Iterator[Server | None]:
    """Start a server of our own, unless we are given one."""
    if "ETL_TEST_POSTGRES_URL" in os.environ:
        yield None
        return
    try:
        with own_server() as server:
            yield server
    except LookupError as error:
        if os.environ.get("ETL_REQUIRE_POSTGRES") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def broken_server(_running: Server | None) -> Server:
    """Give a server that may be stopped."""
    if _running is None:
        pytest.skip("somebody else's server is not broken")
    return _running


@pytest.fixture(scope="session")
def server(_running: Server | None) -> Iterator[URL]:
    """Give the maintenance database of a server."""
    if _running is None:
        with any_server() as url:
            yield url
        return
    # tests' servers answer before a commit is written; one that is killed would forget what it said
    on_server_alone(_running.url, f'ALTER ROLE "{_running.url.username}" SET synchronous_commit TO on')
    yield _running.url


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
def digests() -> dict[str, Digest]:
    """Remember what undisturbed runs make."""
    return {}


Undisturbed: TypeAlias = Callable[[World], Digest]


@pytest.fixture
def undisturbed(digests: dict[str, Digest], tmp_path: Path) -> Undisturbed:
    """Find out, once, what an undisturbed run makes of a world's template."""

    def found(world: World) -> Digest:
        if world.kind not in digests:
            with world.copy(tmp_path / "undisturbed") as url:
                assert run(url).status == "succeeded"
                digests[world.kind] = digest(url)
            assert len(set(digests.values())) == 1  # the two databases hold the same
        return digests[world.kind]

    return found


@pytest.fixture
def expected(world: World, undisturbed: Undisturbed) -> Digest:
    """Give what an undisturbed run makes of the template."""
    return undisturbed(world)


@pytest.fixture
def expected_on_sqlite(sqlite_world: World, undisturbed: Undisturbed) -> Digest:
    """The same where only SQLite is asked for."""
    return undisturbed(sqlite_world)
