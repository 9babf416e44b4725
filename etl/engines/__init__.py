"""An engine is a map: it applies one function to many handles, unordered, with a bounded number under way."""

from etl.engines import processes, serial
from etl.engines.map import MIB, Cause, Engine, Limits, Lost, Map

__all__ = ["ENGINES", "MIB", "Cause", "Engine", "Limits", "Lost", "Map", "engine_for"]

ENGINES: tuple[Engine, ...] = (serial, processes)
"""The registry. A new engine is a module with `NAME` and `start`."""


def engine_for(workers: int) -> Engine:
    """Choose by the number of workers. One worker is a process, too: only a process can be ended.

    >>> engine_for(0).NAME, engine_for(1).NAME, engine_for(4).NAME
    ('serial', 'processes', 'processes')
    """
    return processes if workers else serial
