"""Killed wherever it may be, a run costs at most the work under way, and the next one needs no help."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, repeat
from pathlib import Path
from typing import TypeAlias

import pytest

from etl.cli.run import stopped_by_signals
from tests.survival.conftest import Trials
from tests.survival.trials import (
    ACTIONS,
    IS_FULL,
    Digest,
    World,
    ended,
    ending_at,
    examine,
    failpoints_of,
    forked,
    in_batches,
    recover,
)


def test_every_failpoint(
    world: World, expected: Digest, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Wherever a run is ended, and however, nothing partial is there, and the next run ends where an undisturbed one does."""
    with world.copy(tmp_path / "counted") as url:
        reached = failpoints_of(partial(in_batches, url), tmp_path)
    assert len(reached) > 15

    ways = list(_all_ways(reached) if IS_FULL else _some_ways(reached, 3 if world.kind == "sqlite" else 6))
    for number, way in enumerate(ways):
        with world.copy(tmp_path / str(number)) as url:
            for name, action, turn in way:
                # whoever is asked to end when all is loaded has succeeded
                assert ending_at(name, turn, action, partial(in_batches, url)) != 0 or action == "SIGTERM", name
                assert examine(url) == [], (name, action)
            recover(url, expected)
    record_property("trials", len(ways))


Way: TypeAlias = list[tuple[str, str, int]]
"""Failpoints at which a run, and the runs that follow it, are ended, how, and at which passage."""


def _all_ways(reached: dict[str, int]) -> Iterator[Way]:
    """All actions at each failpoint's first and last passage, each in a database of its own."""
    for name, times in reached.items():
        yield from ([(name, action, turn)] for action in ACTIONS for turn in sorted({1, times}))


def _some_ways(reached: dict[str, int], step: int) -> Iterator[Way]:
    """Every so many failpoints up to the first commit, one run after the other in one database, each action in its turn."""
    beginning = list(reached)[: list(reached).index("a batch is counted")]
    abrupt = zip(beginning[::step], cycle(sorted(ACTIONS.keys() - {"SIGTERM"})), repeat(1))
    yield [*abrupt, ("a batch is counted", "SIGTERM", 1), ("a transaction is committed", "SIGKILL", 1)]


def test_a_kill_at_any_moment(world: World, expected: Digest, trials: Trials, tmp_path: Path) -> None:
    """The same at moments that nobody chose."""
    lot = random.Random(7)
    for number in trials(int(world.kind == "sqlite"), 200):
        with world.copy(tmp_path / str(number)) as url:
            killed(url, lot.uniform(0, duration(world, tmp_path)))
            assert examine(url) == []
            recover(url, expected)


def test_kills_of_the_recovery(world: World, expected: Digest, trials: Trials, tmp_path: Path) -> None:
    """Five times in a row, and the sixth run ends it."""
    lot = random.Random(11)
    for number in trials(int(world.kind == "postgresql"), 50):
        with world.copy(tmp_path / str(number)) as url:
            for _ in range(5):
                killed(url, lot.uniform(0, duration(world, tmp_path)))
            recover(url, expected)


def killed(url: str, after: float) -> None:
    """Kill a run after some seconds, if it lasts so long."""
    child = forked(partial(in_batches, url))
    time.sleep(after)
    os.kill(child, signal.SIGKILL)  # a process that has ended is there until it is waited for
    assert ended(child) in {0, -signal.SIGKILL}


_durations: dict[str, float] = {}


def duration(world: World, folder: Path) -> float:
    """Measure an undisturbed run once, in seconds."""
    if world.kind not in _durations:
        with world.copy(folder / "timed") as url:
            started = time.monotonic()
            assert ended(forked(partial(in_batches, url))) == 0
            _durations[world.kind] = time.monotonic() - started
    return _durations[world.kind]


def test_readers_never_see_half_a_document(world: World, trials: Trials, tmp_path: Path) -> None:
    """Somebody who looks all the time, while runs work and are killed, sees whole documents only."""
    for number in trials(int(world.kind == "postgresql"), 50):
        with world.copy(tmp_path / str(number)) as url:
            reader = forked(partial(watch, url))
            killed(url, duration(world, tmp_path) / 2)
            assert ended(forked(partial(in_batches, url))) == 0
            os.kill(reader, signal.SIGTERM)

            assert ended(reader) == 0


def watch(url: str) -> None:
    """Look until told to end, between two looks; what is broken ends it with another code."""
    with stopped_by_signals() as stop:
        while not stop.is_asked():
            if found := examine(url):
                pytest.fail(f"a reader saw: {found}")
