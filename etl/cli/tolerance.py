"""How many rejected documents are too many."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click

COUNT = re.compile(r"[0-9]{1,18}")
PERCENTAGE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,9})?%")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A count of documents, or a percentage of the documents seen; one of the two is None.

    >>> Tolerance(count=2).allows(rejected=3, seen=100)
    False
    >>> Tolerance(percent=Decimal("2.5")).allows(rejected=5, seen=200)
    True
    """

    count: int | None = None
    percent: Decimal | None = None

    def allows(self, *, rejected: int, seen: int) -> bool:
        """Tell whether so many of so many may be rejected."""
        if self.percent is not None:
            return rejected * 100 <= self.percent * seen
        return self.count is None or rejected <= self.count

    def __str__(self) -> str:
        """Write it as it is typed."""
        return f"{self.percent}%" if self.percent is not None else str(self.count)


class ToleranceType(click.ParamType[Tolerance]):
    """Reads a count (`10`) or a percentage (`2.5%`)."""

    name = "tolerance"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Tolerance:  # noqa: ANN401 - click's signature
        """Read what was typed."""
        if isinstance(value, Tolerance):
            return value
        if COUNT.fullmatch(value):
            return Tolerance(count=int(value))
        if PERCENTAGE.fullmatch(value):
            return Tolerance(percent=Decimal(value.removesuffix("%")))
        raise click.BadParameter(f"{value!r} is neither a count (10) nor a percentage (2.5%)", ctx, param)
