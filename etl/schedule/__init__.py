"""Runs on a clock.

    signal ---> stop: no new run; the one under way is asked to end, then ended
    clock  ---> one child process a run, never two at once; what was missed is done once

Each run is a process of its own, so that a crash or a leak costs one run. Whether a run may happen at all, its lock
decides: two schedulers, or a scheduler and a person, do no harm.
"""

import importlib.util
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

from etl.exceptions import MissingExtra, UsageError

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

HEARTBEAT = 15
"""Seconds between two touches of the health file. A machine that slept finds within so many what it missed."""


@dataclass(frozen=True, slots=True)
class Started:
    """A run begins."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A run is over.

    Attributes:
        exit_code: of the child; negative: the signal that ended it.
        seconds: how long it took.
    """

    exit_code: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A run was due while the one before it was still under way."""


Event: TypeAlias = Started | Ended | Skipped


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at each tick.

    Attributes:
        command: of the child, its program first.
        environment: of the child, whole.
        grace: seconds that a run has to end after SIGTERM, before it is killed.
        health_file: touched every `HEARTBEAT` seconds while the clock ticks; None: no such file.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    grace: float
    health_file: Path | None = None


def keep_running(job: Job, trigger: "BaseTrigger", *, on_event: Callable[[Event], None]) -> None:
    """Do the job whenever the trigger says, until SIGTERM or SIGINT; a second signal ends the run under way at once.

    Must be called in the main thread, which is where signals arrive.

    Args:
        job: what to do.
        trigger: when; from `etl.schedule.triggers`.
        on_event: told what happens, in the thread it happens in.

    Raises:
        MissingExtra: APScheduler is not installed.
        UsageError: the health file cannot be written.
    """
    require_apscheduler()
    from apscheduler.events import EVENT_JOB_MAX_INSTANCES
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a skipped run is an event, told once
    child = _Child(job, on_event)
    # What was due while the machine slept is done once, however late: hence no limit on lateness.
    scheduler = BackgroundScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone=UTC
    )
    scheduler.add_job(child.run, trigger)
    scheduler.add_job(_beat, "interval", args=[job.health_file], seconds=HEARTBEAT)
    scheduler.add_listener(lambda _event: on_event(Skipped()), EVENT_JOB_MAX_INSTANCES)
    with _signals(signal.SIGTERM, signal.SIGINT) as signals:
        try:
            _beat(job.health_file)
        except OSError as error:
            raise UsageError(f"{job.health_file} cannot be written: {error.strerror}") from error
        scheduler.start()
        signals.get()
        child.stop(is_urgent=lambda: not signals.empty())
        scheduler.shutdown()
    if job.health_file:
        job.health_file.unlink(missing_ok=True)


def require_apscheduler() -> None:
    """Make sure that the extra is there, before anything depends on it.

    Raises:
        MissingExtra: it is not.
    """
    if importlib.util.find_spec("apscheduler") is None:
        raise MissingExtra("`etl schedule` needs APScheduler: pip install 'etl[schedule]'")


class _Child:
    """The run under way, if there is one."""

    def __init__(self, job: Job, on_event: Callable[[Event], None]) -> None:
        self._job = job
        self._on_event = on_event
        self._lock = threading.Lock()
        self._is_stopping = False
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Run the command and wait for its end; do nothing once `stop` was called."""
        began = time.monotonic()
        with self._lock:
            if self._is_stopping:
                return
            self._on_event(Started())
            # A session of its own: Ctrl-C reaches this process only, which passes it on in its own way.
            process = self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                self._job.command, env=self._job.environment, stdin=subprocess.DEVNULL, start_new_session=True
            )
        exit_code = process.wait()
        if exit_code < 0:
            _kill(process)  # what died of a signal had no chance to end its workers
        self._on_event(Ended(exit_code, time.monotonic() - began))

    def stop(self, *, is_urgent: Callable[[], bool]) -> None:
        """Ask the run under way to end, and end it when its grace is over or the matter becomes urgent."""
        with self._lock:
            self._is_stopping = True
            process = self._process
        if process is None:
            return
        process.terminate()
        deadline = time.monotonic() + self._job.grace
        while process.poll() is None and time.monotonic() < deadline and not is_urgent():
            time.sleep(0.05)
        if process.poll() is None:
            _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it started; the group is its own, since it began a session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _beat(health_file: Path | None) -> None:
    if health_file:
        health_file.touch()


@contextmanager
def _signals(*numbers: signal.Signals) -> Iterator["SimpleQueue[int]"]:
    """Collect signals instead of being ended by them."""
    received: SimpleQueue[int] = SimpleQueue()  # its put is safe inside a signal handler, an Event's set is not
    before = {number: signal.signal(number, lambda got, _frame: received.put(got)) for number in numbers}
    try:
        yield received
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
