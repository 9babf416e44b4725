"""Blocks that are not the article's, each with the reason. `BOILERPLATE` is the registry, most particular first.

A test looks at one block, at where it stands and at what surrounds it, and gives a word or None. A word of the trade alone (下载, 关注)
condemns nothing inside the story: a report on copyright may speak of copyright. It must stand where such things stand, or alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from etl.transform.blocks import Block
from etl.transform.credits import is_prose
from etl.transform.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a block.

    Attributes:
        blocks: all blocks of the body, in their order.
        title: the article's title; None if it has none.
        prose: the positions of the paragraphs that read like the story, in their order.
    """

    blocks: Sequence[Block]
    title: str | None
    prose: Sequence[int]

    def before(self, position: int) -> int:
        """How many paragraphs of the story stand before a position."""
        return bisect_left(self.prose, position)

    def after(self, position: int) -> int:
        """How many paragraphs of the story stand after a position."""
        return len(self.prose) - bisect_right(self.prose, position)

    def encloses(self, position: int) -> bool:
        """Whether the story has begun before a position and goes on after it."""
        return self.before(position) > 0 and self.after(position) > 0


Test: TypeAlias = Callable[[Block, int, Setting], str | None]

LETTERS = re.compile(r"[^\W_]")
NO_LETTERS = re.compile(r"[\W_]+")

ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+\.\w+", re.IGNORECASE)

WIDGET = re.compile(
    r"加载中|正在加载|加载更多|点击加载|请稍候|请稍等|刷新本?页面|阅读剩余全文|(?:点击|展开|查看|阅读)(?:阅读)?(?:全文|原文|更多|详情|大图)|收起全文|展开更多"
    r"|点击右上角|分享到(?:朋友圈|微信|微博)|使用浏览器|微信好友|复制链接|用微信扫|扫一扫分享|跳转微信打开|您的浏览器|浏览器不支持|请开启javascript|视频加载|音频加载|来自微信"
    r"|^(?:朋友圈|分享|收藏|打印|点赞|评论|纠错|返回顶部|回到顶部|广告|推广|关闭|举报|在看|正文|更多)$",
    re.IGNORECASE,
)
"""What a page says about itself and its buttons."""

PROMOTION = Phrases(
    re.compile(
        r"(?:扫描|扫码|长按|识别|扫一扫).{0,12}(?:二维码|关注|下载|阅读|加入|进群|添加)|二维码.{0,10}(?:关注|下载)|尽在.{0,16}(?:APP|客户端|公众号)|下载.{0,12}(?:APP|客户端)"
        r"|(?:关注|订阅|欢迎关注|敬请关注).{0,16}(?:公众号|微信号|官方微信|官方微博|视频号|头条号|账号)|(?:微信)?公众号\s*[:：]|微信号\s*[:：]|(?:更多|最新).{0,14}(?:资讯|新闻|内容|报道).{0,10}(?:请|尽在|关注|下载|登录)"
        r"|觉得好看|点个?[“\"]?在看|点亮.{0,6}在看|一键三连|(?:加入|添加).{0,8}(?:交流群|微信群|QQ群)|投稿(?:邮箱|热线|请)|(?:新闻|报料|爆料)(?:热线|线索)|(?:商务|广告)合作\s*(?:[:：]|请|电话|邮箱|微信|QQ|$)|广告(?:热线|投放)|开户(?:福利|送)|领取(?:红包|福利)",
        re.IGNORECASE,
    ),
    signs=(
        re.compile(
            "扫描|扫码|长按|识别|扫一扫|二维码|尽在|下载|关注|订阅|公众号|微信号|更多|最新|觉得好看|在看|点亮|一键三连|加入|添加|投稿|热线|线索|合作|广告|开户|领取"
        ),
    ),
)
"""What asks the reader to scan, follow, download."""

NOTICE = Phrases(
    re.compile(
        r"版权(?:所有|声明|归.{0,16}所有|属.{0,12}所有|属于)|免责声明|法律声明|著作权归|未经.{0,16}(?:授权|许可|同意|允许|书面)|(?:不得|禁止|严禁|请勿).{0,12}(?:转载|复制|刊载|镜像|摘编)|转载(?:请|须|时|必须|务必)|(?:谢绝|禁止|如需|欢迎)转载"
        r"|凡.{0,12}(?:注明|标注|来源).{0,60}(?:作品|稿件|文字|版权|转载|文章|内容)|(?:本文|文章|以上|内容|本稿).{0,16}(?:不代表|仅代表|仅供参考|不构成|与本(?:网|站)无关)|(?:不构成|仅供).{0,10}(?:投资)?(?:建议|参考).{0,16}(?:风险|谨慎|自负|操作)|(?:投资者?据此|据此)操作"
        r"|投资有风险|市场有风险|违法和?不良信息举报|举报(?:电话|邮箱)|ICP[备证]|公网安备|许可证.{0,6}(?:号|编号|[:：])|copyright\s*(?:©|\(c\)|\d{4})|©\s*\d{4}|all rights reserved|获取授权|如有侵权|侵权必究|侵删"
        r"|^the post .{1,200}(?:appeared first|first appeared) on |^※ ?来源[:：]",
        re.IGNORECASE,
    ),
    signs=(
        re.compile(
            "版权|声明|著作权|未经|不得|禁止|严禁|请勿|转载|凡|本文|文章|以上|内容|本稿|不构成|仅供|据此|有风险|不良信息|举报|cp[备证]|公网安备|许可证|copyr|©|all right|获取授权|侵权|侵删|appeared|※"
        ),
    ),
)
"""Copyright, disclaimers, licences."""

RELATED = re.compile(
    r"^[\[【〖「\s>》#*★●◆■▍|]*(?:(?:更多)?(?:相关|推荐|延伸|拓展|扩展|关联|热门|热点|精彩|精选|往期|更多|猜你|今日|图片|视频|本文|编辑|独家|原创|最新|本周|本月|一周|大家都?|其他人也?|网友|小编|为你|为您|点击|近期|历史|同类|同期|其它|其他)"
    r"(?:相关|精彩|热门|热点|也|在|还|喜欢|关注|独家|推荐)*(?:阅读|链接|新闻|报道|文章|资讯|内容|专题|推荐|回顾|导读|喜欢|看|看过|搜索|话题|视频|图集|图片|策划|排行|排行榜|评论|稿件|热点|热文|栏目|帖子|标签|主题|动态|精选|头条)榜?"
    r"|相关$|推荐$|视觉焦点|新闻排行|点击排行|热榜|热文|您此时的心情|新闻表情|上一篇|下一篇|上一页|下一页|网友(?:评论|跟[帖贴])|发表评论|我来说两句|文章点评|评论列表|跟[帖贴]|\d+ (?:comments?|responses|replies)|comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the (?:conversation|discussion)|related|more (?:from|on|stories|news)|read (?:more|next)|you may (?:also )?like|recommended|most (?:read|popular)|trending|share this)"
    r"(?:\s*[/:：>》\]】〗」|·]*|\s*(?:\d+|更多|换一换|more))*\s*$",
    re.IGNORECASE,
)
"""A line of its own that heads other articles, or what readers make of this one."""

NAVIGATION = re.compile(
    r"(?:返回|回到|前往|进入)[\u3400-\u9fffA-Za-z]{0,16}|首页|网站地图|设为首页|加入收藏|联系我们|关于我们|上一[篇页条]|下一[篇页条]|[<>＞»›→|｜]"
)
"""Words of menus."""

FURNITURE_WORDS = frozenset(
    "qr qrcode erweima ewm share bdshare sharebar copyright footer breadcrumb breadcrumbs crumb crumbs nav navbar menu sidebar pagination pager"
    " comment comments related recommend recommended tags tag advert advertisement ads sponsor sponsored toolbar disclaimer statement".split()
)
"""Class and id words of what surrounds an article."""

SHORT = 40
"""Characters; what says so little may be furniture by its class words alone."""

LONGEST_NOTICE = 800
"""Characters; what says more is a story."""

SHORTEST_EXCERPT = 20
"""Letters; so many at the beginning of a text are not said twice by chance."""

EXCERPT_LABEL = re.compile(r"^\W*(?:内容)?(?:摘要|导读|导语|提要|简介|核心提示)\s*[:：】\]]")
"""What an excerpt is called where it is printed in a box."""

WHOLE = re.compile(r"[。！？!?][”」』’）)\"']*$|[^.][.]$")
"""How a text ends that was not cut."""

CLAUSE = re.compile(r"[^，。！？；,;!?]+[，。！？；,;!?]*")

MUCH = 0.25
"""The share of a longer text that must be clauses of a notice or a prompt for all of it to be one."""

MOSTLY = 0.6

MOSTLY_LINKS = 0.9


def other_place(block: Block, _position: int, _setting: Setting) -> str | None:
    """What stands before or after the story of a whole page."""
    return {"head": "before the story", "tail": "after the story", "body": None}[block.region]


def no_words(block: Block, _position: int, _setting: Setting) -> str | None:
    """Rules, arrows, a stray question mark: no letter and no digit."""
    return None if LETTERS.search(block.text) else "no words"


def title_again(block: Block, position: int, setting: Setting) -> str | None:
    """The title, printed again above the text."""
    return (
        "title" if setting.title and setting.before(position) <= 1 and same_words(block.text, setting.title) else None
    )


def excerpt(block: Block, position: int, setting: Setting) -> str | None:
    """The beginning of the text, printed above the text: an excerpt that the site made for its lists, cut where it was long enough.

    A lead in words of its own stays, and so does one of whole sentences that the text repeats.
    """
    if setting.before(position) > 1 or WHOLE.search(block.text):
        return None
    said = letters_of(EXCERPT_LABEL.sub("", block.text))
    if len(said) < SHORTEST_EXCERPT:
        return None
    following = ""
    for other in setting.blocks[position + 1 : position + 1 + len(said)]:
        if other.reason is None and other.region == "body":
            following += letters_of(other.text)
            if not following.startswith(said[: len(following)]):
                return None
            if len(following) >= len(said):
                return "excerpt"
    return None


def address_alone(block: Block, _position: int, _setting: Setting) -> str | None:
    """An address with no word beside it."""
    return "address" if ADDRESS.fullmatch(block.text.strip("<>()（） ")) else None


def widget(block: Block, _position: int, _setting: Setting) -> str | None:
    """Messages of the page itself: loading, share, read on."""
    return "widget" if len(block.text) <= SHORT and WIDGET.search(block.text) else None


def navigation(block: Block, position: int, setting: Setting) -> str | None:
    """A line of links outside the prose, or one made of the words of menus."""
    if setting.encloses(position) or len(block.text) > 2 * SHORT:
        return None
    if block.links >= MOSTLY_LINKS and NAVIGATION.search(block.text):
        return "navigation"
    left = NAVIGATION.sub("", block.text)
    return "navigation" if left != block.text and not LETTERS.search(left) else None


def promotion(block: Block, position: int, setting: Setting) -> str | None:
    """What asks the reader to scan, follow or download, before or after the prose, or short.

    Most of it must do so: the first paragraph of a report may speak of 国际商务合作, the last of a 客户端.
    """
    longest = SHORT if setting.encloses(position) else 5 * SHORT
    return "promotion" if len(block.text) <= longest and _speaks_of(PROMOTION, block.text) else None


def notice(block: Block, position: int, setting: Setting) -> str | None:
    """Copyright and disclaimers where the text has ended or has not begun."""
    outside = setting.before(position) == 0 or setting.after(position) <= 1
    return "notice" if outside and _speaks_of(NOTICE, block.text) else None


def related(block: Block, _position: int, _setting: Setting) -> str | None:
    """The line that heads related reading."""
    return "related" if len(block.text) <= SHORT and RELATED.search(block.text) else None


def furniture_words(block: Block, _position: int, _setting: Setting) -> str | None:
    """A short text, or one made of links, in an element whose class names a part of the page around the article."""
    if len(block.text) > SHORT and block.links < MOSTLY:
        return None
    found = FURNITURE_WORDS.intersection(block.words.split())
    return f"class {min(found)}" if found else None


BOILERPLATE: tuple[Test, ...] = (
    other_place,
    no_words,
    title_again,
    excerpt,
    address_alone,
    related,
    widget,
    promotion,
    notice,
    navigation,
    furniture_words,
)


def drop_boilerplate(blocks: Sequence[Block], title: str | None) -> tuple[Block, ...]:
    """Give each block that is not the article's its reason; leave those that have one already."""
    setting = Setting(blocks, title, prose=[position for position, block in enumerate(blocks) if _is_story(block)])
    return tuple(_judged(block, position, setting) for position, block in enumerate(blocks))


def _judged(block: Block, position: int, setting: Setting) -> Block:
    if block.reason is None:
        for test in BOILERPLATE:
            reason = test(block, position, setting)
            if reason is not None:
                return replace(block, reason=reason)
    return block


def _speaks_of(phrases: Phrases, text: str) -> bool:
    """Whether a text is about phrases and does not merely hold one: it is short, opens with it, or much of it are clauses that hold it."""
    found = list(phrases.finditer(text)) if len(text) <= LONGEST_NOTICE else ()
    if not found or len(text) <= 2 * SHORT:
        return bool(found)
    said = 0
    for clause in CLAUSE.finditer(text):
        if any(match.start() < clause.end() and clause.start() < match.end() for match in found):
            said += len(clause[0])
            if clause.start() == 0:
                return True
    return said >= MUCH * len(text)


def _is_story(block: Block) -> bool:
    told = block.reason is None and block.region == "body" and is_prose(block.text)
    return told and not _speaks_of(NOTICE, block.text) and not _speaks_of(PROMOTION, block.text)


def same_words(left: str, right: str) -> bool:
    """Whether two texts have the same letters and digits, whatever stands between them.

    >>> same_words("雨水充足 秋收在即", "“雨水充足”，秋收在即")
    True
    """
    return letters_of(left) == letters_of(right)


def letters_of(text: str) -> str:
    """The letters and digits of a text, in small letters."""
    return NO_LETTERS.sub("", text).casefold()
