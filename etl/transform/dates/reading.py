"""What a form makes of a text, and whether that can be believed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from etl.models import Precision, PublishedDate
from etl.transform.dates.clock import Clock

EARLIEST = date(1900, 1, 2)
"""Nothing on the web was published before; 1900-01-01 is what spreadsheets make of an empty field."""

LATEST = date(2099, 12, 31)
"""Programs print 9999-12-31 for never."""

EMPTY_FIELDS = frozenset({date(1970, 1, 1)})
"""Days that programs print when they know none: second zero of Unix."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time as printed.

    Attributes:
        hour: 0 to 24; 24:00 is the end of the day.
        minute: 0 to 59.
        second: 0 to 59; None if not printed.
        zone: as printed; None if not.
    """

    hour: int
    minute: int
    second: int | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as printed, which exists in the calendar; not yet believed.

    Attributes:
        day: the day; the first of the month or year if only that is printed.
        precision: of the day alone.
        time: None if none is printed, or none that exists.
    """

    day: date
    precision: Literal["year", "month", "day"] = "day"
    time: TimeOfDay | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a date.

    Attributes:
        name: of the form, for people.
        signs: characters of which every such date has one: a quick way to see that a line has none.
        pattern: what it looks like, in the spelling of `numerals.fold`.
        read: a match of the pattern, to what it says; None if no such date exists.
    """

    name: str
    signs: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Clock], Reading | None]


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day, if there is such a day.

    >>> calendar_day(2022, 4, 31) is None
    True
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(two_digits: int) -> int:
    """The year that two digits stand for: the web is younger than 1970.

    >>> full_year(22), full_year(98)
    (2022, 1998)
    """
    return two_digits + (1900 if two_digits >= 70 else 2000)  # noqa: PLR2004 - the hinge is the docstring's


def latest_day(month: int, day: int, clock: Clock, at: TimeOfDay | None = None) -> date | None:
    """The day that a month and day without a year mean: in the clock's year, else the latest that is not after now."""
    if clock.year is not None:
        return calendar_day(clock.year, month, day)
    if clock.now is None:
        return None
    now = clock.now.astimezone(clock.zone)
    for year in range(now.year, now.year - 9, -1):  # a 29 February may be eight years away
        candidate = calendar_day(year, month, day)
        if candidate is None or candidate > now.date():
            continue
        if candidate == now.date() and at is not None and (at.hour, at.minute) > (now.hour, now.minute):
            continue
        return candidate
    return None


def believe(reading: Reading, clock: Clock, text: str, form: str) -> PublishedDate | None:
    """Turn a reading into a date of publication, if it can be one.

    A day before the web's sources begin, an empty field's day, a day after `clock.now` and one that the document is too old for are
    nobody's date of publication.
    A time that the zone's clocks skipped is kept as its day: there is no such instant. The day of an instant is the one in the zone of
    the document's language; where that has none, the day that was printed with its offset.
    """
    day, precision, instant = reading.day, _precision(reading), None
    if reading.time is not None:
        instant = _instant(day, reading.time, clock)
        if instant is None:
            precision = "day"
        elif reading.time.zone is not None or reading.time.hour == 24:  # noqa: PLR2004 - see TimeOfDay.hour
            day = instant.astimezone((reading.time.zone or UTC) if clock.zone is UTC else clock.zone).date()
    if not EARLIEST <= day <= LATEST or {day, reading.day} & EMPTY_FIELDS:
        return None
    if clock.now is not None and day > clock.now.astimezone(clock.zone).date():
        return None
    if clock.written_at is not None and day > clock.written_at.astimezone(clock.zone).date() + timedelta(days=1):
        return None
    return PublishedDate(instant=instant, local_date=day, precision=precision, text=text, form=form)


def _precision(reading: Reading) -> Precision:
    if reading.time is None:
        return reading.precision
    return "minute" if reading.time.second is None else "second"


def _instant(day: date, at: TimeOfDay, clock: Clock) -> datetime | None:
    """The instant of a local time; None in the hour that the zone's clocks skip in spring."""
    days, hour = divmod(at.hour, 24)
    zone = at.zone or clock.zone
    try:
        local = datetime.combine(day + timedelta(days=days), time(hour, at.minute, at.second or 0), tzinfo=zone)
        instant = local.astimezone(UTC)
    except OverflowError:  # the last days of year 9999, the first of year 1
        return None
    return instant if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else None
