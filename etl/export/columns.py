"""What a format is told of the rows it writes."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any, Literal, TypeAlias

Kind: TypeAlias = Literal["number", "text", "day", "instant"]
"""What a column holds: an int, a str, a date or an aware datetime, or nothing."""

Batch: TypeAlias = Sequence[tuple[Any, ...]]
"""Rows, their values in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of what is exported."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        name: its name and suffix.
        is_binary: it cannot go to a terminal.
        open: begins a file: takes what closes with it, where to write and the columns; gives what writes a batch.
    """

    name: str
    is_binary: bool
    open: Callable[[ExitStack, IO[bytes], Sequence[Column]], Callable[[Batch], object]]
