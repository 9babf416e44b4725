"""Days without a year: 4月15日 18:10, 04-15 08:35. The clock says which year."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import Form, Reading, latest_day
from etl.transform.dates.times import TAIL, TIME, read_time


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    at = read_time(match["time"] or "", clock.zone)
    day = latest_day(number(match["month"]), number(match["day"]), clock, at)
    return None if day is None else Reading(day, time=at)


SHORT = Form(
    "chinese_no_year",
    "月",
    re.compile(rf"(?<![年\d〇○零一二三四五六七八九十廿卅])(?P<month>{NUMBER}) ?月 ?(?P<day>{NUMBER}) ?[日号]{TAIL}"),
    _read,
)
SHORT_NUMERIC = Form(
    "numeric_no_year",
    "-/",
    re.compile(rf"(?<![\dA-Za-z./-])(?P<month>\d{{1,2}})(?P<mark>[-/])(?P<day>\d{{1,2}}) {{1,3}}(?P<time>{TIME})"),
    _read,
)
LONE_NUMERIC = Form("numeric_no_year", "-", re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)(?P<time>)"), _read)
