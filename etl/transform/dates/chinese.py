"""2022年4月15日 8时35分, in Arabic and Chinese digits; 2022年4月; 2022年."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import Form, Reading, calendar_day, full_year
from etl.transform.dates.times import CITIES, TAIL, read_time

_YEAR = r"(?P<year>\d{4}|[一二][〇○零Oo一二三四五六七八九]{3})"
_SHORT_YEAR = r"(?P<year>\d{2})"
_DAY = rf" ?年 {{0,3}}(?P<month>{NUMBER}) ?月 {{0,3}}(?P<day>{NUMBER}) ?[日号]"


def _read_day(match: re.Match[str], clock: Clock) -> Reading | None:
    day = calendar_day(number(match["year"]), number(match["month"]), number(match["day"]))
    time = (match["city"] or "") + (match["time"] or "")
    return None if day is None else Reading(day, time=read_time(time, clock.zone))


def _read_short_year(match: re.Match[str], clock: Clock) -> Reading | None:
    """22年4月15日; on a Traditional page 70 and above may be years of the Republic as well, so nothing is read there."""
    year = full_year(int(match["year"]))
    if clock.script == "Hant" and year < 2000:  # noqa: PLR2004 - the century that the Republic's two digits reach into
        return None
    day = calendar_day(year, number(match["month"]), number(match["day"]))
    return None if day is None else Reading(day, time=read_time(match["time"] or "", clock.zone))


def _read_month(match: re.Match[str], _clock: Clock) -> Reading | None:
    day = calendar_day(number(match["year"]), number(match["month"]), 1)
    return None if day is None else Reading(day, "month")


def _read_year(match: re.Match[str], _clock: Clock) -> Reading | None:
    day = calendar_day(number(match["year"]), 1, 1)
    return None if day is None else Reading(day, "year")


CHINESE = Form(
    "chinese",
    "年",
    re.compile(rf"(?<![\d第])(?:(?P<city>{'|'.join(CITIES)})|公元|西元)? ?{_YEAR}{_DAY}{TAIL}"),
    _read_day,
)
CHINESE_SHORT_YEAR = Form(
    "chinese_short_year", "年", re.compile(rf"(?<![\d第]){_SHORT_YEAR}{_DAY}{TAIL}"), _read_short_year
)
CHINESE_MONTH = Form(
    "chinese_month", "年", re.compile(rf"(?:公元|西元)?{_YEAR} ?年 ?(?P<month>{NUMBER}) ?月份?"), _read_month
)
CHINESE_YEAR = Form("chinese_year", "年", re.compile(rf"(?:公元|西元)?{_YEAR} ?年"), _read_year)
