"""A whole page at a glance: one walk over the lexbor tree gives its stretches of text and the elements that contain them.

A stretch is what stands between two breaks: block elements, two line ends, or one after a long line. Scripts and their like are left
out; what is hidden until a script shows it is said to be so. Nothing is judged here; `signals` measures and `content` decides.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etl.transform.fragments import BREAKING, HIDDEN_STYLE, INVISIBLE

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

TEXT, COMMENT = "-text", "-comment"
"""lexbor's names for what is no element."""

LONG_LINE = 80
"""Characters; after so many a single `<br>` ends a stretch, so that a text laid out with `<br>` is not one."""

SPACES = re.compile(r"\s+")

BOLD = frozenset(("b", "strong"))

NAMES = ("class", "id", "role", "itemprop")
"""Attributes whose words tell what a container is for."""


@dataclass(slots=True)
class Container:
    """An element that breaks lines.

    Attributes:
        node: where it is in the tree.
        tag: its name.
        names: its class, id, role and itemprop, as printed.
        hidden: it, or an element around it, is not shown until a script says so.
        parent: the position of the container around it; -1 for the outermost.
        depth: how many containers are around it.
        first: the position of its first stretch.
        end: the position after its last stretch.
    """

    node: "LexborNode"
    tag: str
    names: str
    hidden: bool
    parent: int
    depth: int
    first: int
    end: int = 0


@dataclass(slots=True)
class Stretch:
    """Text between two breaks.

    Attributes:
        text: trimmed, white space folded.
        container: the position of the innermost container.
        linked: how many of its characters stand inside links.
        links: how many links it holds, or a part of them.
        strong: how many of its characters are bold.
        indented: it begins with an ideographic space.
        pictures: how many pictures stand between the stretch before and this one.
        nodes: its text nodes.
    """

    text: str
    container: int
    linked: int
    links: int
    strong: int
    indented: bool
    pictures: int
    nodes: list["LexborNode"]


@dataclass(slots=True)
class Outline:
    """The stretches of a page in their order, and the containers in theirs (each before those inside it)."""

    stretches: list[Stretch] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)


def outline(root: "LexborNode", unseen: frozenset[str] = INVISIBLE) -> Outline:
    """Walk an element, usually `body`. No recursion: pages nest as deep as they like.

    Args:
        root: where to begin.
        unseen: the elements that are not walked.
    """
    walk = _Walk(unseen)
    walk.enter(root)
    path = [root]
    node = root.first_child
    while path:
        if node is None:
            walk.leave(path[-1])
            left = path.pop()
            node = left.next if path else None
        elif node.tag == TEXT:
            walk.write(node)
            node = node.next
        elif walk.enter(node):
            path.append(node)
            node = node.first_child
        else:
            node = node.next
    return walk.outline


@dataclass(slots=True)
class _Walk:
    """Where a walk stands: the containers that are open, and the stretch that is being written."""

    unseen: frozenset[str]
    outline: Outline = field(default_factory=Outline)
    open: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    nodes: list["LexborNode"] = field(default_factory=list)
    written: int = 0
    linked: int = 0
    links: int = 0
    bold: int = 0
    in_link: int = 0
    in_bold: int = 0
    pictures: int = 0
    line_ends: int = 0

    def enter(self, node: "LexborNode") -> bool:
        """Go into an element, or note what it is; False if there is nothing to see inside."""
        tag = node.tag or ""
        if tag == "br":
            self.break_line()
            return False
        if tag == "img":
            self.pictures += 1
            return False
        if tag in self.unseen or tag[:1] in "-!":
            return False
        attributes = node.attributes
        style = attributes.get("style")
        hidden = "hidden" in attributes or (style is not None and HIDDEN_STYLE.search(style) is not None)
        if hidden and tag not in BREAKING:
            return False
        if tag == "a" and attributes.get("href"):
            self.in_link += 1
            self.links += 1
        elif tag in BOLD:
            self.in_bold += 1
        elif tag in BREAKING:
            self.flush()
            names = " ".join(value for name in NAMES if (value := attributes.get(name)))
            parent = self.open[-1] if self.open else -1
            hidden = hidden or (parent >= 0 and self.outline.containers[parent].hidden)
            self.open.append(len(self.outline.containers))
            self.outline.containers.append(
                Container(node, tag, names, hidden, parent, len(self.open) - 1, first=len(self.outline.stretches))
            )
        return True

    def leave(self, node: "LexborNode") -> None:
        """Come out of an element."""
        tag = node.tag or ""
        if tag == "a" and self.in_link and node.attributes.get("href"):
            self.in_link -= 1
        elif tag in BOLD:
            self.in_bold -= 1
        elif tag in BREAKING:
            self.flush()
            self.outline.containers[self.open.pop()].end = len(self.outline.stretches)

    def write(self, node: "LexborNode") -> None:
        """Add a text node."""
        text = node.text_content or ""
        inked = len(text) - text.count(" ") - text.count("\n") if text else 0
        if not text.strip():
            if self.parts:
                self.parts.append(" ")
            return
        self.line_ends = 0
        self.parts.append(text)
        self.nodes.append(node)
        self.written += inked
        if self.in_link:
            self.linked += inked
        if self.in_bold:
            self.bold += inked

    def break_line(self) -> None:
        """A `<br>`: the second in a row ends the stretch, and the first after a long line."""
        self.line_ends += 1
        if self.line_ends > 1 or self.written > LONG_LINE:
            self.flush()
        elif self.parts:
            self.parts.append("\n")

    def flush(self) -> None:
        """End the stretch."""
        self.line_ends = 0
        if not self.nodes:
            self.parts.clear()
            return
        printed = "".join(self.parts)
        self.outline.stretches.append(
            Stretch(
                text=SPACES.sub(" ", printed).strip(),
                container=self.open[-1],
                linked=self.linked,
                links=self.links,
                strong=self.bold,
                indented=printed.lstrip("\r\n \t")[:1] in ("\u3000", "\xa0"),
                pictures=self.pictures,
                nodes=self.nodes,
            )
        )
        self.parts, self.nodes = [], []
        self.written = self.linked = self.bold = self.pictures = 0
        self.links = 1 if self.in_link else 0
