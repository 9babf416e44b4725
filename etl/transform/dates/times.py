"""Times of day, in every script that dates are printed in: 8:35, 下午3:05, 晚8点半, 零时, 오후 3시 5분, 3:05 PM, with or without a zone."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import TimeOfDay

END_OF_DAY, MINUTES, NOON = 24, 60, 12

PARTS = {
    "凌晨": (0, 6), "清晨": (4, 9), "早晨": (4, 11), "早上": (4, 11), "早间": (4, 11), "早": (4, 11), "晨": (0, 9),
    "上午": (0, 11), "午前": (0, 11), "中午": (10, 14), "正午": (12, 12), "午间": (10, 14), "下午": (12, 23), "午后": (12, 23),
    "傍晚": (16, 20), "晚上": (17, 24), "晚间": (17, 24), "晚": (17, 24), "夜间": (18, 24), "夜里": (18, 24), "夜": (18, 24),
    "深夜": (21, 24), "半夜": (23, 24), "午夜": (23, 24),
    "오전": (0, 11), "오후": (12, 23), "am": (0, 11), "pm": (12, 23), "a.m.": (0, 11), "p.m.": (12, 23),
}  # fmt: skip
"""Parts of the day and the hours they may hold: 下午3时 is 15, 晚12点 the end of the day; 上午15时 contradicts itself."""

CITIES = {
    "北京时间": "Asia/Shanghai", "香港时间": "Asia/Hong_Kong", "台北时间": "Asia/Taipei", "新加坡时间": "Asia/Singapore", "东京时间": "Asia/Tokyo",
    "首尔时间": "Asia/Seoul", "伦敦时间": "Europe/London", "纽约时间": "America/New_York", "美东时间": "America/New_York",
    "美西时间": "America/Los_Angeles", "格林尼治时间": "UTC",
}  # fmt: skip
"""Whose time is printed, in words before or behind it."""

ABBREVIATIONS = {"Z": 0, "UTC": 0, "GMT": 0, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "BST": 1, "CET": 1, "CEST": 2,
                 "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
"""Names of zones and their hours east of Greenwich. CST stands apart: China's on Chinese pages, America's elsewhere."""

REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Names of American zones that mean summer time in summer."""

QUARTERS = {"一刻": 15, "三刻": 45, "半": 30}

AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Etc|Europe|Indian|Pacific|US"
"""What the names of zones begin with: America/New_York, Asia/Shanghai."""

FARTHEST = timedelta(hours=14)
"""No zone lies further from Greenwich."""

PART = "(?i:" + "|".join(re.escape(part) for part in sorted(PARTS, key=len, reverse=True)) + ")"
"""A part of the day, as a pattern."""

_OFFSET = (
    r"(?:GMT|UTC) ?[+-]\d{1,2}(?::?\d\d)?"
    r"|\+\d\d(?::?\d\d)?(?!\d)"
    r"|(?<=:\d\d:\d\d-)\d\d:?\d\d(?!\d)|(?<=:\d\d:\d\d -)\d\d:?\d\d(?!\d)"  # the minus stands before; 09:30-11:00 is a span
    r"|(?:(?<=:\d\d-)|(?<=:\d\d -)|(?<=[APap][Mm] -))(?:0\d|1[0-2])[0-5][05](?![\d:])"  # and 02:30 -0400 is none
)
_NAME = rf"(?:{AREAS})/[A-Za-z_]{{2,20}}(?:/[A-Za-z_]{{2,20}})?(?![A-Za-z_/])"
_ZONE = rf"(?:{_OFFSET}|{_NAME}|{'|'.join(CITIES)}|(?:{'|'.join(ABBREVIATIONS)}|CST|(?:{'|'.join(REGIONS)})(?![\u3400-\u9fff]))(?![A-Za-z]))(?:\[[A-Z][A-Za-z_/]{{2,30}}\])?"

_SOURCE = (
    rf"(?:(?P<city>{'|'.join(CITIES)}) ?)?(?:(?P<part>{PART}) {{0,2}})?"
    r"(?:(?P<h>\d{1,2}) ?: ?(?P<m>\d{2}|\d(?=:\d))(?: ?: ?(?P<s>\d{2}|\d(?!\d))(?:[.,]\d{1,9})?)?"
    rf"|(?P<hour>{NUMBER}) ?[时点](?!间)(?: ?(?:(?P<quarter>半|[一三]刻)|[零〇]?(?P<minute>{NUMBER})(?: ?分)? ?(?:[零〇]?(?P<second>{NUMBER}) ?秒)?)|[整正])?"
    r"|(?P<kh>\d{1,2})시(?: ?(?P<km>\d{1,2})분(?: ?(?P<ks>\d{1,2})초)?)?)"
    rf"(?: {{0,2}}(?P<half>(?i:[ap]\.m\.|[ap]m))(?![A-Za-z]))?(?: ?-?[(\[]?(?P<zone>{_ZONE})[)\]]?)?"
)
_TIME = re.compile(_SOURCE)

TIME = "(?:" + re.sub(r"\?P<\w+>", "?:", _SOURCE) + ")"
"""A time of day, as a pattern without groups. Digits may stick to a full 08:35: they are the page's view count."""

_WEEKDAY = (
    r"(?:(?:星期|周|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|\( ?[一二三四五六日月火水木金土월화수목금토일] ?\)|(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?(?![a-z]))"
)
_WEEKDAYS = rf"(?:[(\[]? ?{_WEEKDAY} ?[)\]]?)"

TAIL = (
    rf"(?:\.? {{0,3}},?{_WEEKDAYS})?"
    rf"(?:(?: {{0,4}}|\. {{1,2}}|, ?| ?[T|·-] ?)(?P<time>{TIME})(?: {{0,2}}{_WEEKDAYS})?| ?{PART}(?![a-z\d]))?"
)
"""What may follow a day: its weekday and a part of the day, which are dropped, and a time."""


def read_time(text: str, clock_zone: tzinfo) -> TimeOfDay | None:
    """Read what `TIME` matched; None if there is no such time.

    >>> from etl.transform.dates.clock import SHANGHAI
    >>> at = read_time("下午3:05", SHANGHAI)
    >>> at.hour, at.minute
    (15, 5)
    >>> read_time("25:61", SHANGHAI) is None
    True

    Args:
        text: in the spelling of `numerals.fold`.
        clock_zone: where the document is printed; decides what CST means.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    minute_text = match["m"] or match["minute"] or match["km"]
    second_text = match["s"] or match["second"] or match["ks"]
    minute = QUARTERS[match["quarter"]] if match["quarter"] else number(minute_text) if minute_text else 0
    second = number(second_text) if second_text else None
    part = match["part"] or match["half"]
    hour = _hour(number(match["h"] or match["hour"] or match["kh"]), part)
    if hour is None or hour > END_OF_DAY or minute >= MINUTES or (second or 0) >= MINUTES:
        return None
    if hour == END_OF_DAY and not part and (minute or second):
        return None
    zone_text = match["zone"]
    is_west = zone_text is not None and text[match.start("zone") - 1] == "-"
    zone = _zone(match["city"] or (f"-{zone_text}" if is_west else zone_text), clock_zone)
    return TimeOfDay(hour, minute, second, zone)


def _hour(hour: int, part: str | None) -> int | None:
    """The hour of 24, which lies in the part of the day that is printed, as 12-hour clocks mean it."""
    if part is None:
        return hour
    low, high = PARTS[part.lower()]
    candidates = (hour, hour + NOON, 0 if hour == NOON else hour)
    return next((candidate for candidate in candidates if low <= candidate <= high), None)


def _zone(printed: str | None, clock_zone: tzinfo) -> tzinfo | None:
    if printed is None:
        return None
    printed = printed.partition("[")[0]
    if printed == "CST":
        return None if is_chinese(clock_zone) else timezone(timedelta(hours=-6))
    if printed in CITIES or printed in REGIONS:
        return ZoneInfo(CITIES.get(printed) or REGIONS[printed])
    if "/" in printed:
        return _named(printed)
    if printed in ABBREVIATIONS:
        return timezone(timedelta(hours=ABBREVIATIONS[printed])) if ABBREVIATIONS[printed] else UTC
    digits = re.sub(r"\D", "", printed)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)  # noqa: PLR2004 - +8, +08, +0800
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if "-" in printed else offset) if offset <= FARTHEST else None


def _named(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):  # a name of none, or of a folder of them
        return None


def is_chinese(zone: tzinfo) -> bool:
    """Whether CST is China's there."""
    return str(zone).startswith(("Asia/", "UTC+08"))
