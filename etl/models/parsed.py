"""What a file says: its characters, its format, and the articles in it, word for word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from etl.exceptions import Rejected
from etl.models.statements import Repair, Statement


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A document's characters.

    Attributes:
        text: without byte order mark, NUL and lone surrogates; line ends as they were.
        encoding: Python's name of the codec that read it (`utf-8`, `gb18030`, `big5hkscs`, ...).
        declared: the label the document claims for itself, as printed; None if it claims none. Evidence, never truth.
        evidence: how the encoding was decided, in a word: `bom`, `escape sequences`, `utf-8`, `declaration`, `chardet`, ...
        damage: how many bytes could not be decoded (each costs one U+FFFD), and how many stray NULs were left out.
    """

    text: str
    encoding: str
    declared: str | None
    evidence: str
    damage: int


@dataclass(frozen=True, slots=True)
class Page:
    """A whole HTML page: menus, sidebars, footers and, somewhere, an article."""

    html: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML that holds an article and little else: the body of a post, a feed item, a field of a record."""

    html: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A whole page saved as plain text: everything a `Page` has, without a tag to tell it apart."""

    text: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """An article's text and little else, without markup."""

    text: str


Body: TypeAlias = Page | Fragment | Capture | PlainText


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """What a file says of one article, strongest statements first; nothing is believed yet.

    Attributes:
        body: where the text is, and what shape it has.
        statements: what is said outside the body, in the order of their strength.
        repairs: what had to be mended to read the file at all (a front matter without a closing fence, say).
    """

    body: Body
    statements: tuple[Statement, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a document holds, once its encoding and format are known.

    Attributes:
        format: the name of the format that reads it.
        decoded: its characters; None if its bytes are none, and a library reads it.
        articles: one for each article, read as they are asked for; a record that cannot be read is a `Rejected` among them.
    """

    format: str
    decoded: DecodedText | None
    articles: Iterator[ParsedArticle | Rejected]
