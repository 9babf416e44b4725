"""One item after the other, in this process: to look into something with a debugger, and to embed. No limits, no guard."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from etl.engines.map import Limits, Map, R, T
from etl.stopping import Stop

NAME = "serial"


@contextmanager
def start(workers: int, limits: Limits, prepare: Callable[[], object], stop: Stop) -> Iterator[Map]:  # noqa: ARG001 - the interface's
    """Start nothing."""

    def serial_map(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        for item in items:
            if stop.is_asked():
                return
            yield function(item)

    yield serial_map
