"""Pages that hold no article: lists of links, pages of items for sale, error pages, videos without a word.

Decided when the article's blocks are chosen, by measures of the whole page; no word of a title or of an address suffices. What might hold an
article is kept: a page that calls itself one, documentation, the text of a product, a thread of a forum. The measures and their bars were
found on one half of the sites of `bench.refusals` and are reported on the other.
"""

import re
from collections.abc import Collection, Sequence

from etl.exceptions import Empty, NotAnArticle
from etl.models import DroppedBlock, Statement
from etl.transform.blocks import Block
from etl.transform.credits import is_prose
from etl.transform.people import HAN

ARTICLE_KIND = re.compile(r"(?:Article|Posting|Report|Review)$|^article$")
VIDEO_KIND = re.compile(r"^VideoObject$|^video\b")

MOSTLY_LINKS = 0.7
"""A text of which so much is links is a list of them."""

MANY_LINKS = 0.3
"""So many of its blocks are links where a text lists items."""

ALL_LINK = 0.6
"""A block is a link if so much of it is."""

ITEM = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[-/月]\d{1,2}(?!\d)|\bago\b|[天时钟]前|[$£€¥￥]\s?\d|\d\s?[€元]|\bmin read\b|\bcomments?\b|\breviews?\b"
    r"|\d,\d{3}(?!\d)|\(\d+\)|阅读|评论|浏览",
    re.IGNORECASE,
)
"""What is printed beside each item of a list, and not in a table of contents: its day, its price, how many read it."""

ITEMS = 0.03
"""So many of the blocks of a list print such things."""

LONGEST_ITEM = 80

FEW, SOME = 3, 6
"""Paragraphs: a list of items has fewer than the first, a list of nothing but links fewer than the second."""

PARAGRAPH, HAN_PARAGRAPH = 80, 30
"""Characters of a paragraph, at least, in letters and in Chinese."""

SENTENCE_END = re.compile(r"[.!?](?:[\s”\"')]|$)|[。！？]")

CUT = re.compile(r"(?:…|\.\.\.)\W*$")
MANY_CUT, MOSTLY_CUT = 5, 0.85
"""So many texts that break off, and nearly all of what a page says, are the beginnings of other pages."""

ERROR = re.compile(
    r"^\W*(?:error|http)?\W*(?:40[0-9]|41[0-9]|50[0-9])\b|\b(?:page|file|site) (?:was )?(?:not found|cannot be found|can.t be found|unavailable)"
    r"|\b(?:can.?t|can ?not|could ?n.?t) find (?:that|this|the) page\b|\bsubscribe to (?:continue|keep) reading\b"
    r"|^\W*(?:not found|access denied|forbidden|just a moment|attention required|are you (?:a )?(?:human|robot)|service unavailable|error)\W*$"
    r"|页面(?:不存在|没有找到|未找到|找不到|已删除|已失效|走丢|出错)|(?:找不到|无法找到|未找到|没有找到).{0,8}(?:页面|网页|文章|内容)"
    r"|(?:内容|文章|信息|帖子|主题|网页|链接)(?:不存在|已经?被?.{0,6}删除|已失效)|^\W*(?:出错[了啦]?|提示信息|系统提示|系统错误|访问(?:被拒绝|受限|出错)|安全验证|错误提示)\W*$",
    re.IGNORECASE,
)
"""Titles of pages that say why there is no page."""

NEXT_TO_NOTHING = 60
"""Characters: a page that waits for its scripts says so, and no more."""

ERROR_TEXT = 400
"""Characters; an error page says no more. An article about errors does."""


REQUEST = 200
"""Characters; no page takes more to ask for its scripts. One that tells how they are switched on does."""

SCRIPTLESS = re.compile(
    r"\b(?:enable|activate|allow|turn on|requires?|needs?|without)\b.{0,30}\bjava ?script|\bjava ?script\b.{0,30}\b(?:enabled|disabled|required)\b"
    r"|(?:启用|打开|开启|允许|没有|不支持|禁用了?).{0,12}(?:java ?script|脚本)|(?:java ?script|脚本).{0,12}(?:打开|开启|被禁用|支持，)",
    re.IGNORECASE,
)
"""What a page says whose words its scripts would write."""


def refuse_blank(html: str, shown: Collection[Block | DroppedBlock]) -> None:
    """Refuse a page that shows next to nothing; leave one that shows something else than an article.

    Raises:
        NotAnArticle: it only frames other pages.
        Empty: whatever it is about, this file does not hold it.
    """
    if sum(len(block.text) for block in shown) > NEXT_TO_NOTHING:
        return
    if re.search(r"<i?frame[\s>]", html, re.IGNORECASE):
        raise NotAnArticle("frames other pages and says nothing itself")
    raise Empty("shows no text without its scripts")


def refuse_page(kept: Sequence[Block], title: str | None, said: Collection[Statement]) -> None:
    """Refuse a page that holds no article, by the blocks that were taken for one and by what it says of itself.

    Raises:
        NotAnArticle: the detail says what it holds instead.
        Empty: it asks its readers to let its scripts run, and says nothing else.
    """
    if sum(len(block.text) for block in kept) <= REQUEST and SCRIPTLESS.search(" ".join(block.text for block in kept)):
        raise Empty("shows no text without its scripts")
    kinds = [statement.value for statement in said if statement.field == "kind"]
    if any(ARTICLE_KIND.search(kind) for kind in kinds):
        return
    size = sum(len(block.text) for block in kept) or 1
    paragraphs = sum(1 for block in kept if _is_paragraph(block))
    names = [title or "", *(statement.value for statement in said if statement.field == "title")]
    error = next((name for name in names if ERROR.search(name)), None)
    if error and size <= ERROR_TEXT and paragraphs < FEW:
        raise NotAnArticle(f"an error page: {error}")
    if size <= NEXT_TO_NOTHING and not paragraphs and ERROR.search(" ".join(block.text for block in kept)):
        raise NotAnArticle("an error page")
    if not paragraphs and any(VIDEO_KIND.search(kind) for kind in kinds) and not any(is_prose(b.text) for b in kept):
        raise NotAnArticle("a video without a text")
    linked = sum(len(block.text) * block.links for block in kept) / size
    if linked > MOSTLY_LINKS and paragraphs < SOME:
        raise NotAnArticle(f"a list of links: they are {linked:.0%} of its text")
    links = sum(1 for block in kept if block.links >= ALL_LINK) / len(kept)
    cut = [block for block in kept if CUT.search(block.text)]
    if len(cut) >= MANY_CUT and sum(len(block.text) for block in cut) > MOSTLY_CUT * size:
        raise NotAnArticle(f"a list of teasers: {len(cut)} texts break off")
    items = sum(1 for block in kept if len(block.text) < LONGEST_ITEM and ITEM.search(block.text)) / len(kept)
    if links > MANY_LINKS and items > ITEMS and paragraphs < FEW:
        raise NotAnArticle(f"a list of items: {links:.0%} of its blocks are links, {_count(paragraphs)}")


def _is_paragraph(block: Block) -> bool:
    """Whether a block is a paragraph of a text: sentences, and not one long link."""
    least = HAN_PARAGRAPH if re.search(f"[{HAN}]", block.text) else PARAGRAPH
    return len(block.text) >= least and block.links < ALL_LINK and SENTENCE_END.search(block.text) is not None


def _count(paragraphs: int) -> str:
    return "no paragraph" if not paragraphs else f"{paragraphs} paragraph{'s' if paragraphs > 1 else ''}"
