"""Where front matter begins and ends: only at the start of a document, up to the first closing fence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from etl.extract.columns import FRONT_MATTER, fold
from etl.extract.entries import NotStrict
from etl.extract.entries.by_line import ASSIGNMENT, LINE_END
from etl.extract.entries.trees import mended, read_json

Language: TypeAlias = Literal["yaml", "toml", "json"]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A document parted in two.

    Attributes:
        language: what its head is written in.
        head: the lines between the fences.
        body: what follows the closing fence.
        mended: which fence had to be imagined, for people; None if both stand.
    """

    language: Language
    head: str
    body: str
    mended: str | None = None


def find_front_matter(text: str) -> FrontMatter | None:
    r"""Part a document into front matter and body; None if it does not begin with front matter.

    >>> found = find_front_matter("\n---\ntitle: 晚霞\n---\n上午有雨。\n\n---\n\n傍晚放晴。\n")
    >>> found.head, found.body
    ('title: 晚霞\n', '上午有雨。\n\n---\n\n傍晚放晴。\n')

    Blank lines and a byte order mark may come first. The first line of dashes (or `...`) alone closes it; a rule further down
    belongs to the body. Prose between two rules is no front matter: its lines have to look like keys and values.
    """
    if found := _OPENING.match(text):
        fence = found["fence"][0] if len(found["fence"]) >= WHOLE_FENCE and found["fence"][0] in _CLOSING else DASH
        return _closed(text, found.end(), fence) or _unclosed(text, found.end(), fence)
    if _BRACE.match(text):
        return _json(text)
    first = ASSIGNMENT.match(text, len(text) - len(text.lstrip(BLANK)))
    if first and fold(first["key"]) in FRONT_MATTER:
        return _unopened(text, first.start())
    return None


WHOLE_FENCE = 3
"""A fence has so many marks; two dashes, or the long ones that Chinese keyboards make of them, are one if keys follow."""

DASH = "—"


def further_posts(body: str) -> Iterator[int]:
    """Find where further posts begin in a body, each with front matter that states a title, between whole fences.

    A post about front matter shows it in a piece of code, and is one.
    """
    code = ""
    for line in _LINE.finditer(body):
        if mark := _CODE_FENCE.match(line.group()):
            code = "" if code and mark[0].strip().startswith(code) else code or mark[0].strip()
        elif not code and _WHOLE.fullmatch(line.group()):
            found = _closed(body[line.end() : line.end() + MAX_HEAD], 0, "-")
            lines = LINE_END.split(found.head) if found else []
            keys = [assignment["key"] for line_ in lines if (assignment := ASSIGNMENT.match(line_))]
            if "title" in map(fold, keys) and len(keys) > 1:
                yield line.start()


MAX_HEAD = 4000
"""Characters of the front matter of a further post."""

_WHOLE = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CODE_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")

BLANK = " \t\r\n\ufeff\u200b"
"""What may stand before the front matter."""

_OPENING = re.compile(
    r"[\s\ufeff\u200b]*+(?:<!--(?:[^-]|-(?!->)){0,2000}+-->[\s\ufeff\u200b]*+)?"
    r"(?P<fence>-{2,}|\+{3,}|;{3,}|[—–―]{1,3})[ \t]*(?:\r\n|\r|\n)"
)
_BRACE = re.compile(r"[\s\ufeff]*\{\s*\"")
_CLOSING = {
    "-": re.compile(r"(?:^|(?<=\r))(?:-{3,}|\.{3})[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE),
    DASH: re.compile(r"(?:^|(?<=\r))(?:-{2,}|[—–―]{1,3})[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE),
    "+": re.compile(r"(?:^|(?<=\r))\+{3,}[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE),
    ";": re.compile(r"(?:^|(?<=\r));{3,}[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE),
}
_LANGUAGES: dict[str, Language] = {"-": "yaml", DASH: "yaml", "+": "toml", ";": "json"}

MAX_HEAD_LINES = 400
"""No front matter whose fence is missing is looked for beyond so many lines."""


def _closed(text: str, start: int, fence: str) -> FrontMatter | None:
    closing = _CLOSING[fence].search(text, start)
    if closing is None:
        return None
    head = text[start : closing.start()]
    lines = LINE_END.split(head)
    if _LANGUAGES[fence] == "yaml" and not (_is_head(lines) and (fence != DASH or any(map(_is_known, lines)))):
        return None
    return FrontMatter(_LANGUAGES[fence], head, text[closing.end() :])


def _unclosed(text: str, start: int, fence: str) -> FrontMatter | None:
    """Take the lines that look like front matter, if they say something we know."""
    end, known = start, 0
    for line in _lines(text, start):
        assignment = ASSIGNMENT.match(line.group())
        if assignment and (fold(assignment["key"]) in FRONT_MATTER or _ASCII_KEY.fullmatch(assignment["key"])):
            known += fold(assignment["key"]) in FRONT_MATTER
        elif not _ITEM_OR_INDENTED.match(line.group()):
            break
        end = line.end()
    if not known:
        return None
    stray = _STRAY_FENCE.match(text, end)
    return FrontMatter(
        _LANGUAGES[fence], text[start:end], text[stray.end() if stray else end :], "the closing fence was missing"
    )


_STRAY_FENCE = re.compile(r"-{3,}|[ \t]*[—–―-]{2,}[ \t]*(?:\r\n|\r|\n|\Z)")
"""What was meant to close it: dashes that the body was written behind, or too few."""


def _unopened(text: str, start: int) -> FrontMatter | None:
    """Take the lines above the first rule, as Hexo does, if all of them look like front matter.

    Without a rule, those above the first blank line, as Pelican and MultiMarkdown do, if they state a title and a date.
    """
    lines: list[str] = []
    for line in _lines(text, start):
        closing = next((fence for fence in ("-", ";") if _CLOSING[fence].match(line.group())), None)
        if closing == ";" or (closing and _is_head(lines)):
            head = text[start : line.start()]
            return FrontMatter(_LANGUAGES[closing], head, text[line.end() :], "the opening fence was missing")
        if not line.group().strip() and _states_enough(lines):
            return FrontMatter("yaml", text[start : line.start()], text[line.end() :], "both fences were missing")
        lines.append(line.group().rstrip("\r\n"))
        if closing or len(lines) > MAX_HEAD_LINES or not _is_entry(lines[-1]):
            return None
    return None


def _states_enough(lines: list[str]) -> bool:
    """Tell whether lines, each of a plain English key, state a title and a date."""
    keys = [found["key"].casefold() for line in lines if (found := ASSIGNMENT.match(line))]
    return {"title", "date"} <= set(keys) and all(map(_ASCII_KEY.fullmatch, keys))


def _json(text: str) -> FrontMatter | None:
    """Take an object at the start, if text follows it that is no further object: then it is a list of records."""
    try:
        _, end = read_json(text)
    except NotStrict:
        try:
            _, end = read_json(mended(text))
        except NotStrict:
            return None
    body = _AFTER_JSON.sub("", text[end:], count=1)
    if not body.strip() or body.lstrip()[0] in "{[,]}":
        return None
    return FrontMatter("json", text[:end], body)


_AFTER_JSON = re.compile(r"\A[ \t]*(?:(?:\r\n|\r|\n)[ \t]*(?:;{3,}|-{3,}))?[ \t]*(?:\r\n|\r|\n|\Z)")


def _lines(text: str, start: int) -> "list[re.Match[str]]":
    found = []
    for line in _LINE.finditer(text, start):
        found.append(line)
        if len(found) > MAX_HEAD_LINES:
            break
    return found


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_ASCII_KEY = re.compile(r"[A-Za-z][\w-]*")
_ITEM_OR_INDENTED = re.compile(r"[ \t]+\S|[ \t\xa0\u3000]*-[ \t\xa0]|#")


def _is_head(lines: list[str]) -> bool:
    """Tell keys, values and items from prose between two rules.

    Three lines in four have to look like a key, a value or an item. A line that does not, after a blank one, is where a body
    begins: then the fence was missing, and this is a rule of the body's.
    """
    written = [line for line in lines if line.strip()]
    strange = [index for index, line in enumerate(lines) if line.strip() and not _is_head_line(line)]
    if any(index and not lines[index - 1].strip() for index in strange):
        return False
    known = any(map(_is_known, written))
    return not strange or (known and 4 * len(strange) <= len(written))


def _is_known(line: str) -> bool:
    found = ASSIGNMENT.match(line)
    return found is not None and fold(found["key"]) in FRONT_MATTER


def _is_head_line(line: str) -> bool:
    return _is_entry(line) or line[0] in "{[}]"


def _is_entry(line: str) -> bool:
    return bool(ASSIGNMENT.match(line) or _ITEM_OR_INDENTED.match(line))
