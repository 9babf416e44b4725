"""Which line of a capture is the title: the page's own first line says it, or its place does."""

import re
from collections import Counter
from collections.abc import Sequence

from etl.transform.blocks import Block
from etl.transform.boilerplate import RELATED, WIDGET
from etl.transform.breadcrumbs import channels
from etl.transform.captures.measures import CREDIT, LINE_OF_DATE, STAMP
from etl.transform.pages.hints import folded

READING_NOW = re.compile(r"^(?:正在阅读|当前阅读|标题|题目|主题|帖子|题名)\s*[:：]\s*")
"""What stands before a title that is said again."""

SHORTEST = 5
"""Letters; what is shorter may stand in a title by chance."""

ALIKE = 0.25
"""The shorter's share of the longer."""

FIRST_LINE = 200
BELOW = 15
"""How many lines below it must hold the story's first prose."""
ENOUGH = 60.0
"""Words of prose there; more says no more."""


def page_title_line(blocks: Sequence[Block], prose_sum: Sequence[float]) -> int:
    """The line that says again what the first line, the page's `title`, says, with prose below it; -1 if none does.

    Args:
        blocks: all lines; there is at least one.
        prose_sum: the prose before each position, and before the end.
    """
    best, best_score = -1, ALIKE
    page = folded(blocks[0].text[:FIRST_LINE])
    if len(page) < SHORTEST:
        return -1
    for position, block in enumerate(blocks[1:], 1):
        if not len(page) * ALIKE <= len(block.text) <= len(page) / ALIKE:
            continue
        said = folded(READING_NOW.sub("", block.text))
        if len(said) < SHORTEST or not (said in page or page in said):
            continue
        prose = prose_sum[min(len(blocks), position + BELOW)] - prose_sum[position + 1]
        score = min(len(said), len(page)) / max(len(said), len(page)) + min(prose, ENOUGH) / ENOUGH
        if score >= best_score:
            best, best_score = position, score
    return best


SHORTEST_TITLE, LONGEST_TITLE = 4, 70
LONGEST_ENGLISH_TITLE = 160
"""Characters."""

HEAD_LINES = 60
"""How many lines above the story may hold its title."""

AGAIN, OF_PAGE, OVER_CREDITS, NEAR_TEXT, SAID_SO = 2.0, 3.0, 2.0, 1.5, 1.0
"""What speaks for a title: said twice, said by the page's first line, just above the credits, close to the text, called so."""

OVER = 3
"""How many lines below a title its credits may stand."""

SURELY_NO_MENU = 6
"""Letters; a word of a menu has fewer."""

LABEL = re.compile(
    r"^\W*(?:[来來]源|作者|[本]?[报報网網]?(?:[记記]者|通[讯訊][员員])|文[/／]|[责責]?任?[编編][辑輯]?\s*[:：]|[发發][布佈表]|[时時][间間]|日期|字[号號体體]|[浏瀏][览覽]|[阅閱][读讀]|点击|點擊"
    r"|出版\s*[:：]|撰文|更新|[当當]前位置|第?\d+版|by |posted |published |updated )",
    re.IGNORECASE,
)
"""How bylines and counters begin, which no title does."""

BRACKETED = re.compile(r"^【(?P<title>[^【】]{4,70})】$")

BELOW_LINES = 5
"""How many lines below the story may hold its title."""


def title_line(blocks: Sequence[Block], first: int) -> int | None:
    """The line above a story, which begins at `first`, that is most like its title; None if none is.

    Some pages print it below the text, in brackets.
    """
    start = max(0, first - HEAD_LINES)
    near = blocks[start:first]
    texts = [said_title(block) for block in near]
    letters = Counter(folded(text) for text in texts)
    page = folded(blocks[0].text[:FIRST_LINE]) if blocks else ""
    best, best_score = None, 0.0
    for place, (block, text) in enumerate(zip(near, texts, strict=True)):
        if not _may_be_title(block, text):
            continue
        said = folded(text)
        score = (
            AGAIN * (letters[said] > 1)
            + OF_PAGE * (start + place > 0 and len(said) >= SURELY_NO_MENU and page.startswith(said))
            + OVER_CREDITS * any(_is_credit(other.text) for other in near[place + 1 : place + 1 + OVER])
            + NEAR_TEXT * (place + 1) / len(near)
            + SAID_SO * (text != block.text)
        )
        if score >= best_score:
            best, best_score = start + place, score
    return best


def said_title(block: Block) -> str:
    """A title without what calls it so."""
    bracketed = BRACKETED.match(block.text)
    return bracketed["title"] if bracketed else READING_NOW.sub("", block.text)


def is_bracketed(block: Block) -> bool:
    """Whether a line is a title in the brackets that titles stand in."""
    return BRACKETED.match(block.text) is not None


def _is_credit(text: str) -> bool:
    return len(text) <= FIRST_LINE and (CREDIT.search(text) is not None or STAMP.search(text) is not None)


def _may_be_title(block: Block, text: str) -> bool:
    longest = LONGEST_ENGLISH_TITLE if text.isascii() else LONGEST_TITLE
    if not SHORTEST_TITLE <= len(text) <= longest or block.kind == "list" or LABEL.match(text):
        return False
    return channels(text) is None and not any(pattern.search(text) for pattern in (LINE_OF_DATE, RELATED, WIDGET))
