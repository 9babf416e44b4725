"""Runs on a clock, with real processes and real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCHEDULER = """
import json, sys
from dataclasses import asdict
from datetime import datetime, UTC
from pathlib import Path
from etl.schedule import Job, keep_running
from etl.schedule.triggers import every

log, grace, health_file, child = Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]

def on_event(event):
    with log.open("a") as file:
        file.write(json.dumps([type(event).__name__, *(asdict(event).values())]) + "\\n")

jobs = [Job(name, every(0.3, datetime.now(UTC)), [sys.executable, "-c", child], {}, "news") for name in sys.argv[5:]]
keep_running(jobs, grace=grace, health_file=health_file, on_event=on_event)
"""
"""Runs its fourth argument, a program, every 0.3 seconds, once for each name that follows; writes down what happens."""

SET_BACK = """
import time
from itertools import chain, repeat
from etl import schedule
from etl.schedule.clock import Moment

ahead = chain([1000.0], repeat(0.0))
schedule.read_clocks = lambda: Moment(time.time() + next(ahead), time.monotonic())
schedule.HEARTBEAT = 0.2
""" + SCHEDULER.replace("every(0.3,", "every(10_000,")
"""The same every three hours, on a machine whose clock is found to be set back by a quarter of an hour."""

ENDS_WHEN_ASKED = """
import pathlib, signal, time
def end(*_):
    pathlib.Path("ended").touch()
    raise SystemExit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path("began").touch()
time.sleep(60)
"""
DEAF = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("worker").write_text(str(worker.pid))
pathlib.Path("began").touch()
time.sleep(60)
"""
CRASHES = """
import os, pathlib, subprocess, sys
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("new").write_text(str(worker.pid))
os.replace("new", "worker")  # whoever reads it finds a whole number, also while the next run begins
os.kill(os.getpid(), 9)
"""
SLOW = """
import time
began = time.monotonic()
time.sleep(0.5)
open("times", "a").write(f"{began} {time.monotonic()}\\n")
"""


class Scheduler:
    """A scheduler in a process of its own."""

    def __init__(self, folder: Path, program: str, child: str, grace: float, jobs: tuple[str, ...]) -> None:
        """Start it in a folder."""
        self.folder = folder
        self.log = folder / "log"
        self.health_file = folder / "healthy"
        arguments = [str(self.log), str(grace), str(self.health_file), child, *jobs]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=folder, env=environment)

    def events(self) -> list[list[object]]:
        """Read what has happened so far."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def endings(self) -> list[object]:
        """List the exit codes so far."""
        return [event[2] for event in self.events() if event[0] == "Ended"]

    def names(self) -> list[object]:
        """List the names of the events so far."""
        return [name for name, *_ in self.events()]

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, which it will never be once the scheduler has died."""
        while not is_so():
            assert self.process.poll() is None
            time.sleep(0.02)

    def stop(self, *numbers: signal.Signals) -> int:
        """Send signals one after the other, and wait for its end."""
        for number in numbers:
            self.process.send_signal(number)
            time.sleep(0.1)
        return self.process.wait(timeout=20)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Scheduler]]:
    """Start schedulers, and leave none behind."""
    schedulers: list[Scheduler] = []

    def start(
        child: str, *, grace: float = 20, jobs: tuple[str, ...] = ("papers",), program: str = SCHEDULER
    ) -> Scheduler:
        schedulers.append(Scheduler(tmp_path, program, child, grace, jobs))
        return schedulers[-1]

    yield start
    for scheduler in schedulers:
        with suppress(ProcessLookupError):
            scheduler.process.kill()
        scheduler.process.wait()


Start = Callable[..., Scheduler]


def is_alive(pid: int) -> bool:
    """Tell whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_each_tick_is_a_process_of_its_own(start: Start) -> None:
    """Runs follow each other, whatever becomes of one: here each fails."""
    scheduler = start("raise SystemExit(75)")

    scheduler.wait_until(lambda: scheduler.names().count("Ended") == 2)
    assert scheduler.names()[0] == "Started"
    assert scheduler.endings()[:2] == [75, 75]
    assert scheduler.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_run_under_way_end_by_itself(start: Start, number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C are passed on, and the scheduler waits."""
    scheduler = start(ENDS_WHEN_ASKED)
    scheduler.wait_until((scheduler.folder / "began").exists)

    assert scheduler.stop(number) == 0
    assert (scheduler.folder / "ended").exists()
    assert scheduler.endings() == [0]


def test_a_run_that_does_not_end_within_its_grace_is_killed(start: Start) -> None:
    """Neither the run nor what it started is left behind."""
    scheduler = start(DEAF, grace=0.2)
    scheduler.wait_until((scheduler.folder / "began").exists)

    assert scheduler.stop(signal.SIGTERM) == 0
    assert scheduler.endings() == [-signal.SIGKILL]
    worker = int((scheduler.folder / "worker").read_text())
    while is_alive(worker):  # for as long as the kernel takes; the test's time limit ends a wait in vain
        time.sleep(0.02)


def test_a_second_signal_does_not_wait_for_the_grace(start: Start) -> None:
    """Whoever presses Ctrl-C twice means it."""
    scheduler = start(DEAF, grace=3600)
    scheduler.wait_until((scheduler.folder / "began").exists)

    assert scheduler.stop(signal.SIGINT, signal.SIGINT) == 0
    assert scheduler.endings() == [-signal.SIGKILL]


def test_a_crash_costs_one_run_and_leaves_no_workers(start: Start) -> None:
    """A run that is killed takes its workers along, and the next one follows."""
    scheduler = start(CRASHES)

    scheduler.wait_until(lambda: scheduler.names().count("Started") == 2)
    assert scheduler.endings()[0] == -signal.SIGKILL
    scheduler.wait_until(lambda: not is_alive(int((scheduler.folder / "worker").read_text())))
    assert scheduler.stop(signal.SIGTERM) == 0


def test_two_runs_never_overlap(start: Start) -> None:
    """A tick during a run is skipped, and said to be."""
    scheduler = start(SLOW)

    scheduler.wait_until(lambda: scheduler.names().count("Ended") == 2)
    scheduler.stop(signal.SIGTERM)
    times = [[float(time) for time in line.split()] for line in (scheduler.folder / "times").read_text().splitlines()]
    assert times[0][1] <= times[1][0]
    assert "Skipped" in scheduler.names()


def test_jobs_on_one_database_wait_for_each_other(start: Start) -> None:
    """Two jobs that are always due take turns; each has runs, and no two are under way at once."""
    scheduler = start(SLOW, jobs=("papers", "sites"))

    scheduler.wait_until(
        lambda: {job for name, job, *_ in scheduler.events() if name == "Ended"} == {"papers", "sites"}
    )
    scheduler.stop(signal.SIGTERM)
    times = sorted(
        [float(time) for time in line.split()] for line in (scheduler.folder / "times").read_text().splitlines()
    )
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(times))


def test_the_health_file_lives_as_long_as_the_scheduler(start: Start) -> None:
    """It is there from the start, even before a run ends, and gone after a clean stop."""
    scheduler = start(ENDS_WHEN_ASKED)
    scheduler.wait_until((scheduler.folder / "began").exists)

    assert scheduler.health_file.exists()
    scheduler.stop(signal.SIGTERM)
    assert not scheduler.health_file.exists()


def test_a_stop_between_two_runs_is_immediate(start: Start) -> None:
    """Nothing is under way, so nothing is waited for."""
    scheduler = start("", grace=3600)
    scheduler.wait_until(lambda: "Ended" in scheduler.names())

    assert scheduler.stop(signal.SIGTERM) == 0


def test_a_clock_that_was_set_back_is_noticed(start: Start) -> None:
    """The next run, hours away by the old clock, is due at once."""
    scheduler = start("", program=SET_BACK)

    scheduler.wait_until(lambda: scheduler.names().count("Ended") == 2)
    assert scheduler.stop(signal.SIGTERM) == 0
