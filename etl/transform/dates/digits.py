"""Digits and nothing else: 20220415, 20220415083517, seconds and milliseconds since 1970. Read only where a date must stand."""

import re
from datetime import UTC, datetime

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, TimeOfDay, calendar_day
from etl.transform.dates.times import read_time

DIGITS = "0123456789"

_EPOCHS = range(631_152_000, 1_900_000_000)
"""1990 to 2030 in seconds since 1970: before, there was no web; beyond, 2022041508 is a year, month, day and hour."""


def _read_compact(match: re.Match[str], clock: Clock) -> Reading | None:
    day = calendar_day(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None or match["hour"] is None:
        return None if day is None else Reading(day)
    printed = ":".join(part for part in (match["hour"], match["minute"] or "00", match["second"]) if part)
    at = read_time(printed + (match["zone"] or ""), clock.zone)
    return None if at is None else Reading(day, time=at)


def _read_epoch(match: re.Match[str], _clock: Clock) -> Reading | None:
    seconds = int(match["seconds"])
    if seconds not in _EPOCHS:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    return Reading(moment.date(), time=TimeOfDay(moment.hour, moment.minute, moment.second, UTC))


COMPACT = Form(
    "compact",
    DIGITS,
    re.compile(
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
        r"(?:[ T]?(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?(?P<zone>Z|[+]\d{4})?)?(?!\d)"
    ),
    _read_compact,
)
EPOCH = Form(
    "epoch",
    DIGITS,
    re.compile(r"(?:/Date\()?(?P<seconds>\d{9,10})(?:\.\d{1,9}|\d{3}|\d{6})?(?:[+]\d{4})?(?:\)/)?(?!\d)"),
    _read_epoch,
)
