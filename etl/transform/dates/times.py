"""Times of day, in every script that dates are printed in: 8:35, 下午3:05, 晚8点半, 零时, 오후 3시 5분, 3:05 PM, with or without a zone."""

import re
from datetime import UTC, timedelta, timezone, tzinfo

from etl.transform.dates.numerals import NUMBER, number
from etl.transform.dates.reading import TimeOfDay

PARTS = {
    "凌晨": (0, 6), "清晨": (4, 9), "早晨": (4, 11), "早上": (4, 11), "早间": (4, 11), "早": (4, 11), "晨": (4, 9),
    "上午": (0, 11), "午前": (0, 11), "中午": (10, 14), "正午": (12, 12), "午间": (10, 14), "下午": (12, 23), "午后": (12, 23),
    "傍晚": (16, 20), "晚上": (17, 24), "晚间": (17, 24), "晚": (17, 24), "夜间": (18, 24), "夜里": (18, 24), "夜": (18, 24),
    "深夜": (21, 24), "半夜": (23, 24), "午夜": (23, 24),
    "오전": (0, 11), "오후": (12, 23), "am": (0, 11), "pm": (12, 23), "a.m.": (0, 11), "p.m.": (12, 23),
}  # fmt: skip
"""Parts of the day and the hours they may hold: 下午3时 is 15, 晚12点 the end of the day; 上午15时 contradicts itself."""

ABBREVIATIONS = {"Z": 0, "UTC": 0, "GMT": 0, "北京时间": 8, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "BST": 1, "CET": 1, "CEST": 2,
                 "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip
"""Names of zones and their hours east of Greenwich. CST stands apart: China's on Chinese pages, America's elsewhere."""

END_OF_DAY, MINUTES = 24, 60

QUARTERS = {"一刻": 15, "三刻": 45, "半": 30}

_PART = "|".join(re.escape(part) for part in sorted(PARTS, key=len, reverse=True))
_ZONE = r"(?:(?:GMT|UTC)? ?[+-]\d{1,2}:?\d{2}\b|" + "|".join([*ABBREVIATIONS, "CST"]) + r")(?![A-Za-z])"
_CLOCK = r"(?P<h{0}>\d{{1,2}}) ?: ?(?P<m{0}>\d{{2}})(?: ?: ?(?P<s{0}>\d{{2}})(?:\.\d{{1,9}})?)?"

TIME = (
    rf"(?:(?:北京时间 ?)?(?:(?i:{_PART}) {{0,2}})?"
    rf"(?:\d{{1,2}} ?: ?\d{{2}}(?: ?: ?\d{{2}}(?:[.,]\d{{1,9}})?)?"
    rf"|{NUMBER} ?[时点](?!间)(?: ?(?:半|[一三]刻|{NUMBER}分? ?(?:{NUMBER}秒)?)|整|正)?"
    r"|\d{1,2}시(?: ?\d{1,2}분(?: ?\d{1,2}초)?)?)"
    rf"(?: {{0,2}}(?i:[ap]\.m\.|[ap]m)(?![A-Za-z]))?(?: ?[(\[]?{_ZONE}[)\]]?)?)"
)
"""A time of day, as a pattern without groups. Digits may stick to a full 08:35: they are the page's view count."""

_TIME = re.compile(
    rf"(?P<beijing>北京时间 ?)?(?:(?P<part>(?i:{_PART})) {{0,2}})?"
    r"(?:(?P<h>\d{1,2}) ?: ?(?P<m>\d{2})(?: ?: ?(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    rf"|(?P<hour>{NUMBER}) ?[时点](?: ?(?:(?P<quarter>半|[一三]刻)|(?P<minute>{NUMBER})分? ?(?:(?P<second>{NUMBER})秒)?)|整|正)?"
    r"|(?P<kh>\d{1,2})시(?: ?(?P<km>\d{1,2})분(?: ?(?P<ks>\d{1,2})초)?)?)"
    rf"(?: {{0,2}}(?P<half>(?i:[ap]\.m\.|[ap]m)))?(?: ?[(\[]?(?P<zone>{_ZONE})[)\]]?)?"
)


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
    hour = number(match["h"] or match["hour"] or match["kh"])
    minute_text = match["m"] or match["minute"] or match["km"]
    minute = QUARTERS[match["quarter"]] if match["quarter"] else number(minute_text) if minute_text else 0
    second_text = match["s"] or match["second"] or match["ks"]
    second = number(second_text) if second_text else None
    part = match["part"] or match["half"]
    placed = hour if part is None else _in_part(hour, part)
    if (
        placed is None
        or not _exists(placed, minute, second or 0)
        or (placed == END_OF_DAY and (minute or second) and not part)
    ):
        return None
    zone = _printed_zone("北京时间" if match["beijing"] else match["zone"], clock_zone)
    return TimeOfDay(placed, minute, second, zone)


def _exists(hour: int, minute: int, second: int) -> bool:
    return hour <= END_OF_DAY and minute < MINUTES and second < MINUTES


def _in_part(hour: int, part: str) -> int | None:
    """The hour of 24 that lies in a part of the day, as 12-hour clocks mean it."""
    low, high = PARTS[part.lower()]
    candidates = (hour, hour + 12, 0 if hour == 12 else hour)  # noqa: PLR2004 - a clock's face
    return next((candidate for candidate in candidates if low <= candidate <= high), None)


def _printed_zone(printed: str | None, clock_zone: tzinfo) -> tzinfo | None:
    if printed is None:
        return None
    if printed == "CST":
        return None if is_chinese(clock_zone) else timezone(timedelta(hours=-6))
    if printed in ABBREVIATIONS:
        hours = ABBREVIATIONS[printed]
        return timezone(timedelta(hours=hours)) if hours else UTC
    sign = -1 if "-" in printed else 1
    digits = re.sub(r"\D", "", printed).rjust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - no zone lies further off
        return None
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def is_chinese(zone: tzinfo) -> bool:
    """Whether CST is China's there."""
    return str(zone).startswith(("Asia/", "UTC+08"))


_WEEKDAY = (
    r"(?:(?:星期|周|礼拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일"
    r"|\([一二三四五六日月火水木金土월화수목금토일]\)|(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?)"
)
_WEEKDAYS = rf"(?:[(\[]? ?{_WEEKDAY} ?[)\]]?)"

TAIL = (
    rf"(?:\.? {{0,3}},?{_WEEKDAYS})?(?:(?: {{0,4}}|\. {{1,2}}| ?[T,|·\-] ?)(?P<time>{TIME}))?(?: {{1,2}}{_WEEKDAYS})?"
)
"""What may follow a day: its weekday, which is dropped, and a time."""
