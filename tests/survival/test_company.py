"""Others are at work, too: programs write to the database, runs overlap, files change: the same end."""

import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from etl import failpoints, pipeline
from etl.load import patience, sqlite
from etl.load.digest import TableDigest
from etl.pipeline import RunSettings
from tests.survival.conftest import Trials
from tests.survival.trials import (
    LOCKED,
    NOW,
    Digest,
    World,
    digest,
    ended,
    examine,
    forked,
    in_batches,
    put,
    recover,
    story,
    write,
)


def test_another_program_writes_to_the_file(
    sqlite_world: World, expected_on_sqlite: Digest, trials: Trials, tmp_path: Path
) -> None:
    """Transactions of others that last longer than a statement waits are waited for."""
    for number in trials(1, 100):
        with sqlite_world.copy(tmp_path / str(number)) as url:
            assert ended(forked(partial(impatient, url))) == 0
            assert digest(url) == expected_on_sqlite
            recover(url, expected_on_sqlite)


def impatient(url: str) -> None:
    """Run, and from its begin on let somebody else write most of the time."""
    sqlite.BUSY_TIMEOUT_MS = 20  # the process is ours alone
    patience.LONGEST_PAUSE_S = 0.2
    others = []

    def hook(name: str) -> None:
        if name == "the run has begun":
            others.append(forked(partial(write_often, url, 0.1)))
            time.sleep(0.05)

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


def test_runs_at_once(world: World, expected: Digest, trials: Trials, tmp_path: Path) -> None:
    """Of 2 to 8 that begin together one works; the others are told so, and touch nothing."""
    for number in trials(1, 50):
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


def test_files_change_while_they_are_read(world: World, trials: Trials, tmp_path: Path) -> None:
    """Truncated, appended to, replaced and renamed during a run: when they rest, the next run with --prune ends where a fresh one would."""
    lot = random.Random(17)
    for number in trials(int(world.kind == "sqlite"), 100):
        with (
            put_back(world.raw),
            world.copy(tmp_path / f"a{number}") as disturbed,
            world.copy(tmp_path / f"b{number}") as quiet,
        ):
            child = forked(partial(in_batches, disturbed))
            while not os.waitpid(child, os.WNOHANG)[0]:
                change(world.raw, lot)
            # a file that is broken now keeps what it said last, which only one of them knows
            for place, file in enumerate(sorted(world.raw.glob("*.txt"))):
                put(file, story(place, "后日"), version=3)
            for url in (
                disturbed,
                quiet,
            ):  # a name that a file had for a moment is forgotten, if a run came by just then
                pipeline.run(["raw"], RunSettings(url, workers=0, is_pruning=True), now=NOW)

            assert now(disturbed) == now(quiet)
            assert examine(disturbed) == []


@contextmanager
def put_back(folder: Path) -> Iterator[None]:
    """Afterwards, have the files in their second version again."""
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        write(folder, 1)
        write(folder, 2)


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
