"""A fragment of HTML becomes blocks: what a reader would call paragraphs, in their order.

Text is joined across inline elements with nothing, so that a link inside a word never breaks it; it breaks at block elements, at
`<br>` and at the indents that open a Chinese paragraph. Comments, scripts and hidden elements are not text. Nothing is judged here.

The tree is lexbor's, which reads any HTML as browsers do, and the part of a page that holds its article is walked where it stands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from etl.models import Kind, Statement
from etl.transform.blocks import Block, Reading
from etl.transform.markup import Attributes, is_bold, is_centred, is_hidden, words_of
from etl.transform.wrapping import fills, join, wrap_column

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

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

CELLS = ("td", "th")

PARTS_OF_TABLES = re.compile(r"<(/?)(?:td|th|tr|tbody|thead|tfoot)\b", re.IGNORECASE)
"""What browsers pass over where no table is around it, and with it the breaks between cells."""

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


def read_fragment(html: str) -> Reading:
    """Read a fragment.

    >>> [block.original for block in read_fragment("<p>　　雨<a>水</a>充足。<br><br>　　秋收在即。</p><!-- 广告 -->").blocks]
    ['雨水充足。', '秋收在即。']

    Tolerates anything: unclosed and crossed elements, any depth, no element at all.
    """
    from selectolax.lexbor import LexborHTMLParser

    if "<table" not in html.lower():
        html = PARTS_OF_TABLES.sub(r"<\1div", html)
    # the element in front keeps what follows from being taken for a head or for frames
    body = LexborHTMLParser(f"<body>{html}").body
    return Reading(()) if body is None else _Writer().read(body)


def read_tree(root: "LexborNode", invisible: frozenset[str] = INVISIBLE) -> Reading:
    """Read the article's element of a page, but for the elements in it whose content is no text there.

    Class words are left out: they have been weighed when the element was chosen.
    """
    return _Writer(invisible, name=lambda _tag, _attributes: "").read(root)


class _Run(NamedTuple):
    """A piece of one text node, or the end of a line (`text` is None)."""

    text: str | None
    strong: bool = False
    linked: bool = False


class _Opened(NamedTuple):
    """An element in which the walk is, and what it adds to the text in it."""

    node: "LexborNode"
    tag: str
    strong: bool
    centred: bool
    linked: bool


LINE_END = _Run(None)


@dataclass(slots=True)
class _Writer:
    """Walks a tree once and writes blocks; everything below is where the walk stands."""

    invisible: frozenset[str] = INVISIBLE
    name: Callable[[str, Attributes], str] = words_of
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

    def read(self, root: "LexborNode") -> Reading:
        """Read an element. No recursion: pages nest as deep as they like."""
        path: list[_Opened] = []
        node: LexborNode | None = root
        while node is not None:
            child = self.enter(node, path)
            node = self.leave(node, path) if child is None else child
        self.flush()
        return Reading(blocks=tuple(self.blocks), statements=(*self.statements, *self.printed))

    def enter(self, node: "LexborNode", path: list[_Opened]) -> "LexborNode | None":
        """Read a node that holds no others, or open it and give its first child."""
        tag = node.tag or ""
        if tag == "-text":
            self.write(node.text_content or "")
            return None
        if tag == "br":
            self.runs.append(LINE_END)
            return None
        if (
            tag in self.invisible or tag[:1] in "-!" or is_hidden(attributes := node.attributes)
        ):  # "-comment", "!doctype"
            return None
        if tag == "img":
            self.picture(attributes)
            return None
        if tag == "table" and (table := _data_of(node)) is not None:
            self.flush()
            self.blocks.extend(_rows(table, self.name(tag, attributes)))
            return None
        child = node.first_child
        if child is not None:
            path.append(self.open(node, tag, attributes))
        elif tag in BREAKING:
            self.flush()
        return child

    def leave(self, node: "LexborNode", path: list[_Opened]) -> "LexborNode | None":
        """Close what ends with a node, and give what comes after; None at the end of the root."""
        while path:
            following = node.next
            if following is not None:
                return following
            opened = path.pop()
            self.close(opened)
            node = opened.node
        return None

    def open(self, node: "LexborNode", tag: str, attributes: Attributes) -> _Opened:
        """Enter an element."""
        if tag in BREAKING:
            self.flush()
            self.words.append(self.name(tag, attributes))
        if tag in KINDS:
            self.kinds.append(KINDS[tag])
        opened = _Opened(
            node, tag, is_bold(tag, attributes), is_centred(tag, attributes), tag == "a" and "href" in attributes
        )
        self.strong += opened.strong
        self.centred += opened.centred
        self.linked += opened.linked
        return opened

    def close(self, opened: _Opened) -> None:
        """Leave an element."""
        if opened.tag in BREAKING:
            self.flush()
            self.words.pop()
        if opened.tag in KINDS:
            self.kinds.pop()
        self.strong -= opened.strong
        self.centred -= opened.centred
        if opened.linked:
            self.linked -= 1
            self.address(opened.node)

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

    def address(self, link: "LexborNode") -> None:
        """Note a link whose text is its own address; the last is the article's, printed under it, those before are what it cites."""
        address = (link.attributes["href"] or "").strip()
        if address and _spelt_out(link.text().strip()) == _spelt_out(address):  # Markdown prints Chinese as Chinese
            self.printed = (Statement("url", address, "address under the text"),)

    def flush(self) -> None:
        """End the line: what was written becomes a block, or several where `<br>` splits it."""
        if not self.runs:
            return
        runs, self.runs = self.runs, []
        for line in _paragraphs(_lines(runs)):
            self.finish(line)

    def finish(self, runs: list[_Run]) -> None:
        """Make a block of the pieces of one paragraph."""
        printed = "".join([run.text or "" for run in runs])
        text = _fold(printed)
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


def _fold(printed: str) -> str:
    """Trim, and fold white space as a browser would, but for line ends of the source between ideographs."""
    if "\n" in printed:
        printed = WHITE.sub(_without_source_line_break, printed)
    return SPACES.sub(" ", printed).strip() if "\u3000" in printed else " ".join(printed.split())


WHITE = re.compile(r"\s+")


def _without_source_line_break(white: re.Match[str]) -> str:
    """Leave out a line end of the HTML source between ideographs, and the white space around it: its author meant none.

    One search for white space, one look at its ends: a pattern for all of it would take the square of a hostile page's time.
    """
    run, text = white[0], white.string
    if "\n" not in run:
        return run
    behind = white.start() > 0 and IDEOGRAPH.match(text, white.start() - 1)
    begin = 0 if behind else run.find("\u3000", 0, run.rindex("\n")) + 1
    end = len(run) if IDEOGRAPH.match(text, white.end()) else run.rfind("\u3000")
    return run[:begin] + run[end:] if (behind or begin) and "\n" in run[begin : max(begin, end)] else run


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that holds data: what is printed over it, and the cells of each row."""

    captions: list["LexborNode"]
    rows: list[list["LexborNode"]]


LONGEST_CELL = 120
"""Characters; a cell with more holds text that was laid out with a table."""

LAID_OUT = frozenset(("li", "h1", "h2", "h3"))
"""What stands in cells only where a table lays out a page."""


def _data_of(table: "LexborNode") -> _Table | None:
    """Read a table if it holds data. Most tables of old pages hold columns of the page instead."""
    found = _Table([], [])
    size = 0
    for node in table.traverse(include_text=True):
        tag = node.tag or ""
        if tag == "table" and node.mem_id != table.mem_id:
            return None
        if tag == "tr":
            found.rows.append([])
        elif tag == "caption":
            found.captions.append(node)
        elif tag in CELLS:
            found.rows[-1].append(node)
            size = 0
        elif found.rows and found.rows[-1]:  # inside a cell
            size += len((node.text_content or "").strip()) if tag == "-text" else 0
            if size > LONGEST_CELL or tag in LAID_OUT:
                return None
    broad = sum(1 for cells in found.rows if len(cells) > 1)
    return found if broad > 1 and 2 * broad >= len(found.rows) else None


def _rows(table: _Table, words: str) -> Iterator[Block]:
    """A table of data: each row a block, its cells separated by ` | `."""
    for caption in table.captions:
        text = _fold(caption.text())
        if text:
            yield Block(kind="caption", original=text, text=text, words=words)
    for cells in table.rows:
        text = " | ".join(map(_cell, cells))
        if text.strip(" |"):
            yield Block(kind="table", original=text, text=text, words=words)


def _cell(cell: "LexborNode") -> str:
    return " ".join(block.original for block in _Writer().read(cell).blocks)


def _spelt_out(address: str) -> str:
    """An address as people read it: %E9%9B%A8 is 雨."""
    return ESCAPES.sub(lambda escaped: bytes.fromhex(escaped[0].replace("%", "")).decode(errors="replace"), address)
