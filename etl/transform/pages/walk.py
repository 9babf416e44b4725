"""One walk over a lexbor tree: the page becomes an outline, that is blocks of text and the containers around them.

A block is what stands between two breaks: breaking elements and `<br>` break, inline elements do not. Containers are kept in document
order with the range of blocks they hold, so that whatever is summed over a container is a difference of two prefix sums.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BREAKING = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup html label legend li main marquee menu nav ol p pre section summary table tbody td tfoot th thead"
    " tr ul".split()
)
"""Elements that begin and end a line. So do elements with a hyphen in their name, which pages define for themselves."""

SKIPPED = frozenset(
    "applet audio canvas datalist embed frame frameset head iframe map math noembed noframes noscript object optgroup option"
    " progress script select style svg template textarea title video".split()
)
"""Elements whose text no reader sees as text."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

LONGEST_LINK = 60
"""Characters; blocks that are no longer, are links and follow each other are one block: a menu, whatever holds its items."""


SEAM = ""
"""A part of a block's text that shows nothing: there one inline element ends and another begins."""

LEAVE_INLINE, LEAVE_LINK, LEAVE_CONTAINER = range(3)
"""What leaving an element means."""


@dataclass(slots=True)
class Container:
    """A breaking element.

    Attributes:
        node: where it stands in the tree.
        parent: the position of the container around it; -1 for the outermost.
        tag: its name.
        names: its class, id, role and itemprop, as printed.
        first: the position of its first block.
        last: the position after its last block; 0 while the walk is inside.
    """

    node: "LexborNode"
    parent: int
    tag: str
    names: str
    first: int
    last: int = 0


@dataclass(slots=True)
class PageBlock:
    """A block of text.

    Attributes:
        text: white space folded.
        parted: the text with a blank at each seam, where one inline element ends and another begins: `<i>来源：江城网</i><i>作者：林早</i>`
            are two for readers, whom their margins show it, but a word printed in two colours is one.
        container: the position of the innermost container.
        nodes: the text nodes it is made of.
        linked: how many of its characters stand inside links.
        links: how many links it holds.
        pictured: a picture stands between the block before and this one.
        menu: it is short and nothing but a link; several that follow each other are one block.
    """

    text: str
    parted: str
    container: int
    nodes: list["LexborNode"]
    linked: int
    links: int
    pictured: bool
    menu: bool = False


@dataclass(slots=True)
class Outline:
    """A page's blocks and containers, both in document order.

    Attributes:
        containers: breaking elements.
        blocks: pieces of text.
        skipped: the elements into which the walk did not go.
    """

    containers: list[Container] = field(default_factory=list)
    blocks: list[PageBlock] = field(default_factory=list)
    skipped: frozenset[str] = SKIPPED

    def end(self, block: PageBlock) -> None:
        """Add a block, or let it join the menu before it."""
        if block.linked >= len(block.text) <= LONGEST_LINK and self.containers[block.container].tag not in HEADINGS:
            before = self.blocks[-1] if self.blocks else None
            if before is not None and before.menu and not block.pictured:
                before.container = self._open_around(before.container)
                before.text += " " + block.text
                before.parted += " " + block.parted
                before.nodes += block.nodes
                before.linked += block.linked + 1
                before.links += block.links
                return
            block.menu = True
        self.blocks.append(block)

    def _open_around(self, container: int) -> int:
        """The innermost container around this one that is still open, and so is around whatever the walk sees now."""
        while self.containers[container].last:
            container = self.containers[container].parent
        return container


def walk(root: "LexborNode", skipped: frozenset[str] = SKIPPED) -> Outline:  # noqa: C901, PLR0912, PLR0915 - one loop over every node; calls would double its time
    """Outline the tree below an element, but for what is skipped. No recursion: pages nest as deep as they like."""
    outline = Outline(skipped=skipped)
    containers = outline.containers
    containers.append(Container(root, -1, root.tag or "", "", 0))
    current = linked = links = in_link = closed = 0
    pictured = False
    nodes: list[LexborNode] = []
    parts: list[str] = []
    opened: list[tuple[LexborNode, int]] = []
    node: LexborNode | None = root.first_child
    while node is not None:
        tag = node.tag or ""
        child: LexborNode | None = None
        if tag == "-text":
            text = node.text_content or ""
            if not text.isspace():
                nodes.append(node)
                parts.append(text)
                if in_link:
                    linked += len(text)
            elif parts:
                parts.append(" ")
        elif tag in skipped or tag[:1] in "-!":
            pass
        elif tag == "img":
            pictured = True
        elif tag in BREAKING or "-" in tag or tag == "br":
            if nodes:
                outline.end(PageBlock(*_texts(parts), current, nodes, linked, links, pictured))
                nodes = []
                linked = links = 0
                pictured = False
            if parts:
                parts = []
                closed = 0
            child = node.first_child
            if child is not None:
                opened.append((node, LEAVE_CONTAINER))
                attributes = node.attributes
                names = ""
                if attributes:
                    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''} {attributes.get('itemprop') or ''}"
                containers.append(Container(node, current, tag, names, len(outline.blocks)))
                current = len(containers) - 1
        else:
            child = node.first_child
            if child is not None:
                if closed and closed == len(parts):
                    parts.append(SEAM)
                leave = LEAVE_INLINE
                if tag == "a" and "href" in node.attrs:  # an unclosed <a name> would swallow the rest of an old page
                    in_link += 1
                    links += 1
                    leave = LEAVE_LINK
                opened.append((node, leave))
        if child is not None:
            node = child
            continue
        while True:
            after = node.next
            if after is not None or not opened:
                node = after
                break
            node, leave = opened.pop()
            if leave == LEAVE_CONTAINER:
                if nodes:
                    outline.end(PageBlock(*_texts(parts), current, nodes, linked, links, pictured))
                    nodes = []
                    linked = links = 0
                    pictured = False
                if parts:
                    parts = []
                    closed = 0
                containers[current].last = len(outline.blocks)
                current = containers[current].parent
            else:
                closed = len(parts)
                if leave == LEAVE_LINK:
                    in_link -= 1
    if nodes:
        outline.end(PageBlock(*_texts(parts), current, nodes, linked, links, pictured))
    containers[0].last = len(outline.blocks)
    return outline


def _texts(parts: list[str]) -> tuple[str, str]:
    """A block's text and the parted one, from what was gathered between two breaks."""
    text = " ".join("".join(parts).split())
    return text, " ".join("".join(part or " " for part in parts).split()) if SEAM in parts else text
