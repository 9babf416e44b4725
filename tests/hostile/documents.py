"""Hostile documents: for each, how it is made and what must become of it.

A verdict is the set of reasons and `article`s that a document's outcomes have, exactly. Every document is made anew, the same
every time; none lies in the repository, where virus scanners and editors would choke on it. With ETL_HOSTILE_FULL=1 they have the
sizes of docs/hostile.md; otherwise they are as large as the same way through the program needs.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024 * 1024
IS_FULL = bool(os.environ.get("ETL_HOSTILE_FULL"))


def sized(short: int, full: int) -> int:
    """Choose how large, how deep or how many."""
    return full if IS_FULL else short


STORY = "渡口今日增开两班船，往返各一趟。摊主们说，雨后的青菜卖得最快，价格没有变化。"
SECOND = "老桥修缮三年之后恢复通车，两岸居民步行过河，不再绕行北门。"
ARTICLE = frozenset({"article"})


def rejected(*reasons: str) -> frozenset[str]:
    """Name the only verdicts that will do."""
    return frozenset(reasons)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile document.

    Attributes:
        name: a file name, unlike all others.
        make: gives the bytes.
        verdicts: what its outcomes are, all of these and nothing else.
        verdicts_in_full: the same at its full size, where the limits may have the word.
    """

    name: str
    make: Callable[[], bytes]
    verdicts: frozenset[str]
    verdicts_in_full: frozenset[str] | None = None

    def wanted(self) -> frozenset[str]:
        """Give the verdicts at the size it is made in."""
        return self.verdicts_in_full if IS_FULL and self.verdicts_in_full is not None else self.verdicts


def page(body: str, head: str = "<title>渡口增班</title>") -> bytes:
    """Put a body into a page."""
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def post(front: str, body: str = f"<p>{STORY}</p>\n<p>{SECOND}</p>") -> bytes:
    """Put entries into a front matter."""
    return f"---\n{front}\n---\n\n{body}\n".encode(errors="surrogatepass")


def zipped(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    """Pack members into a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            archive.writestr(info, content)
    return file.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """Pack members into a tar."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def member(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    """Make a link or a device."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def set_user_id(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    """Make a file that would run as root, if it were written."""
    info = tarfile.TarInfo(name)
    info.mode, info.uid = 0o4777, 0
    return info, content


def overlapping(names: int) -> bytes:
    """Make a zip whose directory names one packed MiB many times: small, and all of it is said to be somebody else's."""
    content = zipped(("0", b"\0" * MIB))
    place = content.index(b"PK\x01\x02")
    entry = content[place : content.index(b"PK\x05\x06")]
    names = min(names, 65_535)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, names, names, len(entry) * names, place, 0)
    return content[:place] + entry * names + end


def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    """Pack 100 MiB: in short a piece a hundred times, one behind the other, which unpackers read as one."""
    return pack(b"a" * (100 * MIB)) if IS_FULL else pack(b"a" * MIB) * 100


def nested(levels: int, pack: Callable[[bytes], bytes]) -> bytes:
    """Pack a story in an archive in an archive."""
    content = STORY.encode() * 3
    for _ in range(levels):
        content = pack(content)
    return content


def many_bombs() -> bytes:
    """Pack members, each small enough, all of them together too much."""
    zeros = bytes(MIB)
    return zipped(*((f"{number}.txt", zeros) for number in range(sized(66, 1000))))


STORY_FILE = f"渡口增班\n\n　　{STORY}\n\n　　{SECOND}\n"

ARCHIVES = (
    Hostile("bomb.txt.gz", lambda: bomb(gzip.compress), rejected("too_large")),
    Hostile("bomb.txt.bz2", lambda: bomb(bz2.compress), rejected("too_large")),
    Hostile("bomb.txt.xz", lambda: bomb(lzma.compress), rejected("too_large")),
    Hostile("bomb-in-bomb.gz", lambda: gzip.compress(bomb(gzip.compress)), rejected("too_large")),
    Hostile("bomb.zip", lambda: zipped(("a.txt", b" " * (65 * MIB)), ("b.txt", STORY_FILE.encode())), ARTICLE | {"too_large"}),
    Hostile("many-bombs.zip", many_bombs, rejected("binary", "too_large")),
    Hostile("fifty-deep.gz", lambda: nested(50, gzip.compress), rejected("too_deep")),
    Hostile("fifty-deep.zip", lambda: nested(50, lambda content: zipped(("a", content))), rejected("too_deep")),
    Hostile("slips.zip", lambda: zipped(("../../../escaped.txt", STORY_FILE.encode()), ("/escaped.txt", STORY_FILE.encode())), ARTICLE),
    Hostile("setuid.zip", lambda: zipped(("a.txt", STORY_FILE.encode()), mode=0o104777), ARTICLE),
    Hostile("links.tar", lambda: tarred(member("a", tarfile.SYMTYPE, "../../secret"), member("b", tarfile.LNKTYPE, "/secret"), member("c", tarfile.CHRTYPE), member("d", tarfile.FIFOTYPE)), rejected("unreadable")),
    Hostile("setuid.tar", lambda: tarred(member("a", tarfile.SYMTYPE, "/bin/sh"), set_user_id("b.txt", STORY_FILE.encode())), ARTICLE | {"unreadable"}),
    Hostile("one-for-all.zip", lambda: overlapping(sized(20, 10_000)), rejected("binary"), rejected("binary", "too_large")),
    Hostile("half.zip", lambda: zipped(("a.txt", STORY_FILE.encode() * 50))[:-300], rejected("malformed")),
)  # fmt: skip

XML_BOMB = (
    "<!DOCTYPE rss [<!ENTITY a0 '青菜'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
QUADRATIC = f"<!DOCTYPE rss [<!ENTITY a '{'青菜' * 50_000}'>]>"


def feed(title: str, items: int = 1, doctype: str = "", body: str = STORY + SECOND) -> bytes:
    """Make a feed."""
    item = f"<item><title>{title}</title><description>{body}</description></item>"
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>晚报</title>{item * items}</channel></rss>'.encode()


XML = (
    Hostile("laughs.xml", lambda: feed("渡口&a9;", doctype=XML_BOMB), ARTICLE),
    Hostile("quadratic.xml", lambda: feed("渡口" + "&a;" * 2000, doctype=QUADRATIC), ARTICLE),
    Hostile("xxe-file.xml", lambda: feed("渡口&x;", doctype="<!DOCTYPE rss [<!ENTITY x SYSTEM 'SECRET'>]>"), ARTICLE),
    Hostile("xxe-network.xml", lambda: feed("渡口&x;", doctype="<!DOCTYPE rss PUBLIC 'x' 'SERVER' [<!ENTITY x SYSTEM 'SERVER'>]>"), ARTICLE),
    Hostile("deep.xml", lambda: feed("渡口", body="<a>" * 5_000 + STORY), ARTICLE),
    Hostile("items.xml", lambda: feed("渡口", items=500, body=STORY[:10]), ARTICLE),
    Hostile("cdata.xml", lambda: feed("渡口", body=f"<![CDATA[<p>{STORY}"), rejected("not_an_article")),
)  # fmt: skip

HTML = (
    Hostile("million-tags.html", lambda: page(f"<p>{STORY}</p>" + "<b>" * sized(10_000, 1_000_000)), ARTICLE),
    Hostile("million-siblings.html", lambda: page(f"<p>{STORY}</p>" + "<p>短</p>" * sized(2_000, 1_000_000)), ARTICLE, rejected("too_large")),
    Hostile("levels.html", lambda: page("<div>" * sized(5_000, 100_000) + f"<p>{STORY}</p><p>{SECOND}</p>"), ARTICLE, rejected("timeout")),
    Hostile("levels.md", lambda: post("title: 渡口增班", "<div>" * sized(5_000, 100_000) + f"<p>{STORY}</p>"), ARTICLE, rejected("timeout")),
    Hostile("quotes.md", lambda: post("title: 渡口增班", ">" * sized(20_000, 100_000) + STORY), rejected("not_an_article")),
    Hostile("lists.md", lambda: post("title: 渡口增班", "\n".join("  " * n + "- " + STORY for n in range(sized(300, 1000)))), ARTICLE),
    Hostile("brackets.md", lambda: post("title: 渡口增班", STORY + "[" * sized(5_000, 100_000) + "](" * sized(2_500, 50_000)), ARTICLE),
    Hostile("stars.md", lambda: post("title: 渡口增班", STORY + "*a_" * sized(3_000, 100_000)), ARTICLE),
    Hostile("backticks.md", lambda: post("title: 渡口增班", STORY + "".join("`" * n + "a" for n in range(1, sized(200, 500)))), ARTICLE),
    Hostile("attributes.html", lambda: page(f"<p {' '.join(f'a{n}=b' for n in range(sized(4_000, 1_000_000)))}>{STORY}</p><p>{SECOND}</p>"), ARTICLE, rejected("timeout")),
    Hostile("one-line.html", lambda: page(f"<p>{STORY * 20}</p>" * sized(100, 40_000)), ARTICLE, rejected("too_large")),
    Hostile("cdata.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p><svg><![CDATA[{'<' * sized(20_000, 1_000_000)}"), ARTICLE),
    Hostile("comment.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p><!--" + "-" * sized(100_000, 10_000_000)), ARTICLE),
    Hostile("entities.html", lambda: page(f"<p>{STORY}{'&nbsp;&amp;#x26;' * sized(20_000, 1_000_000)}</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("table.html", lambda: page("<table><tr><td>" * sized(4_000, 100_000) + f"<p>{STORY}</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("tags.md", lambda: post("title: 渡口增班\ntags: [" + ", ".join(f"词{n}" for n in range(sized(2_000, 10_000))) + "]"), ARTICLE),
    Hostile("script-title.html", lambda: page(f"<h1>渡口增班<script>alert(1)</script></h1><p>{STORY}</p><p onclick=x()>{SECOND}</p>"), ARTICLE),
)  # fmt: skip

PARAGRAPHS = (
    Hostile("huge-paragraph.txt", lambda: (STORY * (sized(MIB // 2, 30 * MIB) // len(STORY.encode()))).encode(), ARTICLE),
    Hostile("huge-page.html", lambda: page(f"<p>{STORY * (sized(MIB // 2, 30 * MIB) // len(STORY.encode()))}</p>"), ARTICLE),
    Hostile("huge-post.md", lambda: post("title: 渡口增班", STORY * (sized(MIB // 2, 30 * MIB) // len(STORY.encode()))), ARTICLE),
    Hostile("too-large.txt", lambda: b"a" * (65 * MIB), rejected("too_large")),
    Hostile("lines.txt", lambda: "行\n".encode() * sized(2_000, 1_000_000), rejected("not_an_article"), rejected("too_large")),
    Hostile("blank.txt", lambda: b" \n\t\r\n" * sized(100_000, 1_000_000), rejected("empty")),
    Hostile("nothing.txt", lambda: b"", rejected("empty")),
    Hostile("bom.txt", lambda: b"\xef\xbb\xbf", rejected("empty")),
    Hostile("ideographic-spaces.txt", lambda: ("　" * sized(100_000, 1_000_000)).encode(), rejected("empty")),
)  # fmt: skip

RECORDS = (
    Hostile("deep.json", lambda: b"[" * 100_000, rejected("not_an_article")),
    Hostile("deep.jsonl", lambda: json.dumps({"title": "渡口", "content": STORY}).encode() + b"\n" + b'{"a":' * 100_000 + b"\n", ARTICLE | {"malformed"}),
    Hostile("number.jsonl", lambda: (f'{{"title": "渡口", "content": "{STORY}", "id": {"9" * 1_000_000}}}\n{{"title": "老桥", "content": "{SECOND}", "id": NaN}}\n').encode(), ARTICLE),
    Hostile("surrogate.jsonl", lambda: (f'{{"title": "渡\\ud800口", "content": "{STORY}"}}\n{{"title": "老桥", "content": "{SECOND}\\u0000"}}\n').encode(), ARTICLE),
    Hostile("keys.json", lambda: ("{" + ", ".join(f'"k{n}": {n}' for n in range(sized(5_000, 100_000))) + f', "title": "渡口", "title": "渡口增班", "content": "{STORY}"}}').encode(), ARTICLE),
    Hostile("formulas.csv", lambda: f'标题,正文,作者\n"=HYPERLINK(""http://a.example"")","{STORY}",@SUM(A1)\n"+1-1","{SECOND}",-2\n'.encode(), ARTICLE),
    Hostile("quote.csv", lambda: f'标题,正文\n渡口,"{STORY}\n'.encode() + f"老桥,{SECOND}\n".encode() * sized(200, 1000), ARTICLE | {"malformed"}),
    Hostile("columns.csv", lambda: (",".join(f"c{n}" for n in range(sized(5_000, 100_000))) + ",标题,正文\n" + "," * sized(5_000, 100_000) + f"渡口,{STORY}\n" * 1).encode(), ARTICLE),
    Hostile("field.csv", lambda: f"标题,正文\n渡口,{STORY * 3000}\n老桥,{SECOND}\n".encode(), ARTICLE),
)  # fmt: skip

FRONT = (
    Hostile("python.md", lambda: post('title: !!python/object/apply:os.system ["touch escaped"]\nauthor: !!python/name:os.system'), ARTICLE),
    Hostile("aliases.md", lambda: post("title: 渡口增班\na0: &a0 [青菜]\n" + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)) + "\ntags: *a11"), ARTICLE),
    Hostile("recursive.md", lambda: post("title: 渡口增班\ntags: &a [青菜, *a]"), ARTICLE),
    Hostile("flow.md", lambda: post("title: 渡口增班\ntags: " + "[" * 50_000), ARTICLE),
    Hostile("indent.md", lambda: post("title: 渡口增班\n" + "\n".join(" " * n + "a:" for n in range(sized(1_000, 3_000)))), ARTICLE),
    Hostile("toml.md", lambda: f"+++\ntitle = '渡口增班'\ntags = {'[' * 50_000}\n+++\n\n<p>{STORY}</p>\n".encode(), ARTICLE),
    Hostile("toml-keys.md", lambda: f"+++\ntitle = '渡口增班'\n{'a.' * 500}b = 1\n+++\n\n<p>{STORY}</p>\n".encode(), ARTICLE),
    Hostile("json-front.md", lambda: f'{{"title": "渡口增班", "tags": {"[" * 50_000}\n}}\n\n<p>{STORY}</p>\n'.encode(), rejected("malformed")),
    Hostile("megabytes.md", lambda: post("title: 渡口增班\n" + "".join(f"k{n}: v\n" for n in range(sized(3_000, 1_200_000)))), ARTICLE),
    Hostile("same-key.md", lambda: post("title: 渡口增班\n" * sized(10_000, 500_000)), ARTICLE),
    Hostile("merge.md", lambda: post("a: &a\n  title: 渡口增班\nb:\n  <<: [*a, *a]\ntitle: 渡口"), ARTICLE),
)  # fmt: skip

DATES = tuple(
    Hostile(f"date-{number}.md", lambda text=text: post(f"title: 渡口增班\ndate: {text}"), ARTICLE)  # type: ignore[misc]
    for number, text in enumerate(
        (
            *("0000-01-01", "99999-01-01", "9999-12-31 23:59:60", "2024-02-30", "民國0年13月45日", "1e309", "9" * 500, "-9223372036854775808"),
            *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "农历闰十三月三十", "令和0年0月0日", "2024-03-10 02:30 ET"),
            *("年" * sized(5_000, 100_000), "1" * sized(5_000, 100_000), " " * sized(5_000, 100_000) + "日", "2024年" * sized(1_000, 100_000), "二〇" * sized(2_000, 100_000), "昨天" * sized(2_000, 100_000), "0x7fffffffffffffff"),
        )
    )
)  # fmt: skip

MANY, SOME = sized(1_500, 100_000), sized(600, 40_000)
"""So often something that kills regular expressions is said, by its length."""

PATTERNS = tuple(
    Hostile(f"pattern-{number}.{ending}", lambda text=text, form=form: form(text), ARTICLE)  # type: ignore[misc]
    for number, text in enumerate(
        (
            *(" " * MANY, "　" * MANY, "年" * MANY, "月日" * SOME, "(" * MANY, "（" * MANY, "【" * MANY, "“" * MANY),
            *("来源：" * SOME, "责任编辑：" * SOME, "记者 " * SOME, "（记者" * SOME, "作者/" * SOME, "1:" * SOME, "2024-" * SOME),
            *("a@" * SOME, "http://" * SOME, "www." * SOME, "-" * MANY, "=" * MANY, "*" * MANY, "_" * MANY, "#" * MANY),
            *("|" * MANY, "|-" * SOME, "<" * MANY, "&" * MANY, "&#" * SOME, "\\u" * SOME, "\\u4e2d" * SOME, "&#20013;" * SOME),
            *("é" * MANY, "å¸‚" * SOME, "鐨" * MANY, "锟斤拷" * SOME, "\ufffd" * MANY, "�鐨" * SOME, "zhōng" * SOME, "(zhōng)" * SOME),
            *("相关阅读" * SOME, "关于我们 | " * SOME, "首页 > " * SOME, "著" * MANY, "０" * MANY, "· " * SOME, "~{" * SOME, "{%" * SOME),
            *("\u0301" * MANY, "\u200b" * MANY, "\u202e" * MANY, "\ue000" * MANY, "\U00020bb7" * SOME, "𝟗" * SOME, "\r" * MANY),
        )
    )
    for ending, form in (
        ("html", lambda text: page(f"<h1>渡口增班{text}</h1><p>{STORY}</p><p>{text}</p><p>{SECOND}{text}</p>")),
        ("md", lambda text: post("title: 渡口增班", f"{STORY}\n\n{text}\n\n{SECOND}{text}")),
        ("txt", lambda text: f"渡口增班\n\n{text}\n\n　　{STORY}\n\n　　{SECOND}{text}\n\n首页\n要闻\n{text}\n".encode()),
    )
)  # fmt: skip

CHARACTERS = (
    Hostile("nul.html", lambda: page(f"<p>\0{STORY}\0</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("surrogates.txt", lambda: (STORY_FILE + "\ud800尾").encode("utf-8", "surrogatepass"), ARTICLE),
    Hostile("surrogates-16.txt", lambda: b"\xff\xfe" + (STORY_FILE + "\ud800尾").encode("utf-16-le", "surrogatepass"), ARTICLE),
    Hostile("noncharacters.txt", lambda: (STORY_FILE + "\ufffe\uffff\U0010ffff").encode(), ARTICLE),
    Hostile("directions.html", lambda: page(f"<h1>\u202e渡口\u2066增班\x1b[2J\x1b]0;x\x07</h1><p>{STORY}</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("combining.txt", lambda: (STORY_FILE + "́" * 100_000).encode(), ARTICLE),
    Hostile("sql.md", lambda: post("title: \"'); DROP TABLE articles; --\"\nauthor: \"\\\\. \\\\N %s ? :a {0}\""), ARTICLE),
    Hostile("copy.md", lambda: post("title: '\\.'", "\\.\n\n\\N\n\n" + STORY), ARTICLE),
    Hostile("charset-utf7.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p>").replace(b"charset=utf-8", b"charset=utf-7"), ARTICLE),
    Hostile("charset-idna.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p>").replace(b"charset=utf-8", b"charset=idna"), ARTICLE),
    Hostile("charset-zlib.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p>").replace(b"charset=utf-8", b"charset=zlib_codec"), ARTICLE),
    *(Hostile(f"charset-{label}.html", lambda label=label: page(f"<p>{STORY}</p><p>{SECOND}</p>").replace(b"charset=utf-8", f"charset={label}".encode()), ARTICLE) for label in ("x-user-defined", "undefined", "unicode_escape", "rot13")),  # type: ignore[misc]
    Hostile("charset-long.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}</p>").replace(b"charset=utf-8", b"charset=" + b"x" * 100_000), ARTICLE),
    Hostile("dump.html", lambda: b"BEGIN TRANSACTION;\nCREATE TABLE news (title TEXT);\n" + f"INSERT INTO news VALUES('{STORY}');\n".encode() * 100, rejected("not_an_article")),
    Hostile("pickle.md", lambda: post("title: " + pickle.dumps({"title": STORY}, 0).decode("latin-1")), ARTICLE),
    Hostile("database.html", lambda: b"SQLite format 3\0" + bytes(range(256)) * 100, rejected("binary")),
)  # fmt: skip

SLIPPED = f"{STORY}\n\n".encode() * 3 + STORY.encode().replace("船".encode(), "\ufffd".encode(), 1)

FOUND_BY_FUZZING = (
    Hostile("svg-instruction.html", lambda: page(f"<svg><?x?></svg><p>{STORY}</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("escaped-nul.html", lambda: page(f"<p>{STORY}</p><p>{SECOND}{chr(92) + 'u0000'}{(chr(92) + 'u0000') * 6}</p>"), ARTICLE),
    Hostile("long-names.md", lambda: post(f"title: 渡口增班\nsource: {'报' * 3000}\ntags: [{'渡口' * 2000}]"), ARTICLE),
    Hostile("doctypes.html", lambda: b"<!DOCTYPE html PUBLIC 'x'>" * 30 + page(f"<p>{STORY}</p><p>{SECOND}</p>"), ARTICLE),
    Hostile("slipped-again.md", lambda: SLIPPED + b"\n\n" + b"rival\xbe\xe3\x80\x82\0\n\0\nseveral characters " * 700 + b"\n\n" + SLIPPED, ARTICLE),
    Hostile("ruined-again.txt", lambda: (STORY_FILE + "\n\n鐗堟潈澹版槑锛氭\ufffd\ufffd" * 1_000).encode(), ARTICLE),
    Hostile("ruined.txt", lambda: (STORY_FILE + "闆ㄥ仠\ufffd\ufffd浜嗭細" * 300).encode(), ARTICLE),
)  # fmt: skip
"""Each crashed, took minutes or gave what no database holds, once."""

HOSTILE = (*FOUND_BY_FUZZING, *ARCHIVES, *XML, *HTML, *PARAGRAPHS, *RECORDS, *FRONT, *DATES, *PATTERNS, *CHARACTERS)
