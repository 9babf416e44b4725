"""Word documents: Mammoth makes HTML of what the styles mean, headings, lists, tables, notes; pictures are left out."""

import io
from collections.abc import Iterator

from etl.exceptions import NeedsExtra
from etl.extract.hints import Hints
from etl.extract.office.packages import BROKEN, check_package, properties_of, told
from etl.models import Fragment, ParsedArticle

NAME = "docx"
SIGNATURE = b"PK\3\4"


def parse(content: bytes, hints: Hints) -> Iterator[ParsedArticle]:  # noqa: ARG001 - nothing but the file tells
    """Read the document as one article."""
    try:
        import mammoth
    except ImportError as error:
        raise NeedsExtra("it is a Word document: pip install 'etl[office]' to have it read") from error
    check_package(content, "word/document.xml")
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=_no_picture, ignore_empty_paragraphs=True
        ).value
    except BROKEN as error:
        raise told(error) from error
    yield ParsedArticle(body=Fragment(html), statements=tuple(properties_of(content, NAME)))


def _no_picture(_picture: object) -> list[object]:
    """Write nothing for a picture: its bytes would come as text."""
    return []
