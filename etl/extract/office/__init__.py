"""Files of office programs, which a library takes apart. They hold no text that could be decoded: the library gives it.

    bytes --OFFICE, by name and signature--> a kind --parse--> ParsedArticle

A kind is a module with the names of `OfficeFormat`; to add one, write it and name it in `OFFICE`. The libraries are the extra `office`;
without it such a file is rejected, and the rejection says so. EPUB is not here: it is an archive of pages (`archives.zips`).
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Protocol

from etl.exceptions import Rejected
from etl.extract.hints import Hints
from etl.extract.office import docx, pdf, xlsx
from etl.models import ParsedArticle


class OfficeFormat(Protocol):
    """What the module of a kind offers."""

    NAME: str
    """The format's name, as it is stored in `documents.format`, and its suffix."""

    SIGNATURE: bytes
    """How such a file begins."""

    def parse(self, content: bytes, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
        """Read the articles.

        Raises:
            NeedsExtra: the library is not installed.
            Rejected: it cannot be read: encrypted, broken, too large.
        """


OFFICE: tuple[OfficeFormat, ...] = (pdf, docx, xlsx)
"""Each has a suffix of its own, so their order is of no matter."""


def office_format_of(uri: str, head: bytes) -> OfficeFormat | None:
    """Tell what kind of office file it is; None if it is none, or pretends to be something else.

    >>> office_format_of("raw/report.PDF", b"%PDF-1.7").NAME, office_format_of("raw/report.html", b"%PDF-1.7")
    ('pdf', None)

    Args:
        uri: the document's name. Both name and signature must agree: a workbook that is called a page is no page, and no workbook either.
        head: its first bytes.
    """
    suffix = PurePosixPath(uri.partition("?")[0]).suffix.lower().removeprefix(".")
    return next((kind for kind in OFFICE if suffix == kind.NAME and head.startswith(kind.SIGNATURE)), None)
