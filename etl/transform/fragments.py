"""A fragment of HTML becomes blocks: what a reader would call paragraphs, in their order.

Comments, scripts and hidden elements are not text. Nothing is judged here.

The tree is lexbor's, which reads any HTML as browsers do, and the part of a page that holds its article is walked where it stands.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from etl.transform.block_writer import BREAKING, BlockWriter, Element, element_of, fold
from etl.transform.blocks import Block, Reading
from etl.transform.markup import Attributes, is_hidden, words_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

INVISIBLE = frozenset(
    "applet audio button canvas datalist embed frameset head iframe input map math noscript object option script select style svg"
    " template textarea title video".split()
)
"""Elements whose content is never read as text. (`form` is not here: on many sites it holds the whole page.)"""

CELLS = ("td", "th")

PARTS_OF_TABLES = re.compile(r"<(/?)(?:td|th|tr|tbody|thead|tfoot)\b", re.IGNORECASE)
"""What browsers pass over where no table is around it, and with it the breaks between cells."""


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
    return Reading(()) if body is None else _Walk().read(body)


def read_tree(root: "LexborNode", invisible: frozenset[str] = INVISIBLE) -> Reading:
    """Read the article's element of a page, but for the elements in it whose content is no text there.

    Class words are left out: they have been weighed when the element was chosen.
    """
    return _Walk(invisible, name=lambda _tag, _attributes: "").read(root)


class _Opened(NamedTuple):
    """An element in which the walk is."""

    node: "LexborNode"
    element: Element


@dataclass(slots=True)
class _Walk:
    """Walks a tree once, and tells a writer what stands in it."""

    invisible: frozenset[str] = INVISIBLE
    name: Callable[[str, Attributes], str] = words_of
    writer: BlockWriter = field(default_factory=BlockWriter)

    def read(self, root: "LexborNode") -> Reading:
        """Read an element. No recursion: pages nest as deep as they like."""
        path: list[_Opened] = []
        node: LexborNode | None = root
        while node is not None:
            child = self.enter(node, path)
            node = self.leave(node, path) if child is None else child
        return self.writer.reading()

    def enter(self, node: "LexborNode", path: list[_Opened]) -> "LexborNode | None":
        """Read a node that holds no others, or open it and give its first child."""
        tag = node.tag or ""
        if tag == "-text":
            self.writer.write(node.text_content or "")
            return None
        if tag == "br":
            self.writer.end_line()
            return None
        if (
            tag in self.invisible or tag[:1] in "-!" or is_hidden(attributes := node.attributes)
        ):  # "-comment", "!doctype"
            return None
        if tag == "img":
            self.writer.picture(attributes)
            return None
        if tag == "table" and (table := _data_of(node)) is not None:
            self.writer.flush()
            self.writer.blocks.extend(_rows(table, self.name(tag, attributes)))
            return None
        child = node.first_child
        if child is not None:
            element = element_of(tag, attributes, self.name(tag, attributes) if tag in BREAKING else "")
            self.writer.open(element)
            path.append(_Opened(node, element))
        elif tag in BREAKING:
            self.writer.flush()
        return child

    def leave(self, node: "LexborNode", path: list[_Opened]) -> "LexborNode | None":
        """Close what ends with a node, and give what comes after; None at the end of the root."""
        while path:
            following = node.next
            if following is not None:
                return following
            node, element = path.pop()
            self.writer.close(element)
            if element.linked:
                self.writer.address(node.attributes["href"] or "", node.text())
        return None


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
        text = fold(caption.text())
        if text:
            yield Block(kind="caption", original=text, text=text, words=words)
    for cells in table.rows:
        text = " | ".join(map(_cell, cells))
        if text.strip(" |"):
            yield Block(kind="table", original=text, text=text, words=words)


def _cell(cell: "LexborNode") -> str:
    return " ".join(block.original for block in _Walk().read(cell).blocks)
