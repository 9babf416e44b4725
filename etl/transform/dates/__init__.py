"""Written dates, one family of forms a file. `FORMS` is the registry, most particular first.

A reading is a function of the printed text and a `Clock`: it gives a `PublishedDate`, or None when the text is no date, or
none that can be believed. Abstaining is right; guessing is not.
"""

import re
from collections.abc import Iterable, Iterator

from etl.models import PublishedDate
from etl.transform.dates import chinese, dateline, digits, eras, korean, machine, numeric, relative, short
from etl.transform.dates.addresses import date_in_address
from etl.transform.dates.clock import SHANGHAI, ZONES, Clock, FoundDate, Label
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
    "read_date",
]

FORMS: tuple[Form, ...] = (
    dateline.DATELINE,
    machine.ISO,
    machine.RFC,
    machine.PROGRAM,
    machine.ENGLISH,
    eras.ERA,
    eras.ERA_NUMERIC,
    chinese.CHINESE,
    korean.KOREAN,
    numeric.NUMERIC,
    eras.REPUBLIC,
    eras.REPUBLIC_NUMERIC,
    chinese.CHINESE_SHORT_YEAR,
    numeric.NUMERIC_YEAR_LAST,
    numeric.NUMERIC_TWO_DIGITS,
    short.SHORT,
    short.SHORT_NUMERIC,
    relative.DAY_AND_TIME,
    relative.AGO,
)
"""What is a date wherever it stands in a line."""

LONE_FORMS: tuple[Form, ...] = (
    eras.ERA_MONTH,
    chinese.CHINESE_MONTH,
    chinese.CHINESE_YEAR,
    digits.COMPACT,
    digits.EPOCH,
    short.LONE_NUMERIC,
    relative.LONE_DAY,
    relative.WEEKDAY,
    relative.JUST_NOW,
)
"""What is a date only where a date must stand: alone, or after its label. In a sentence 2021年 is a year and 昨天 a word."""

LABELS: dict[str, Label] = {
    "更新时间": "updated", "更新日期": "updated", "更新于": "updated", "更新": "updated", "修改时间": "updated", "最后更新": "updated",
    "最后修改": "updated", "编辑于": "updated", "updated": "updated", "last updated": "updated", "수정": "updated",
    "发布时间": "published", "发布日期": "published", "发布于": "published", "发布": "published", "发表时间": "published", "发表日期": "published",
    "发表于": "published", "时间": "published", "日期": "published", "出版日期": "published", "刊登日期": "published", "公开日期": "published",
    "发稿时间": "published", "成文日期": "published", "published": "published", "posted": "published", "date": "published", "입력": "published",
    "등록": "published",
}  # fmt: skip
"""Words before a date, in the spelling of `fold`."""

LONGEST = 100
"""Characters of the longest printed date."""

_LABEL = re.compile(
    rf"(?P<label>{'|'.join(sorted(map(re.escape, LABELS), key=len, reverse=True))})(?: ?(?:on|at))?[ :]{{0,3}}",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans(dict.fromkeys(map(ord, "()[]<>《》\"'“”|"), " "))
_TELLING = re.compile(r"[\d〇○零一二三四五六七八九十半昨前刚]")


def read_date(text: str, clock: Clock) -> PublishedDate | None:
    """Read a text that is a date and nothing else (labels such as 发布时间 aside).

    >>> read_date("发布时间：2022年4月15日 下午3:05", Clock()).instant.isoformat()
    '2022-04-15T07:05:00+00:00'
    >>> read_date("2022年4月31日", Clock()) is None
    True
    """
    folded = fold(text)
    start, end = _inner(folded, 0, len(folded))
    label = _LABEL.match(folded, start, end)
    if label and (label.end() < end):
        start, end = _inner(folded, label.end(), end)
    if end - start > LONGEST:
        return None
    for form in FORMS + LONE_FORMS:
        match = form.pattern.fullmatch(folded, start, end)
        if match:
            reading = form.read(match, clock)
            return None if reading is None else believe(reading, clock, text[start:end], form.name)
    return None


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
    folded = fold(text)
    if not _TELLING.search(folded):
        return ()
    labels = {label.end(): LABELS[label["label"].lower()] for label in _LABEL.finditer(folded)}
    taken = bytearray(len(folded))
    found: list[FoundDate] = []
    for form, match in _candidates(folded, labels):
        start, end = match.span()
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\x01" * (end - start)
        reading = form.read(match, clock)
        published = None if reading is None else believe(reading, clock, text[start:end].strip(), form.name)
        if published is not None:
            found.append(FoundDate(published, start, end, labels.get(start)))
    return tuple(sorted(found, key=lambda one: one.start))


def _candidates(folded: str, labelled: Iterable[int]) -> Iterator[tuple[Form, re.Match[str]]]:
    """Whatever looks like a date, most particular first; what needs a label, only after one."""
    for form in FORMS:
        for match in form.pattern.finditer(folded):
            yield form, match
    for place in labelled:
        for form in LONE_FORMS:
            lone = form.pattern.match(folded, place)
            if lone:
                yield form, lone
