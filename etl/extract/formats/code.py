"""Scripts and style sheets, as saved pages bring them along: recognised, so that they are not read as prose."""

import re
from collections.abc import Iterator

from etl.exceptions import NotAnArticle
from etl.extract.hints import Hints

NAME = "code"


def recognises(text: str, hints: Hints) -> bool:
    """Tell code by the marks that only code is full of, and by line ends that no prose has; of a file called so, by fewer.

    What begins with a tag is markup, whatever scripts are in it. An article that shows some code is an article: it has sentences.
    """
    head = text[:LOOKED_AT]
    if _TAG.match(head):
        return False
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
    yield NotAnArticle("it is a script or a style sheet")


LOOKED_AT = 20_000
"""So many characters are looked at."""

SUFFIXES = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".css", ".less", ".scss", ".map")

MARKS = "{};=()"
MARKS_IF_NAMED, MARKS_ELSE = 0.02, 0.05
"""The share of these marks in what is written; of prose they are a two-hundredth at most, of scripts a tenth."""

LINE_ENDS = (";", "{", "}", ",", "*/", "(", ")", "};", "});")
LINES_SHARE = 0.6

_TAG = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
_SPACE = re.compile(r"\s")
_SENTENCE = re.compile(r"[\u4e00-\u9fff][。！？]")
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*\*/|//[^\r\n]*")
