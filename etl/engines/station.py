"""A place on a cluster where batches are worked off: a crew of one, whose guards are those of the processes engine.

Whatever a document does, it does to the crew's worker: the process of the cluster that carries the batch lives on, and with it all
other documents. So a cluster may try a batch again without fear that it was the batch's fault.
"""

import pickle
import platform
from collections.abc import Sequence
from functools import lru_cache

from etl.engines.crew import Crew, Given, Job
from etl.engines.nursery import Orders
from etl.rules import rules_version

NOTICE_S = 60.0
"""So long is waited for an answer at a time; a worker has its own limits."""


class Station:
    """A crew that stays for one batch after the other."""

    def __init__(self, orders: Orders) -> None:
        """Start it; it makes its worker with the first batch."""
        self._crew = Crew(1, orders)
        self._crew.start()

    def work_off(self, packed: Sequence[bytes]) -> list[Given]:
        """Do a batch; the answers come in the order of the items."""
        jobs = [Job(item) for item in packed]
        places = {id(job): place for place, job in enumerate(jobs)}
        answers: dict[int, Given] = {}
        for job in jobs:
            self._crew.give(job)
        while len(answers) < len(jobs):
            answer = self._crew.answer(within=NOTICE_S)
            if answer is not None:
                answers[places[id(answer[0])]] = answer[1]
        return [answers[place] for place in range(len(jobs))]


@lru_cache(maxsize=1)
def station_for(orders: bytes) -> Station:
    """The station of this process; the next run's orders open another."""
    return Station(pickle.loads(orders))  # noqa: S301 - from the run whose task this is


def work_off(orders: bytes, packed: Sequence[bytes]) -> tuple[str, list[Given]]:
    """Do a batch at this process' station, and say by which program: every node must have the same."""
    return program(), station_for(orders).work_off(packed)


@lru_cache(maxsize=1)
def program() -> str:
    """Name what reads documents here: Python and the rules.

    >>> program().startswith("Python 3.")
    True
    """
    return f"Python {platform.python_version()}, rules {rules_version()}"
