"""Long lists of values, a stretch at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

LENGTH = 1000
"""Values in one IN (...): far below what either database takes, and few enough shapes of a statement to prepare."""


def slices(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut values into stretches that fit into one IN (...).

    >>> [len(some) for some in slices(range(2500))]
    [1000, 1000, 500]
    """
    for start in range(0, len(values), LENGTH):
        yield values[start : start + LENGTH]
