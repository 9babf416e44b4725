"""What the database broke off by an interruption is done again, for a while.

A restart, a cut connection, a deadlock, another program's long transaction: all of them pass. What does not pass (a full disk,
a missing right, a damaged file) ends the run at once, with its reason.
"""

from collections.abc import Callable
from itertools import count
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from etl.exceptions import DatabaseInterrupted
from etl.load.backend import Lock

PATIENCE_S = 60.0
"""So long an interruption may last: a server's restart, with recovery, takes seconds."""

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
"""Pauses grow from the one to the other, and are drawn by lot, so that several programs do not knock all at once."""

T = TypeVar("T")


def patiently(lock: Lock, work: Callable[[], T]) -> T:
    """Do work, and again with the lock in hand as often as the database is interrupted.

    The work must be such that doing it twice does it once.

    Raises:
        DatabaseInterrupted: it lasts too long.
        DatabaseLocked: another run took the lock meanwhile.
    """
    tries = count()

    def attempt() -> T:
        if next(tries):
            lock.renew()
        return work()

    return Retrying(
        retry=retry_if_exception_type(DatabaseInterrupted),
        wait=wait_random_exponential(FIRST_PAUSE_S, LONGEST_PAUSE_S),
        stop=stop_after_delay(PATIENCE_S),
        reraise=True,
    )(attempt)
