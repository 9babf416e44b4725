"""A whole page saved as plain text: menus, share prompts, an article, footers, and no tag to tell them apart."""

import re
from collections.abc import Iterator

from etl.extract.hints import Hints
from etl.extract.twins import simplified
from etl.models import Capture, ParsedArticle

NAME = "capture"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - captures are called .txt, as anything is
    """Tell a capture by what only a page has: one sure sign, two weaker ones, one in a layout of menus, or a long menu.

    An article saved as text may end in one line such as `上一篇：`, and stays plain text. Prose that speaks of sharing or of
    copyright is no sign: signs stand on short lines of their own.
    """
    lines = [line for line in (line.strip() for line in simplified(_ends(text)).splitlines()) if line]
    short = "\n".join(line for line in lines if len(line) <= SIGN_LINE)
    if any(sign.search(short) for sign in SURE_SIGNS):
        return True
    signs = sum(1 for sign in SIGNS if sign.search(short))
    return signs >= ENOUGH_SIGNS or (signs > 0 and _is_menu_like(lines)) or _longest_menu(lines) >= LONG_MENU


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - a name is a damaged copy of the title
    """Give the capture whole: which of its lines are the article's is for `transform` to find."""
    yield ParsedArticle(body=Capture(text))


LOOKED_AT = 20_000
"""So many characters at each end are looked at."""

SIGN_LINE = 60
"""Signs stand on lines no longer than this many characters."""

ENOUGH_SIGNS = 2

MENU_WORD = 8
"""An entry of a menu has no more characters, and seldom a digit."""

LONG_MENU = 12
"""So many entries in a row are a menu, whatever they say."""

MENU_SHARE = 0.5
"""A layout of menus: at least this share of the lines is as short as an entry of one."""


_PINYIN = r"(?:\([a-zà-ÿāēīōūǎěǐǒǔǜ]+\))?"
"""An annotation, as `頁(yè)` carries."""


def _sign(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose `^` and `$` are the ends of a line."""
    return re.compile(pattern, re.MULTILINE)


SURE_SIGNS = (
    # breadcrumbs: 当前位置：, 首页 > 正文, 首頁(yè) >> 正文
    _sign(r"^您?的?(?:当前|现在|目前|所在)?的?位置[^\S\n]*[:：]"),
    _sign(rf"^[首主]页{_PINYIN}[^\S\n]*(?:>|»|›|→|-+>|＞)"),
    _sign(rf"^正在阅读{_PINYIN}[^\S\n]*[:：]"),
    # footers
    _sign(
        r"ICP[备证]|公网安备|All [Rr]ights [Rr]eserved|^[Cc]opyright\b|©[^\S\n]*(?:19|20)\d\d|\S版权所有|^版权所有[\s:：©]"
    ),
    # tools that prose never lists
    _sign(r"^(?:微信好友|朋友圈|点击右上角.{0,12}|请使用浏览器.{0,16}|调查问题加载中.*|阅读剩余全文)$"),
    _sign(
        r"^(?:预览时标签不可点|微信扫一扫|点击上方蓝字.{0,8}|Skip to (?:main )?content|跳到主要内容|コンテンツへスキップ)$"
    ),
    # forums and blogs, by what their programs print
    _sign(
        r"^查看[:：]?[^\S\n]?\d+[^\S\n]?[|｜][^\S\n]?回[复覆]|只看[该楼]|使用道具[^\S\n]+举报|^Powered by \S|Processed in [\d.]+ second|^posted @ \d|^登录后才能查看或发表评论"
    ),
    # papers as pages
    _sign(r"^(?:版面导航|标题导航|版面目录|上一版.{0,8}下一版)"),
    # the addresses of all links, which programs print below a page
    _sign(r"^[^\S\n]*(?:References|Visible links):?[^\S\n]*\n+[^\S\n]*(?:\[1\]|1\.)[^\S\n]+\w{2,8}:\S"),
    # readers that make a page over
    _sign(r"^本文由.{1,16}转码"),
)
"""What stands on pages and never in an article that was saved as text."""

SIGNS = (
    _sign(r"^.{0,8}(?:扫一扫|扫码|分享到|分享至)[^。\n]{0,12}$"),
    _sign(r"^[<>«»‹›←→]?[^\S\n]*[上下]一[篇页条][^\S\n]*(?:$|[:：])|^返回(?:首页|顶部|列表|上一页)"),
    _sign(
        r"^(?:相关|热门|热点|推荐|延伸|编辑推荐|最新)(?:阅读|新闻|报导|报道|文章|推荐|链接)|^(?:猜你喜欢|为你推荐|大家都在看|点击排行|加载更多|更多>*$)"
    ),
    _sign(r"版权声明|违法和?不良信息"),
    _sign(
        r"^(?:登录|登入|注册|设为首页|加入收藏|收藏本[页站]|打印(?:本页)?$|字[号体][^\S\n]*[:：]|关闭(?:窗口)?$|网站地图|联系我们|关于我们)"
    ),
    _sign(
        r"^(?:评论|发表评论|网友评论|我要评论|点赞|阅读[数量]|点击[数量]|浏览(?:次数|量|数)?)[^\S\n]*(?:[:：(（]?[^\S\n]*\d|$)"
    ),
    _sign(r"^[^。\n]{0,20}本页面?加载中|请刷新本页|您的浏览器"),
)
"""What stands on pages, and now and then below an article: prompts, pagers, related reading, notices, tools, counters."""


def _ends(text: str) -> str:
    return text if len(text) <= 2 * LOOKED_AT else f"{text[:LOOKED_AT]}\n{text[-LOOKED_AT:]}"


def _is_menu_like(lines: list[str]) -> bool:
    return sum(1 for line in lines if _is_entry(line)) >= max(MENU_SHARE * len(lines), LONG_MENU / 3)


def _longest_menu(lines: list[str]) -> int:
    longest = run = 0
    for line in lines:
        run = run + 1 if _is_entry(line) else 0
        longest = max(longest, run)
    return longest


def _is_entry(line: str) -> bool:
    return len(line) <= MENU_WORD and not line.endswith(SENTENCE_ENDS) and _DIGIT.search(line) is None


_DIGIT = re.compile(r"\d")

SENTENCE_ENDS = ("。", "！", "？", "…", "”", "」", "；", "，", ":", "：", ".", "!", "?", ",", ";")
