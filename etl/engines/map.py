"""What every engine is.

Contains no business logic.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from etl.stopping import Stop

T = TypeVar("T")
R = TypeVar("R")

MIB = 1024 * 1024

Cause: TypeAlias = Literal["time", "memory", "crash"]
"""What ended the work on an item: it took too long, it took too much, or it went wrong in a way nobody foresaw."""


HEAVY_BYTES = 8 * MIB
"""For each so many bytes an item may take its seconds once more: a feed of a hundred thousand entries is one document."""


def weightless(_item: object) -> int:
    """Take every item for light."""
    return 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take. An engine that guards its workers enforces them; the serial one cannot.

    Attributes:
        seconds: of CPU time; by the clock it may take `PATIENCE` times as many, so that a busy machine changes no result.
        memory_bytes: what the process that works on it may hold, itself included.
        size_of: tells an item's bytes: one that is heavy may take longer, and one that hangs still ends.
    """

    seconds: float = 60.0
    memory_bytes: int = 2048 * MIB
    size_of: Callable[[Any], int] = weightless

    def seconds_for(self, item: object) -> float:
        """Say how many seconds of CPU time an item may take.

        >>> Limits(seconds=60).seconds_for(b""), Limits(seconds=60, size_of=len).seconds_for(bytes(20 * MIB))
        (60.0, 180.0)
        """
        return self.seconds * (1.0 + self.size_of(item) // HEAVY_BYTES)


PATIENCE = 10
"""So many times an item's CPU seconds may pass by the clock: a worker may have to wait for its turn, or for a slow disk."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """An item that gave no result.

    Attributes:
        item: the item.
        cause: see `Cause`.
        detail: what happened, one line for people.
    """

    item: T
    cause: Cause
    detail: str


class Map(Protocol):
    """Applies a function to every item and gives the results as they come: unordered, and a bounded number under way.

    Items are asked for as there is room for them, never all at once, and always by the thread that asks for results.
    An item that ends its worker, or for which the function raises, is given back as lost and costs no other item; the serial
    engine has no workers to lose, and lets what the function raises pass. When a stop is asked for, the results end: what is
    still under way then is given up.
    """

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R | Lost[T]]:
        """Apply it."""


class Engine(Protocol):
    """A way to run a map: a module, or an object, with a name and a context manager."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """The name that the diary of runs remembers."""

    def start(
        self, workers: int, limits: Limits, prepare: Callable[[], object], stop: Stop
    ) -> AbstractContextManager[Map]:
        """Start workers as there is work for them, and stop them with the block, whatever ends it.

        Args:
            workers: how many at most.
            limits: what one item may take.
            prepare: called once, before workers are made: what it loads, they share.
            stop: ends the results early, once it is asked for.
        """
