"""2022-04-15 08:35, 2022/4/15, 2022.04.15, 22-04-15, 15/04/2022, 2022-04."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, calendar_day, full_year
from etl.transform.dates.times import TAIL, read_time

_BEFORE = r"(?<![\dA-Za-z第])(?<![\dA-Za-z][./\-])"
"""Not inside a longer number, a document's number (第22-04-15号), a version or a part number."""

_AFTER = r"(?![\d号%])(?![./\-]\d)"

_NUMBERED = re.compile(r"(?:版本|编号|文号|ISBN|No\.?|№|#|IP|[Vv]er(?:sion)?\.?) ?号?[: ]{0,2}\Z")
"""Words whose number is no date."""


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    return _reading(match, int(match["year"]), match["day"] or match["glued"], clock)


def _read_month(match: re.Match[str], _clock: Clock) -> Reading | None:
    day = calendar_day(int(match["year"]), int(match["month"]), 1)
    return None if day is None else Reading(day, "month")


def _read_two_digits(match: re.Match[str], clock: Clock) -> Reading | None:
    """The year comes first on Chinese pages; on Traditional ones 70 and above may be the Republic's, so nothing is read there."""
    if clock.script == "Hant" and full_year(int(match["year"])) < 2000:  # noqa: PLR2004 - see chinese.py
        return None
    return _reading(match, full_year(int(match["year"])), match["day"], clock)


def _reading(match: re.Match[str], year: int, day_text: str, clock: Clock) -> Reading | None:
    day = calendar_day(year, int(match["month"]), int(day_text))
    if day is None or _NUMBERED.search(match.string, max(0, match.start() - 12), match.start()):
        return None
    return Reading(day, time=read_time(match["time"] or "", clock.zone))


def _read_year_last(match: re.Match[str], clock: Clock) -> Reading | None:
    """15/04/2022 has one reading; 01/02/2022 has two, and none is taken. With points the day comes first wherever they are used."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    by_day, by_month = calendar_day(year, second, first), calendar_day(year, first, second)
    days = {day for day in ((by_day,) if by_day and match["mark"] == "." else (by_day, by_month)) if day}
    return Reading(days.pop(), time=read_time(match["time"] or "", clock.zone)) if len(days) == 1 else None


_DAY = rf"(?:(?P<day>\d{{1,2}}){_AFTER}|(?P<glued>\d\d)(?=[0-2]\d:[0-5]\d))"
"""A day; a time may stick to two digits of it, where a page lost the space between."""

NUMERIC = Form(
    "numeric",
    "-/._·",
    re.compile(rf"{_BEFORE}(?P<year>\d{{4}})(?P<mark> ?[-/._·] ?)(?P<month>\d{{1,2}})(?P=mark){_DAY}日?{TAIL}"),
    _read,
)
NUMERIC_MONTH = Form("numeric_month", "-/", re.compile(r"(?P<year>(?:19|20)\d\d)[-/](?P<month>\d\d)"), _read_month)
NUMERIC_TWO_DIGITS = Form(
    "numeric_short_year",
    "-/",
    re.compile(rf"{_BEFORE}(?P<year>\d\d)(?P<mark>[-/])(?P<month>\d\d)(?P=mark)(?P<day>\d\d){_AFTER}{TAIL}"),
    _read_two_digits,
)
NUMERIC_YEAR_LAST = Form(
    "numeric_year_last",
    "-/.",
    re.compile(
        rf"{_BEFORE}(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_AFTER}{TAIL}"
    ),
    _read_year_last,
)
