"""Chinese training pages out of English ones: the markup stays, the words are replaced, what is the article follows by construction.

Half of the pages are also laid out as pages were twenty years ago: tables instead of sections, line breaks instead of paragraphs, no
class names. Lines that Chinese sites print around a story are added (`synthetic_lines`).
"""

import html
import random
from typing import TYPE_CHECKING

from scripts.synthetic_lines import foot_lines, head_lines, tail_lines
from scripts.synthetic_words import chinese, number

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MARK = "\ue000"
"""Stands in every text node of the article, and is taken out before anything is measured."""

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
DROPPED = frozenset("script style noscript svg template iframe".split())
KEPT_ATTRIBUTES = ("class", "id", "href", "style", "role", "itemprop", "hidden", "src", "name", "property", "content")


class _Page:
    """Writes one page anew."""

    def __init__(self, tree: "LexborHTMLParser", article: set[int], seed: str, *, old: bool, translate: bool) -> None:
        self.tree, self.article, self.old, self.translate = tree, article, old, translate
        self.dice = random.Random(number("page", seed, old))
        self.classes = self.dice.random() < (0.15 if old else 0.85)
        self.forget = self.dice.choice((0, 0.1, 0.3, 0.6))
        self.cells = self.dice.random() < 0.7
        self.paragraph = self.dice.choice(
            (
                "　　{}<br>",
                "　　{}<br><br>",
                "{}<br><br>",
                "<p>　　{}</p>",
                "<p>{}</p>",
                "&nbsp;&nbsp;&nbsp;&nbsp;{}<br>",
            )
        )
        self.indent = self.dice.random() < 0.4
        self.profile = self.dice.choice(("plain", "plain", "comments", "feed", "stories"))
        short = self.dice.random() < (0.15 if self.profile == "plain" else 0.4)
        self.kept = self.dice.choice((1, 2, 3, 6)) if short else len(article)

    def text(self, node: "LexborNode") -> str:
        printed = node.text_content or ""
        if not printed.strip():
            return printed
        belongs = node.mem_id in self.article
        if belongs and len(printed) > 60:
            self.kept -= 1
        if belongs and self.kept < 0:  # a short story on a page made for a long one
            return ""
        written = chinese(printed, self.dice) if self.translate else printed
        written = html.escape(written, quote=False)
        return MARK + written if belongs else written

    def attributes(self, node: "LexborNode") -> str:
        out = []
        for name, value in node.attributes.items():
            if name not in KEPT_ATTRIBUTES:
                continue
            if (
                name in ("class", "id", "role", "itemprop", "style")
                and (not self.classes or self.dice.random() < self.forget)
                and "none" not in (value or "")
            ):
                continue
            said = chinese(value or "", self.dice) if name == "content" and self.translate else value or ""
            out.append(f'{name}="{html.escape(said)}"')
        return " " + " ".join(out) if out else ""

    def around(self, tag: str, node: "LexborNode") -> tuple[str, str]:  # noqa: C901, PLR0911 - a table of elements, with dice
        """What to print before and after an element's content."""
        attributes = self.attributes(node)
        if not self.old:
            if tag == "p" and self.indent and self.translate:
                return f"<p{attributes}>　　", "</p>"
            if (
                tag in ("article", "main", "section", "aside", "nav", "header", "footer", "figure")
                and self.translate
                and self.forget > 0.2
            ):
                return f"<div{attributes}>", "</div>"
            if tag == "figcaption" and self.translate and self.forget:
                return f"<p{attributes}>", "</p>"
            return f"<{tag}{attributes}>", f"</{tag}>"
        if tag == "p":
            before, after = self.paragraph.split("{}")
            return before, after
        if tag in ("div", "section", "article", "main", "aside", "header", "footer", "nav", "figure"):
            big = len(node.text() or "") > 200
            if self.cells and big and self.dice.random() < 0.5:
                return f"<table width=100%><tr><td{attributes}>", "</td></tr></table>"
            return (
                (f"<div{attributes}>", "</div>")
                if self.dice.random() < 0.6
                else (("<font>", "</font>") if not big else ("<div>", "</div>"))
            )
        if tag in ("ul", "ol", "dl"):
            return ("<table>", "</table>") if self.cells else ("<div>", "</div>")
        if tag in ("li", "dt", "dd"):
            return ("<tr><td>", "</td></tr>") if self.cells else ("·", "<br>")
        if tag == "h1":
            return "<div align=center><font size=5><b>", "</b></font></div>"
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            return self.dice.choice((("<b>", "</b><br>"), ("<p><b>", "</b></p>"), ("<font color=red>", "</font><br>")))
        if tag == "figcaption":
            return "<center>", "</center>"
        return f"<{tag}{attributes}>", f"</{tag}>"

    def write(self) -> str:  # noqa: C901 - one walk over a tree
        out: list[str] = []
        marks: list[int] = []
        stack: list[tuple[LexborNode, str]] = []
        top: LexborNode | None = self.tree.root
        while top is not None:
            node, child, tag = top, None, top.tag or ""
            if tag == "-text":
                written = self.text(node)
                if MARK in written:
                    marks.append(len(out))
                out.append(written)
            elif tag in DROPPED or tag.startswith(("-", "!")):
                pass
            elif tag in VOID:
                out.append(f"<{tag}{self.attributes(node)}>")
            else:
                before, after = self.around(tag, node)
                if tag == "body" and self.translate:
                    after = foot_lines(self.dice) + after if self.dice.random() < 0.7 else after
                child = node.child
                out.append(before)
                if child is None:
                    out.append(after)
                else:
                    stack.append((node, after))
            if child is not None:
                top = child
                continue
            while (top := node.next) is None and stack:
                node, after = stack.pop()
                out.append(after)
        if marks and self.translate:
            self.add_lines(out, marks)
        return "<!DOCTYPE html>" + "".join(out)

    def add_lines(self, out: list[str], marks: list[int]) -> None:
        """Print head lines before the article's first text and tail lines after its last, at the edge of its block."""
        edge = marks[-1] + 1
        while edge < len(out) and not out[edge].startswith(
            ("</p", "</div", "</li", "</td", "<br", "</ul", "</h", "</section", "</article", "</b")
        ):
            edge += 1
        edge += 1
        for _ in range(self.dice.randrange(3)):  # out of one or two more elements
            if edge < len(out) and out[edge].strip() in ("</div>", "</section>", "</article>"):
                edge += 1
        if self.profile != "plain" or self.dice.random() < 0.8:
            out.insert(edge, tail_lines(self.dice, self.profile, classes=self.classes))
        start = marks[0]
        while start > 0 and not out[start].startswith(
            ("<p", "<div", "<li", "<td", "<h", "<section", "<article", "　", "<table", "<tr")
        ):
            start -= 1
        if self.dice.random() < 0.6:
            out.insert(start, head_lines(self.dice, classes=self.classes))


def rewrite(tree: "LexborHTMLParser", article: set[int], seed: str, *, old: bool, translate: bool = True) -> str:
    """A page like this one, in Chinese.

    Args:
        tree: the page.
        article: `mem_id` of the article's text nodes.
        seed: what the dice depend on; the page's id.
        old: lay it out as pages were twenty years ago.
        translate: False leaves the language, for the layout alone.

    Returns:
        HTML in which every text node of the article begins with `MARK`.
    """
    return _Page(tree, article, seed, old=old, translate=translate).write()
