"""Many articles in one Markdown text: a day's bulletin, a week's digest, with a heading for each story."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from etl.models import Statement


@dataclass(frozen=True, slots=True)
class Story:
    """One story of a digest.

    Attributes:
        markdown: its text, without heading and pointer to the original.
        statements: what its heading, its pointer and the digest's heading say of it.
    """

    markdown: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    words: str
    start: int
    end: int


def stories(markdown: str, title: str = "") -> tuple[Story, ...]:
    r"""Part a digest into its stories; none if it is one article with headings of its own.

    >>> text = "# 早报 2024-03-12\n" + "".join(f"## 北岭渔港第{n}批渔船今天出港\n天气晴好，海面风力三到四级，适合出海作业。\n" for n in "一二三")
    >>> [story.statements[0].value for story in stories(text)][:2]
    ['北岭渔港第一批渔船今天出港', '北岭渔港第二批渔船今天出港']

    A digest has a level of headings that are headlines, not names of sections (工具, 文摘), each with a text of its own; and it
    says that it is one: by a date or an issue in its title, because the stories end in pointers to their originals, or because each
    begins with a date. The rest is left whole: a feature with three long subheadings is one article.

    Args:
        markdown: the text.
        title: of the whole, where it stands outside the text.
    """
    if markdown.count("#") < FEW_STORIES:
        return ()
    headings = tuple(_headings(markdown))
    for level in sorted({heading.level for heading in headings}):
        found = _sections(markdown, headings, level)
        if len(found) >= FEW_STORIES and _are_stories(markdown, found):
            outer = title or next((heading.words for heading in headings if heading.level < level), "")
            if _says_so(outer) or _point_elsewhere(markdown, found) or _are_dated(markdown, found):
                return tuple(_story(markdown, heading, end, outer) for heading, end in found)
    return ()


FEW_STORIES = 3
"""Fewer headings are parts of one article."""

HEADLINE = 10
"""A headline has at least so many characters, at the median; names of sections are shorter."""

TEXT_OF_A_STORY = 15
"""A story has at least so many characters of text; three sections in four have to."""


def _headings(markdown: str) -> Iterator[_Heading]:
    """Find the headings marked with `#`, passing over fenced code, where `#` begins a comment."""
    fence = ""
    for line in _LINE.finditer(markdown):
        if mark := _FENCE.match(line.group()):
            fence = "" if fence and mark["fence"].startswith(fence) else fence or mark["fence"]
        elif not fence and (found := _HEADING.fullmatch(line.group())):
            yield _Heading(len(found["level"]), found["words"].strip(" *_#"), line.start(), line.end())


_LINE = re.compile(r"[^\n]+")
_FENCE = re.compile(r" {0,3}(?P<fence>```|~~~)")
_HEADING = re.compile(r" {0,3}(?P<level>#{1,6})[ \t]+(?P<words>\S[^\n]*)")


def _sections(markdown: str, headings: Sequence[_Heading], level: int) -> list[tuple[_Heading, int]]:
    """Give the headings of a level, each with the end of what belongs to it: the next heading of its level or above."""
    outer = [heading for heading in headings if heading.level <= level]
    ends = [following.start for _, following in pairwise(outer)] + [_end_of_last(markdown, outer[-1].end)]
    return [(heading, end) for heading, end in zip(outer, ends, strict=True) if heading.level == level]


def _end_of_last(markdown: str, start: int) -> int:
    """The last story ends at a rule: what follows is the file's colophon."""
    rule = _RULE.search(markdown, start)
    return rule.start() if rule else len(markdown)


_RULE = re.compile(r"^(?:-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE)


def _are_stories(markdown: str, sections: Sequence[tuple[_Heading, int]]) -> bool:
    if median(len(heading.words) for heading, _ in sections) < HEADLINE:
        return False
    with_text = sum(1 for heading, end in sections if _has_text(markdown, heading.end, end))
    return 4 * with_text >= 3 * len(sections)


def _has_text(markdown: str, start: int, end: int) -> bool:
    """Tell whether a section has `TEXT_OF_A_STORY` characters of text, and look no further."""
    length = 0
    for other in _NOT_WORDS.finditer(markdown, start, end):
        length += other.start() - start
        if length >= TEXT_OF_A_STORY:
            return True
        start = other.end()
    return length + end - start >= TEXT_OF_A_STORY


_NOT_WORDS = re.compile(r"<[^<>]*>|!?\[[^\[\]]*\]\([^()]*\)|\W+")


def _says_so(title: str) -> bool:
    return _DATE.search(title) is not None or _ISSUE.search(title) is not None


_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?)(?!\d)"
)
_ISSUE = re.compile(
    r"第\s?[\d一二三四五六七八九十百]+\s?期|[早晚日周月][报報]|[简簡快][报報讯訊]|要[闻聞]|[汇彙匯][总總編编]|[联聯]播|[Dd]igest|[Bb]ulletin|[Ww]eekly|[Dd]aily"
)


def _point_elsewhere(markdown: str, sections: Sequence[tuple[_Heading, int]]) -> bool:
    return 2 * sum(1 for heading, end in sections if _POINTER.search(markdown, heading.end, end)) > len(sections)


def _are_dated(markdown: str, sections: Sequence[tuple[_Heading, int]]) -> bool:
    """Tell whether a date stands in the first line of each."""
    return all(_DATED.match(markdown, heading.end, end) for heading, end in sections)


_DATED = re.compile(rf"\s*(?=[^\n]{{4,60}}$)[^\n]*?{_DATE.pattern}", re.MULTILINE)
_POINTER = re.compile(
    r"^[ \t]*(?:[-*>→][ \t]*)?\[(?P<words>[^\[\]\n]{0,6}(?:原文|全文|[来來]源|[详詳]情|[链鏈]接|[Rr]ead [Mm]ore|[Ss]ource)[^\[\]\n]{0,6})\]"
    r"\((?P<url>[^()\s]+)\)[ \t]*$",
    re.MULTILINE,
)


_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")


def _story(markdown: str, heading: _Heading, end: int, outer: str) -> Story:
    text = markdown[heading.end : end]
    link = _LINK.fullmatch(heading.words)
    stated = [Statement("title", link["words"] if link else heading.words, "heading of the story")]
    stated += [Statement("url", link["url"], "heading of the story")] if link else []
    stated += [Statement("url", found["url"], f"pointer: {found['words']}") for found in _POINTER.finditer(text)]
    if date := _DATE.search(outer):
        stated.append(Statement("published", date.group().strip(), "heading of the digest"))
    return Story(_POINTER.sub("", text), tuple(stated))
