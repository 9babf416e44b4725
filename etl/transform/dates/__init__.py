"""Written dates, one family of forms a file. `FORMS` is the registry, most particular first.

A reading is a function of the printed text and a `Clock`: it gives a `PublishedDate`, or None when the text is no date, or
none that can be believed. Abstaining is right; guessing is not.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from etl.models import PublishedDate
from etl.transform.dates import chinese, dateline, digits, eras, korean, lunar, machine, numeric, relative, short
from etl.transform.dates.addresses import date_in_address
from etl.transform.dates.clock import SHANGHAI, ZONES, Clock, FoundDate, Label, zone_of
from etl.transform.dates.labels import LONGEST_LABEL, label_at_start, label_before, without_labels
from etl.transform.dates.numerals import fold
from etl.transform.dates.reading import Form, believe

__all__ = [
    "FORMS",
    "LONE_FORMS",
    "SHANGHAI",
    "ZONES",
    "Clock",
    "FoundDate",
    "Label",
    "date_in_address",
    "find_dates",
    "fold",
    "read_date",
    "without_labels",
    "zone_of",
]

FORMS: tuple[Form, ...] = (
    dateline.DATELINE,
    machine.ISO,
    machine.RFC,
    machine.PROGRAM,
    machine.ENGLISH,
    eras.ERA,
    eras.ERA_NUMERIC,
    lunar.LUNAR,
    lunar.LUNAR_BEHIND_ITS_YEAR,
    chinese.CHINESE,
    korean.KOREAN,
    numeric.NUMERIC,
    eras.REPUBLIC,
    eras.REPUBLIC_NUMERIC,
    eras.JAPANESE_INITIAL,
    chinese.CHINESE_SHORT_YEAR,
    numeric.NUMERIC_YEAR_LAST,
    numeric.NUMERIC_TWO_DIGITS,
    short.SHORT,
    short.SHORT_NUMERIC,
    relative.DAY_AND_TIME,
    relative.PART_OF_DAY,
    relative.AGO,
)
"""What is a date wherever it stands in a line."""

LONE_FORMS: tuple[Form, ...] = (
    eras.ERA_MONTH,
    korean.KOREAN_MONTH,
    machine.ENGLISH_MONTH,
    chinese.CHINESE_MONTH,
    chinese.CHINESE_YEAR,
    numeric.NUMERIC_MONTH,
    digits.COMPACT,
    digits.EPOCH,
    short.LONE_NUMERIC,
    relative.LONE_DAY,
    relative.LONE_PART_OF_DAY,
    relative.WEEKDAY,
    relative.JUST_NOW,
)
"""What is a date only where a date must stand: alone, or after its label. In a sentence 2021年 is a year and 昨天 a word."""

_SIGNS = frozenset("".join(form.signs for form in FORMS))

LONGEST = 100
"""Characters of the longest printed date."""

_BRACKETS = str.maketrans(dict.fromkeys(map(ord, "()[]<>《》\"'“”|"), " "))
_AROUND = re.compile(r"[\s()（）\[\]［］【】<>《》\"'“”|｜│丨]")
"""White space and brackets in every spelling."""
_COLON = re.compile(r"[:于] ?(?! )")
"""What ends a label."""


def read_date(text: str, clock: Clock) -> PublishedDate | None:
    """Read a text that is a date and nothing else (labels such as 发布时间 aside).

    >>> read_date("发布时间：2022年4月15日 下午3:05", Clock()).instant.isoformat()
    '2022-04-15T07:05:00+00:00'
    >>> read_date("2022年4月31日", Clock()) is None
    True
    """
    if len(text) > LONGEST and _is_longer_than_dates(text):
        return None
    folded = fold(text)
    start, end = _inner(folded, 0, len(folded))
    start, end = _inner(folded, label_at_start(folded, start, end), end)
    if end - start > LONGEST:
        return None
    for form in FORMS + LONE_FORMS:
        match = form.pattern.fullmatch(folded, start, end)
        if match:
            reading = form.read(match, clock)
            return None if reading is None else believe(reading, clock, text[start:end], form.name)
    return None


def _is_longer_than_dates(text: str) -> bool:
    """Whether too much is left of a text without what may stand around a date; its beginning tells, and the rest need not be folded."""
    return len(_AROUND.sub("", text[: 3 * LONGEST])) > LONGEST + LONGEST_LABEL


def _inner(folded: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space and the brackets around a date."""
    inner = folded[start:end].translate(_BRACKETS)
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def find_dates(text: str, clock: Clock) -> tuple[FoundDate, ...]:
    """Find the dates inside one line, such as a byline, in their order.

    >>> [found] = find_dates("来源:晨报2021-10-29 17:41 点击：3291", Clock())
    >>> found.published.text, found.published.precision
    ('2021-10-29 17:41', 'minute')

    A stretch that looks like a date and is none (2022年4月31日) is not looked into again.
    """
    return _found(text, clock)


@lru_cache(maxsize=256)
def _found(text: str, clock: Clock) -> tuple[FoundDate, ...]:
    """A line near the text is asked whether it is a credit, whether it is a date, and for what it says besides: it is read once."""
    folded = fold(text)
    taken = bytearray(len(folded))
    found: list[FoundDate] = []
    for form, match in _candidates(folded):
        start, end = match.span()
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        reading = form.read(match, clock)
        published = None if reading is None else believe(reading, clock, text[start:end].strip(), form.name)
        if published is not None:
            found.append(FoundDate(published, start, end, label_before(folded, start)))
    return tuple(sorted(found, key=lambda one: one.start))


def _candidates(folded: str) -> Iterator[tuple[Form, re.Match[str]]]:
    """Whatever looks like a date, most particular first; what needs a label, only after one."""
    present = _SIGNS.intersection(folded)
    for form in FORMS:
        if not present.isdisjoint(form.signs):
            for match in form.pattern.finditer(folded):
                yield form, match
    for colon in _COLON.finditer(folded):
        if label_before(folded, colon.end()) is None:
            continue
        for form in LONE_FORMS:
            lone = form.pattern.match(folded, colon.end())
            if lone:
                yield form, lone
