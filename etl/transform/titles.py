"""The article's own title, without the site's name, from everything that claims to be it."""

import re
from collections.abc import Iterable, Sequence

from etl.models import Statement
from etl.transform.blocks import Block
from etl.transform.boilerplate import letters_of
from etl.transform.credit_lines import mentions
from etl.transform.credits import is_prose, opens
from etl.transform.dates import Clock

SEPARATOR = re.compile(
    r"\s*(?:_+|\||｜|丨|--+|——|»|::)\s*|\s+[-–—·>:]\s+|(?<=[\u3400-\u9fff”」』）)!?！？])\s*[-–—·>]\s*|\s*[-–—·>]\s*(?=[\u3400-\u9fff])"
)
"""What stands between a title and the name of the site; between Latin letters a hyphen needs spaces, or it joins a word."""

LONGEST_TAIL = 24
"""Characters of a site's name, where only its form tells it."""

SITE = re.compile(
    r"(?:网|新闻|在线|频道|日报|晚报|时报|早报|报|周刊|杂志|门户|社区|论坛|博客|中心|客户端|电视台|卫视|财经|资讯|观察|出版社|研究院"
    r"|委员会|人民政府|办公室|網|新聞|線上|頻道|日報|晚報|時報|早報|報|週刊|雜誌|社區|論壇|部落格|電視台|財經|資訊"
    r"|\.com|\.cn|\.net|\.org|news|times|post|daily|journal|magazine|blog|online|tv)$",
    re.IGNORECASE,
)
"""How names of sites and papers end."""

VOTES: tuple[tuple[str, float], ...] = (
    ("JSON-LD: headline", 3.0),
    ("og:title", 3.0),
    ("heading like the page's title", 3.0),
    ("line above the text", 3.0),
    ("h1", 2.0),
    ("itemprop: headline", 2.0),
    ("title of the page", 2.0),
    ("twitter:title", 1.0),
)
"""What a place's word is worth where a page names its article more than once."""

ONLY_HEADING = 9.0
"""What speaks for a page's only `h1` besides."""

LONGEST_TITLE = 300

RANKS = frozenset(("h1", "h2"))
"""Headings that may be the title of a fragment."""

LINK = 0.9
"""A heading is a link if so much of it is."""

NEAR, ABOVE = 15, 3
"""How many blocks above the story a heading may stand that is its title, and how many a line that is none."""

SHORTEST_LINE, LONGEST_LINE = 4, 60
"""Characters of a line that may be a title by its place alone."""

NO_TITLE = re.compile(r"[。；;！!]|[：:]\s*$|->|>>|[>＞»|｜]|^[\[【(（].*[\])】）]$")
"""What a line above a story has that is no title: the end of a sentence, a trail of channels, brackets around it."""


def choose_title(
    stated: Sequence[Statement], page: Sequence[Statement], credits_: Sequence[Statement], sites: Iterable[str]
) -> Statement | None:
    """The article's own title.

    What the file says is believed, then what most places of the page agree on. An 原标题 in the text replaces a title that is a damaged
    copy of it: cut, or with its quotation marks rewritten. Another 原标题 is what the article was called elsewhere, and stays a remark.

    Args:
        stated: titles that the file gives beside the body.
        page: titles that the body's markup and layout give.
        credits_: titles that the printed lines give.
        sites: names of the site, as far as they are known.
    """
    chosen = next(iter(stated), None) or _agreed(page, tuple(sites))
    original = next(iter(credits_), None)
    if chosen is None:
        return original
    if original is not None and _is_damaged_copy(chosen.value, original.value):
        return original
    return chosen


def first_heading(blocks: Sequence[Block]) -> tuple[Statement, ...]:
    """The title that a fragment gives itself: a heading of the first or second rank before anything else.

    Headings further down divide the text; so does a first one of a lower rank. One that is a link, with another heading between it
    and the text, is the site's name.
    """
    if not blocks or blocks[0].kind != "heading" or not RANKS & set(blocks[0].words.split()):
        return ()
    prose = next((position for position, block in enumerate(blocks) if is_prose(block.text)), len(blocks))
    if blocks[0].links >= LINK and any(block.kind == "heading" for block in blocks[1:prose]):
        return ()
    return (Statement("title", blocks[0].original, "first heading"),)


def line_above(blocks: Sequence[Block], clock: Clock) -> Statement | None:
    """The title of a story that nothing names: the nearest heading above its first paragraph, else a short line just above it.

    Credits, dates, trails of channels and sentences are none; nor is what stands further up.
    """
    story = (position for position, block in enumerate(blocks) if block.region == "body" and opens(block, clock))
    opening = next(story, 0)
    above = [block for block in reversed(blocks[max(0, opening - NEAR) : opening]) if block.reason is None]
    lines = [block for block in above if block.kind == "heading" and block.links < LINK] + above[:ABOVE]
    for line in lines:
        is_short = SHORTEST_LINE <= len(line.text) <= LONGEST_LINE
        if is_short and not (NO_TITLE.search(line.text) or mentions(line.text, clock)):
            return Statement("title", line.original, "line above the first paragraph")
    return None


def without_tail(title: str, sites: Iterable[str] = ()) -> str:
    """A title without the name of the site after it, or before it.

    >>> without_tail("秋收在即_江城新闻_江城在线")
    '秋收在即'
    >>> without_tail("雨水充足 - 稻谷丰收")
    '雨水充足 - 稻谷丰收'

    Cuts only what is known to be the site's name, or ends like one.
    """
    known = {letters_of(site) for site in sites if site}
    while True:
        separators = list(SEPARATOR.finditer(title))
        if not separators:
            return title
        head, tail = title[: separators[-1].start()].strip(), title[separators[-1].end() :].strip()
        first, rest = title[: separators[0].start()].strip(), title[separators[0].end() :].strip()
        if head and (letters_of(tail) in known or not tail or (len(tail) <= LONGEST_TAIL and SITE.search(tail))):
            title = head
        elif rest and letters_of(first) in known:
            title = rest
        else:
            return title


def _agreed(page: Sequence[Statement], sites: Sequence[str]) -> Statement | None:
    """The title that most is said for; a place that says it with a tail speaks for it, too.

    A page's only heading of the first rank is what its readers see for a title: it outweighs what the head tells machines,
    unless it is the name of the site.
    """
    worth = dict(VOTES)
    known = {letters_of(site) for site in sites}
    said = [
        Statement("title", without_tail(statement.value, sites), statement.place)
        for statement in page
        if len(statement.value) <= LONGEST_TITLE and letters_of(statement.value)
    ]
    letters = [letters_of(statement.value) for statement in said]
    first = {
        title for title, statement in zip(letters, said, strict=True) if statement.place == "h1" and title not in known
    }
    only = first.pop() if len(first) == 1 else ""
    best, best_votes = None, 0.0
    for position, statement in enumerate(said):
        votes = sum(
            worth.get(other.place, 1.0) * _agreement(letters[position], letters[place])
            for place, other in enumerate(said)
            if place == position or other.place != statement.place
        )
        if letters[position] == only and len(only) > SURELY_NO_WORD:
            votes += ONLY_HEADING
        if votes > best_votes:
            best, best_votes = statement, votes
    return best


def _agreement(title: str, other: str) -> float:
    if title == other:
        return 1.0
    if title in other and len(title) > SURELY_NO_WORD and len(title) >= MOST_OF * len(other):
        return 0.8
    return 0.0


SURELY_NO_WORD = 5
"""Letters; a shorter text may be contained in a title by chance."""

MOST_OF = 0.4
"""The share of a title with its tail that the title must be: less is a word of it."""


def _is_damaged_copy(copy: str, original: str) -> bool:
    if letters_of(copy) == letters_of(original):
        return True
    cut = copy.rstrip(". …")
    return cut != copy and letters_of(original).startswith(letters_of(cut)) and bool(cut)
