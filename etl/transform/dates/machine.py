"""What programs print: ISO 8601, RFC 2822, Java's and JavaScript's dates, and English ones; read by python-dateutil, never loosely."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Form, Reading, TimeOfDay
from etl.transform.dates.times import ABBREVIATIONS, REGIONS, is_chinese

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)\b\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)?\.?,? )?"
_HOURS = r"\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?: ?[ap]\.?m\b\.?)?"
_ZONE = r"(?: ?(?:Z|(?:GMT|UTC)? ?[+-]\d\d:?\d\d|(?:GMT|UTC) ?[+-]\d{1,2}|[A-Z]{2,4})\b)?"

VOWELS = "aeouAEOU"
"""Every month's name has one."""

_FILLINGS = (datetime(1904, 1, 1), datetime(1908, 2, 2))  # noqa: DTZ001 - naive, as dateutil wants its defaults
"""Two unlike days to fill the gaps with: where two readings differ, something was not printed."""


def _read_iso(match: re.Match[str], _clock: Clock) -> Reading | None:
    from dateutil.parser import isoparse

    try:
        return _reading(isoparse(match[0].replace(" ", "")), match[0])
    except (ValueError, OverflowError):  # no such day or time
        return None


def _read_english(match: re.Match[str], clock: Clock) -> Reading | None:
    from dateutil import parser

    zones: dict[str, int | ZoneInfo] = {name: hours * 3600 for name, hours in ABBREVIATIONS.items()}
    zones |= {name: ZoneInfo(region) for name, region in REGIONS.items()}
    zones["CST"] = (8 if is_chinese(clock.zone) else -6) * 3600
    name = re.search(r"\b(?!GMT|UTC|AM|PM)[A-Z]{2,4}\b(?<!MON|TUE|WED|THU|FRI|SAT|SUN)", match["zone"] or "")
    unknown = name is not None and name[0] not in zones
    printed = match["date"][: match.start("zone") - match.start("date")] if unknown else match["date"]
    text = re.sub(r"(?:GMT|UTC) ?(?=[+-])|\bat |\([^)]*\)", "", printed)
    text = re.sub(r"(?<= [+-])(?=\d\Z)", "0", text)  # GMT+8
    text = re.sub(r"(?<=[ /-]\d{4}):|(?<= [12]\d{3})(?=\d{1,2}:\d\d)", " ", text)
    try:
        one, two = (parser.parse(text, default=default, tzinfos=zones) for default in _FILLINGS)
    except (ValueError, OverflowError):
        return None
    if one.date() == two.date():
        return (
            Reading(one.date()) if unknown else _reading(one, text)
        )  # IST is India's, Israel's or Ireland's: only the day is sure
    return Reading(one.date().replace(day=1), "month") if (one.year, one.month) == (two.year, two.month) else None


def _reading(stamp: datetime, text: str) -> Reading:
    """A stamp, with the precision that its text prints."""
    if ":" not in text and "T" not in text:
        return Reading(stamp.date())
    offset = stamp.utcoffset()
    zone = None if offset is None else timezone(timedelta(seconds=round(offset.total_seconds())))
    second = stamp.second if re.search(r":\d\d:\d\d|T\d{6}", text) else None
    return Reading(stamp.date(), time=TimeOfDay(stamp.hour, stamp.minute, second, zone))


ISO = Form(
    "iso8601",
    "T",
    re.compile(
        r"(?<![\dA-Za-z])\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?(?:\d\d)?))?(?![\dA-Za-z])"
    ),
    _read_iso,
)
RFC = Form(
    "rfc2822",
    VOWELS,
    re.compile(
        rf"(?i:(?P<date>(?<![A-Za-z\d]){_WEEKDAY}\d{{1,2}}[ -]{_MONTH}[ -]\d{{2,4}} \d\d:\d\d(?::\d\d)?(?P<zone>{_ZONE})))"
    ),
    _read_english,
)
PROGRAM = Form(
    "program",
    VOWELS,
    re.compile(
        rf"(?i:(?P<date>(?<![A-Za-z\d]){_WEEKDAY}{_MONTH} \d{{1,2}} "
        rf"(?:\d{{4}} \d\d:\d\d:\d\d(?P<zone>{_ZONE})|\d\d:\d\d:\d\d{_ZONE} \d{{4}}))(?: \([^)\d]{{1,40}}\)?)?)"
    ),
    _read_english,
)
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?[ /-]{_MONTH},?[ /-]\d{{4}}|\d{{4}} {_MONTH} \d{{1,2}})(?:(?!\d)|(?=\d{{1,2}}:\d\d))"

ENGLISH = Form(
    "english",
    VOWELS,
    re.compile(
        rf"(?i:(?P<date>(?<![A-Za-z\d]){_WEEKDAY}{_DAY}(?:(?:,? (?:at |[|·-] )?|:|){_HOURS}(?P<zone>{_ZONE}))?))"
    ),
    _read_english,
)
ENGLISH_MONTH = Form(
    "english_month", VOWELS, re.compile(rf"(?i:(?P<date>{_MONTH},? \d{{4}}))(?P<zone>)"), _read_english
)
