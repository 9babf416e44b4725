"""新华社北京4月14日电: the day an agency's piece was written, at the head of its first paragraph."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, calendar_day, latest_day

_HEAD = r"\A[ (\[]{0,4}"
_BYLINE = r"(?: ?\([^()\d]{1,30}\))?"
_DAY = r"(?:(?P<year{0}>\d{{4}})年)?(?P<month{0}>\d{{1,2}})月(?P<day{0}>\d{{1,2}})日"
_PART = r"(?: ?(?:上午|中午|下午|晚间|晚|凌晨|早))?"
_END = r"(?=[ (:,。)\-]|\Z)"


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    year, month, day = (match[f"{name}1"] or match[f"{name}2"] for name in ("year", "month", "day"))
    found = calendar_day(int(year), int(month), int(day)) if year else latest_day(int(month), int(day), clock)
    return None if found is None else Reading(found)


DATELINE = Form(
    "dateline",
    "电讯消",
    re.compile(
        rf"{_HEAD}(?:[^\d。]{{2,30}}?{_DAY.format(1)}{_PART} ?(?:专?电|讯|消息){_END}"
        rf"|[^\d。(]{{1,16}}?(?:讯|消息){_BYLINE}[:, ]{{0,3}}{_DAY.format(2)}(?=[,(]|\Z| ))"
    ),
    _read,
)
"""Either the words end in 电, 讯 or 消息 behind the day, or the day follows 本报讯 and its like."""
