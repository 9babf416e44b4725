"""One record of a table, a JSON file or a feed: columns with names, one of which holds the text."""

import re
from collections import deque
from collections.abc import Sequence

from etl.exceptions import NotAnArticle
from etl.extract.columns import HOUSE, Columns, fold, statements
from etl.extract.entries import Entry
from etl.extract.entries.trees import leaves
from etl.models import Body, Fragment, Page, ParsedArticle, PlainText, Statement

MAX_SEARCHED = 10_000
"""So many objects of a tree are looked at in search of the records."""


def find_records(tree: object, columns: Columns = HOUSE) -> Sequence[object]:
    """Find the records in a tree: the outermost objects that hold a text of their own, and their neighbours.

    >>> len(find_records({"code": 0, "data": {"list": [{"title": "晨雾", "content": "……"}, {"title": "晚霞"}]}}))
    2

    An object without a text may still be a record beside others that have one; it is given, to be rejected by name.
    """
    waiting: deque[object] = deque([tree])
    for _ in range(MAX_SEARCHED):
        if not waiting:
            break
        match waiting.popleft():
            case dict() as node:
                if _body_entry(leaves(node), columns.body):
                    return [node]
                waiting.extend(node.values())
            case list() as items:
                if any(
                    isinstance(item, dict) and _body_entry(leaves(item), (*columns.body, *columns.short_body))
                    for item in items[:MAX_SEARCHED]
                ):
                    return items
                waiting.extend(item for item in items if isinstance(item, (dict, list)))
    return ()


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
    text = _body_entry(entries, columns.body) or _body_entry(entries, columns.short_body)
    stated = statements((entry for entry in entries if entry is not text), columns.record, place)
    if text is None:
        title = next((statement.value for statement in stated if statement.field == "title"), "")
        return NotAnArticle(f"{place} has no text{': ' if title else ''}{title}")
    return ParsedArticle(body=shape_of(text.value), statements=stated + _date_of_address(stated) + beside)


def _date_of_address(stated: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Take the date from an address such as `/2024/03/09/bridge.html`, if nothing else states one."""
    if any(statement.field == "published" for statement in stated):
        return ()
    addresses = (statement.value for statement in stated if statement.field == "url")
    dates = (found[1] for address in addresses if (found := _DATE_IN_ADDRESS.search(address)))
    return tuple(Statement("published", date, "date in the address") for date in (next(dates, ""),) if date)


_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d(?:[-/]?)(?:0[1-9]|1[0-2])(?:[-/]?)(?:0[1-9]|[12]\d|3[01]))(?=[/_-])")


def _body_entry(entries: Sequence[Entry], names: Sequence[str]) -> Entry | None:
    """Find the entry with the strongest name; of several under one name (a list of paragraphs) the lines are joined."""
    folded: dict[str, list[Entry]] = {}
    for entry in entries:
        folded.setdefault(fold(entry.key), []).append(entry)
    for name in names:
        if found := folded.get(name):
            return found[0] if len(found) == 1 else Entry(found[0].key, "\n".join(entry.value for entry in found))
    return None


def shape_of(text: str) -> Body:
    """Tell whether a field holds a page, a fragment of HTML or plain text.

    >>> type(shape_of("<p>晨雾散去。</p>")).__name__, type(shape_of("若 a<b，则 b>a。")).__name__
    ('Fragment', 'PlainText')
    """
    if is_page(text):
        return Page(text)
    return Fragment(text) if _MARKUP.search(text) else PlainText(text)


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
