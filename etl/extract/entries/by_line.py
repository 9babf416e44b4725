"""What looks like keys and values, read a line at a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from etl.extract.columns import FRONT_MATTER, fold
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
        if assignment := ASSIGNMENT.match(line) or _out_of_line(line, found):
            found.append(_Assignment(clean(assignment["key"].strip(" \t\"'")), [assignment["value"].strip()]))
        elif found and (item := _ITEM.match(line)):
            found[-1].items.append(item["item"])
        elif found:
            found[-1].printed.append(bare)
    last = {assignment.key: assignment for assignment in found}
    return tuple(entry for assignment in found if last[assignment.key] is assignment for entry in assignment.entries())


def _out_of_line(line: str, found: "Sequence[_Assignment]") -> re.Match[str] | None:
    """Find a key that stands indented for no reason: first of all, or below a key that has its value already."""
    indented = _INDENT.match(line)
    above = found[-1] if found else None
    if indented is None or (
        above and (not above.printed[0] or above.items or _BLOCK_SCALAR.fullmatch(above.printed[0]))
    ):
        return None
    assignment = ASSIGNMENT.match(line, indented.end())
    return assignment if assignment and fold(assignment["key"]) in FRONT_MATTER else None


LINE_END = re.compile(r"\r\n|\r|\n")

ASSIGNMENT = re.compile(
    r"""\u200b*+(?P<key>["']?[\w\u3400-\u9fff][\w\u3400-\u9fff .-]{0,39}["']?)[ \t]*(?:[:：](?!//)|=)(?P<value>.*)"""
)
"""A key at the beginning of its line, a colon of either width (not that of an address) or an equals sign, a value."""

_INDENT = re.compile(r"[ \t\xa0\u3000\u200b]+")
_ITEM = re.compile(r"[ \t\xa0\u3000]*-[ \t\xa0]+(?P<item>.*)")
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
        if _is_list(value):
            listed = [*re.split(r"[,，]", value.lstrip("[").rstrip("]")), *listed]
        elif value := unquote(value):
            yield Entry(self.key, clean(value))
        for item in listed:
            if item := unquote(item.strip()):
                yield Entry(self.key, clean(item), listed=True)


def _is_list(value: str) -> bool:
    """Tell a list, closed at its end or nowhere, from a title that begins with a word in brackets."""
    return (value.startswith("[") and value.find("]") in {-1, len(value) - 1}) or value.startswith("[[")


def unquote(printed: str) -> str:
    r"""Take the quotes off a value that stands in them as a whole.

    >>> unquote('"山里的茶市"'), unquote('"开秤"与"收秤"'), unquote('"他说"好茶""'), unquote('"忘了另一个')
    ('山里的茶市', '"开秤"与"收秤"', '他说"好茶"', '忘了另一个')

    Quotes that belong to the words are left: the same quote inside the value means that the outer two are no pair, unless
    two stand side by side at an end.
    """
    for quote in "\"'":
        if len(printed) > 1 and printed[0] == printed[-1] == quote:
            inside = printed[1:-1]
            if quote not in inside.replace("\\" + quote, "") or quote in (inside[:1], inside[-1:]):
                return inside.replace("\\" + quote, quote).strip()
        elif printed.startswith(quote) and printed.count(quote) == 1:
            return printed[1:].strip()
    return printed
