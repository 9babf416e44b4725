"""Which line of a capture is the title: the page's own first line says it, or its place does."""

import re
from collections import Counter
from collections.abc import Sequence
from math import inf, log

from etl.transform.blocks import Block
from etl.transform.boilerplate import RELATED, WIDGET
from etl.transform.breadcrumbs import CRUMB_BREAK, channels
from etl.transform.captures.measures import CREDIT, DATE, LINE_OF_DATE, STAMP
from etl.transform.credit_lines import credit_line
from etl.transform.dates import Clock
from etl.transform.pages.hints import folded, keywords_of
from etl.transform.people import are_people

READING_NOW = re.compile(
    r"^(?:(?:正在阅读|当前阅读|标题|题目|主题|帖子|题名)\s*[:：]\s*|#\s+|[\[【](?:转帖|转贴|转载)[\]】]\s*)"
)
"""What stands before a title that is said again."""

BUTTON_BEHIND = re.compile(r"\s\[(?:复制链接|打印|收藏|分享|编辑)\]$")
"""What a forum prints behind a title."""

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
LONGEST_ENGLISH_TITLE = 200
"""Characters."""

HEAD_LINES = 60
"""How many lines above the story may hold its title."""

ECHO, LENGTH, HEADLINE = 4.5, 2.3, 1.2
OF_PAGE, IN_PAGE, AGAIN, SAID_SO = 3.0, 1.0, 0.5, 1.0
OVER_CREDITS, GAP, NEAR = 2.0, 0.8, 0.9
CREDITED, DATED, SENTENCE, ITEM, LONG = -2.2, -2.0, -2.8, -1.6, -1.5
"""What speaks for a title and against it, learnt from 400 pages: the story says its words again; it is long enough; the page's first line begins
with it or holds it; it is said twice, or called so; credits stand below it, nothing above; few lines stand between it and the story. Against it: it
is a credit, holds a date, ends as a sentence does, is an item of a list, is too long."""

TOLD = 25
TOLD_CHARACTERS = 4_000
"""Lines and characters of the story that are looked at for the words of its title."""

FEWEST_KEYWORDS = 4
FEWEST_WORDS, MOST_WORDS, USUAL_WORDS = 4, 22, 10
LETTERS_A_CHINESE_WORD = 2.2
WORD = re.compile(r"[A-Za-z\d]+")
LONG_TITLE, LONG_ENGLISH_TITLE = 45, 110
LITTLE_WIDE = 1.5
"""Bytes a character; a title with more is Chinese, Japanese or Korean."""

OVER = 3
"""How many lines below a title its credits may stand."""

LONGEST_NAMES = 60

SURELY_NO_MENU, SURELY_NO_SITE = 6, 10
"""Letters; a word of a menu has fewer; so does the name of a site."""

MENU_ON_A_LINE = re.compile(r"(?:[\u3400-\u9fff]{2,5}\s){3,}[\u3400-\u9fff]{2,5}")

LABEL = re.compile(
    r"^\W*(?:[来來]源|作者|[本]?[报報网網]?(?:[记記]者|通[讯訊][员員])|文[/／]|[责責]?任?[编編][辑輯]?\s*[:：]|[发發][布佈表]|[时時][间間]|日期|字[号號体體]|[浏瀏][览覽]|[阅閱][读讀]|点击|點擊"
    r"|出版\s*[:：]|撰文|更新|[当當]前位置|第?\d+版|by |posted |published |updated |reviewed |tags?\s*:|filed under|home\s*[»>/]"
    r"|原[创創]\s|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．]\s?\D|[\d.,]+\s?[万萬k]?\s?[人次条條个個]?\s?(?:[赞贊]同|点赞|[阅閱][读讀]|[浏瀏][览覽]|[评評][论論]|回[复覆復]))",
    re.IGNORECASE,
)
"""How bylines, counters and numbered headings begin, which no title does."""

MOST_STEPS = 2

BRACKETED = re.compile(r"^【(?P<title>[^【】]{4,70})】$")

BELOW_LINES = 5
"""How many lines below the story may hold its title."""

UNDATED = Clock()


def title_line(blocks: Sequence[Block], first: int) -> int | None:
    """The line above a story, which begins at `first`, that is most like its title; None if none is.

    Some pages print it below the text, in brackets. No signal decides alone: a headline of another article is as long, a name stands as near.
    """
    start = max(0, first - HEAD_LINES)
    near = blocks[start:first]
    texts = [said_title(block) for block in near]
    letters = Counter(folded(text) for text in texts)
    page = folded(blocks[0].text[:FIRST_LINE]) if blocks else ""
    story = " ".join(block.text for block in blocks[first : first + TOLD])[:TOLD_CHARACTERS].lower()
    credited = [_is_credit(block.text) for block in near]
    best, best_score = None, -inf
    for place, (block, text) in enumerate(zip(near, texts, strict=True)):
        if not _may_be_title(text):
            continue
        said = folded(text)
        score = (
            _like_headline(text, said)
            + ECHO * _echo(text, story)
            + OF_PAGE * (start + place > 0 and len(said) >= SURELY_NO_MENU and page.startswith(said))
            + IN_PAGE * (len(said) >= SURELY_NO_SITE and said in page)
            + AGAIN * (letters[said] > 1)
            + SAID_SO * (text != block.text)
            + OVER_CREDITS * any(credited[place + 1 : place + 1 + OVER])
            + GAP * (block.gap > 0)
            + ITEM * (block.kind == "list")
            - NEAR * log(len(near) - place)
        )
        if score >= best_score:
            best, best_score = start + place, score
    return best


def said_title(block: Block) -> str:
    """A title without what calls it so."""
    bracketed = BRACKETED.match(block.text)
    return bracketed["title"] if bracketed else BUTTON_BEHIND.sub("", READING_NOW.sub("", block.text))


def is_bracketed(block: Block) -> bool:
    """Whether a line is a title in the brackets that titles stand in."""
    return BRACKETED.match(block.text) is not None


def _like_headline(text: str, said: str) -> float:
    """What its form says for a line, and against it."""
    is_english = _is_english(text)
    latin = WORD.findall(text)
    words = len(latin) + (len(said) - sum(map(len, latin))) / LETTERS_A_CHINESE_WORD
    return (
        LENGTH * min(1.0, words / USUAL_WORDS)
        + HEADLINE * (FEWEST_WORDS <= words <= MOST_WORDS)
        + CREDITED * (credit_line(text, UNDATED) is not None)
        + DATED * (DATE.search(text) is not None)
        + SENTENCE * text.endswith(".")
        + LONG * (len(text) > (LONG_ENGLISH_TITLE if is_english else LONG_TITLE))
    )


def _echo(text: str, story: str) -> float:
    """The share of a line's words that the story says again; a line of few words is not believed much."""
    keywords = keywords_of(text)
    return sum(map(story.__contains__, keywords)) / max(FEWEST_KEYWORDS, len(keywords))


def _is_english(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) < LITTLE_WIDE * len(text)


def _is_credit(text: str) -> bool:
    if len(text) <= LONGEST_NAMES and are_people(text):
        return True
    return len(text) <= FIRST_LINE and (CREDIT.search(text) is not None or STAMP.search(text) is not None)


def _may_be_title(text: str) -> bool:
    is_english = _is_english(text)
    longest = LONGEST_ENGLISH_TITLE if is_english else LONGEST_TITLE
    if not SHORTEST_TITLE <= len(text) <= longest or LABEL.match(text) or MENU_ON_A_LINE.match(text):
        return False
    if (not is_english and text.endswith("。")) or len(CRUMB_BREAK.split(text)) > MOST_STEPS:
        return False
    return channels(text) is None and not any(pattern.search(text) for pattern in (LINE_OF_DATE, RELATED, WIDGET))
