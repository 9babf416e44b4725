"""One record of a table, a JSON file or a feed: columns with names, one of which holds the text."""

import re
from collections.abc import Sequence
from html import unescape

from etl.exceptions import NotAnArticle
from etl.extract.columns import HOUSE, Columns, fold, statements
from etl.extract.entries import Entry
from etl.extract.entries.trees import leaves
from etl.extract.markdown import to_html
from etl.models import Body, Fragment, Page, ParsedArticle, PlainText, Repair, Statement


def read_record(
    tree: object, place: str, beside: tuple[Statement, ...] = (), *, columns: Columns = HOUSE
) -> ParsedArticle | NotAnArticle:
    """Read one record; one without a text is a `NotAnArticle`.

    Args:
        tree: an object of a JSON file, or one made of a table's row.
        place: what to call it in statements and messages: `record 3`.
        beside: what is said of it outside, weaker than its own statements.
        columns: what its fields are called.
    """
    return read_entries(leaves(tree), place, beside, columns=columns)


def read_entries(
    entries: Sequence[Entry], place: str, beside: tuple[Statement, ...] = (), *, columns: Columns = HOUSE
) -> ParsedArticle | NotAnArticle:
    """Read one record given as entries; one without a text is a `NotAnArticle`."""
    text = body_entry(entries, columns.body) or body_entry(entries, columns.short_body)
    stated = statements((entry for entry in entries if entry is not text), columns.record, place)
    if text is None:
        title = next((statement.value for statement in stated if statement.field == "title"), "")
        return NotAnArticle(f"{place} has no text{': ' if title else ''}{title}")
    content, repairs = unescaped(text.value)
    return ParsedArticle(shape_of(content), stated + _date_of_address(stated) + beside, repairs)


def _date_of_address(stated: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Take the date from an address such as `/2024/03/09/bridge.html`, if nothing else states one."""
    if any(statement.field == "published" for statement in stated):
        return ()
    addresses = (statement.value for statement in stated if statement.field == "url")
    dates = (found[1] for address in addresses if (found := _DATE_IN_ADDRESS.search(address)))
    return tuple(Statement("published", date, "date in the address") for date in (next(dates, ""),) if date)


_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d(?:[-/]?)(?:0[1-9]|1[0-2])(?:[-/]?)(?:0[1-9]|[12]\d|3[01]))(?=[/_-])")


def body_entry(entries: Sequence[Entry], names: Sequence[str]) -> Entry | None:
    """Find the entry with the strongest name; of several under one name (a list of paragraphs) the lines are joined."""
    folded: dict[str, list[Entry]] = {}
    for entry in entries:
        folded.setdefault(fold(entry.key), []).append(entry)
    for name in names:
        if found := folded.get(name):
            key = found[0].key  # `_content` beside it is the same once more
            return found[0] if len(found) == 1 else Entry(key, "\n".join(one.value for one in found if one.key == key))
    return None


def unescaped(text: str) -> tuple[str, tuple[Repair, ...]]:
    r"""Undo what a program escaped once too often: every tag of a text, every line end.

    >>> unescaped("&lt;p&gt;晨雾散去。&lt;/p&gt;")[0], unescaped(r"晨雾散去。\n渡船开航。\n")[0]
    ('<p>晨雾散去。</p>', '晨雾散去。\n渡船开航。\n')
    >>> unescaped("<p>段落写作 &lt;p&gt;。</p>")[1], unescaped(r"存在 D:\news\new.txt 里。")[1]
    ((), ())

    Only where a text has no tag of its own and begins with an escaped one, or is a single line with several written line ends,
    none of which goes on as a path does.
    """
    if _ESCAPED_TAG.match(text) and not _MARKUP.search(text):
        return unescape(text), (Repair("record_unescaped", text[:SHOWN], "tags"),)
    written = text.count("\\n")
    if written >= FEW_LINE_ENDS and "\n" not in text.strip() and len(_WRITTEN_LINE_END.findall(text)) == written:
        return _WRITTEN_LINE_END.sub("\n", text), (Repair("record_unescaped", text[:SHOWN], "line ends"),)
    return text, ()


FEW_LINE_ENDS = 2
"""A text on one line that is written over several has at least so many line ends."""

SHOWN = 80
"""So many characters of a text are shown to people."""

_ESCAPED_TAG = re.compile(
    r"\s*&lt;(?:p|div|section|article|h[1-6]|table|br|img|span|strong|a)(?=[\s/]|&gt;)", re.IGNORECASE
)
_WRITTEN_LINE_END = re.compile(r"(?:\\r)?\\n(?![a-z])")


def shape_of(text: str) -> Body:
    """Tell whether a field holds a page, a fragment of HTML or plain text.

    >>> type(shape_of("<p>晨雾散去。</p>")).__name__, type(shape_of("若 a<b，则 b>a。")).__name__
    ('Fragment', 'PlainText')
    """
    if is_page(text):
        return Page(text)
    if _MARKUP.search(text):
        return Fragment(text)
    return Fragment(to_html(text)) if is_marked_down(text) else PlainText(text)


def is_marked_down(text: str) -> bool:
    r"""Tell Markdown by its headings and links, in a text whose paragraphs are parted as Markdown's are.

    >>> is_marked_down("## 茶市\n\n见[图](https://example.org/a)。"), is_marked_down("#茶市# 开秤\n\n王**先生"), is_marked_down("# 茶\n# 山")
    (True, False, False)
    """
    return (
        "\n\n" in text.replace("\r\n", "\n")
        and sum(1 for _ in zip(range(FEW_MARKS), _MARK.finditer(text), strict=False)) == FEW_MARKS
    )


FEW_MARKS = 2
"""A text may have a mark or two that mean nothing."""

_MARK = re.compile(r"^(?:#{1,6}[ \t]+\S|\*\*[^\s*][^*\n]{0,60}\*\*)|\]\(https?://", re.MULTILINE)


def is_page(text: str) -> bool:
    """Tell whether a field holds a whole page."""
    found = _PAGE.search(text, 0, 4096)
    return found is not None and not is_shown(text, found.start())


def begins_page(text: str) -> bool:
    r"""Tell whether a text begins as only pages do, so that nothing else need be looked for in it.

    >>> begins_page("<!-- 3 -->\n<HTML lang=zh>"), begins_page("雨后,<html>,2024-04-01"), begins_page("<p>雨停了。")
    (True, False, False)
    """
    return _PAGE_FIRST.match(text) is not None


def is_shown(text: str, start: int) -> bool:
    r"""Tell whether what begins there stands between fences or backticks: Markdown that shows what a page looks like.

    >>> is_shown("```html\n<html>", 8), is_shown("用 `<html>` 开头", 3), is_shown("<!-- a -->\n<html>", 11)
    (True, True, False)
    """
    return _CODE.search(text, 0, start) is not None


_CODE = re.compile(r"^(?:```|~~~)|`[^`\n]*\Z", re.MULTILINE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
_PAGE_FIRST = re.compile(
    r"[\s\ufeff]*(?:<(?:\?[^<>]*>|!--(?:[^-]|-(?!->))*+-->)\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE
)
_MARKUP = re.compile(
    r"<(?:/?(?:p|div|span|section|article|br|img|a|b|i|u|em|strong|font|ul|ol|li|table|tr|td|h[1-6]|blockquote|pre|figure|center)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)
