"""新华社北京4月14日电: the day an agency's piece was written, at the head of its first paragraph."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, calendar_day, latest_day

_AGENCY = r"(?:本[报刊网台社]|[\u4e00-\u9fff]{2,8}?(?:[社报网台]|日报|晚报|新闻|客户端))"
_BETWEEN = r"(?:讯|消息)?(?: ?\([^()\d]{1,20}\))?[:, ]{0,2}[\u4e00-\u9fff、 ]{0,12}?"
_TAIL = r"(?: ?(?:[上下]午|晚间?|凌晨))?(?= ?(?:电|讯|消息|[(,。、:]|\Z| ))(?: ?[电讯])?"


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    month, day = int(match["month"]), int(match["day"])
    found = calendar_day(int(match["year"]), month, day) if match["year"] else latest_day(month, day, clock)
    return None if found is None else Reading(found)


DATELINE = Form(
    "dateline",
    re.compile(
        rf"\A *[(\[]?{_AGENCY}{_BETWEEN}(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日{_TAIL}"
    ),
    _read,
)
