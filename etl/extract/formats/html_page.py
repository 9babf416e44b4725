"""A whole HTML page."""

import re
from collections.abc import Iterator
from html import escape
from http import HTTPStatus

from etl.exceptions import NotAnArticle
from etl.extract.hints import Hints
from etl.extract.records import is_shown
from etl.models import Page, ParsedArticle

NAME = "html_page"


def recognises(text: str, hints: Hints) -> bool:  # noqa: ARG001 - an image may be called .html, a page .txt
    """Tell a page by the elements only a page has, near its beginning or anywhere if it begins with markup."""
    found = _PAGE.search(text, 0, NEAR)
    if found is None:
        return _MARKUP.match(text) is not None and _PAGE.search(text) is not None
    return not is_shown(text, found.start())


def parse(text: str, hints: Hints) -> Iterator[ParsedArticle | NotAnArticle]:  # noqa: ARG001 - all is in the page
    """Give the page whole: where its article is, and what its head says, is for `transform` to find.

    Of a set of frames, what it shows to whom has none is the page; without that there is nothing in it.
    """
    if message := _message(text):
        yield NotAnArticle(f"it is a server's message: {message}")
        return
    if _is_set_of_frames(text):
        if not _NO_FRAMES.search(text):
            yield NotAnArticle("it is a set of frames, whose pages lie elsewhere")
            return
        text = _FRAMES.sub("", _NO_FRAMES.sub("", text))
    if _PROLOG.match(text):
        text = _CDATA.sub(_unwrapped, text)
    yield ParsedArticle(body=Page(text))


def _message(html: str) -> str | None:
    """Find what a server says instead of a page: a title of a status and hardly a word more."""
    found = _TITLE.search(html) if len(html) <= MAX_MESSAGE else None
    if found is None:
        return None
    title = " ".join(found["words"].split())
    return title if _STATUS.fullmatch(title) else None


def _is_set_of_frames(html: str) -> bool:
    """Tell a page that consists of frames; scripts may write some, and a body before them makes it an ordinary one."""
    if not _FRAMES.search(html):
        return False
    written = _CDATA.sub("", html)
    first = _FRAMES.search(written)
    return first is not None and not _BODY.search(written, 0, first.start())


def _unwrapped(found: re.Match[str]) -> str:
    """Write text that XHTML wraps as HTML has it; in a script it stays, where it is a comment of the script's."""
    return escape(found["text"], quote=False) if found["text"] is not None else found.group()


NEAR = 4096
"""Old pages carry a wrapper's line before `<html>`, new ones a comment or two."""

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|frameset)(?=[\s>])", re.IGNORECASE)
_FRAMES = re.compile(r"</?frameset\b[^<>]*>|<frame\b[^<>]*>", re.IGNORECASE)
MAX_MESSAGE = 4000
"""No message of a server has more characters, its style included; an article with such a title has."""

_TITLE = re.compile(r"<title[^<>]*>(?P<words>[^<>]{1,60})</title", re.IGNORECASE)
_PHRASES = [status.phrase for status in HTTPStatus if status >= HTTPStatus.MULTIPLE_CHOICES]
_STATUS = re.compile(
    rf"(?:HTTP )?(?:Error )?(?:40[34]|50[023]|[345]\d\d ?[-–—|:：,]? ?(?:{'|'.join(_PHRASES)}|Error|错误|.{{0,6}}页面.{{0,8}}))"
    rf"|{'|'.join(phrase for phrase in _PHRASES if ' ' in phrase)}|(?:Document|Object) Moved"
    r"|(?:抱歉[,，]?)?(?:您?访问的)?(?:页面|网页|文章)(?:不存在|找不到|未找到|已删除|没有找到|出错了?)",
    re.IGNORECASE,
)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_NO_FRAMES = re.compile(r"</?noframes\b[^<>]*>", re.IGNORECASE)
_PROLOG = re.compile(r"[\s\ufeff]*<\?xml\b", re.IGNORECASE)
_CDATA = re.compile(
    r"<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*>|\Z)|<!\[CDATA\[(?P<text>.*?)(?:\]\]>|\Z)", re.IGNORECASE | re.DOTALL
)
_MARKUP = re.compile(r"[\s\ufeff]*<[!?/A-Za-z]")
