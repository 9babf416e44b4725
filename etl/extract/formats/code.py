"""What machines read: scripts and style sheets, as saved pages bring them along, rules for robots, keys, subtitles."""

import re
from collections.abc import Iterator

from etl.exceptions import NotAnArticle
from etl.extract.hints import Hints

NAME = "code"


def recognises(text: str, hints: Hints) -> bool:
    """Tell code by the marks that only code is full of, and by line ends that no prose has; of a file called so, by fewer.

    What begins with a tag is markup, whatever scripts are in it. An article that shows some code is an article: it has sentences.
    """
    if _kind(text):
        return True
    head = text[:LOOKED_AT]
    if _TAG.match(head):
        return False
    head = _ENTITY.sub("&", head)  # text that was escaped is no code, though every character of it ends in a semicolon
    written = len(head) - len(_SPACE.findall(head))
    marks = sum(map(head.count, MARKS))
    if hints.uri.lower().endswith(SUFFIXES):
        return marks >= MARKS_IF_NAMED * written and len(_SENTENCE.findall(head)) <= marks
    if marks < MARKS_ELSE * written or _SENTENCE.search(_COMMENT.sub("", head)):
        return False
    lines = [line for line in head.splitlines() if line.strip()]
    return sum(1 for line in lines if line.rstrip().endswith(LINE_ENDS)) >= LINES_SHARE * len(lines)


def parse(text: str, hints: Hints) -> Iterator[NotAnArticle]:  # noqa: ARG001 - nothing in it is read
    """Give no article, and say why."""
    yield NotAnArticle(f"it is {_kind(text) or 'a script or a style sheet'}")


def _kind(text: str) -> str | None:
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    return next((kind for beginning, kind in BEGINNINGS if beginning.match(text, start)), None)


BEGINNINGS = tuple(
    (re.compile(beginning, re.IGNORECASE), kind)
    for beginning, kind in (
        (
            r"(?:#[^\n]*\n\s*)*user-agent[ \t]*:[^\n]*\n\s*(?:user-agent|(?:dis)?allow|crawl-delay|sitemap)[ \t]*:",
            "rules for robots",
        ),
        (r"#!\s*/\S", "a script"),
        (r"<\?php(?:[^?]|\?(?!>))*(?:\?>\s*)?\Z", "a script"),
        (r"-----begin (?!pgp signed)[a-z0-9 ]{3,40}-----", "a key, or text that only a key opens"),
        (r"#extm3u\b", "a list of recordings"),
        (r"webvtt\b|\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:", "subtitles"),
        (r"begin:v(?:calendar|card|event)\b", "a calendar or an address book"),
        (r"\[internetshortcut\]", "a shortcut"),
        (
            (
                r"(?:(?:--|/\*|(?:set|pragma|begin|start|use|lock|select)\b)[^\n]*\n\s*)*+"
                r"(?:create (?:table|database|schema) [^\s(;]{1,100}\s*[(;]|insert into [^\s(;]{1,100} ?(?:\(|values\b)|drop table (?:if exists )?\S{1,100};)"
            ),
            "a dump of a database",
        ),
        (r"data:[a-z]+/[\w.+-]+;base64,", "data in letters"),
        (r"(?:[a-z0-9+/]{60,}=*\s+){3,}[a-z0-9+/]*=*\s*\Z", "data in letters"),
        (r"[0-9a-f]{7,8}:?(?:\s+(?:[0-9a-f]{2}){1,2}){8,16}\b", "data in digits"),
    )
)
"""How they begin, and what they are called."""

LOOKED_AT = 20_000
"""So many characters are looked at."""

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".css", ".less", ".scss", ".map")

MARKS = "{};=()"
MARKS_IF_NAMED, MARKS_ELSE = 0.02, 0.05
"""The share of these marks in what is written; of prose they are a two-hundredth at most, of scripts a tenth."""

LINE_ENDS = (";", "{", "}", ",", "*/", "(", ")", "};", "});")
LINES_SHARE = 0.6

_TAG = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
_ENTITY = re.compile(r"&#?\w{1,10};")
_SPACE = re.compile(r"\s")
_SENTENCE = re.compile(r"[\u4e00-\u9fff][。！？]")
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|//[^\r\n]*")
