"""One item after the other, in this process: to look into something with a debugger, and to embed. No limits, no guard."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from etl.engines.map import Limits, Map, R, T

NAME = "serial"


@contextmanager
def start(workers: int, limits: Limits, prepare: Callable[[], object]) -> Iterator[Map]:  # noqa: ARG001 - the interface's
    """Start nothing."""
    yield serial_map


def serial_map(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """Apply a function, item by item."""
    yield from map(function, items)
