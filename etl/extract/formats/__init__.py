"""One file a format. A format is a module with these three names; `FORMATS` is the registry, most particular first.

To add one: write the module, name it in `FORMATS` at the place its particularity deserves.
"""

from collections.abc import Iterator
from typing import Protocol

from etl.exceptions import Rejected
from etl.extract.formats import (
    capture,
    code,
    digest,
    doc_records,
    feed,
    front_matter,
    headed_text,
    headerless_table,
    html_fragment,
    html_page,
    json_lines,
    json_records,
    markdown,
    plain_text,
    table,
    xml,
)
from etl.extract.hints import Hints
from etl.models import ParsedArticle


class Format(Protocol):
    """What a format module offers."""

    NAME: str
    """The format's name, as it is stored in `documents.format`."""

    def recognises(self, text: str, hints: Hints) -> bool:
        """Tell whether the document is of this format, by its content first and by what else is known as a hint."""

    def parse(self, text: str, hints: Hints) -> Iterator[ParsedArticle | Rejected]:
        """Read the articles, one after the other; a record that cannot be read is yielded as a `Rejected`."""


FORMATS: tuple[Format, ...] = (
    front_matter,
    feed,
    json_lines,
    json_records,
    table,
    headerless_table,
    doc_records,
    code,
    html_page,
    digest,
    markdown,
    html_fragment,
    xml,
    headed_text,
    capture,
    plain_text,
)
"""The last one recognises everything."""
