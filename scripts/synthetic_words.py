"""English text as Chinese of the same density, for training pages that are Chinese but for their layout.

Every English word becomes a few ideographs (the same word always the same ones), function words become Chinese ones, phrases of the
trade become their Chinese counterparts, punctuation and dates follow. What comes out says nothing, but is as long, as broken and as
punctuated as Chinese is.
"""

import hashlib
import random
import re
from functools import partial

IDEOGRAPHS = (
    "一人大国中上时年会生地出行成方多经学发作能过要家用天全现工动分法新开力理日本进体体部同民此公水度小定自高机正当外子所着面加等月点业"
    "重起电问间明意下代内社好比机应制关长相物种与见路书系气变回走被情山活美干队西相资手文向重员门城老市场通信交海区统计政府调查研究报告企业"
    "教育科技医院服务管理建设项目投资价格增长目标条件农村儿童环境保护安全质量标准数据网络平台产品消费市民居住交通铁路航空旅游文化历史"
    "春夏秋冬风雨雪阳光河湖田园花草树木鸟鱼马牛羊米面茶酒衣食桥楼街店桌灯钟纸笔画歌舞球赛冠军队员教练观众记录"
)

FUNCTION_WORDS = {
    "the": "", "a": "", "an": "", "of": "的", "and": "和", "to": "", "in": "在", "is": "是", "are": "是", "was": "是", "were": "是", "that": "这",
    "this": "这", "it": "它", "for": "为", "with": "与", "on": "上", "as": "作为", "be": "是", "have": "有", "has": "有", "had": "有了", "not": "不",
    "he": "他", "she": "她", "they": "他们", "we": "我们", "i": "我", "you": "你", "his": "他的", "her": "她的", "their": "他们的", "our": "我们的",
    "by": "由", "from": "从", "at": "在", "or": "或", "but": "但", "will": "将", "can": "能", "also": "也", "all": "都", "said": "说", "says": "表示",
    "one": "一个", "if": "如果", "which": "", "who": "", "about": "关于", "when": "时", "been": "了", "would": "会", "more": "更多", "your": "你的",
}  # fmt: skip

PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:related|recommended) (?:articles?|posts?|stories|content|news|reading|topics)",
        ("相关阅读", "相关新闻", "延伸阅读", "相关文章", "推荐阅读", "相关推荐", "相关报道"),
    ),
    (
        r"you (?:may|might) (?:also )?(?:like|be interested in)|recommended for you",
        ("猜你喜欢", "大家都在看", "为您推荐", "其他人也在看"),
    ),
    (
        r"most (?:read|popular|viewed)|trending(?: now)?|popular (?:posts|stories|now)",
        ("热门排行", "点击排行", "今日热点", "热门文章", "24小时热文"),
    ),
    (r"(?:latest|recent) (?:news|posts|articles|stories)", ("最新新闻", "最新资讯", "最近更新", "滚动新闻")),
    (
        r"(?:read|view|see|show|load|learn|find out) more|more\s*(?:»|>|→)|continue reading|view all|see all",
        ("更多", "更多>>", "查看更多", "阅读全文", "详细"),
    ),
    (r"(?:next|newer) (?:post|article|story)", ("下一篇",)),
    (r"(?:previous|prev|older) (?:post|article|story)", ("上一篇",)),
    (r"all rights reserved", ("版权所有 未经授权不得转载", "版权所有", "保留所有权利")),
    (r"copyright", ("版权所有", "Copyright")),
    (r"privacy policy", ("隐私政策", "隐私保护")),
    (r"terms (?:of|and) (?:use|service|conditions)", ("服务条款", "使用协议", "法律声明")),
    (r"cookie (?:policy|settings|preferences)|cookies?", ("免责声明",)),
    (r"about us", ("关于我们", "网站介绍")),
    (r"contact(?: us)?", ("联系我们", "联系方式")),
    (r"advertis(?:e|ing|ement)s?(?: with us)?|sponsored(?: content)?", ("广告", "广告服务", "推广")),
    (r"sign up|register|join(?: us| now)?|create (?:an )?account", ("注册", "免费注册", "加入我们")),
    (r"(?:log|sign) ?in", ("登录", "用户登录")),
    (r"subscribe(?: now| to our newsletter)?|newsletters?", ("订阅", "邮件订阅")),
    (r"share (?:this|on \w+|via \w+)?", ("分享到", "分享", "分享到微信", "微信扫一扫")),
    (
        r"facebook|twitter|linkedin|pinterest|instagram|whatsapp|reddit",
        ("微博", "微信", "QQ空间", "新浪微博", "朋友圈"),
    ),
    (r"comments?", ("评论", "网友评论", "我要评论", "跟帖")),
    (r"repl(?:y|ies)", ("回复",)),
    (r"search", ("搜索",)),
    (r"home(?:page)?", ("首页",)),
    (r"menu|navigation", ("导航", "频道")),
    (r"print", ("打印",)),
    (r"posted (?:on|in)|published(?: on)?|last updated|updated", ("发布时间：", "更新时间：", "发表于")),
    (r"written by|posted by|^\s*by\b|author:?", ("作者：", "记者 ", "文/", "本报记者 ")),
    (r"editor:?|edited by", ("责任编辑：", "编辑：", "责编：")),
    (r"source:?", ("来源：", "文章来源：")),
    (r"(?:photo(?:graph)?|image)(?: by| credit| courtesy)?:?|getty images", ("图片来源：", "资料图", "摄影：")),
    (r"views", ("阅读", "浏览次数：")),
    (r"tags?:?|categories:?|topics:?", ("标签：", "分类：", "关键词：")),
    (r"download", ("下载",)),
    (r"news", ("新闻",)),
    (r"sports?", ("体育",)),
    (r"business|finance", ("财经",)),
    (r"world|international", ("国际",)),
    (r"video", ("视频",)),
    (r"photos|gallery", ("图片",)),
)
"""Phrases of the trade, and what Chinese sites print instead."""

_PHRASES = tuple((re.compile(rf"(?i)(?<![a-z])(?:{pattern})(?![a-z])"), words) for pattern, words in PHRASES)
_DATE = re.compile(
    r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TOKEN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’-]*|\s+|.", re.DOTALL)
_PUNCTUATION = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", '"': "”"}
_PHRASE_LENGTH = 90


def number(*words: object) -> int:
    """A number that depends on nothing but these words."""
    return int.from_bytes(hashlib.blake2b(repr(words).encode(), digest_size=6).digest(), "big")


def ideographs(word: str) -> str:
    """What a word becomes: always the same."""
    lowered = word.lower().strip("'’-")
    if lowered in FUNCTION_WORDS:
        return FUNCTION_WORDS[lowered]
    count = 1 if len(lowered) < 4 else 2 if len(lowered) < 9 else 3
    seed = number("word", lowered)
    return "".join(IDEOGRAPHS[(seed >> 9 * i) % len(IDEOGRAPHS)] for i in range(count))


def _one_of(words: tuple[str, ...], dice: random.Random, _: re.Match[str]) -> str:
    return words[int(dice.random() * len(words))]


def chinese(text: str, dice: random.Random) -> str:
    """A text as Chinese of the same density."""
    text = _DATE.sub(
        lambda m: dice.choice(("{2}年{0}月{1}日", "{2}-{0:02}-{1:02}", "{2}/{0:02}/{1:02}")).format(
            _MONTHS.index(m[1].lower()[:3]) + 1, int(m[2]), m[3]
        ),
        text,
    )
    if len(text) < _PHRASE_LENGTH:
        for pattern, words in _PHRASES:
            text = pattern.sub(partial(_one_of, words, dice), text)
    out: list[str] = []
    pieces = _TOKEN.findall(text)
    for position, piece in enumerate(pieces):
        after = pieces[position + 1] if position + 1 < len(pieces) else " "
        if piece[0].isalpha() and piece[0] <= "ɏ":
            out.append(ideographs(piece) if piece not in ("Copyright", "ICP", "QQ") else piece)
        elif piece.isspace():
            edge = position in (0, len(pieces) - 1) or not (pieces[position - 1][0].isalpha() and after[0].isalpha())
            out.append(piece if edge and not (out and out[-1][-1:] in "，。；：？！、") else "")
        elif piece == "." and after.isspace():
            out.append("。")
        elif piece in _PUNCTUATION and (after.isspace() or not after[0].isdigit()):
            out.append(_PUNCTUATION[piece] if piece != "," or dice.random() < 0.8 else "、")
        else:
            out.append(piece)
    return "".join(out)


def sentence(dice: random.Random, words: int) -> str:
    """An invented line of so many ideographs."""
    return "".join(dice.choice(IDEOGRAPHS) for _ in range(words))
