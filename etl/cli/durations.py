"""Spans of time, as people type them."""

import re
from datetime import timedelta
from typing import Any

import click

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

DURATION = re.compile(r"([1-9][0-9]{0,5})([mhdw])")


class DurationType(click.ParamType[timedelta]):
    """Reads `90m`, `24h`, `7d` or `52w`."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:  # noqa: ANN401 - click's signature
        """Read what was typed."""
        if isinstance(value, timedelta):
            return value
        match = DURATION.fullmatch(value)
        if not match:
            raise click.BadParameter(f"{value!r} is no span of time: write 90m, 24h, 7d or 52w", ctx, param)
        return timedelta(**{UNITS[match[2]]: int(match[1])})
