"""Which blocks of a whole page are the article's.

    tree --walk--> outline --features--> rows --forest, choose--> verdicts --cut--> the article's element

One walk over the lexbor tree, arithmetic on what it found, a forest of small trees trained on pages with known text
(`scripts/train_pages.py`), and two rules where pages hold several stories. What is left is a few elements, for `fragments` to
read. Nothing here is decided by one signal, and nothing depends on a site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.transform.pages.choose import Verdict, choose
from etl.transform.pages.cut import cut
from etl.transform.pages.features import describe
from etl.transform.pages.forest import load_forest
from etl.transform.pages.hints import read_hints
from etl.transform.pages.walk import SKIPPED, Outline, walk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MORE_TO_COME = "script, frame, iframe, object, embed, video, form, input"
"""Elements that may show what the text does not say."""

LITTLE = 200
"""Characters; a page that shows no more shows its article by script, and may tell it to readers without one."""


@dataclass(frozen=True, slots=True)
class Located:
    """What was found on a page.

    Attributes:
        root: the smallest element that holds the article, without what is not the article's; None if there is none.
        skipped: the elements in it whose content is no text.
        verdicts: one for each block of the page, in document order: its text, and why it is not the article's.
        title: the position of the block that is the article's title; None if none is.
    """

    root: "LexborNode | None"
    skipped: frozenset[str]
    verdicts: tuple[Verdict, ...]
    title: int | None


def locate(tree: "LexborHTMLParser") -> Located:
    """Find the article on a page. The tree is cut to pieces by it: read everything else first.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> story = "<p>雨下了一夜，清晨才停。</p><p>村里人说，今年的秋收会比去年早半个月。</p>"
    >>> located = locate(LexborHTMLParser(f"<body><ul><li><a href=/>首页</a><li><a href=/a>新闻</a></ul><div>{story}</div></body>"))
    >>> located.root.html == f"<div>{story}</div>", [verdict.reason for verdict in located.verdicts]
    (True, ['links', None, None])
    """
    outline = outline_of(tree)
    described = describe(outline, read_hints(tree))
    forest = load_forest("blocks")
    verdicts = choose(outline, described.rows, forest.scores(described.rows))
    if all(verdict.reason for verdict in verdicts) and _is_all_there_is(tree, verdicts):
        verdicts = tuple(verdict._replace(reason=None) for verdict in verdicts)
    kept = [verdict.reason is None for verdict in verdicts]
    return Located(cut(outline, kept) if any(kept) else None, outline.skipped, verdicts, described.title)


def _is_all_there_is(tree: "LexborHTMLParser", verdicts: Sequence[Verdict]) -> bool:
    """Whether a page has nothing but lines without links: no menu to tell apart, and no script or frame that may show more."""
    return not any(verdict.links for verdict in verdicts) and tree.css_first(MORE_TO_COME) is None


def outline_of(tree: "LexborHTMLParser") -> Outline:
    """The outline of a page: of what it tells readers without scripts, if it shows next to nothing else."""
    if tree.body is None:
        return Outline()
    outline = walk(tree.body)
    if _shown(outline) >= LITTLE:
        return outline
    told = walk(tree.body, SKIPPED - {"noscript"})
    return told if _shown(told) > 2 * _shown(outline) else outline


def _shown(outline: Outline) -> int:
    return sum(len(block.text) for block in outline.blocks)
