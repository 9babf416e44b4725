"""昨天 15:30, 昨晚8点, 3小时前, 上周五, 3시간 전, 2 hours ago: read against the clock, and only with one."""

import re
from datetime import datetime, timedelta
from typing import Literal

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import Form, Reading, TimeOfDay, calendar_day
from etl.transform.dates.times import TIME, read_time

DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "大前天": 3, "一昨日": 2,
            "오늘": 0, "어제": 1, "그제": 2, "그저께": 2, "today": 0, "yesterday": 1}  # fmt: skip
"""Days named by their distance from today."""

PARTS_OF_DAYS = {"今": 0, "昨": 1, "前": 2}
"""今早, 昨晚, 前晚: the day in one character, then the part of the day, which the time needs."""

WEEKDAYS = "一二三四五六日"

_SECOND, _MINUTE, _HOUR, _DAY, _WEEK = (
    timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days", "weeks")
)
UNITS = {
    "秒": _SECOND, "秒钟": _SECOND, "분": _MINUTE, "分": _MINUTE, "分钟": _MINUTE, "小时": _HOUR, "个小时": _HOUR, "钟头": _HOUR, "个钟头": _HOUR,
    "时间": _HOUR, "시간": _HOUR, "天": _DAY, "일": _DAY, "周": _WEEK, "周间": _WEEK, "个星期": _WEEK, "星期": _WEEK, "个礼拜": _WEEK, "주": _WEEK, "초": _SECOND,
    "second": _SECOND, "seconds": _SECOND, "sec": _SECOND, "minute": _MINUTE, "minutes": _MINUTE, "min": _MINUTE, "mins": _MINUTE,
    "hour": _HOUR, "hours": _HOUR, "day": _DAY, "days": _DAY, "week": _WEEK, "weeks": _WEEK,
}  # fmt: skip
"""Units of fixed length. 日前 is missing: 请于15日前办理 is a day of the month."""

MONTHS, YEARS = ("个月", "ヶ月", "か月", "カ月", "개월", "달", "month", "months"), ("年", "년", "year", "years")

_NAMED = "|".join(sorted(DAYS_AGO, key=len, reverse=True))
_UNIT = "|".join(sorted([*UNITS, *MONTHS, *YEARS], key=len, reverse=True))


def _now(clock: Clock) -> datetime | None:
    return None if clock.now is None else clock.now.astimezone(clock.zone)


def _minute(moment: datetime) -> Reading:
    return Reading(moment.date(), time=TimeOfDay(moment.hour, moment.minute))


def _read_day(match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    if now is None:
        return None
    return _past(now, DAYS_AGO[match["day"].lower()], match, clock)


def _past(now: datetime, days: int, match: re.Match[str], clock: Clock) -> Reading | None:
    """A time so many days ago; a time that is still to come (今天 16:20, read at three) is the day of something else."""
    at = read_time(match["time"] or "", clock.zone)
    if days == 0 and at is not None and at.zone is None and (at.hour, at.minute) > (now.hour, now.minute):
        return None
    return Reading(now.date() - timedelta(days=days), time=at)


def _read_part_of_day(match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    if now is None:
        return None
    return _past(now, PARTS_OF_DAYS[match["day"]], match, clock)


def _read_weekday(match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    if now is None:
        return None
    monday = now.date() - timedelta(days=now.weekday())
    offset = WEEKDAYS.index(match["weekday"].replace("天", "日"))
    day = monday + timedelta(days=offset - (7 if match["last"] else 0))
    return Reading(day, time=read_time(match["time"] or "", clock.zone))


def _read_ago(match: re.Match[str], clock: Clock) -> Reading | None:
    """The unit is the precision: what is 3小时前 is known to the minute at best, 2个月前 to the month."""
    now = _now(clock)
    if now is None:
        return None
    unit = match["unit"].lower()
    if match["count"] == "半":
        return _minute(now - UNITS[unit] / 2) if UNITS.get(unit) == _HOUR else None
    count = 1 if match["count"] in ("a", "an") else number(match["count"])
    if unit in YEARS:
        return _first_of(now.year - count, 1, "year")
    if unit in MONTHS:
        months = now.year * 12 + now.month - 1 - count
        return _first_of(months // 12, months % 12 + 1, "month")
    moment = now - UNITS[unit] * count
    return Reading(moment.date()) if UNITS[unit] >= _DAY else _minute(moment)


def _first_of(year: int, month: int, precision: Literal["year", "month"]) -> Reading | None:
    day = calendar_day(year, month, 1)
    return None if day is None else Reading(day, precision)


def _read_just_now(_match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    return None if now is None else _minute(now)


DAY_AND_TIME = Form(
    "relative", "今昨前오어그tT", re.compile(rf"(?i:(?P<day>{_NAMED}))(?: {{0,3}}| at |, ?)(?P<time>{TIME})"), _read_day
)
PART_OF_DAY = Form(
    "relative",
    "今昨前",
    re.compile(rf"(?P<day>[{''.join(PARTS_OF_DAYS)}])(?P<time>[早晚晨夜] ?{TIME})"),
    _read_part_of_day,
)
AGO = Form(
    "relative",
    "前전ag",
    re.compile(
        rf"(?<![\d.])(?P<count>半|\d{{1,3}}|{NUMBER}|\ban?\b) ?个?(?i:(?P<unit>{_UNIT})) ?(?:(?:以|之)?前|전|ago\b)"
    ),
    _read_ago,
)
LONE_DAY = Form("relative", "今昨前오어그tTyY", re.compile(rf"(?i:(?P<day>{_NAMED}))(?P<time>)"), _read_day)
LONE_PART_OF_DAY = Form(
    "relative", "今昨前", re.compile(rf"(?P<day>[{''.join(PARTS_OF_DAYS)}])[早晚晨夜](?P<time>)"), _read_part_of_day
)
WEEKDAY = Form(
    "relative",
    "周期拜",
    re.compile(
        rf"(?:本|这|(?P<last>上)个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?: {{0,3}}(?P<time>{TIME}))?"
    ),
    _read_weekday,
)
JUST_NOW = Form("relative", "刚才금今jJ", re.compile(r"刚刚|刚才|方才|방금|たった今|(?i:just now)"), _read_just_now)
