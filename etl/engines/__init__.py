"""An engine is a map: it applies one function to many handles, unordered, with a bounded number under way."""

from typing import Literal, TypeAlias

from etl.engines import processes, serial
from etl.engines.map import MIB, Cause, Engine, Limits, Lost, Map
from etl.engines.ray import Ray

__all__ = ["ENGINES", "MIB", "Cause", "Engine", "EngineName", "Limits", "Lost", "Map", "engine_for"]

ENGINES: tuple[Engine, ...] = (serial, processes, Ray())
"""The registry. A new engine is a module, or an object if it has settings of its own, with `NAME` and `start`."""

EngineName: TypeAlias = Literal["serial", "processes", "ray"]


def engine_for(workers: int, name: EngineName | None = None, ray_address: str | None = None) -> Engine:
    """Choose the engine that is named, else by the number of workers. One worker is a process, too: only a process can be ended.

    >>> engine_for(0).NAME, engine_for(1).NAME, engine_for(4).NAME, engine_for(4, "ray").NAME
    ('serial', 'processes', 'processes', 'ray')
    """
    if name == Ray.NAME:
        return Ray(ray_address)
    return next(engine for engine in ENGINES if (name or ("processes" if workers else "serial")) == engine.NAME)
