"""Digits and nothing else: 20220415, 20220415083517, seconds and milliseconds since 1970. Read only where a date must stand."""

import re
from datetime import UTC, datetime

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, TimeOfDay, calendar_day

_EPOCHS = range(631_152_000, 4_102_444_800)
"""1990 to 2099 in seconds since 1970: before, there was no web."""


def _read_compact(match: re.Match[str], _clock: Clock) -> Reading | None:
    day = calendar_day(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None or match["hour"] is None:
        return None if day is None else Reading(day)
    hour, minute = int(match["hour"]), int(match["minute"])
    second = int(match["second"]) if match["second"] else None
    if hour > 23 or minute > 59 or (second or 0) > 59:  # noqa: PLR2004 - a clock's face
        return None
    return Reading(day, time=TimeOfDay(hour, minute, second))


def _read_epoch(match: re.Match[str], _clock: Clock) -> Reading | None:
    seconds = int(match["seconds"])
    if seconds not in _EPOCHS:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return Reading(moment.date(), time=TimeOfDay(moment.hour, moment.minute, moment.second, UTC))


COMPACT = Form(
    "compact",
    re.compile(
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:[ T]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?(?!\d)"
    ),
    _read_compact,
)
EPOCH = Form("epoch", re.compile(r"(?P<seconds>\d{9,10})(?:\.\d{1,9}|\d{3})?(?!\d)"), _read_epoch)
