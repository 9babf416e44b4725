"""What Chinese sites print around a story: bylines, credits, other stories, comments, the foot of a page; all of it invented."""

import random

from scripts.synthetic_words import sentence


def _links(dice: random.Random, count: int) -> list[str]:
    return [f'<a href="/{i}.html">{sentence(dice, dice.randint(8, 24))}</a>' for i in range(count)]


def _list(dice: random.Random, links: list[str], *, classes: bool) -> str:
    named = f' class="{dice.choice(("list", "related", "news-list", "xgxw", "rec", "hot"))}"' if classes else ""
    match dice.randrange(4):
        case 0:
            return f"<ul{named}>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"
        case 1:
            return f"<div{named}>" + "<br>".join("·" + link for link in links) + "</div>"
        case 2:
            return (
                f"<table{named}>"
                + "".join(
                    f"<tr><td>{link}</td><td>{dice.randint(1, 12)}-{dice.randint(1, 28)}</td></tr>" for link in links
                )
                + "</table>"
            )
        case _:
            return "".join(f"<p{named}>{link}</p>" for link in links)


def _name(dice: random.Random) -> str:
    return dice.choice("张王李赵陈刘周吴徐孙马朱胡林郭何高罗") + sentence(dice, dice.randint(1, 2))


def head_lines(dice: random.Random, *, classes: bool) -> str:
    """What a Chinese site prints between the title and the story."""
    date = f"{dice.randint(2000, 2026)}{dice.choice(('-', '年', '/'))}{dice.randint(1, 12):02}-{dice.randint(1, 28):02} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}"
    source = sentence(dice, 2) + dice.choice(("网", "日报", "社", "晚报", "在线"))
    line = dice.choice((f"{date}　来源：{source}", f"{source} {date} 作者：{_name(dice)}", f"来源：{source} 发布时间：{date} 字号 大 中 小", f"http://www.example.com {date} {source}",
                        f"发布时间：{date} 浏览次数：{dice.randint(10, 9999)} 次", f"{date} {source} 我要评论 分享到"))  # fmt: skip
    tag = dice.choice(("div", "p", "td", "span"))
    named = f' class="{dice.choice(("info", "source", "date", "art_info", "meta"))}"' if classes else ""
    return (
        f"<table><tr><td{named}>{line}</td></tr></table>"
        if tag == "td"
        else f"<{tag}{named}>{line}</{tag}>" + ("<br>" if tag == "span" else "")
    )


def tail_lines(dice: random.Random, profile: str, *, classes: bool) -> str:
    """What a Chinese site prints after the story."""
    out = []
    named = f' class="{dice.choice(("editor", "foot", "share", "tail"))}"' if classes else ""
    if dice.random() < 0.6:
        out.append(
            f"<{(tag := dice.choice(('p', 'div', 'span')))}{named}>{dice.choice(('责任编辑：{}', '（责编：{}）', '编辑：{}', '[责任编辑：{}]', '（编辑：{}）')).format(_name(dice))}</{tag}>"
        )
    if dice.random() < 0.3:
        out.append(
            f"<p>{dice.choice(('声明：本网转载此文章，旨在为读者提供更多信息，不代表本网立场，如有侵权请联系我们删除。', '免责声明：以上内容为作者个人观点，不构成投资建议。', '凡注明来源的作品，未经授权不得转载，违者将追究法律责任。'))}</p>"
        )
    if dice.random() < 0.4:
        out.append(
            f"<div{named}>{dice.choice(('分享到：微博 微信 QQ空间', '扫一扫在手机打开当前页', '【打印】【关闭】【收藏】', '我要纠错 打印 关闭窗口', '微信扫一扫 分享到朋友圈'))}</div>"
        )
    if dice.random() < 0.7:
        title = dice.choice(
            (
                "相关阅读",
                "相关新闻",
                "相关文章：",
                "热门推荐",
                "猜你喜欢",
                "其他人也在看",
                "延伸阅读",
                "精彩推荐",
                "今日热点",
                "更多新闻",
            )
        )
        tag = dice.choice(("h3", "div", "p", "b", "strong", "dt"))
        out.append(f"<{tag}>{title}</{tag}>" + _list(dice, _links(dice, dice.randint(3, 12)), classes=classes))
    if dice.random() < 0.4:
        out.append(f"<p>上一篇：{_links(dice, 1)[0]}</p><p>下一篇：{_links(dice, 1)[0]}</p>")
    if profile == "comments" or dice.random() < 0.1:
        out.append(comments(dice, classes=classes))
    if profile == "feed" or dice.random() < 0.1:
        out.append(teasers(dice, classes=classes))
    if profile == "stories":
        out.extend(next_story(dice, classes=classes) for _ in range(dice.choice((1, 1, 2, 4))))
    if dice.random() < 0.3:
        dice.shuffle(out)
    return "".join(out)


def paragraph(dice: random.Random, least: int, most: int) -> str:
    """Invented prose."""
    out = []
    left = dice.randint(least, most)
    while left > 0:
        words = dice.randint(6, 22)
        out.append(
            sentence(dice, words) + ("，" if left > words and dice.random() < 0.6 else dice.choice("。。。！？；"))
        )
        left -= words
    return "".join(out)[:-1] + "。"


def comments(dice: random.Random, *, classes: bool) -> str:
    """What readers left under a story, in one of the ways it is printed."""
    named = f' class="{dice.choice(("comment", "reply", "pinglun", "feedback"))}"' if classes else ""
    way, out = dice.randrange(4), []
    for position in range(dice.choice((1, 3, 8, 20, 40))):
        who, when = (
            sentence(dice, dice.randint(2, 6)),
            f"{dice.randint(2003, 2026)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02} {dice.randint(0, 23)}:{dice.randint(0, 59):02}",
        )
        what = paragraph(dice, 4, dice.choice((12, 30, 90)))
        out.append((f"<div{named}><div>{who} {dice.randint(1, 23)}小时前</div><div>{what}</div><a href='#'>回复</a></div>",
                    f"<tr><td{named}># {dice.choice(('re:', '回复:', ''))} {who} {when}<br>{what}</td></tr>",
                    f"<li><b>{who}</b> 发表于 {when} {position + 1}楼<p>{what}</p></li>",
                    f"<hr>{who}于{when}说：<br>{what}<br>")[way])  # fmt: skip
    title = dice.choice(("网友评论", "最新评论", "评论", "Feedback", "发表评论", "热门跟帖", ""))
    inside = "".join(out)
    return f"<div><h3>{title}</h3>{f'<table>{inside}</table>' if way == 1 else inside}</div>"


def teasers(dice: random.Random, *, classes: bool) -> str:
    """Other stories, each with its first sentences."""
    named = f' class="{dice.choice(("item", "news_item", "card", "list-item"))}"' if classes else ""
    out = []
    for position in range(dice.choice((2, 5, 12, 25))):
        link, text = _links(dice, 1)[0], paragraph(dice, 20, 140)
        text = text if dice.random() < 0.5 else text[:-1] + "..."
        head = dice.choice((f"<h3>{link}</h3>", f"<div>{link}</div>", f"<b>{link}</b><br>"))
        out.append(
            f"<div{named}>{head}<p>{text}</p></div>"
            if position % 5 or dice.random() < 0.5
            else f"<div{named}>广告<br>{head}{text}</div>"
        )
    return "<div>" + "".join(out) + "</div>"


def next_story(dice: random.Random, *, classes: bool) -> str:
    """A second story under the first, whole."""
    named = f' class="{dice.choice(("article", "content", "post", "detail"))}"' if classes else ""
    title = sentence(dice, dice.randint(10, 24))
    head = dice.choice(
        (f"<h2>{title}</h2>", f'<h2><a href="/next">{title}</a></h2>', f"<p><b>{title}</b></p>", f"<div>{title}</div>")
    )
    way = dice.choice(("<p>{}</p>", "<p>　　{}</p>", "　　{}<br><br>"))
    return (
        f"<div{named}>{head}"
        + "".join(way.format(paragraph(dice, 20, 160)) for _ in range(dice.choice((1, 3, 8, 20))))
        + "</div>"
    )


def foot_lines(dice: random.Random) -> str:
    """The end of a Chinese page."""
    words = ("关于我们", "联系我们", "广告服务", "网站地图", "版权声明", "招聘信息", "设为首页", "加入收藏")
    links = dice.choice((" | ", " - ", " ")).join(
        f'<a href="/{i}">{word}</a>' for i, word in enumerate(dice.sample(words, 5))
    )
    return f"<div>{links}</div><div>{sentence(dice, 4)}网 版权所有 Copyright © {dice.randint(2000, 2026)} 京ICP备{dice.randint(10000, 99999)}号</div>"
