"""HTML pages as the programs that save them as text write them: every element gone, layout and wording left.

Programs differ in what stands between two blocks, in how they mark the items of a list, in where the page's title goes and in what they
do with table cells; `STYLES` are four of them.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.transform.block_writer import BREAKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

UNSEEN = frozenset(
    "script style noscript template svg iframe object select textarea video audio canvas head map math".split()
)

SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How one program writes a page.

    Attributes:
        name: of the style.
        title: it writes the page's `title` on the first line.
        bullet: what it writes before the items of a list.
        after: what it writes after elements that break lines.
        after_paragraph: what it writes after paragraphs, headings and lists.
        cell: what it writes between the cells of a table's row; None: each is a block.
    """

    name: str
    title: bool
    bullet: str
    after: str
    after_paragraph: str
    cell: str | None


STYLES = (
    Style("spaced", title=True, bullet=" • ", after="\n\n", after_paragraph="\n\n", cell=None),
    Style("tight", title=False, bullet="", after="\n", after_paragraph="\n", cell="\t"),
    Style("shown", title=False, bullet="", after="\n", after_paragraph="\n\n", cell="\t"),
    Style("listed", title=True, bullet="  * ", after="\n", after_paragraph="\n\n", cell=" "),
)

PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table".split())


def flatten(tree: "LexborHTMLParser", style: Style) -> str:
    """A page as text."""
    out: list[str] = []
    if style.title and (title := tree.css_first("title")) is not None:
        out.append(title.text() + style.after_paragraph)
    if tree.body is None:
        return "".join(out)
    path = [tree.body]
    node = tree.body.child
    while path:
        if node is None:
            left = path.pop()
            _end(out, left.tag or "", style)
            node = left.next if path else None
        elif node.tag == "-text":
            _write(out, node.text_content or "")
            node = node.next
        elif node.tag == "br":
            out.append("\n")
            node = node.next
        elif node.tag in UNSEEN or (node.tag or "-")[0] in "-!":
            node = node.next
        else:
            _begin(out, node.tag or "", style)
            path.append(node)
            node = node.child
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip("\n") + "\n"


def _begin(out: list[str], tag: str, style: Style) -> None:
    in_row = tag in ("td", "th") and style.cell is not None
    if tag in BREAKING and out and not in_row and not out[-1].endswith("\n") and out[-1] != style.bullet:
        out.append(style.after)
    if tag == "li" and style.bullet:
        out.append(style.bullet)


def _end(out: list[str], tag: str, style: Style) -> None:
    if tag in ("td", "th") and style.cell is not None:
        out.append(style.cell)
    elif tag in BREAKING:
        end = style.after_paragraph if tag in PARAGRAPHS else style.after
        if not out or not out[-1].endswith("\n") or len(end) > 1:
            out.append(end)


def _write(out: list[str], text: str) -> None:
    text = SPACES.sub(" ", text)
    if text == " " and (not out or out[-1][-1:] in ("\n", " ", "")):
        return
    out.append(text)
