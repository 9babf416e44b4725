"""昨天 15:30, 3小时前, 上周五: read against the clock, and only with one."""

import re
from datetime import datetime, timedelta

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import Form, Reading, TimeOfDay, calendar_day
from etl.transform.dates.times import TIME, read_time

DAYS_AGO = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "昨": 1, "前天": 2, "前日": 2, "大前天": 3}
"""Days named by their distance from today."""

WEEKDAYS = "一二三四五六日"

_UNITS = {"秒": timedelta(seconds=1), "秒钟": timedelta(seconds=1), "分": timedelta(minutes=1), "分钟": timedelta(minutes=1), "小时": timedelta(hours=1),
          "个小时": timedelta(hours=1), "钟头": timedelta(hours=1), "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(weeks=1),
          "个星期": timedelta(weeks=1), "星期": timedelta(weeks=1)}  # fmt: skip
_AGO = (
    rf"(?P<count>半|\d{{1,3}}|{NUMBER}) ?(?P<unit>"
    + "|".join(sorted([*_UNITS, "个月", "月", "年"], key=len, reverse=True))
    + r")(?:以|之)?前"
)


def _now(clock: Clock) -> datetime | None:
    return None if clock.now is None else clock.now.astimezone(clock.zone)


def _minute(moment: datetime) -> Reading:
    return Reading(moment.date(), time=TimeOfDay(moment.hour, moment.minute))


def _read_day(match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    if now is None:
        return None
    return Reading(now.date() - timedelta(days=DAYS_AGO[match["day"]]), time=read_time(match["time"] or "", clock.zone))


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
    count = 0.5 if match["count"] == "半" else number(match["count"])
    unit = match["unit"]
    if unit == "年":
        first = calendar_day(now.year - int(count), 1, 1)
        return Reading(first, "year") if first and count >= 1 else None
    if unit.endswith("月"):
        months = now.year * 12 + now.month - 1 - int(count)
        first = calendar_day(months // 12, months % 12 + 1, 1)
        return Reading(first, "month") if first and count >= 1 else None
    moment = now - _UNITS[unit] * count
    return Reading(moment.date()) if _UNITS[unit] >= timedelta(days=1) and count >= 1 else _minute(moment)


def _read_just_now(_match: re.Match[str], clock: Clock) -> Reading | None:
    now = _now(clock)
    return None if now is None else _minute(now)


_DAY = "|".join(sorted(DAYS_AGO, key=len, reverse=True))
DAY_AND_TIME = Form("relative", re.compile(rf"(?P<day>{_DAY}) {{0,3}}(?P<time>{TIME})"), _read_day)
AGO = Form("relative", re.compile(rf"(?<!\d){_AGO}"), _read_ago)
LONE_DAY = Form("relative", re.compile(rf"(?P<day>{_DAY})(?P<time>)"), _read_day)
WEEKDAY = Form(
    "relative",
    re.compile(rf"(?P<last>上)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?: {{0,3}}(?P<time>{TIME}))?"),
    _read_weekday,
)
JUST_NOW = Form("relative", re.compile("刚刚|刚才|方才"), _read_just_now)
