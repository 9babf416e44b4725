"""The trail that tells where in a site an article stands: `首页 > 财经 > 正文`. Its middle names the channels."""

import re

CRUMB_BREAK = re.compile(r"\s*(?:>+|＞+|›|»|→|->|/(?=\s)|::)\s*")

ENDS = frozenset(
    (
        "正文",
        "文章",
        "内容",
        "详情",
        "全文",
        "新闻",
        "详细内容",
        "文章正文",
        "查看内容",
        "当前位置",
        "您的位置",
        "您当前的位置",
        "现在位置",
        "位置",
        "首页",
        "网站首页",
    )
)
"""Steps that name no channel."""

LEAD = re.compile(
    r"^(?:您?(?:的|现在的?|当前的?|所在的?)?(?:所在)?位置|当前(?:所在)?位置|导航|所在栏目)\s*(?:是)?\s*[:：]?\s*"
)

LONGEST_STEP = 12
LONGEST_TRAIL = 120


def channels(line: str) -> tuple[str, ...] | None:
    """The channels a trail names, the widest first; None if the line is no trail.

    >>> channels("首页> 江城> 民生 > 正文")
    ('江城', '民生')
    >>> channels("气温 > 35 度") is None
    True

    The first step is the site and is left out, and so are steps too long for a channel: the article's title.
    """
    if len(line) > LONGEST_TRAIL:
        return None
    steps = [step.strip() for step in CRUMB_BREAK.split(LEAD.sub("", line))]
    rooted = (
        "首页" in steps[0]
        or "主页" in steps[0]
        or steps[0].lower() in ("home", "index")
        or steps[-1] in ENDS
        or LEAD.match(line)
    )
    if len(steps) < 2 or not rooted:  # noqa: PLR2004 - a trail has two ends
        return None
    return tuple(step for step in steps[1:] if step and step not in ENDS and len(step) <= LONGEST_STEP)
