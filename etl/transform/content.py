"""A whole page: the fragment that holds its article, and the lines around it that hold its credits.

`pages` locates, `fragments` reads what was located, both on one tree of the page.
"""

from collections.abc import Iterable, Iterator, Sequence

from etl.models import DroppedBlock, Statement
from etl.transform.blocks import Block, Reading, Region
from etl.transform.breadcrumbs import channels
from etl.transform.fragments import read_tree
from etl.transform.page_scripts import script_days
from etl.transform.page_statements import page_statements
from etl.transform.pages import locate, outline_of
from etl.transform.pages.choose import Verdict

BUTTONS = frozenset(("button",))
"""What they say is of the page, wherever they stand."""

AROUND = 15
"""How many blocks above and below the article are brought along."""

UNDER_TITLE = 8
"""How many of those above stand under the title, where that is far up."""

TRAIL = 60
"""How many blocks above the article may hold the trail of its channels."""

MENU, MOSTLY, LINKED = 12, 0.7, 0.15
"""A page has so many links in blocks that are mostly links, and so much of its text is linked; or a row of links opens it."""

ROW, PROSE = 3, 40
"""So many links follow each other in a row; so many characters of a block that is not linked are prose.

What was dropped before the first prose and after the last stands around the story, though a short line beyond was kept."""


def read_page(html: str) -> Reading:
    """Find the article of a page and read it."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    statements = page_statements(tree)
    if not any(said.field == "published" for said in statements):
        statements = (*statements, *script_days(tree))
    located = locate(tree)  # cuts the tree: nothing can be read from it after this
    verdicts, title = located.verdicts, located.title
    sites = {said.value for said in statements if said.field == "via"}
    if title is not None and verdicts[title].text not in sites:
        statements = (*statements, Statement("title", verdicts[title].text, "heading like the page's title"))
    kept = [position for position, verdict in enumerate(verdicts) if verdict.reason is None]
    if located.root is None:
        return Reading(tuple(_around(verdicts, range(len(verdicts)), "head")), statements)
    first, last = kept[0], kept[-1]
    opening = next((position for position in kept if position != title), first)
    long = [position for position in kept if len(verdicts[position].text) >= PROSE] or [opening, last]
    begun = next((position for position in long if position > opening), opening)  # below a lead, too, stands a byline
    begins = (*_above(opening, title), *range(opening, min(begun, opening + UNDER_TITLE)))
    head = [position for position in begins if verdicts[position].reason is not None]
    ends = (*range(max(long[-1], last - AROUND), last), *range(last + 1, min(len(verdicts), last + 1 + AROUND)))
    tail = [position for position in ends if verdicts[position].reason is not None]
    fragment = read_tree(located.root, located.skipped | BUTTONS)
    return Reading(
        blocks=(
            *_around(verdicts, head, "head"),
            *fragment.blocks,
            *_around(verdicts, tail, "tail"),
        ),
        statements=(*statements, *_trail(verdicts[max(0, first - TRAIL) : first]), *fragment.statements),
        dropped=tuple(_dropped(verdicts, {*head, *tail})),
    )


def _above(opening: int, title: int | None) -> Iterable[int]:
    """Where the byline may stand: just above the first paragraph, and under the title if something long stands between the two.

    >>> list(_above(20, None)) == list(_above(20, 18)) == list(range(5, 20))
    True
    >>> list(_above(60, 18)) == [*range(18, 26), *range(53, 60)]
    True
    """
    if title is None or not title < opening - AROUND:
        return range(max(0, opening - AROUND), opening)
    return (*range(title, title + UNDER_TITLE), *range(opening - (AROUND - UNDER_TITLE), opening))


def is_page_like(html: str) -> bool:
    """Whether a piece of HTML has the menus of a page around its article: many, or one that stands before any prose."""
    from selectolax.lexbor import LexborHTMLParser

    blocks = outline_of(LexborHTMLParser(html)).blocks
    menus = [block for block in blocks if block.linked >= MOSTLY * len(block.text)]
    if sum(block.links for block in menus) < MENU:
        return False
    linked = sum(block.linked for block in blocks)
    prose = next((i for i, block in enumerate(blocks) if len(block.text) - block.linked >= PROSE), len(blocks))
    opened = any(block.links >= ROW and block.linked >= MOSTLY * len(block.text) for block in blocks[:prose])
    return opened or linked >= LINKED * sum(len(block.text) for block in blocks)


def _around(verdicts: Sequence[Verdict], positions: Iterable[int], region: Region) -> Iterator[Block]:
    for position in positions:
        verdict = verdicts[position]
        yield Block(kind="text", original=verdict.parted, text=verdict.parted, links=verdict.links, region=region)


def _trail(verdicts: Iterable[Verdict]) -> Iterator[Statement]:
    for verdict in verdicts:
        for channel in channels(verdict.text) or ():
            yield Statement("tag", channel, "trail above the text")


def _dropped(verdicts: Sequence[Verdict], brought: set[int]) -> Iterator[DroppedBlock]:
    """What nobody else will look at."""
    for position, verdict in enumerate(verdicts):
        if verdict.reason is not None and position not in brought:
            yield DroppedBlock(verdict.text, verdict.reason)
