"""What every engine is.

Contains no business logic.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Map(Protocol):
    """Applies a function to every item and gives the results as they come: unordered, and a bounded number under way.

    Items are asked for as there is room for them, never all at once, and always by the thread that asks for results.
    What the function raises is raised here.
    """

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Apply it."""


class Engine(Protocol):
    """A way to run a map: a module with a name and a context manager."""

    NAME: str

    def start(self, workers: int) -> AbstractContextManager[Map]:
        """Start workers, and stop them with the block, whatever ends it."""
