"""The server restarts, the network is cut, the disk is full, somebody else writes, runs overlap, files change: the same end."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from etl import failpoints
from etl.load import sqlite
from etl.load.digest import TableDigest
from tests.postgresql_server import new_database
from tests.survival.proxy import AnswerToCommit, Bytes, between
from tests.survival.trials import (
    LOCKED,
    World,
    digest,
    ended,
    examine,
    forked,
    in_batches,
    on_server,
    on_server_alone,
    put,
    recover,
    run,
    story,
    trials,
    write,
)

Digest = tuple[TableDigest, ...]


@pytest.fixture
def world(sqlite_world: World) -> World:
    """Give the world of SQLite; tests of PostgreSQL's ask for it by name."""
    return sqlite_world


# ------------------------------------------------------------------------------------------------ the server and the network


@pytest.fixture
def expected_of_server(postgresql_world: World, digests: dict[str, Digest], tmp_path: Path) -> Digest:
    """Give what an undisturbed run makes of PostgreSQL's template."""
    if "postgresql" not in digests:
        with postgresql_world.copy(tmp_path / "undisturbed") as url:
            run(url)
            digests["postgresql"] = digest(url)
    return digests["postgresql"]


@pytest.fixture
def short() -> Iterator[Path]:
    """Make a folder whose name is short enough for a socket's."""
    with tempfile.TemporaryDirectory(prefix="cut") as folder:
        yield Path(folder)


def at_batch(number: int, disturb: str, url: str) -> None:
    """Run, and disturb the server when the n-th batch is about to be counted."""
    turns = iter(range(1, 1_000_000))

    def hook(name: str) -> None:
        if name == "a batch is written" and next(turns) == number:
            for (pid,) in on_server(make_url(url), disturb):
                if pid is not True:
                    os.kill(int(str(pid)), signal.SIGKILL)

    failpoints.hook = hook
    in_batches(url)


BATCH_SESSION = "application_name NOT LIKE 'etl%' AND datname = current_database() AND pid <> pg_backend_pid()"
LOCK_SESSION = "application_name LIKE 'etl%' AND datname = current_database()"


def test_the_session_that_writes_is_ended(postgresql_world: World, expected_of_server: Digest, tmp_path: Path) -> None:
    """The run goes on by itself, and ends as if nothing had happened."""
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {BATCH_SESSION}"  # noqa: S608 - our own constant
    for number in range(trials(1, 20)):
        with postgresql_world.copy(tmp_path) as url:
            assert ended(forked(partial(at_batch, number % 5 + 1, end, url))) == 0
            assert digest(url) == expected_of_server
            recover(url, expected_of_server)


def test_the_session_that_holds_the_lock_is_ended(
    postgresql_world: World, expected_of_server: Digest, tmp_path: Path
) -> None:
    """The run commits nothing more and fails; the next one goes on."""
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {LOCK_SESSION}"  # noqa: S608 - our own constant
    for number in range(trials(1, 20)):
        with postgresql_world.copy(tmp_path) as url:
            assert ended(forked(partial(at_batch, number % 5 + 1, end, url))) != 0
            assert examine(url) == []
            assert digest(url) != expected_of_server
            recover(url, expected_of_server)


@pytest.mark.skipif("ETL_TEST_POSTGRES_URL" in os.environ, reason="somebody else's server is not broken")
def test_the_server_crashes_and_comes_back(postgresql_world: World, expected_of_server: Digest, tmp_path: Path) -> None:
    """A process of the server is killed, whereupon it ends all others and restarts: the run waits for it, and goes on."""
    find = f"SELECT pid FROM pg_stat_activity WHERE {BATCH_SESSION} AND backend_type = 'client backend'"  # noqa: S608 - our own constant
    for number in range(trials(1, 50)):
        with postgresql_world.copy(tmp_path) as url:
            assert ended(forked(partial(at_batch, number % 5 + 1, find, url))) == 0
            assert digest(url) == expected_of_server
            recover(url, expected_of_server)


def test_the_answer_to_a_commit_is_lost(
    postgresql_world: World, expected_of_server: Digest, tmp_path: Path, short: Path
) -> None:
    """Whichever COMMIT it is, the run finds out that it was done, and does not do it twice."""
    for number in range(trials(2, 50)):
        with postgresql_world.copy(tmp_path) as url:
            cut = AnswerToCommit({number % 7 + 2})
            with between(make_url(url), short, cut) as through:
                summary = run_in_batches(through)
            assert (summary, cut.cuts) == (0, 1)
            assert digest(url) == expected_of_server
            recover(url, expected_of_server)


def test_the_network_is_cut_anywhere(
    postgresql_world: World, expected_of_server: Digest, tmp_path: Path, short: Path
) -> None:
    """After any number of bytes, the lock's connection or the other: the run goes on or fails, the next one ends the same."""
    lot = random.Random(13)
    for _ in range(trials(1, 100)):
        with postgresql_world.copy(tmp_path) as url:
            with between(make_url(url), short, Bytes(lot.randrange(100, 20_000), times=1)) as through:
                run_in_batches(through)
            assert examine(url) == []
            recover(url, expected_of_server)


def run_in_batches(url: str) -> int:
    """Run in a process of its own; give its exit code."""
    return ended(forked(partial(in_batches, url)))


# ------------------------------------------------------------------------------------------------ the disk


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """Mount a small disk, which only root may."""
    with tempfile.TemporaryDirectory(prefix="disk") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("this user may not mount a small disk")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def test_the_disk_is_full(world: World, expected_sqlite: Digest) -> None:
    """SQLite's file, its log or its index cannot grow: the run fails, and goes on when there is room."""
    size = Path(str(world.template.database)).stat().st_size // 1024
    for extra in trials_of_room():
        with small_disk(size + extra) as disk:
            shutil.copy(str(world.template.database), disk / "trial.db")
            url = f"sqlite:///{disk}/trial.db"
            assert run_in_batches(url) != 0
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            assert examine(url) == []
            recover(url, expected_sqlite)


def trials_of_room() -> list[int]:
    """Choose how many kilobytes are free."""
    return [24] if trials(0, 1) == 0 else list(range(0, 80, 4))


@pytest.fixture
def expected_sqlite(world: World, digests: dict[str, Digest], tmp_path: Path) -> Digest:
    """Give what an undisturbed run makes of SQLite's template."""
    if "sqlite" not in digests:
        with world.copy(tmp_path / "undisturbed") as url:
            run(url)
            digests["sqlite"] = digest(url)
    return digests["sqlite"]


def test_a_file_may_not_grow(world: World, expected_sqlite: Digest, tmp_path: Path) -> None:
    """The same by a limit of the system, for whoever may not mount a disk."""
    size = Path(str(world.template.database)).stat().st_size
    for extra in [16] if trials(0, 1) == 0 else range(0, 80, 4):
        with world.copy(tmp_path / str(extra)) as url:
            most = extra * 1024 if extra < 40 else size + (extra - 40) * 1024
            assert ended(forked(partial(limited, url, most))) != 0
            assert examine(url) == []
            recover(url, expected_sqlite)


def limited(url: str, most: int) -> None:
    """Run under a limit of bytes in a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    in_batches(url)


@pytest.mark.skipif(not trials(0, 1), reason="takes long: make survive")
def test_the_server_s_disk_is_full(server: URL, postgresql_world: World, expected_of_server: Digest) -> None:
    """A tablespace that cannot grow: the run fails, and goes on when there is room."""
    for number, extra in enumerate(range(9_000, 10_000, 100)):
        with small_disk(extra) as disk:
            owner = Path(str(server.query["host"])).owner()
            shutil.chown(disk, owner)
            on_server_alone(server, f"CREATE TABLESPACE small{number} LOCATION '{disk}'")
            with new_database(server, template=str(postgresql_world.template.database)) as url:
                name = make_url(url).database
                try:
                    on_server_alone(server, f"ALTER DATABASE {name} SET TABLESPACE small{number}")
                    code = run_in_batches(url)
                    subprocess.run(["mount", "-o", "remount,size=256m", str(disk)], check=True)
                    assert code in {0, 70}
                    assert examine(url) == []
                    recover(url, expected_of_server)
                finally:
                    subprocess.run(["mount", "-o", "remount,size=256m", str(disk)], check=True)
            on_server_alone(server, f"DROP TABLESPACE small{number}")


# ------------------------------------------------------------------------------------------------ other programs


def test_another_program_writes_to_the_file(world: World, expected_sqlite: Digest, tmp_path: Path) -> None:
    """Transactions of others that last longer than a statement waits are waited for."""
    for number in range(trials(1, 20)):
        with world.copy(tmp_path / str(number)) as url:
            assert ended(forked(partial(impatient, url))) == 0
            assert digest(url) == expected_sqlite
            recover(url, expected_sqlite)


def impatient(url: str) -> None:
    """Run, and from its begin on let somebody else write most of the time."""
    sqlite.BUSY_TIMEOUT_MS = 20  # the process is ours alone
    others = []

    def hook(name: str) -> None:
        if name == "the run has begun":
            others.append(forked(partial(write_often, url, 0.3)))
            time.sleep(0.1)

    failpoints.hook = hook
    try:
        in_batches(url)
    finally:
        for other in others:
            os.kill(other, signal.SIGKILL)


def write_often(url: str, seconds: float) -> None:
    """Hold the file's write lock for some time, let it go, and so on."""
    while True:
        with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        time.sleep(0.05)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_runs_at_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Of 2 to 8 that begin together one works; the others are told so, and touch nothing."""
    world: World = request.getfixturevalue(f"{kind}_world")
    expected: Digest = request.getfixturevalue("expected_sqlite" if kind == "sqlite" else "expected_of_server")
    for number in range(trials(1, 50)):
        with world.copy(tmp_path / str(number)) as url:
            crowd = 2 + number % 7
            gate, release = os.pipe()
            children = [forked(partial(when_alone, url, gate, release)) for _ in range(crowd)]
            codes = [ended_of_any(children) for _ in range(crowd - 1)]
            os.close(release)
            codes.append(ended_of_any(children))
            os.close(gate)
            assert sorted(codes) == [0, *[LOCKED] * (crowd - 1)]
            assert digest(url) == expected
            recover(url, expected)


def when_alone(url: str, gate: int, release: int) -> None:
    """Run, but once the lock is taken wait until all others are gone."""
    os.close(release)

    def hook(name: str) -> None:
        if name == "the lock is taken":
            os.read(gate, 1)

    failpoints.hook = hook
    in_batches(url)


def ended_of_any(children: list[int]) -> int:
    """Wait for whichever ends first; give its exit code."""
    while True:
        for child in children:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                children.remove(child)
                return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_files_change_while_they_are_read(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Truncated, appended to, replaced and renamed during a run: when they rest, the next run ends where a fresh one would."""
    world: World = request.getfixturevalue(f"{kind}_world")
    lot = random.Random(17)
    try:
        for number in range(trials(1, 50)):
            with world.copy(tmp_path / f"a{number}") as disturbed, world.copy(tmp_path / f"b{number}") as quiet:
                child = forked(partial(in_batches, disturbed))
                while not os.waitpid(child, os.WNOHANG)[0]:
                    change(world.raw, lot)
                # a file that is broken now keeps what it said last, which only one of them knows
                for place, file in enumerate(sorted(world.raw.glob("*.txt"))):
                    put(file, story(place, "后日"), version=3)
                run(disturbed)
                run(quiet)
                assert now(disturbed) == now(quiet)
                assert examine(disturbed) == []
            shutil.rmtree(world.raw)
            write(world.raw, 1)
            write(world.raw, 2)
    finally:
        shutil.rmtree(world.raw, ignore_errors=True)
        write(world.raw, 1)
        write(world.raw, 2)


def now(url: str) -> list[TableDigest]:
    """Digest a database's content as it is now."""
    return [table for table in digest(url) if table.table != "article_versions"]


def change(folder: Path, lot: random.Random) -> None:
    """Do to one file what editors and downloads do."""
    file = lot.choice(sorted(folder.glob("*.txt")))
    match lot.randrange(4):
        case 0:
            os.truncate(file, lot.randrange(file.stat().st_size + 1))
        case 1:
            with file.open("a", encoding="utf-8") as opened:
                opened.write("\n又及：渡口明日照常。\n")
        case 2:
            other = file.with_suffix(".new")
            other.write_text(f"第{lot.random()}号改期\n\n渡口改为后日通航，请互相转告。\n", encoding="utf-8")
            other.replace(file)
        case _:
            other = file.with_name("away.hidden")
            file.rename(other)
            other.rename(file)
