"""Clocks that are set back: what was due at three is due at three again, not an hour late.

APScheduler writes down when each job is due next by the clock on the wall, and waits for that. If the clock is set back meanwhile
(by hand, or because a machine that began with a wrong one has asked the network), it waits so much longer.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.base import BaseScheduler

SLACK_S = 2.0
"""Seconds by which the two clocks may drift apart between two looks: smaller corrections make nobody late."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Two clocks, read at once.

    Attributes:
        wall: seconds since 1970, as people see them; may go back, and jump ahead.
        steady: seconds since some time; only goes on.
    """

    wall: float
    steady: float

    def is_set_back_since(self, earlier: "Moment") -> bool:
        """Tell whether the wall's clock was set back since then. A machine that slept, or was set ahead, was not.

        >>> Moment(100, 15).is_set_back_since(Moment(3700, 0)), Moment(9000, 15).is_set_back_since(Moment(100, 0))
        (True, False)
        """
        return self.wall - earlier.wall < self.steady - earlier.steady - SLACK_S


def read_clocks() -> Moment:
    """Read both clocks."""
    return Moment(time.time(), time.monotonic())


def count_anew(scheduler: "BaseScheduler", catches_up: Mapping[str, bool], wall: float) -> None:
    """Say anew when each job is due, after the clock was set back.

    Args:
        scheduler: whose jobs.
        catches_up: by a job's name: whether it is due at once, since nobody knows what it missed; else it is due when its trigger
            says so next. A job of no name here is the scheduler's own, and due at once.
        wall: the time now, in seconds since 1970.
    """
    now = datetime.fromtimestamp(wall, UTC)
    for job in scheduler.get_jobs():
        is_due = catches_up.get(job.id, True)
        job.modify(next_run_time=now if is_due else job.trigger.get_next_fire_time(None, now))
