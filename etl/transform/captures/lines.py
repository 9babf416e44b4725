"""The lines of a capture, made whole: what stands on two lines and belongs on one, what stands on one and belongs on three."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from etl.transform.plain import Line, joined_at, lines_of
from etl.transform.wrapping import width, wrap_column

OPEN_LABEL = re.compile(r"(?:^|[\s\[【(（])[\u3400-\u9fff]{2,8}[:：]$|^[\[【(（]$")
"""A line that wants the next one: `来源：`, a lone bracket."""

CLOSER = re.compile(r"^[\]】)）]+$")

SHORT_VALUE = 24

LONE_BULLET = re.compile(r"^(?:[•·●○◆■▪‣*]|\d{1,3}[.、．])$")
"""The mark of an item of a list whose text stands on the next line."""

STAMPED = re.compile(
    r"(?P<title>[^。；;\n]{6,70}?)\s*"
    r"(?P<stamp>(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?\s{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d(?!\d))?)"
    r"(?P<counter>\s*(?:[^\s\d]{0,8}[:：]?\s?\d{1,9}(?:次|人|阅读|浏览)?)?\s*)"
    r"(?P<body>\S.*)"
)
"""Title, time, a counter and the whole text on one line, with nothing or little between them."""

CONTINUES = re.compile(r"[，,、。的得地在于至到前后许左右起止，）)]|报道|讯|电|消息|获悉|发布|举行|开始")
"""How a sentence goes on behind a time."""

WIDE, FEWEST_WIDE = 60, 6
"""Columns that entries of menus and headlines hardly fill; so many lines that fill more show where a program broke them."""

LEAST_BODY = 30
"""Characters; with less behind the time it is a line of a list."""


def whole_lines(text: str) -> Iterator[Line]:
    """Every line that has words; labels joined with their values, bullets with their items, brackets with what they enclose."""
    return _joined(part for line in lines_of(text.splitlines()) for part in _parted(line))


def unwrapped(lines: Iterable[Line]) -> list[Line]:
    """Join lines that were broken to fit a column, if most are that are too wide for a menu; blank lines part them."""
    lines = list(lines)
    wide = [line.text for line in lines if width(line.text) >= WIDE]
    column = wrap_column(wide)
    return lines if column is None or len(wide) < FEWEST_WIDE else joined_at(column, lines, spaced=False)


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    held: Line | None = None
    for line in lines:
        if held is not None and LONE_BULLET.match(held.text):
            held = line if LONE_BULLET.match(line.text) else replace(line, text=f"• {line.text}", gap=held.gap)
            continue
        if held is not None and (
            CLOSER.match(line.text) or (OPEN_LABEL.search(held.text) and len(line.text) <= SHORT_VALUE)
        ):
            held = replace(held, text=held.text + line.text)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None and not LONE_BULLET.match(held.text):
        yield held


def _parted(line: Line) -> Iterator[Line]:
    """Part the line that holds title, time and text; leave a paragraph that names a time."""
    found = STAMPED.fullmatch(line.text)
    if found is None or len(found["body"]) < LEAST_BODY or CONTINUES.match(found["counter"].strip() or found["body"]):
        yield line
        return
    yield replace(line, text=found["title"])
    for part in (found["stamp"], found["counter"].strip(), found["body"]):
        if part:
            yield replace(line, text=part, gap=0)
