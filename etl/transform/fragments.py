"""A fragment of HTML becomes blocks, on a BeautifulSoup tree: what a reader would call paragraphs, in their order.

Text is joined across inline elements with nothing, so that a link inside a word never breaks it; it breaks at block elements, at
`<br>` and at the indents that open a Chinese paragraph. Comments, scripts and hidden elements are not text. Nothing is judged here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etl.models import Kind, Statement
from etl.transform.blocks import Block, Reading
from etl.transform.wrapping import fills, join, wrap_column

if TYPE_CHECKING:
    from bs4 import Tag

INVISIBLE = frozenset(
    "applet audio button canvas datalist embed frameset head iframe input map math noscript object option script select style svg"
    " template textarea title video".split()
)
"""Elements whose content is never read as text. (`form` is not here: on many sites it holds the whole page.)"""

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

BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))

BOLD_STYLE = re.compile(r"bold|font-weight:\s*[6-9]00", re.IGNORECASE)
"""In `style`, `class` and their makeshift cousins (`cms-style`)."""

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

CENTRED_STYLE = re.compile(r"text-align\s*:\s*center|(?<![a-z])center", re.IGNORECASE)

INDENT = re.compile(r"(?:[\u3000\u2003]|\xa0{2}|[ \t]{2}){2,}|[\u3000\u2003]{2}|\xa0{4}")
"""The white space that opens a Chinese paragraph."""

INNER_BREAK = re.compile(
    r"(?<=[。！？…”’」』）)!?])[ \t\r\n\xa0]*(?:[\u3000\u2003]{2,}|\xa0{4,})[ \t\xa0\u3000\u2003]*"
    r"|\r?\n[ \t]*(?:[\u3000\u2003]{2,}|\xa0{4,})[ \t\xa0\u3000\u2003]*"
)
"""An indent after the end of a sentence, or after a line end: a new paragraph though no element says so."""

SPACES = re.compile(r"[^\S\u3000]+")
"""White space to fold; a single ideographic space inside a line is a character that somebody typed."""

SOURCE_LINE_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])"
)
"""A line end of the HTML source between ideographs: the author of the page meant no space."""

WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")

DEEPEST_WORDS = 12
"""How many of the nearest ancestors give their words to a block."""


def read_fragment(html: str) -> Reading:
    """Read a fragment.

    >>> [block.original for block in read_fragment("<p>　　雨<a>水</a>充足。<br><br>　　秋收在即。</p><!-- 广告 -->").blocks]
    ['雨水充足。', '秋收在即。']

    Tolerates anything: unclosed and crossed elements, any depth, no element at all.
    """
    from bs4 import BeautifulSoup

    # the element in front keeps BeautifulSoup from taking a text without any for an address or for XML
    writer = _Writer()
    writer.read(BeautifulSoup(f"<div>{html}", "lxml"))
    return Reading(blocks=tuple(writer.blocks), statements=tuple(writer.statements))


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of one text node, or the end of a line (`text` is None)."""

    text: str | None
    strong: bool = False
    linked: bool = False


@dataclass(slots=True)
class _Writer:
    """Walks a tree once and writes blocks; everything below is where the walk stands."""

    blocks: list[Block] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    strong: int = 0
    linked: int = 0
    centred: int = 0
    pictured: bool = False

    def read(self, root: "Tag") -> None:
        """Write the blocks of a tree. No recursion: pages nest as deep as they like."""
        from bs4 import Tag
        from bs4.element import PreformattedString

        path: list[tuple[Tag, Iterator[object]]] = [(root, iter(root.children))]
        while path:
            tag, children = path[-1]
            child = next(children, None)
            if child is None:
                path.pop()
                if path:  # the root was not opened
                    self.close(tag)
            elif isinstance(child, Tag):
                if self.is_walked(child):
                    self.open(child)
                    path.append((child, iter(child.children)))
            elif not isinstance(child, PreformattedString):  # comments, declarations, CDATA
                self.write(str(child))
        self.flush()

    def is_walked(self, tag: "Tag") -> bool:
        """Whether the walk goes into an element. Those that are read at one glance are written here."""
        if tag.name in INVISIBLE or _is_hidden(tag):
            return False
        if tag.name == "br":
            self.runs.append(_Run(None))
            return False
        if tag.name == "img":
            self.picture(tag)
            return False
        if tag.name == "table" and _is_data(tag):
            self.flush()
            self.blocks.extend(_rows(tag))
            return False
        return True

    def open(self, tag: "Tag") -> None:
        """Enter an element."""
        if tag.name in BREAKING:
            self.flush()
            self.words.append(_words(tag))
        if tag.name in KINDS:
            self.kinds.append(KINDS[tag.name])
        self.strong += _is_bold(tag)
        self.centred += _is_centred(tag)
        if tag.name == "a" and tag.has_attr("href"):
            self.linked += 1

    def close(self, tag: "Tag") -> None:
        """Leave an element."""
        if tag.name in BREAKING:
            self.flush()
            self.words.pop()
        if tag.name in KINDS:
            self.kinds.pop()
        self.strong -= _is_bold(tag)
        self.centred -= _is_centred(tag)
        if tag.name == "a" and tag.has_attr("href"):
            self.linked -= 1
            self.address(tag)

    def write(self, text: str) -> None:
        """Add the text of one node."""
        for position, piece in enumerate(INNER_BREAK.split(text)):
            if position:
                self.flush()
                piece = f"\u3000\u3000{piece}"  # noqa: PLW2901 - the indent that the split took away
            if piece:
                self.runs.append(_Run(piece, strong=self.strong > 0, linked=self.linked > 0))

    def picture(self, tag: "Tag") -> None:
        """Note a picture: the text after it may be its caption, and the first one may be the article's."""
        address = next((str(tag[name]) for name in ("data-src", "data-original", "src") if tag.get(name)), "")
        if address and not address.startswith("data:"):
            self.statements.append(Statement("image", address.strip(), "first picture"))
        self.pictured = True
        if not any(run.text and run.text.strip() for run in self.runs):
            self.runs.clear()

    def address(self, tag: "Tag") -> None:
        """Note a link whose text is its own address: the article's, printed under it."""
        address = str(tag["href"]).strip()
        if address and tag.get_text().strip() == address:
            self.statements.append(Statement("url", address, "address under the text"))

    def flush(self) -> None:
        """End the line: what was written becomes a block, or several where `<br>` splits it."""
        runs, self.runs = self.runs, []
        for line in _paragraphs(_lines(runs)):
            self.finish(line)

    def finish(self, runs: list[_Run]) -> None:
        """Make a block of the pieces of one paragraph."""
        printed = "".join(run.text or "" for run in runs)
        text = _fold(printed)
        if not text:
            return
        inked = [(run, len("".join((run.text or "").split()))) for run in runs]
        total = sum(length for _, length in inked) or 1
        self.blocks.append(
            Block(
                kind=self.kinds[-1] if self.kinds else "text",
                original=text,
                text=text,
                strong=all(run.strong for run, length in inked if length),
                links=sum(length for run, length in inked if run.linked) / total,
                indented=INDENT.match(printed.lstrip("\r\n")) is not None,
                words=" ".join(self.words[-DEEPEST_WORDS:]),
                pictured=self.pictured,
                centred=self.centred > 0,
            )
        )
        self.pictured = False


def _lines(runs: Iterable[_Run]) -> list[list[_Run]]:
    """Split at line ends; two of them leave an empty line between."""
    lines: list[list[_Run]] = [[]]
    for run in runs:
        if run.text is None:
            lines.append([])
        else:
            lines[-1].append(run)
    return lines


def _paragraphs(lines: list[list[_Run]]) -> Iterator[list[_Run]]:
    """Each line is a paragraph, unless `<br>` stands where an old text was wrapped."""
    texts = ["".join(run.text or "" for run in line) for line in lines]
    column = wrap_column(texts) if len(lines) > 1 else None
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


def _fold(printed: str) -> str:
    """Trim, and fold white space as a browser would, but for line ends of the source between ideographs."""
    return SPACES.sub(" ", SOURCE_LINE_BREAK.sub("", printed)).strip()


def _rows(table: "Tag") -> Iterator[Block]:
    """A table of data: each row a block, its cells separated by ` | `."""
    words = _words(table)
    for caption in table.find_all("caption"):
        text = _fold(caption.get_text())
        if text:
            yield Block(kind="caption", original=text, text=text, words=words)
    for row in table.find_all("tr"):
        text = " | ".join(_cell(cell) for cell in row.find_all(("td", "th")))
        if text.strip(" |"):
            yield Block(kind="table", original=text, text=text, words=words)


def _cell(cell: "Tag") -> str:
    writer = _Writer()
    writer.read(cell)
    return " ".join(block.original for block in writer.blocks)


LONGEST_CELL = 120
"""Characters; a cell with more holds text that was laid out with a table."""


def _is_data(table: "Tag") -> bool:
    """Whether a table holds data. Most tables of old pages hold columns of the page instead."""
    if table.find("table") is not None:
        return False
    rows = [row.find_all(("td", "th"), recursive=False) for row in table.find_all("tr")]
    broad = sum(1 for cells in rows if len(cells) > 1)
    if broad < 2 or 2 * broad < len(rows):  # noqa: PLR2004 - two rows make a table
        return False
    return all(
        len(cell.get_text(strip=True)) <= LONGEST_CELL and not cell.find(("li", "h1", "h2", "h3"))
        for cells in rows
        for cell in cells
    )


def _is_hidden(tag: "Tag") -> bool:
    style = tag.get("style")
    return tag.has_attr("hidden") or (style is not None and HIDDEN_STYLE.search(str(style)) is not None)


def _is_bold(tag: "Tag") -> bool:
    return tag.name in BOLD or any(
        BOLD_STYLE.search(_text_of(value)) is not None
        for name, value in tag.attrs.items()
        if name == "class" or name.endswith("style")
    )


def _is_centred(tag: "Tag") -> bool:
    return tag.name == "center" or any(
        CENTRED_STYLE.search(_text_of(tag[name])) is not None
        for name in ("align", "style", "class")
        if tag.has_attr(name)
    )


def _words(tag: "Tag") -> str:
    names = " ".join([tag.name, *(_text_of(tag[name]) for name in ("class", "id") if tag.has_attr(name))])
    return " ".join(word.lower() for word in WORD_BREAK.split(names) if word)


def _text_of(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
