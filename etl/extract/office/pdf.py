"""PDF with a text layer: PDFium gives the characters and where they stand, we give lines their indents and gaps back."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.exceptions import Empty, Encrypted, Malformed, NeedsExtra, TooLarge
from etl.extract.hints import Hints
from etl.extract.office.packages import is_nobody
from etl.models import Field, ParsedArticle, PlainText, Repair, Statement

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

NAME = "pdf"
SIGNATURE = b"%PDF-"

MAX_PAGES = 5000

PROPERTIES: tuple[tuple[str, Field], ...] = (
    ("Title", "title"),
    ("Author", "author"),
    ("CreationDate", "published"),
    ("ModDate", "modified"),
    ("Subject", "description"),
)

FILE_TITLE = re.compile(
    r"\.(?:docx?|wps|pdf|indd|pptx?|xlsx?|fh\d*|qxd)$|^(?:microsoft (?:word|powerpoint)|untitled|无标题|未命名|slide 1)",
    re.IGNORECASE,
)
"""A title that a program made of a file's name."""

STAMP = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-]\d{2})'?(\d{2})?)?")
"""A date of PDF (ISO 32000-1, 7.9.4)."""

INDENT, GAP = 0.8, 1.0
"""Heights of a line by which one that opens a paragraph is moved in, and by which one that follows a blank line is moved down."""

FEWEST_PAGES = 3
"""Pages that must begin or end with the same line before that is the page's and not the text's."""

DIGITS = re.compile(r"\d+|[一二三四五六七八九十百]+(?=[页頁版])")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]|\ufffe[\r\n]*|\ufffd(?=\ufffd)")
"""Control characters, and U+FFFE, by which PDFium says that a hyphen broke the word."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page: its text, and the box of its first character, in points from the page's left and lower edge."""

    text: str
    left: float
    bottom: float
    top: float


def parse(content: bytes, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - nothing but the file tells
    """Read the text of all pages as one article.

    Raises:
        Empty: there is no text layer: it is a scan.
        Encrypted: it opens with a password only.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise NeedsExtra("it is a PDF: pip install 'etl[office]' to have it read") from error
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MAX_PAGES:
                raise TooLarge(f"it has more than {MAX_PAGES} pages")
            pages = [list(_lines(page)) for page in document]
            said = tuple(_properties(document))
    except pypdfium2.PdfiumError as error:
        kind = Encrypted("it opens with a password only") if "password" in str(error).lower() else None
        raise kind or Malformed(f"it cannot be opened: {error}") from error
    heads = _running_heads(pages)
    text = "\n".join(_page(lines, heads) for lines in pages)
    if not text.strip():
        raise Empty("it has no text layer: it is a scan, or drawn")
    repairs = tuple(
        Repair("running head", head, "")
        for head in sorted({line.text for lines in pages for line in _edges(lines) if _shape(line.text) in heads})
    )
    yield ParsedArticle(body=PlainText(text), statements=said, repairs=repairs)


def _lines(page: "PdfPage") -> Iterator[_Line]:
    """Read the lines of a page in PDFium's order."""
    words = page.get_textpage()
    units = words.get_text_range(errors="surrogatepass").encode("utf-16-le", "surrogatepass")
    place = 0
    for printed in units.decode("utf-16-le", "surrogatepass").split("\n"):
        text = UNSEEN.sub("", printed.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")).strip()
        if text:
            skipped = len(printed) - len(printed.lstrip())
            left, bottom, _, top = words.get_charbox(place + skipped, loose=True)
            yield _Line(text, left, bottom, top)
        place += len(printed.encode("utf-16-le", "surrogatepass")) // 2 + 1


def _edges(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The first and the last line of a page."""
    yield from lines[:1]
    yield from lines[1:][-1:]


def _shape(text: str) -> str:
    return DIGITS.sub("#", "".join(text.split()))


def _running_heads(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """The lines, but for their numbers, with which most pages begin or end."""
    shapes = Counter(shape for lines in pages for shape in {_shape(line.text) for line in _edges(lines)})
    enough = max(FEWEST_PAGES, len(pages) / 2)
    return frozenset(shape for shape, pages_ in shapes.items() if pages_ >= enough)


def _page(lines: Sequence[_Line], heads: frozenset[str]) -> str:
    """Write a page as text whose layout tells paragraphs apart: ideographic spaces before an indented line, a blank line in a gap."""
    edges = {id(line) for line in _edges(lines) if _shape(line.text) in heads}
    body = [line for line in lines if id(line) not in edges]
    margin = min((line.left for line in body), default=0.0)
    written = []
    above: _Line | None = None
    for line in body:
        height = max(line.top - line.bottom, 1.0)
        if above is not None and above.bottom - line.top > GAP * height:
            written.append("")
        is_indented = INDENT * height < line.left - margin < 4 * height
        written.append(f"\u3000\u3000{line.text}" if is_indented else line.text)
        above = line
    return "\n".join(written)


def _properties(document: "PdfDocument") -> Iterator[Statement]:
    for name, field in PROPERTIES:
        value = _property(document, name)
        if field in ("published", "modified"):
            value = _moment(value)
        useless = (field == "title" and FILE_TITLE.search(value)) or (field == "author" and is_nobody(value))
        if value and not useless:
            yield Statement(field, value, f"pdf: {name}")
    for keyword in re.split("[,，;；]", _property(document, "Keywords")):
        if keyword.strip():
            yield Statement("tag", keyword.strip(), "pdf: Keywords")


def _property(document: "PdfDocument", name: str) -> str:
    """Read a property; nothing if it is not there, or no text."""
    try:
        return str(document.get_metadata_value(name)).replace("\0", "").strip()
    except UnicodeDecodeError:
        return ""


def _moment(stamp: str) -> str:
    """Write a date of PDF as everybody does.

    >>> _moment("D:20230401083000+08'00'"), _moment("D:2023"), _moment("D:20230401")
    ('2023-04-01 08:30:00+08:00', '', '2023-04-01')
    """
    found = STAMP.match(stamp)
    if found is None:
        return ""
    year, month, day, hour, minute, second, zone, zone_minutes = found.groups()
    date = f"{year}-{month}-{day}"
    if hour is None or minute is None:
        return date
    zone = f"{zone}:{zone_minutes or '00'}" if zone else "+00:00" if found[0].endswith("Z") else ""
    return f"{date} {hour}:{minute}:{second or '00'}{zone}"
