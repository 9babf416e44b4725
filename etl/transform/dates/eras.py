"""Years counted from a government's beginning: 民國111年, 令和4年; 111/04/15 on Traditional pages, R4.4.15 on Japanese ones."""

import re
from datetime import date

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import Form, Reading, calendar_day
from etl.transform.dates.times import TAIL, read_time

YEAR_ZERO = {"民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before the first of each era."""

LAST_DAY = {"平成": date(2019, 4, 30), "昭和": date(1989, 1, 7), "大正": date(1926, 12, 25), "明治": date(1912, 7, 30)}
FIRST_DAY = {"令和": date(2019, 5, 1), "平成": date(1989, 1, 8), "昭和": date(1926, 12, 25), "大正": date(1912, 7, 30)}
"""Days that eras of Japan end and begin on: 平成32年 was planned with, nothing was printed in it."""

INITIALS = {"R": "令和", "H": "平成", "S": "昭和"}
"""How Japanese forms abbreviate their eras."""

_YEAR = r"(?P<year>元|\d{1,3}|[〇○零一二三四五六七八九十百]{1,5})"
_ERA = r"(?:中华)?(?P<era>" + "|".join(YEAR_ZERO) + ")"
_REST = rf" ?年 ?(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?[日号]"


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    return _day_of_era(match, match["era"], clock)


def _read_month(match: re.Match[str], _clock: Clock) -> Reading | None:
    count = number(match["year"])
    day = calendar_day(YEAR_ZERO[match["era"]] + count, number(match["month"]), 1) if count else None
    if day is None or day > LAST_DAY.get(match["era"], date.max):
        return None
    return Reading(day, "month")


def _read_bare(match: re.Match[str], clock: Clock) -> Reading | None:
    """Three digits are a year of the Republic where Traditional is printed; elsewhere nobody knows."""
    return _day(match, YEAR_ZERO["民国"], clock) if clock.script == "Hant" else None


def _read_initial(match: re.Match[str], clock: Clock) -> Reading | None:
    return _day_of_era(match, INITIALS[match["era"]], clock) if clock.script == "Jpan" else None


def _day_of_era(match: re.Match[str], era: str, clock: Clock) -> Reading | None:
    reading = _day(match, YEAR_ZERO[era], clock)
    is_inside = reading and FIRST_DAY.get(era, date.min) <= reading.day <= LAST_DAY.get(era, date.max)
    return reading if is_inside else None


def _day(match: re.Match[str], year_zero: int, clock: Clock) -> Reading | None:
    count = number(match["year"])
    day = calendar_day(year_zero + count, number(match["month"]), number(match["day"])) if count else None
    return None if day is None else Reading(day, time=read_time(match["time"] or "", clock.zone))


ERA = Form("era", "国和成正治", re.compile(rf"{_ERA} ?{_YEAR}{_REST}{TAIL}"), _read)
ERA_NUMERIC = Form(
    "era",
    "国和成正治",
    re.compile(rf"{_ERA} ?{_YEAR}(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){TAIL}"),
    _read,
)
ERA_MONTH = Form("era_month", "国和成正治", re.compile(rf"{_ERA} ?{_YEAR} ?年 ?(?P<month>{NUMBER}) ?月"), _read_month)
REPUBLIC = Form("republic", "年", re.compile(rf"(?<![\d第])(?P<year>1\d\d){_REST}{TAIL}"), _read_bare)
REPUBLIC_NUMERIC = Form(
    "republic",
    "./-",
    re.compile(
        rf"(?<![\d./-])(?P<year>1\d\d)(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?![\d./-]){TAIL}"
    ),
    _read_bare,
)
JAPANESE_INITIAL = Form(
    "era",
    "RHS",
    re.compile(
        rf"(?<![A-Za-z\d])(?P<era>[{''.join(INITIALS)}])(?P<year>\d{{1,2}})(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){TAIL}"
    ),
    _read_initial,
)
