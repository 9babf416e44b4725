"""What words say about a block or a container: general vocabulary of the trade, found in one literal pass over a page.

Searching a page's joined texts for one literal takes a microsecond; asking each block for each family takes a hundred times as long.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate

JUNK = (
    "comment disqus _reply_ replies discuss review feedback pinglun guestbook respond"
    " relat recommend similar suggest xgxw xiangguan tuijian _more_ readnext trending popular _hot_ _rank_ _latest_ _recent_ _next_ _prev_"
    " _guess_ _also_ mostread _share_ sharing sharebar sharetool social facebook weixin wechat weibo _qq_ _follow_ _sns_ bdshare qrcode"
    " erweima _like_ navi menu crumb _nav_ _tab_ _tabs_ _toc_ topbar toolbar _tool_ _tools_ channel daohang navbar position"
    " foot copyright bottom disclaim _legal_ banquan sidebar aside _side_ _right_ _left_ _rail_ _secondary_"
    " advert sponsor promo _ad_ _ads_ _adv_ _dfp_ _cta_ guanggao outbrain taboola subscri newsletter signup _sign_ register login member"
    " paywall account donat _form_ cookie consent modal popup overlay hidden _hide_ invisible gdpr notice alert tooltip _reader_"
    " _tag_ _tags_ keyword categor _topic_ _topics_ _label_ _labels_"
)
CAPTION = "caption _image_ _img_ _photo_ _pic_ figure media gallery video thumb slide carousel"
FOOT = "foot copyright bottom disclaim _legal_ banquan"
CONTENT = (
    "article articl zhengwen artibody content _text_ _txt_ _body_ maintext _main_ _detail_ _details_ prose richtext _copy_ markdown wysiwyg"
    " editor _entry_ story _post_"
)
NAMES = (JUNK, CAPTION, FOOT, CONTENT)
CONTENT_BIT = 1 << NAMES.index(CONTENT)
"""Families of the words in class, id, role and itemprop. `_` is the edge of a word; any other word counts inside another, too."""

RELATED_CHINESE = (
    "相关阅读 相关新闻 相关文章 相关推荐 相关链接 相关报道 相关内容 相关专题 延伸阅读 推荐阅读 扩展阅读 热门推荐 热门新闻 热门文章 精彩推荐 热点新闻"
    " 今日热点 编辑推荐 更多新闻 更多文章 更多精彩 猜你喜欢 大家都在看 还在看 也在看 为您推荐 为你推荐 上一篇 下一篇 更多>> 更多» |更多| 最新新闻"
    " 最新文章 最新资讯 排行 热搜 图片新闻 往期回顾 相關新聞 相關閱讀 相關文章 延伸閱讀 推薦閱讀 熱門 其他人也 看更多 上一則 下一則"
)
LEGAL_CHINESE = "版权 版權 著作權 © copyright icp备 icp证 公网安备 许可证 免责声明 特别声明 郑重声明 转载 轉載 不代表 侵权 举报 违法和不良"
SHARE_CHINESE = (
    "分享 微信 微博 扫一扫 扫描 二维码 评论 點讚 点赞 收藏 打印 关注 朋友圈 客户端 网友 跟帖 回复 回帖 發表留言"
)
ACCOUNT_CHINESE = (
    "登录 登陆 注册 登入 訂閱 订阅 会员 會員 首页 首頁 设为 网站地图 联系我们 关于我们 广告 廣告 投稿 纠错"
)
RELATED = (
    "related_articles related_posts related_stories related_content related_topics related_news related_links |related |recommended"
    " |trending |most_read |most_popular |more_from |more_stories |more_news |latest_ |popular read_more read_next read_also see_also"
    " you_may_also you_might_also recommended_for up_next next_article next_post next_story previous_article previous_post previous_story"
    " editor's_picks editors'_picks also_read keep_reading don't_miss further_reading what_to_read"
)
LEGAL = "© copyright all_rights_reserved terms_of privacy cookie disclaimer affiliate trademark"
SHARE = "share tweet facebook twitter whatsapp linkedin pinterest instagram comment repl follow_us |print copy_link"
ACCOUNT = (
    "sign_up sign_in log_in login subscri newsletter register account your_email advertis sponsored contact_us about_us |home|"
    " search skip_to click_here learn_more get_started buy_now add_to shop_now download join_us join_now free_trial donat"
)
CUES_CHINESE = (RELATED_CHINESE, LEGAL_CHINESE, SHARE_CHINESE, ACCOUNT_CHINESE)
CUES = (RELATED, LEGAL, SHARE, ACCOUNT)
"""Families of phrases that short blocks around an article hold. `_` is a blank, `|` an edge of the block."""

RELATED_BIT = 1

LONGEST_CUE_BLOCK = 120
"""Characters; a longer block is prose, whose words are its own business."""

_NAME_LITERALS = tuple(tuple(word.replace("_", " ") for word in words.split()) for words in NAMES)

WORD = re.compile(r"[A-Za-z][a-z]*")
"""A word of a name: `relatedNews` are two."""


def name_families(names: str) -> int:
    """The families of a container's names as printed: bit `i` is set for `NAMES[i]`.

    >>> name_families("relatedNews"), name_families("frank photo"), name_families("hotel")
    (1, 2, 0)
    """
    families = 0
    for name in names.split():
        families |= _families_of_one(name)
    return families


@lru_cache(maxsize=1 << 16)
def _families_of_one(name: str) -> int:
    """One name's families: a page gives most of its names to many elements."""
    families = 0
    for word in WORD.findall(name):
        families |= _word_families(word)
    return families


@lru_cache(maxsize=1 << 16)
def _word_families(word: str) -> int:
    """One word's families. Sites differ in their names, but not in the words these are made of: the cache soon knows them."""
    spaced = f" {word.lower()} "
    return sum(
        1 << bit for bit, literals in enumerate(_NAME_LITERALS) if any(literal in spaced for literal in literals)
    )


def cue_families(texts: Sequence[str], *, chinese: bool) -> list[int]:
    """The families of phrases in each of a page's texts: bit `i` is set for `CUES[i]`.

    >>> cue_families(["相关阅读", "版权所有", "雨下了一夜。"], chinese=True)
    [1, 2, 0]
    """
    short = [text if len(text) <= LONGEST_CUE_BLOCK else "" for text in texts]
    return _find("\n".join(short).lower().split("\n"), _literals(CUES_CHINESE if chinese else CUES))


@cache
def _literals(families: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (word.replace("_", " ").replace("|", "\n"), 1 << bit)
        for bit, words in enumerate(families)
        for word in words.split()
    )


def _find(texts: Sequence[str], literals: Sequence[tuple[str, int]]) -> list[int]:
    """Which literals stand in which texts; the texts hold no line end, literals may begin or end with one."""
    joined = "\n" + "\n".join(texts) + "\n"
    starts = list(accumulate((len(text) + 1 for text in texts), initial=1))
    found = [0] * len(texts)
    for literal, bit in literals:
        at = joined.find(literal)
        while at >= 0:
            position = bisect_right(starts, at + (literal[0] == "\n")) - 1
            found[position] |= bit
            at = joined.find(literal, max(at + 1, starts[position + 1] - 1))
    return found
