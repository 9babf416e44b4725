"""2022년 4월 15일 오후 3시 5분."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, calendar_day
from etl.transform.dates.times import TAIL, read_time


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    day = calendar_day(int(match["year"]), int(match["month"]), int(match["day"]))
    return None if day is None else Reading(day, time=read_time(match["time"] or "", clock.zone))


KOREAN = Form(
    "korean",
    "년",
    re.compile(rf"(?<!\d)(?P<year>\d{{4}})년 {{0,2}}(?P<month>\d{{1,2}})월 {{0,2}}(?P<day>\d{{1,2}})일{TAIL}"),
    _read,
)


def _read_month(match: re.Match[str], _clock: Clock) -> Reading | None:
    day = calendar_day(int(match["year"]), int(match["month"]), 1)
    return None if day is None else Reading(day, "month")


KOREAN_MONTH = Form("korean_month", "년", re.compile(r"(?P<year>\d{4})년 {0,2}(?P<month>\d{1,2})월"), _read_month)
