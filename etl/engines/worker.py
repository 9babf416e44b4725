"""A worker's life: receive a few items, answer each in its order, begin again; end when it has grown old, or its line breaks.

The kernel guards each item: it ends the process when a timer runs out, in whatever code that happens, a regular expression
or a parser written in C included.
"""

import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.engines.garbage import collecting_seldom
from etl.engines.map import MIB, PATIENCE, Limits

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

OLD_ITEMS = 5_000
OLD_BYTES = 512 * MIB
"""After so many items, or once it has held so many bytes, a worker ends, and what it holds for nothing is free again."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the function gave."""

    value: Any


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The item needs more memory than it may have."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The function raised what it should not: a bug of ours."""

    detail: str


def work(line: "Connection[Any, Any]", function: Callable[[Any], Any], limits: Limits) -> None:
    """Work until old, or until nobody listens."""
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    done = 0
    with collecting_seldom():  # of what was loaded before the fork it sees nothing: the nursery has frozen it
        while not is_old(done):
            try:
                items = pickle.loads(line.recv_bytes())  # noqa: S301 - from the run that made us
                for item in items:
                    line.send_bytes(answer(function, item, limits))
            except (EOFError, OSError):
                return
            done += len(items)


def is_old(done: int) -> bool:
    """Tell whether a worker has done, or grown, enough."""
    unit = 1 if sys.platform == "darwin" else 1024
    return done >= OLD_ITEMS or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > OLD_BYTES


def answer(function: Callable[[Any], Any], packed: bytes, limits: Limits) -> bytes:
    """Apply the function to an item, against the clock."""
    given: Result | OutOfMemory | Raised
    _set_timers(limits.seconds)
    try:
        item = pickle.loads(packed)  # noqa: S301 - see `work`
        _set_timers(limits.seconds_for(item))
        given = Result(function(item))
        return pickle.dumps(given, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        given = OutOfMemory()
    except Exception as error:  # noqa: BLE001 - one item of many; whoever asked decides what its loss means
        given = Raised(describe(error))
    finally:
        _set_timers(0)
    return pickle.dumps(given, pickle.HIGHEST_PROTOCOL)


def _set_timers(seconds: float) -> None:
    """Let the kernel end this process after so many seconds of its own, or `PATIENCE` times as many by the clock; 0: not at all."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def describe(error: Exception) -> str:
    """Say what was raised, and where, on one line.

    >>> try:
    ...     {}["title"]
    ... except KeyError as error:
    ...     describe(error)
    "KeyError: 'title' (<doctest etl.engines.worker.describe[0]>, line 2)"
    """
    what = " ".join("".join(traceback.format_exception_only(error)).split())
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{what} ({Path(where.filename).name}, line {where.lineno})"
