"""A whole page saved as plain text: menus, share prompts, an article, footers, and no tag to tell them apart."""

import re
from collections.abc import Iterator

from etl.models import Capture, ParsedArticle

NAME = "capture"


def recognises(text: str, uri: str) -> bool:  # noqa: ARG001 - captures are called .txt, as anything is
    """Tell a capture by what only a page has: two signs of the wording, or one in a layout of menus.

    An article saved as text may carry one such line (a byline with a date, a last line of copyright) and stays plain text.
    """
    lines = [
        line
        for line in (line.strip() for line in text[:LOOKED_AT].splitlines() + text[-LOOKED_AT:].splitlines())
        if line
    ]
    signs = sum(1 for sign in SIGNS if any(sign.search(line) for line in lines))
    return signs >= ENOUGH_SIGNS or (signs > 0 and _is_menu_like(lines)) or _longest_menu(lines) >= LONG_MENU


def parse(text: str, uri: str) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Give the capture whole: which of its lines are the article's is for `transform` to find."""
    yield ParsedArticle(body=Capture(text))


LOOKED_AT = 20_000
"""So many characters at each end are looked at."""

ENOUGH_SIGNS = 2

MENU_WORD = 8
"""An entry of a menu has no more characters."""

LONG_MENU = 8
"""So many short lines in a row are a menu, whatever they say."""

MENU_SHARE = 0.5
"""A layout of menus: at least this share of the lines is as short as an entry of one."""

SIGNS = tuple(
    re.compile(sign)
    for sign in (
        r"^(?:您?(?:的)?(?:当前|現在|现在|目前|所在)?(?:的)?位置\s*[:：])|^[首主][页頁](?:\([a-zǎ-ǜà-ü]+\))?\s*(?:>|»|›|→|/|－|->|\|)",
        r"正在[阅閱][读讀](?:\([^()]*\))?\s*[:：]",
        r"[扫掃]一?[扫掃]|[扫掃][码碼]|分享到|分享至|分享[给給]|微信好友|朋友圈|浏览器分享|[转轉][发發]到",
        r"^(?:上|下)一[篇页頁条條]\s*(?:$|[:：])|^返回(?:首[页頁]|[顶頂]部|列表|上一[页頁])",
        r"^(?:相[关關](?:[阅閱][读讀]|新[闻聞]|[报報][道導]|文章|推荐|推薦|[链鏈]接)|[热熱][门門](?:文章|新[闻聞]|推荐|推薦)|[热熱][点點]推荐|猜你喜[欢歡]|[为為]你推荐|[编編][辑輯]推荐|推荐[阅閱][读讀]|延伸[阅閱][读讀]|大家都在看|最新(?:文章|新[闻聞])|[点點][击擊]排行|加[载載]更多|更多>*)",
        r"ICP[备備证證]|公[网網]安[备備]|版[权權](?:所有|[声聲]明)|[违違]法和?不良信息|Copyright|All [Rr]ights [Rr]eserved|©",
        r"^(?:登[录錄入]|[注註][册冊]|登[录錄]\s*[|/]?\s*[注註][册冊]|[设設]为首[页頁]|加入收藏|收藏本[页頁站]|打印(?:本[页頁])?|字[号號体體]\s*[:：]|[关關][闭閉](?:窗口)?|[网網]站地[图圖]|[联聯][系繫絡络]我[们們]|[关關]于我[们們])",
        r"^(?:评论|評論|[发發]表[评評][论論]|[网網]友[评評][论論]|我要[评評][论論]|[点點][赞讚]|[阅閱][读讀][数數量]|[点點][击擊][数數量]|[浏瀏][览覽](?:[次数數量])*)\s*(?:[:：(（]?\s*\d|$)",
        r"[调調]查[问問][题題]加[载載]|本[页頁]面?加[载載]中|[请請]刷新本[页頁]|您的[浏瀏][览覽]器|JavaScript",
    )
)
"""What stands on pages and not in articles: breadcrumbs, prompts, pagers, related reading, footers, tools, counters, notices."""


def _is_menu_like(lines: list[str]) -> bool:
    return sum(1 for line in lines if _is_short(line)) >= max(MENU_SHARE * len(lines), LONG_MENU / 2)


def _longest_menu(lines: list[str]) -> int:
    longest = run = 0
    for line in lines:
        run = run + 1 if _is_short(line) else 0
        longest = max(longest, run)
    return longest


def _is_short(line: str) -> bool:
    return len(line) <= MENU_WORD and not line.endswith(SENTENCE_ENDS)


SENTENCE_ENDS = ("。", "！", "？", "…", "”", "」", "；", "，", ":", "：", ".", "!", "?")
