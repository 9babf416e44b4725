"""Text and the elements it stands in, one after the other, become blocks; where they come from, a tree or the text itself, is no matter.

Text is joined across inline elements with nothing, so that a link inside a word never breaks it; it breaks at block elements, at
`<br>` and at the indents that open a Chinese paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from etl.models import Kind, Statement
from etl.transform.blocks import Block, Reading
from etl.transform.markup import Attributes, is_bold, is_centred
from etl.transform.wrapping import fills, join, wrap_column

BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin and end a line."""

KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
"""What an element makes of the text in it; the innermost decides."""

INDENT = re.compile(r"(?:[\u3000\u2003]|\xa0{2}|[ \t]{2}){2,}|[\u3000\u2003]{2}|\xa0{4}")
"""The white space that opens a Chinese paragraph."""

WIDE_SPACE = re.compile("[\u3000\u2003\xa0]")
"""What every indent holds, and few texts do."""

INNER_BREAK = re.compile(
    r"(?<=[。！？…”’」』）)!?])[ \t\r\n\xa0]*(?:[\u3000\u2003]{2,}|\xa0{4,})[ \t\xa0\u3000\u2003]*"
    r"|\r?\n[ \t]*(?:[\u3000\u2003]{2,}|\xa0{4,})[ \t\xa0\u3000\u2003]*"
)
"""An indent after the end of a sentence, or after a line end: a new paragraph though no element says so."""

ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
"""Bytes of an address as it is sent."""

SPACES = re.compile(r"[^\S\u3000]+")
"""White space to fold; a single ideographic space inside a line is a character that somebody typed."""

IDEOGRAPH = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
"""A character without a space beside it; an ideographic space is one, too."""

DEEPEST_WORDS = 12
"""How many of the nearest ancestors give their words to a block."""


class Element(NamedTuple):
    """What an element adds to the text in it."""

    breaks: bool
    kind: Kind | None
    strong: bool
    centred: bool
    linked: bool
    words: str


def element_of(tag: str, attributes: Attributes, words: str) -> Element:
    """Tell what an element adds; `words` are what its name and its classes say."""
    return _read_element(tag, attributes, words) if attributes else _bare(tag, words)


@lru_cache(maxsize=1 << 8)
def _bare(tag: str, words: str) -> Element:
    return _read_element(tag, {}, words)


def _read_element(tag: str, attributes: Attributes, words: str) -> Element:
    return Element(
        breaks=tag in BREAKING,
        kind=KINDS.get(tag),
        strong=is_bold(tag, attributes),
        centred=is_centred(tag, attributes),
        linked=tag == "a" and "href" in attributes,
        words=words,
    )


class _Run(NamedTuple):
    """A piece of one text node, or the end of a line (`text` is None)."""

    text: str | None
    strong: bool = False
    linked: bool = False


LINE_END = _Run(None)


@dataclass(slots=True)
class BlockWriter:
    """Takes what is read, in its order, and writes blocks; everything below is where the reading stands."""

    blocks: list[Block] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    printed: tuple[Statement, ...] = ()
    runs: list[_Run] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    strong: int = 0
    linked: int = 0
    centred: int = 0
    pictured: bool = False

    def reading(self) -> Reading:
        """Give what was written, once all is read."""
        self.flush()
        return Reading(blocks=tuple(self.blocks), statements=(*self.statements, *self.printed))

    def open(self, element: Element) -> None:
        """Enter an element."""
        if element.breaks:
            self.flush()
            self.words.append(element.words)
        if element.kind is not None:
            self.kinds.append(element.kind)
        self.strong += element.strong
        self.centred += element.centred
        self.linked += element.linked

    def close(self, element: Element) -> None:
        """Leave an element."""
        if element.breaks:
            self.flush()
            self.words.pop()
        if element.kind is not None:
            self.kinds.pop()
        self.strong -= element.strong
        self.centred -= element.centred
        self.linked -= element.linked

    def end_line(self) -> None:
        """End a line inside a paragraph, as `<br>` does."""
        self.runs.append(LINE_END)

    def write(self, text: str) -> None:
        """Add the text of one node."""
        strong, linked = self.strong > 0, self.linked > 0
        if not WIDE_SPACE.search(text):
            self.runs.append(_Run(text, strong, linked))
            return
        for position, piece in enumerate(INNER_BREAK.split(text)):
            if position:
                self.flush()
                piece = f"\u3000\u3000{piece}"  # noqa: PLW2901 - the indent that the split took away
            if piece:
                self.runs.append(_Run(piece, strong, linked))

    def picture(self, attributes: Attributes) -> None:
        """Note a picture: the text after it may be its caption, and the first one may be the article's."""
        address = next((value for name in ("data-src", "data-original", "src") if (value := attributes.get(name))), "")
        if address and not address.startswith("data:"):
            self.statements.append(Statement("image", address.strip(), "first picture"))
        self.pictured = True
        if not any(run.text and run.text.strip() for run in self.runs):
            self.runs.clear()

    def address(self, href: str, text: str) -> None:
        """Note a link whose text is its own address; the last is the article's, printed under it, those before are what it cites."""
        address = href.strip()
        if address and _spelt_out(text.strip()) == _spelt_out(address):  # Markdown prints Chinese as Chinese
            self.printed = (Statement("url", address, "address under the text"),)

    def flush(self) -> None:
        """End the line: what was written becomes a block, or several where `<br>` splits it."""
        runs = self.runs
        if not runs:
            return
        self.runs = []
        if len(runs) == 1:
            if runs[0].text and not runs[0].text.isspace():
                self.finish(runs)
            return
        for line in _paragraphs(_lines(runs)):
            self.finish(line)

    def finish(self, runs: list[_Run]) -> None:
        """Make a block of the pieces of one paragraph."""
        printed = "".join([run.text or "" for run in runs])
        text = fold(printed)
        if not text:
            return
        linked = sum(_inked(run.text) for run in runs if run.linked)
        self.blocks.append(
            Block(
                kind=self.kinds[-1] if self.kinds else "text",
                original=text,
                text=text,
                strong=all(run.strong or not run.text or run.text.isspace() for run in runs),
                links=linked / _inked(printed) if linked else 0.0,
                indented=INDENT.match(printed.lstrip("\r\n")) is not None,
                words=" ".join(filter(None, self.words[-DEEPEST_WORDS:])),
                pictured=self.pictured,
                centred=self.centred > 0,
            )
        )
        self.pictured = False


def _inked(text: str | None) -> int:
    """How many characters of a text are seen."""
    return len("".join((text or "").split()))


def _lines(runs: list[_Run]) -> list[list[_Run]]:
    """Split at line ends; two of them leave an empty line between."""
    if LINE_END not in runs:
        return [runs]
    lines: list[list[_Run]] = [[]]
    for run in runs:
        if run.text is None:
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


def _paragraphs(lines: list[list[_Run]]) -> Iterator[list[_Run]]:
    """Each line is a paragraph, unless `<br>` stands where an old text was wrapped."""
    texts = ["".join(run.text or "" for run in line) for line in lines] if len(lines) > 1 else []
    column = wrap_column(texts)
    if column is None:
        yield from lines
        return
    paragraph: list[_Run] = []
    before = ""
    for line, text in zip(lines, texts, strict=True):
        if (before and not fills(before, column)) or not text.strip() or INDENT.match(text):
            yield paragraph
            paragraph = []
        elif paragraph and join(before, text) != before.rstrip() + text.lstrip():
            paragraph.append(_Run(" "))
        paragraph.extend(line)
        before = text
    yield paragraph


def fold(printed: str) -> str:
    """Trim, and fold white space as a browser would, but for line ends of the source between ideographs."""
    printed = printed.strip()
    if "\n" in printed:
        printed = WHITE.sub(_without_source_line_break, printed)
    return SPACES.sub(" ", printed) if "\u3000" in printed else " ".join(printed.split())


WHITE = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")
"""White space that holds a line end; tried only where white space begins, or a hostile page's time would be squared."""


def _without_source_line_break(white: re.Match[str]) -> str:
    """Leave out a line end of the HTML source between ideographs, and the white space around it: its author meant none.

    One search for white space, one look at its ends: a pattern for all of it would take the square of a hostile page's time.
    """
    run, text = white[0], white.string
    behind = white.start() > 0 and IDEOGRAPH.match(text, white.start() - 1)
    begin = 0 if behind else run.find("\u3000", 0, run.rindex("\n")) + 1
    end = len(run) if IDEOGRAPH.match(text, white.end()) else run.rfind("\u3000")
    return run[:begin] + run[end:] if (behind or begin) and "\n" in run[begin : max(begin, end)] else run


def _spelt_out(address: str) -> str:
    """An address as people read it: %E9%9B%A8 is 雨."""
    return ESCAPES.sub(lambda escaped: bytes.fromhex(escaped[0].replace("%", "")).decode(errors="replace"), address)
