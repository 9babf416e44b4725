"""The run's side of its workers: a thread that hands out jobs, collects answers and replaces who is lost.

A thread of its own, because the run is often busy with the database: workers wait neither for work nor to be rid of their
answers. It unpacks nothing, and so takes next to nothing from the run.
"""

import pickle
import signal
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from etl.engines.map import Cause
from etl.engines.nursery import UNKNOWN, Nursery, Orders

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CHUNK = 32
"""At most so many jobs are handed to a worker at a time: one by one, it would wait for each."""

TRIES = 2
"""A worker that crashes may have been killed for what others did, when memory is short. Twice in a row is no chance."""

TIMERS = (-signal.SIGPROF, -signal.SIGALRM)


@dataclass(slots=True)
class Job:
    """An item on its way, packed; `tries` counts the workers it was the end of."""

    packed: bytes
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Death:
    """What a job did to its workers."""

    cause: Cause
    detail: str


Given: TypeAlias = bytes | Death
"""What came of a job, packed by `etl.engines.worker.answer`."""


@dataclass(slots=True)
class _Worker:
    pid: int
    line: "Connection[bytes, bytes]"
    jobs: deque[Job] = field(default_factory=deque)


class Crew(Thread):
    """Up to so many workers, made as there are jobs for them."""

    def __init__(self, size: int, orders: Orders) -> None:
        """Make nobody yet."""
        super().__init__(name="crew", daemon=True)
        self._answers: SimpleQueue[tuple[Job, Given] | Exception] = SimpleQueue()
        self._size = size
        self._orders = orders
        self._waiting: deque[Job] = deque()
        self._workers: list[_Worker] = []
        self._bell, self._ear = connection.Pipe()
        self._is_idle = False
        self._is_over = False

    def give(self, job: Job) -> None:
        """Have a job done; called by one other thread."""
        self._waiting.append(job)
        if self._is_idle:
            self._is_idle = False
            self._bell.send_bytes(b"!")

    def answer(self, *, within: float) -> tuple[Job, Given] | None:
        """Wait so many seconds for a job to be done; None: none was. Called by the same thread.

        Raises:
            Exception: what ended the crew.
        """
        try:
            answer = self._answers.get(timeout=within) if within else self._answers.get_nowait()
        except Empty:
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def stop(self) -> None:
        """End all workers, whatever they are doing."""
        self._is_over = True
        with suppress(OSError):
            self._bell.send_bytes(b"!")
        self.join()

    def run(self) -> None:
        """Be the thread."""
        try:
            nursery = Nursery(self._orders)
            try:
                while not self._is_over:
                    self._hand_out(nursery)
                    self._listen(nursery)
            finally:
                nursery.close()
        except Exception as error:  # noqa: BLE001 - raised again by the thread that waits for answers
            self._answers.put(error)
        finally:
            for line in (self._bell, self._ear, *(worker.line for worker in self._workers)):
                line.close()

    def _hand_out(self, nursery: Nursery) -> None:
        """Give every free worker its share of what waits; make workers, as long as jobs are left over."""
        for worker in self._workers:
            if not worker.jobs:
                self._share(worker)
        while self._waiting and len(self._workers) < self._size:
            worker = _Worker(*nursery.fork())
            self._workers.append(worker)
            self._share(worker)
        self._is_idle = not self._waiting

    def _share(self, worker: _Worker) -> None:
        """Send a few jobs, one if there are few, so that all have some."""
        few = min(CHUNK, max(1, len(self._waiting) // self._size))
        while self._waiting and len(worker.jobs) < few:
            worker.jobs.append(self._waiting.popleft())
        if worker.jobs:
            with suppress(OSError):  # it has died, or has just retired: `_listen` will hear of it
                worker.line.send_bytes(pickle.dumps([job.packed for job in worker.jobs], pickle.HIGHEST_PROTOCOL))

    def _listen(self, nursery: Nursery) -> None:
        """Wait until somebody has something to say."""
        if self._is_idle and self._waiting:  # came between the look and the word
            return
        by_line = {worker.line: worker for worker in self._workers}
        for line in connection.wait([self._ear, *by_line]):
            if line is self._ear:
                self._ear.recv_bytes()
                continue
            worker = by_line[line]  # type: ignore[index]  # `wait` forgets what it was given
            try:
                packed = worker.line.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker, nursery.exit_code_of(worker.pid))
            else:
                self._answers.put((worker.jobs.popleft(), packed))

    def _bury(self, worker: _Worker, exit_code: int) -> None:
        """Find out whose fault it is; whoever waited behind that job goes to another worker."""
        worker.line.close()
        self._workers.remove(worker)
        if worker.jobs and exit_code not in (0, UNKNOWN):
            job = worker.jobs.popleft()
            job.tries += 1
            if exit_code in TIMERS:
                self._answers.put((job, Death("time", "")))
            elif job.tries == TRIES:
                self._answers.put((job, Death("crash", f"its worker was ended {_by(exit_code)}, {TRIES} times")))
            else:
                worker.jobs.appendleft(job)
        self._waiting.extendleft(reversed(worker.jobs))


def _by(exit_code: int) -> str:
    """Say what ended a process.

    >>> _by(-9), _by(3)
    ('by SIGKILL', 'with exit code 3')
    """
    return f"by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"with exit code {exit_code}"
