"""Several processes on this machine, each item under a limit of time and memory.

    items --pack--> crew (a thread) --lines--> workers --lines--> crew --unpack--> results

Only a process can be ended from outside, so even one worker is one. What ends a worker costs the item it was working on and
no other: those that waited behind it are given to the next.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from typing import Any

from etl.engines.crew import CHUNK, Crew, Death, Given, Job
from etl.engines.map import MIB, Cause, Limits, Lost, Map, R, T
from etl.engines.nursery import Orders
from etl.engines.worker import OutOfMemory, Raised, Result
from etl.stopping import Stop

NAME = "processes"

AHEAD = 16 * CHUNK
AHEAD_BYTES = 16 * MIB
"""For each worker so many items are under way, fewer if they have so many bytes together: as many as a batch has, so that the next one
is read while the run loads this one and brings up to date what is derived from it; more would only hold memory."""

NOTICE_S = 0.2
"""So long, at most, until a stop is noticed while everybody works and nobody answers."""


@contextmanager
def start(workers: int, limits: Limits, prepare: Callable[[], object], stop: Stop) -> Iterator[Map]:
    """Start nothing yet: processes come with the first item."""
    with ExitStack() as stack:

        def crew_map(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R | Lost[T]]:
            waiting = iter(items)
            for first in islice(waiting, 1):
                crew = Crew(workers, Orders(function, limits, prepare))
                crew.start()
                stack.callback(crew.stop)
                for job, given in _answers(crew, chain([first], waiting), workers, stop):
                    yield result_of(job, given, limits)

        yield crew_map


def _answers(crew: Crew, items: Iterator[T], workers: int, stop: Stop) -> Iterator[tuple[Job, Given]]:
    """Keep so many items under way; once a stop is asked for, begin none, and wait for none."""
    under_way = size = 0
    while True:
        while not stop.is_asked() and under_way < workers * AHEAD and size < workers * AHEAD_BYTES:
            try:
                job = Job(pickle.dumps(next(items), pickle.HIGHEST_PROTOCOL))
            except StopIteration:
                break
            crew.give(job)
            under_way += 1
            size += len(job.packed)
        if not under_way:
            return
        is_over = stop.is_asked()
        answer = crew.answer(within=0 if is_over else NOTICE_S)
        if answer is None:
            if is_over:
                return
            continue
        job, given = answer
        under_way -= 1
        size -= len(job.packed)
        yield job, given


def result_of(job: Job, given: bytes | Death, limits: Limits) -> Any:  # noqa: ANN401 - whatever the function gives
    """Unpack what came of a job."""
    match given if isinstance(given, Death) else pickle.loads(given):  # noqa: S301 - our own worker's
        case Result(value):
            return value
        case Death("time"):
            seconds = limits.seconds_for(pickle.loads(job.packed))  # noqa: S301 - packed by `_answers`
            return _lost(job, "time", f"it takes more than {seconds:g} seconds")
        case OutOfMemory():
            return _lost(job, "memory", f"it takes more than {limits.memory_bytes // MIB} MiB of memory")
        case Death(cause, detail):
            return _lost(job, cause, detail)
        case Raised(detail):
            return _lost(job, "crash", detail)


def _lost(job: Job, cause: Cause, detail: str) -> Lost[Any]:
    return Lost(pickle.loads(job.packed), cause, detail)  # noqa: S301 - packed by `_answers`
