"""What credits are called in print, and which field of an article each of these labels names."""

import re

from etl.models import Field
from etl.transform.people import HAN
from etl.transform.phrases import Phrases

LABELS: tuple[tuple[Field | None, str], ...] = (
    # what names no field of ours comes first: 图片来源 is no 来源
    (
        None,
        r"(?:图片|图表|数据|资料|视频|题图|封面图?|头图|制图|配图|首图)(?:来源|来自)?|图源|供图|图(?=\s*[:：/／|｜丨])|版式设计|版式|设计|美术设计|视觉",
    ),
    (
        None,
        r"校对|审校|审核|审读|复审|终审|初审|二审|三审|一审|签发|监制|总监制|制片人?|出品人?|策划|统筹|制作|剪辑|美编|摄像|摄影师?|航拍|拍摄",
    ),
    (
        None,
        r"值班(?:主任|总监|编委|领导|主编)|总编辑|副总编辑|主编|编委|编审|运营|实习编辑|见习编辑|排版|配音|主播|播音|翻译|编译",
    ),
    (None, r"发布(?:[者人]|单位|机构|部门)|发稿人|录入[者员人]?|上传[者人]?|供稿(?:单位|部门)"),
    (None, r"(?:作品|文章|新闻|稿件)?(?:编号|分类|标签|关键词|关键字|栏目|所属栏目|频道|专题|版次|版面)"),
    ("title", r"(?:新闻)?原(?:文)?标题|原题"),
    (
        "published",
        r"(?:发布|发表|发稿|更新|刊发|刊登|编辑|录入|添加|上传|创建|成文|公开|出版|首发|生成)(?:时间|日期|于)|发布|出版|首发|时\s?间|日\s?期|本文发表于|Published(?: on)?|Posted(?: on)?",
    ),
    (
        "source",
        r"(?:文章|稿件|信息|新闻|消息|内容|本文|原文)?(?:来\s?源|出处)(?:网站|媒体|于)?|稿源|来自|出自|转载自|转自|摘自|摘编自|Source",
    ),
    ("editor", r"(?:责任|本文|执行|网络|网页|值班|文字|新媒体|当值|本期|今日|轮值)编辑|责编|编\s?辑"),
    (
        "author",
        r"(?:本文|文章|原)?作\s?者|撰文|撰[稿写]人?|[供投]稿人?|信息员|采写|采访|采编|执笔|文字|图文|文/图|图/文|文\|图|文(?=\s*[:：/／|｜丨])",
    ),
)
"""What a credit may be called, in the order in which the names are tried at one place; None: a credit that is no field of ours."""

REPORTER = (
    rf"(?P<house>(?:[{HAN}A-Za-z·]{{2,14}}?)??)(?:驻[{HAN}]{{1,6}}?)?(?:全媒体|融媒体|首席|高级|资深|见习|实习|特约|特派|特稿|财经|科技|视频|摄影|文字)*"
    r"(?:记者|通讯员|实习生|评论员|撰稿人|特约撰稿)"
)
"""Who writes for a paper, with the paper's name before it: 深圳商报驻京记者."""

SEPARATOR = r"\s*[:：/／|｜丨︱]\s*"

BARE: dict[str, Field | None] = {
    **dict.fromkeys(("责任编辑", "责编", "编辑"), "editor"),
    **dict.fromkeys(("作者", "撰文", "通讯员"), "author"),
    **dict.fromkeys(("来源", "来源于"), "source"),
    **dict.fromkeys(("校对", "审核", "摄影", "编审", "版式", "监制"), None),
}
"""Labels that need no colon: white space will do."""

LABEL = Phrases(
    re.compile(
        f"(?<![{HAN}])(?:"
        + "|".join(f"(?P<l{position}>{pattern}){SEPARATOR}" for position, (_, pattern) in enumerate(LABELS))
        + rf"|(?P<bare>{'|'.join(BARE)})(?:[\s\u3000]+|$)"
        + rf"|(?P<reporter>{REPORTER})(?:{SEPARATOR}|\s*))"
    ),
    signs=(
        re.compile(f"[{HAN}]|published|posted|source"),
        re.compile(rf"[:：/／|｜丨︱]|记者|通讯员|实习生|评论员|撰稿|{'|'.join(BARE)}"),
    ),
)
"""One label. Reporters and a few others need no colon after them."""


GLUED = re.compile(
    rf"(?:(?=[{HAN}]{{2,6}}\s*[:：])(?:"
    + "|".join(f"(?P<l{position}>{pattern}){SEPARATOR}" for position, (_, pattern) in enumerate(LABELS))
    + "))(?P<bare>(?!))?(?P<reporter>(?!))?"
)
"""A label behind the value of another, with nothing between the two where the page's layout parts them: 来源：江城网作者：林早."""


def field_of(label: re.Match[str]) -> Field | None:
    """The field that a match of `LABEL` names; None: a credit that is no field of ours."""
    if label["reporter"] is not None:
        return "author"
    if label["bare"] is not None:
        return BARE[label["bare"]]
    return next(field for position, (field, _) in enumerate(LABELS) if label[f"l{position}"] is not None)
