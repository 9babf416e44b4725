"""Invented news in every shape we read, as much as asked for and the same every time.

No sentence here was ever published: names of places and people are made up, and the sentences are put together by chance.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from random import Random

CHINA = timezone(timedelta(hours=8))

PLACES = ("青禾市", "云汀县", "白鹭镇", "松溪村", "望江区", "石桥街道", "南屿岛", "柳河新区", "东篱乡", "鹿鸣谷")
PEOPLE = ("周砚秋", "林晚舟", "陈牧之", "许知夏", "郑闻溪", "沈怀谷", "吴听澜", "何青梧", "宋远樵", "杜若松")
BODIES = ("水务局", "图书馆", "气象台", "农技站", "轮渡公司", "少年宫", "博物馆", "消防站", "公交集团", "茶叶协会")
THINGS = (
    "新建的引水渠",
    "改造后的旧码头",
    "社区夜校",
    "湿地观鸟步道",
    "春茶交易市场",
    "自行车专用道",
    "老戏台",
    "儿童科学角",
)
EVENTS = (
    "正式投入使用",
    "迎来首批访客",
    "完成第三阶段验收",
    "因大雾推迟开放",
    "增加了周末班次",
    "公布了修缮方案",
    "向市民免费开放",
)
REMARKS = ("大家都说方便了许多", "接下来还要听取居民意见", "希望更多年轻人回来看看", "这只是一个开始", "账目会按月公布")
TAGS = ("民生", "交通", "文化", "农业", "天气", "教育")
PAPERS = ("青禾晚报", "云汀日报", "望江新闻网", "柳河时报")
FONTS = str.maketrans("国发业众网书产东这开为", "國發業眾網書產東這開為")
"""A few characters as Traditional script has them: enough to look the part."""


@dataclass(frozen=True, slots=True)
class Story:
    """An invented article, before it is dressed as a document."""

    number: int
    title: str
    source: str
    author: str
    published: datetime
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its invented address."""
        return f"https://news.example/{self.published:%Y/%m%d}/c{self.number}.html"


def story(number: int, seed: int = 0) -> Story:
    """Invent the story with that number."""
    random = Random(f"{seed} {number}")
    place, thing, event = random.choice(PLACES), random.choice(THINGS), random.choice(EVENTS)
    published = datetime(2015, 1, 1, tzinfo=CHINA) + timedelta(minutes=random.randrange(5_000_000))
    return Story(
        number=number,
        title=f"{place}{thing}{event} 今年第{number}项",
        source=random.choice(PAPERS),
        author=random.choice(PEOPLE),
        published=published,
        tags=tuple(random.sample(TAGS, random.randint(1, 3))),
        paragraphs=tuple(_paragraph(random) for _ in range(random.randint(4, 14))),
    )


def _paragraph(random: Random) -> str:
    sentences = [
        f"{random.choice(PLACES)}{random.choice(BODIES)}{random.randint(1, 28)}日介绍，{random.choice(THINGS)}"
        f"{random.choice(EVENTS)}，已有{random.randint(2, 9000)}人次参加，比去年同期多{random.randint(1, 80)}%。"
        if random.random() < 0.6  # noqa: PLR2004 - more news than remarks
        else f"“{random.choice(REMARKS)}，”{random.choice(BODIES)}负责人{random.choice(PEOPLE)}说，“{random.choice(REMARKS)}。”"
        for _ in range(random.randint(1, 5))
    ]
    return "".join(sentences)


# ------------------------------------------------------------------------------------------------ shapes


def post_with_html(told: Story) -> bytes:
    """Dress a story as a post: front matter, then HTML."""
    body = "\n".join(f"<p>　　{paragraph}</p>" for paragraph in told.paragraphs)
    return f"{_front_matter(told)}\n{body}\n".encode()


def post_with_markdown(told: Story) -> bytes:
    """Dress a story as a post: front matter, then Markdown."""
    body = "\n\n".join(told.paragraphs)
    return f"{_front_matter(told)}\n{body}\n".encode()


def page(told: Story) -> bytes:
    """Dress a story as a page with menus, sidebar and footer, in UTF-8."""
    return _page(told, "utf-8").encode()


def page_in_gbk(told: Story) -> bytes:
    """Dress a story as a page in GBK."""
    return _page(told, "gb2312").encode("gbk")


def page_with_a_lie(told: Story) -> bytes:
    """Dress a story as a page in GBK that claims to be UTF-8."""
    return _page(told, "utf-8").encode("gbk")


def page_in_big5(told: Story) -> bytes:
    """Dress a story as a page in Big5; what Big5 cannot write is left out."""
    return _page(told, "big5").translate(FONTS).encode("big5", "ignore")


def capture(told: Story) -> bytes:
    """Dress a story as a page saved as plain text: everything the page has, and no tags."""
    menu = "首页\n要闻\n本地\n专题\n视频\n客户端下载"
    others = "\n".join(f"· {story(told.number + step, -1).title}" for step in range(1, 9))
    body = "\n\n".join(f"　　{paragraph}" for paragraph in told.paragraphs)
    line = f"{told.published:%Y-%m-%d %H:%M}　来源：{told.source}　作者：{told.author}"
    return f"{menu}\n\n{told.title}\n\n{line}\n\n{body}\n\n责任编辑：{told.author}\n\n相关阅读\n{others}\n关于我们 | 联系我们\n".encode()


def plain(told: Story) -> bytes:
    """Dress a story as plain text in GB18030."""
    body = "\n\n".join(f"　　{paragraph}" for paragraph in told.paragraphs)
    return f"{told.title}\n\n{body}\n".encode("gb18030")


def records(told: Story) -> bytes:
    """Dress a story and the next two as JSON Lines."""
    stories = (told, story(told.number + 1_000_000), story(told.number + 2_000_000))
    lines = (
        {
            "title": each.title,
            "content": "\n".join(each.paragraphs),
            "url": each.url,
            "source": each.source,
            "time": each.published.isoformat(),
        }
        for each in stories
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def broken(told: Story) -> bytes:
    """Give what is no document: the beginning of a picture."""
    return b"\x89PNG\r\n\x1a\n" + Random(told.number).randbytes(2000)


SHAPES: tuple[tuple[str, Callable[[Story], bytes]], ...] = (
    ("post.md", post_with_html),
    ("page.html", page),
    ("gbk.html", page_in_gbk),
    ("post-md.md", post_with_markdown),
    ("capture.txt", capture),
    ("plain.txt", plain),
    ("post-2.md", post_with_html),
    ("liar.html", page_with_a_lie),
    ("big5.html", page_in_big5),
    ("records.jsonl", records),
)
"""The shapes, in turn; one document in two hundred is broken."""


def documents(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Invent documents: a file name and its bytes."""
    for number in range(count):
        name, dress = SHAPES[number % len(SHAPES)]
        if number % 200 == 199:  # noqa: PLR2004 - as SHAPES says
            name, dress = "broken.html", broken
        yield f"{number:06}-{name}", dress(story(number, seed))


def write(folder: Path, count: int, seed: int = 0) -> int:
    """Write documents into a folder, a thousand a subfolder, and return how many bytes."""
    written = 0
    waiting = documents(count, seed)
    for part in range(0, count, 1000):
        below = folder / f"{part // 1000:03}"
        below.mkdir(parents=True, exist_ok=True)
        for name, content in islice(waiting, 1000):
            (below / name).write_bytes(content)
            written += len(content)
    return written


def _front_matter(told: Story) -> str:
    tags = "\n".join(f"  - {tag}" for tag in told.tags)
    return (
        f"---\ntitle: {told.title}\nsource: {told.source}\nauthor: {told.author}\n"
        f"date: {told.published:%Y-%m-%d %H:%M:%S}\nurl: {told.url}\ntags:\n{tags}\n---"
    )


def _page(told: Story, charset: str) -> str:
    menu = "".join(f'<li><a href="/{tag}/">{tag}频道</a></li>' for tag in TAGS * 4)
    side = "".join(
        f'<li><a href="{other.url}">{other.title}</a> <span>{other.published:%m-%d}</span></li>'
        for other in (story(told.number + step, -1) for step in range(1, 16))
    )
    style = "".join(f".c{n}{{margin:{n}px;padding:{n % 7}px;color:#{n:06x}}}\n" for n in range(150))
    body = "\n".join(f"<p>　　{paragraph}</p>" for paragraph in told.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{charset}"><title>{told.title}_{told.source}</title>
<meta name="keywords" content="{",".join(told.tags)}"><meta property="og:url" content="{told.url}">
<style>{style}</style><script>var page = {{"id": {told.number}, "ads": [{",".join(map(str, range(300)))}]}};</script></head>
<body><div class="header"><ul class="nav">{menu}</ul></div>
<div class="main"><div class="article"><h1>{told.title}</h1>
<div class="info"><span class="time">{told.published:%Y年%m月%d日 %H:%M}</span> <span class="source">来源：{told.source}</span></div>
<div class="content" id="content">
{body}
<p class="editor">（责任编辑：{told.author}）</p></div>
<div class="share">分享到： 微信 微博</div></div>
<div class="sidebar"><h3>热点推荐</h3><ul>{side}</ul></div></div>
<div class="footer"><p>关于我们 | 联系我们 | 版权声明</p><p>未经许可不得转载</p></div></body></html>
"""
