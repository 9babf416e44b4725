"""2022-04-15 08:35, 2022/4/15, 2022.04.15, 22-04-15, 15/04/2022."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, calendar_day, full_year
from etl.transform.dates.times import TAIL, read_time

_BEFORE = r"(?<![\dA-Za-z第])(?<!\d[./\-])"
"""Not inside a longer number, a document's number (第22-04-15号), a version or a part number."""

_AFTER = r"(?![\d号%])(?![./\-]\d)"

_VERSION = re.compile(r"(?:版本|编号|文号|ISBN|IP|[Vv]er(?:sion)?\.?) ?号?[: ]{0,2}\Z")
"""Words whose number is no date."""


def _day(match: re.Match[str], year: int) -> Reading | None:
    day = calendar_day(year, int(match["month"]), int(match["day"]))
    return (
        None
        if day is None or _VERSION.search(match.string[max(0, match.start() - 12) : match.start()])
        else Reading(day)
    )


def _timed(reading: Reading | None, match: re.Match[str], clock: Clock) -> Reading | None:
    return None if reading is None else Reading(reading.day, time=read_time(match["time"] or "", clock.zone))


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    return _timed(_day(match, int(match["year"])), match, clock)


def _read_two_digits(match: re.Match[str], clock: Clock) -> Reading | None:
    """The year comes first on Chinese pages; a year that is still to come is a day, and the order is unknown."""
    return _timed(_day(match, full_year(int(match["year"]))), match, clock)


def _read_year_last(match: re.Match[str], clock: Clock) -> Reading | None:
    """15/04/2022 has one reading; 01/02/2022 has two, and none is taken."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    days = {day for day in (calendar_day(year, first, second), calendar_day(year, second, first)) if day}
    return Reading(days.pop(), time=read_time(match["time"] or "", clock.zone)) if len(days) == 1 else None


NUMERIC = Form(
    "numeric",
    re.compile(
        rf"{_BEFORE}(?P<year>\d{{4}})(?P<mark> ?[-/._] ?)(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_AFTER}{TAIL}"
    ),
    _read,
)
NUMERIC_TWO_DIGITS = Form(
    "numeric_short_year",
    re.compile(rf"{_BEFORE}(?P<year>\d\d)(?P<mark>[-/])(?P<month>\d\d)(?P=mark)(?P<day>\d\d){_AFTER}{TAIL}"),
    _read_two_digits,
)
NUMERIC_YEAR_LAST = Form(
    "numeric_year_last",
    re.compile(
        rf"{_BEFORE}(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_AFTER}{TAIL}"
    ),
    _read_year_last,
)
