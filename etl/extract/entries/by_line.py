"""What looks like keys and values, read a line at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from etl.extract.entries import Entry, clean


def read_lines(text: str) -> tuple[Entry, ...]:
    r"""Read what looks like keys, values and items, a line at a time, and never fail.

    >>> for entry in read_lines("title: 专题: 山里的茶市\ntags:\n\t- 茶\n\t- 山\ndate：2024-03-09\n"):
    ...     print(entry.key, entry.value)
    title 专题: 山里的茶市
    tags 茶
    tags 山
    date 2024-03-09

    For front matter that trips the strict readers: tabs, full-width colons, bare colons and quotes inside a value, TOML with
    a month 13. A line it cannot place continues the value above it; of a key that stands twice the last one counts, as in
    strict YAML. Nested mappings are not read.
    """
    found: list[_Assignment] = []
    for line in LINE_END.split(text):
        bare = line.strip()
        if not bare or bare.startswith("#") or _TABLE_HEAD.fullmatch(bare):
            continue
        if assignment := ASSIGNMENT.match(line):
            found.append(_Assignment(clean(assignment["key"].strip(" \t\"'")), [assignment["value"].strip()]))
        elif found and (item := _ITEM.match(line)):
            found[-1].items.append(item["item"])
        elif found:
            found[-1].printed.append(bare)
    last = {assignment.key: assignment for assignment in found}
    return tuple(entry for assignment in found if last[assignment.key] is assignment for entry in assignment.entries())


LINE_END = re.compile(r"\r\n|\r|\n")

ASSIGNMENT = re.compile(
    r"""(?P<key>["']?[\w\u3400-\u9fff][\w\u3400-\u9fff .-]{0,39}["']?)[ \t]*(?:[:：](?!//)|=)(?P<value>.*)"""
)
"""A key at the beginning of its line, a colon of either width (not that of an address) or an equals sign, a value."""

_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<item>.*)")
_TABLE_HEAD = re.compile(r"\[\[?[^\[\]]*\]\]?")
_BLOCK_SCALAR = re.compile(r"[|>][+-]?\d?")


@dataclass(slots=True)
class _Assignment:
    """A key, the lines of its value as printed, and the items listed below it."""

    key: str
    printed: list[str]
    items: list[str] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        if _BLOCK_SCALAR.fullmatch(self.printed[0]):
            self.printed[0] = ""
        value = " ".join(part for part in self.printed if part)
        listed = list(self.items)
        if value.startswith("["):
            listed = [*re.split(r"[,，]", value.lstrip("[").rstrip("]")), *listed]
        elif value := unquote(value):
            yield Entry(self.key, clean(value))
        for item in listed:
            if item := unquote(item.strip()):
                yield Entry(self.key, clean(item), listed=True)


def unquote(printed: str) -> str:
    r"""Take the quotes off a value that stands in them as a whole.

    >>> unquote('"山里的茶市"'), unquote('"开秤"与"收秤"'), unquote('"他说"好茶""')
    ('山里的茶市', '"开秤"与"收秤"', '他说"好茶"')

    Quotes that belong to the words are left: the same quote inside the value means that the outer two are no pair, unless
    two stand side by side at an end.
    """
    for quote in "\"'":
        if len(printed) > 1 and printed[0] == printed[-1] == quote:
            inside = printed[1:-1]
            if quote not in inside.replace("\\" + quote, "") or quote in (inside[:1], inside[-1:]):
                return inside.replace("\\" + quote, quote).strip()
    return printed
