"""Plain text below a block of labelled lines: `【标题】…`, `标题：…`, as databases of the 1990s and hand-made files carry it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from etl.extract.columns import Columns, Vocabulary, fold, statements
from etl.extract.entries import Entry
from etl.extract.hints import Hints
from etl.models import ParsedArticle, PlainText

NAME = "headed_text"


def recognises(text: str, hints: Hints) -> bool:
    """Tell it by a block of labels at its very beginning, one of them a title's or a text's."""
    entries, body = _parted(text, hints.columns)
    record = hints.columns.record
    fields = {record[entry.key][0] for entry in entries if entry.value and entry.key in record}
    return "title" in fields and bool(body.strip())


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:
    """Read the one article; labels nobody knows are left out with their values."""
    entries, body = _parted(text, hints.columns)
    yield ParsedArticle(
        body=PlainText(_CLOSED.sub("", body)), statements=statements(entries, hints.columns.record, "header")
    )


MAX_HEADER_LINES = 60
"""No header has more lines."""

LONGEST_ASIDE = 40
"""Characters of what a label says that nobody knows."""

SENTENCE_ENDS = ("。", "！", "？", "?", "!", "”")

_LINE = re.compile(r"(?P<words>[^\r\n]*)(?:\r\n|\r|\n|\Z)")
_LABEL = re.compile(
    r"[ \t\u3000\ufeff]*(?:【(?P<bracketed>[^【】\r\n]{1,12})】|<(?P<angled>[\u3400-\u9fff \u3000]{1,8})>|(?P<plain>[^\s:：。，【】][^:：。，【】\r\n]{0,9})[:：](?!//))(?P<value>[^\r\n]*)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of what may be a header.

    Attributes:
        label: folded; empty if the line has none.
        value: what follows the label, or the whole line.
        start: where the value begins in the text.
        end: where the next line begins.
        gap: a blank line stands above it.
    """

    label: str
    value: str
    start: int
    end: int
    gap: bool = False

    def may_be_aside(self) -> bool:
        """Tell whether it may be a label that nobody knows, among others: a reader's number, a board's name."""
        return (
            bool(self.label)
            and not self.gap
            and len(self.value) <= LONGEST_ASIDE
            and not self.value.endswith(SENTENCE_ENDS)
        )


def _parted(text: str, columns: Columns) -> tuple[tuple[Entry, ...], str]:
    """Part a text into the labelled lines at its beginning and the rest.

    The header ends at the label of the text (`【 正  文 】`); without one, at the first line that has no label we know, or no label at
    all where a blank line parts it from the text.
    """
    lines = [line for line in _lines(text) if line.label or line.value]
    text_at = next((index for index, line in enumerate(lines) if line.label in columns.body), 0)
    if text_at and lines[0].label:
        return tuple(_entries(lines[:text_at], columns.record)), text[lines[text_at].start :]
    header = list(takewhile(lambda line: line.label in columns.record or line.may_be_aside(), lines))
    if len(header) < len(lines) and not lines[len(header)].gap:  # nothing parts it from the text
        header = list(takewhile(lambda line: line.label in columns.record, lines))
    return tuple(_entries(header, columns.record)), text[header[-1].end :] if header else text


def _lines(text: str) -> Iterator[_Line]:
    gap = False
    for line in islice(_LINE.finditer(text), MAX_HEADER_LINES):
        if found := _LABEL.match(line["words"]):
            label = fold(found["bracketed"] or found["angled"] or found["plain"])
            value = _CLOSED.sub("", found["value"]) if found["angled"] else found["value"]
            yield _Line(label, value.strip(), line.start() + found.start("value"), line.end(), gap)
        else:
            yield _Line("", line["words"].strip(), line.start(), line.end(), gap)
        gap = not line["words"].strip()


_CLOSED = re.compile(r"</[\u3400-\u9fff \u3000]{1,8}>\s*\Z")


def _entries(header: Sequence[_Line], record: Vocabulary) -> Iterator[Entry]:
    """Name the values; a line without a label below a title is its subtitle, elsewhere it continues what is not for us."""
    above = ""
    for line in header:
        above = line.label or above
        if line.label:
            yield Entry(line.label, line.value)
        elif above in record and record[above][0] == "title":
            yield Entry("subtitle", line.value)
