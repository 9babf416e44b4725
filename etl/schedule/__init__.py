"""Runs on a clock.

    signal ---> stop: no new run; the one under way is asked to end, then ended
    clock  ---> one child process a run, never two at once on one database; what was missed is done once, or left out

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
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from etl.exceptions import DatabaseLocked, MissingExtra, UsageError
from etl.models.events import Level
from etl.schedule.clock import count_anew, read_clocks

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.base import BaseTrigger

HEARTBEAT = 15
"""Seconds between two touches of the health file. A machine that slept finds within so many what it missed."""


PUNCTUAL = 30
"""Seconds by which a run may be late that does not catch up."""


@dataclass(frozen=True, slots=True)
class Started:
    """A run begins."""

    name: ClassVar[str] = "scheduled_run_began"
    level: ClassVar[Level] = "info"
    job: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A run is over.

    Attributes:
        job: whose run it was.
        exit_code: of the child; negative: the signal that ended it.
        seconds: how long it took.
    """

    name: ClassVar[str] = "scheduled_run_ended"
    job: str
    exit_code: int
    seconds: float

    @property
    def level(self) -> Level:
        """Failing is an error; finding the database taken is not."""
        return "info" if self.exit_code in {0, DatabaseLocked.exit_code} else "error"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A run was due while the one before it was still under way, or waited for another job."""

    name: ClassVar[str] = "scheduled_run_skipped"
    level: ClassVar[Level] = "warning"
    job: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A run was due while nobody could begin it, and its job does not catch up."""

    name: ClassVar[str] = "scheduled_run_missed"
    level: ClassVar[Level] = "warning"
    job: str


Event: TypeAlias = Started | Ended | Skipped | Missed


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at each tick.

    Attributes:
        name: tells it from the others.
        trigger: when; from `etl.schedule.triggers`.
        command: of the child, its program first.
        environment: of the child, whole.
        database: jobs with the same one wait for each other.
        catches_up: what was missed is done once, however late; else it is left out.
    """

    name: str
    trigger: "BaseTrigger"
    command: Sequence[str]
    environment: Mapping[str, str]
    database: str = ""
    catches_up: bool = True


def keep_running(
    jobs: Sequence[Job], *, grace: float, health_file: Path | None, on_event: Callable[[Event], None]
) -> None:
    """Do each job whenever its trigger says, until SIGTERM or SIGINT; a second signal ends the runs under way at once.

    Must be called in the main thread, which is where signals arrive.

    Args:
        jobs: what to do; at least one, each with a name of its own.
        grace: seconds that runs have to end after SIGTERM, before they are killed.
        health_file: touched every `HEARTBEAT` seconds while the clock ticks; None: no such file.
        on_event: told what happens, in the thread it happens in.

    Raises:
        MissingExtra: APScheduler is not installed.
        UsageError: the health file cannot be written.
    """
    require_apscheduler()
    from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a skipped run is an event, told once
    children = [_Child(job, on_event) for job in jobs]
    # One thread a database is a queue: whoever is due while another job's run is under way waits for its end.
    queues = {f"database {job.database}": ThreadPoolExecutor(1) for job in jobs}
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1), **queues}, timezone=UTC)
    for job, child in zip(jobs, children, strict=True):
        scheduler.add_job(
            child.run,
            job.trigger,
            id=job.name,
            executor=f"database {job.database}",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None if job.catches_up else PUNCTUAL,
        )
    scheduler.add_job(_beat, "interval", args=[health_file], seconds=HEARTBEAT, misfire_grace_time=None, coalesce=True)
    scheduler.add_listener(lambda event: on_event(Skipped(event.job_id)), EVENT_JOB_MAX_INSTANCES)
    scheduler.add_listener(lambda event: on_event(Missed(event.job_id)), EVENT_JOB_MISSED)
    with _signals(signal.SIGTERM, signal.SIGINT) as signals:
        try:
            _beat(health_file)
        except OSError as error:
            raise UsageError(f"{health_file} cannot be written: {error.strerror}") from error
        scheduler.start()
        _watch_the_clock(scheduler, jobs, signals)
        _stop(children, grace, is_urgent=lambda: not signals.empty())
        scheduler.shutdown()
    if health_file:
        health_file.unlink(missing_ok=True)


def _watch_the_clock(scheduler: "BackgroundScheduler", jobs: Sequence[Job], signals: "SimpleQueue[int]") -> None:
    """Wait for a signal; now and then look whether the machine slept, or its clock was set back."""
    catches_up = {job.name: job.catches_up for job in jobs}
    earlier = read_clocks()
    while True:
        with suppress(Empty):
            signals.get(timeout=HEARTBEAT)
            return
        now = read_clocks()
        if now.is_set_back_since(earlier):
            count_anew(scheduler, catches_up, now.wall)
        scheduler.wakeup()
        earlier = now


def require_apscheduler() -> None:
    """Make sure that the extra is there, before anything depends on it.

    Raises:
        MissingExtra: it is not.
    """
    if importlib.util.find_spec("apscheduler") is None:
        raise MissingExtra("`etl schedule` needs APScheduler: pip install 'etl[schedule]'")


class _Child:
    """The run of one job that is under way, if there is one."""

    def __init__(self, job: Job, on_event: Callable[[Event], None]) -> None:
        self._job = job
        self._on_event = on_event
        self._lock = threading.Lock()
        self._is_stopping = False
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Run the command and wait for its end; do nothing once `ask_to_end` was called."""
        began = time.monotonic()
        with self._lock:
            if self._is_stopping:
                return
            self._on_event(Started(self._job.name))
            # A session of its own: Ctrl-C reaches this process only, which passes it on in its own way.
            process = self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                self._job.command, env=self._job.environment, stdin=subprocess.DEVNULL, start_new_session=True
            )
        exit_code = process.wait()
        if exit_code < 0:
            _kill(process)  # what died of a signal had no chance to end its workers
        self._on_event(Ended(self._job.name, exit_code, time.monotonic() - began))

    def ask_to_end(self) -> None:
        """Begin no run any more, and ask the one under way to end."""
        with self._lock:
            self._is_stopping = True
            if self._process is not None:
                self._process.terminate()

    def is_over(self) -> bool:
        """Tell whether no run is under way."""
        return self._process is None or self._process.poll() is not None

    def end(self) -> None:
        """End the run under way at once."""
        if self._process is not None:
            _kill(self._process)


def _stop(children: Sequence[_Child], grace: float, *, is_urgent: Callable[[], bool]) -> None:
    """Ask all runs under way to end, and end them when their grace is over or the matter becomes urgent."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + grace
    while not all(child.is_over() for child in children) and time.monotonic() < deadline and not is_urgent():
        time.sleep(0.05)
    for child in children:
        if not child.is_over():
            child.end()


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
