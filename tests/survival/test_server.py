"""PostgreSQL's server restarts or crashes, sessions are ended, the network is cut: the run goes on, or the next one does."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from etl import failpoints
from tests.postgresql_server import Server
from tests.survival.conftest import Trials
from tests.survival.proxy import AnswerToCommit, Bytes, between
from tests.survival.trials import Digest, World, digest, ended, examine, forked, in_batches, on_server, recover

BATCHES = 4
"""So many batches a run has, each of which may be disturbed."""


@pytest.fixture
def world(postgresql_world: World) -> World:
    """Give the world of PostgreSQL."""
    return postgresql_world


@pytest.fixture
def short() -> Iterator[Path]:
    """Make a folder whose name is short enough for a socket's."""
    with tempfile.TemporaryDirectory(prefix="cut") as folder:
        yield Path(folder)


def at_batch(number: int, disturb: str, url: str) -> None:
    """Run, and tell the server something when the n-th batch is about to be counted; processes that it names are killed."""
    turns = iter(range(1, 1_000_000))

    def hook(name: str) -> None:
        if name == "a batch is written" and next(turns) == number:
            for (pid,) in on_server(make_url(url), disturb):
                if pid is not True:
                    os.kill(int(str(pid)), signal.SIGKILL)

    failpoints.hook = hook
    in_batches(url)


def each_batch(disturb: str, world: World, trials: Trials, folder: Path) -> Iterator[tuple[str, int]]:
    """Disturb one run after the other, each at another batch; give the database's URL and how the run ended."""
    for number in trials(1, 50):
        with world.copy(folder) as url:
            yield url, ended(forked(partial(at_batch, number % BATCHES + 1, disturb, url)))


BATCH_SESSION = "application_name NOT LIKE 'etl%' AND datname = current_database() AND pid <> pg_backend_pid()"
LOCK_SESSION = "application_name LIKE 'etl%' AND datname = current_database()"


def test_the_session_that_writes_is_ended(world: World, expected: Digest, trials: Trials, tmp_path: Path) -> None:
    """The run goes on by itself, and ends as if nothing had happened."""
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {BATCH_SESSION}"  # noqa: S608 - our own constant

    for url, code in each_batch(end, world, trials, tmp_path):
        assert code == 0
        assert digest(url) == expected
        recover(url, expected)


def test_the_session_that_holds_the_lock_is_ended(
    world: World, expected: Digest, trials: Trials, tmp_path: Path
) -> None:
    """The run commits nothing more and fails; the next one goes on."""
    end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {LOCK_SESSION}"  # noqa: S608 - our own constant

    for url, code in each_batch(end, world, trials, tmp_path):
        assert code != 0
        assert examine(url) == []
        assert digest(url) != expected
        recover(url, expected)


@pytest.mark.skipif("ETL_TEST_POSTGRES_URL" in os.environ, reason="somebody else's server is not broken")
def test_the_server_crashes_and_comes_back(world: World, expected: Digest, trials: Trials, tmp_path: Path) -> None:
    """A process of the server is killed, whereupon it ends all others and restarts: the run waits for it, and goes on."""
    find = f"SELECT pid FROM pg_stat_activity WHERE {BATCH_SESSION} AND backend_type = 'client backend'"  # noqa: S608 - our own constant

    for url, code in each_batch(find, world, trials, tmp_path):
        assert code == 0
        assert digest(url) == expected
        recover(url, expected)


def test_the_server_is_restarted_at_once(
    world: World, broken_server: Server, expected: Digest, trials: Trials, tmp_path: Path
) -> None:
    """Stopped without a word (`immediate`), away for some time, and started again: the run waits for it, and goes on."""
    lot = random.Random(19)
    for number in trials(1, 50):
        with world.copy(tmp_path) as url:
            ready, begun = os.pipe()
            child = forked(partial(telling_at_batch, number % BATCHES + 1, begun, url))
            os.close(begun)  # so that a run that never tells is noticed by its end
            assert os.read(ready, 1) == b"!"
            broken_server.stop_at_once()
            time.sleep(lot.uniform(0, 1))
            broken_server.start()
            os.close(ready)

            assert ended(child) == 0
            assert digest(url) == expected
            recover(url, expected)


def telling_at_batch(number: int, teller: int, url: str) -> None:
    """Run; tell when the n-th batch is about to be counted, and go on at once."""
    turns = iter(range(1, 1_000_000))

    def hook(name: str) -> None:
        if name == "a batch is written" and next(turns) == number:
            os.write(teller, b"!")

    failpoints.hook = hook
    in_batches(url)


def test_the_answer_to_a_commit_is_lost(
    world: World, expected: Digest, trials: Trials, tmp_path: Path, short: Path
) -> None:
    """Whichever COMMIT it is, the run finds out that it was done, and does not do it twice."""
    for number in trials(1, 50):
        with world.copy(tmp_path) as url:
            cut = AnswerToCommit({number % 7 + 2})
            with between(make_url(url), short, cut) as through:
                code = ended(forked(partial(in_batches, through)))
            assert (code, cut.cuts) == (0, 1)
            assert digest(url) == expected
            recover(url, expected)


def test_the_network_is_cut_anywhere(
    world: World, expected: Digest, trials: Trials, tmp_path: Path, short: Path
) -> None:
    """After any number of bytes, the lock's connection or the other: the run goes on or fails, the next one ends the same."""
    lot = random.Random(13)
    for _ in trials(1, 100):
        with world.copy(tmp_path) as url:
            with between(make_url(url), short, Bytes(lot.randrange(100, 20_000), times=1)) as through:
                ended(forked(partial(in_batches, through)))
            assert examine(url) == []
            recover(url, expected)
