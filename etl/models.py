"""The nouns that flow, one for each stage of belief, all frozen.

    RawRef           where a document lies
    RawDocument      its bytes (RawPart: some of them)
    RejectedMember   what of an archive cannot be had
    DecodedText      its characters, and how we came to read them so
    ParsedDocument   its format, and the articles in it
    ParsedArticle    what the file says of one article: a body and statements, word for word, nothing believed yet
    Article          what we believe, each value with the place it came from
    Rejection        why there is no article
    ProcessedDocument  one document's outcomes, on their way to the loader (ProcessedPart: some of them)

Contains no business logic.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from etl.exceptions import Rejected

Kind: TypeAlias = Literal["heading", "text", "list", "quote", "caption", "table"]
"""What a paragraph is to a reader."""

Precision: TypeAlias = Literal["year", "month", "day", "minute", "second"]
"""How much of a publication date is known. An hour alone counts as a minute."""

Script: TypeAlias = Literal["Hans", "Hant", "mixed", "Jpan", "Kore", "other"]
"""ISO 15924 codes; `mixed` is Simplified and Traditional side by side, `other` is neither Chinese, Japanese nor Korean."""

Field: TypeAlias = Literal[
    "title", "published", "source", "via", "author", "editor", "url", "tag", "image", "language", "description"
]
"""What a statement can be about."""

ArticleField: TypeAlias = Field | Literal["content"]
"""What a column can hold: what is said about an article, or its text."""


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A user's word for a field: a column of a table, a key of JSON or of front matter.

    Attributes:
        field: what stands there.
        name: what it is called; keys inside keys are parted by dots (`author.name`).
    """

    field: ArticleField
    name: str


# ------------------------------------------------------------------------------------------------ where it lies, its bytes


@dataclass(frozen=True, slots=True)
class RawRef:
    """Where one document lies: cheap to list, cheap to send to another process.

    Attributes:
        uri: the document's name in the database: its path relative to the working folder where it lies below it, with `/`
            between the parts, else its absolute path.
        path: what to open: a path, or an address, which may hold a password and is therefore not shown.
        known_sha256: the hash of the content the database already holds for this uri, lower-case hex; None if it holds none.
    """

    uri: str
    path: str = field(repr=False)
    known_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document's bytes, untouched, and what is said of it from outside.

    Attributes:
        uri: the document's name; a member of an archive is `archive.zip!/its name`.
        content: its bytes.
        charset: the label an HTTP or mail header declares for it; evidence, never truth.
        statements: what the archive says of it: the address a page was fetched from, the subject of a mail.
        known_sha256: see `RawRef`.
    """

    uri: str
    content: bytes
    charset: str | None = None
    statements: "tuple[Statement, ...]" = ()
    known_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPart(RawDocument):
    """Some records of a document that is too large to be held whole; `content` is theirs alone.

    Attributes:
        sha256, size_bytes, format: of the whole document.
        number: of the part, from 1.
        first_record: the number of its first record in the whole.
        is_last: whether no part follows.
    """

    sha256: str
    size_bytes: int
    format: str
    number: int
    first_record: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class RejectedMember:
    """A member of an archive that cannot be had, or, under the archive's own name, the rest of it.

    Attributes:
        uri: its name, made as `RawDocument.uri` is.
        error: why.
    """

    uri: str
    error: Rejected


Task: TypeAlias = RawRef | RawDocument | RejectedMember
"""What a worker is given: a document to read, one that lay in an archive, a part of one, or what could not be had."""


# ------------------------------------------------------------------------------------------------ what the file says


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
class Statement:
    """Something a document says about its article.

    Attributes:
        field: what it is about.
        value: the words, as printed, trimmed.
        place: where they stand, for people: `front matter: title`, `og:title`, `JSON-LD`, `line beside the date`.
    """

    field: Field
    value: str
    place: str


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
    repairs: tuple["Repair", ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a document holds, once its encoding and format are known.

    Attributes:
        format: the name of the format that reads it.
        decoded: its characters.
        articles: one for each article, read as they are asked for; a record that cannot be read is a `Rejected` among them.
    """

    format: str
    decoded: DecodedText
    articles: Iterator[ParsedArticle | Rejected]


# ------------------------------------------------------------------------------------------------ what we believe


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When an article was published, as exactly as it is known and no more.

    Attributes:
        instant: aware, UTC; None when no time of day is known.
        local_date: the calendar day where the article was published; the first day of the month or year if only that is known.
        precision: how much is known.
        text: the date as printed.
        form: the name of the reading that matched (`chinese`, `rfc2822`, `iso8601`, ...).
    """

    instant: datetime | None
    local_date: date
    precision: Precision
    text: str
    form: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph a journalist wrote.

    Attributes:
        kind: what it is to a reader.
        text: normalised: Simplified script, half-width letters and digits, single spaces.
        original: as printed; None where that is the same.
    """

    kind: Kind
    text: str
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One change to what was printed, and the rule that made it.

    Attributes:
        rule: the rule's name.
        before: the words as printed, or a description of what was there.
        after: what stands there now.
        paragraph_position: from 1; None if the change is to a field or to the whole document.
    """

    rule: str
    before: str
    after: str
    paragraph_position: int | None = None


@dataclass(frozen=True, slots=True)
class DroppedBlock:
    """A block of the body that is not the article's, and the test that said so."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the document an outcome came from.

    Attributes:
        uri: the document's name.
        sha256: of its bytes, lower-case hex.
        size_bytes: how many.
        format: the name of the format that read it; None if none did.
        encoding: Python's codec name; None if it could not be decoded.
        declared_encoding: the document's own claim, as printed.
        encoding_evidence: how the encoding was decided.
        damage: undecodable bytes.
    """

    uri: str
    sha256: str
    size_bytes: int
    format: str | None = None
    encoding: str | None = None
    declared_encoding: str | None = None
    encoding_evidence: str | None = None
    damage: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """What we believe one article to be.

    Attributes:
        title: without the site's tail; None for an untitled flash.
        source: who is credited with it (来源), else who published it.
        via: the site that carried it, where that is somebody else.
        author: the people who wrote it, as printed, separated by single spaces, or by commas where names have spaces themselves;
            None if nobody is named.
        editor: the responsible editor.
        url: its canonical address.
        published: None when no date can be believed.
        language: ISO 639 code; None if it cannot be told.
        script: ISO 15924 code of the text *as printed*.
        tags: tags and categories, in the order stated, each once.
        image_url: the lead image as stated.
        paragraphs: at least one.
        origin: where it came from.
        repairs: every change to what was printed.
        dropped: the blocks left out, in their order.
        evidence: for each field that has a value, the statement that gave it.
    """

    title: str | None
    source: str | None
    via: str | None
    author: str | None
    editor: str | None
    url: str | None
    published: PublishedDate | None
    language: str | None
    script: Script | None
    tags: tuple[str, ...]
    image_url: str | None
    paragraphs: tuple[Paragraph, ...]
    origin: Origin
    repairs: tuple[Repair, ...] = ()
    dropped: tuple[DroppedBlock, ...] = ()
    evidence: tuple[Statement, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs' text, joined by newlines."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a document, or one record of it, gave no article.

    Attributes:
        reason: a word of `etl.exceptions.reasons()`.
        detail: one line for people.
        origin: what is known of the document.
    """

    reason: str
    detail: str
    origin: Origin


Outcome: TypeAlias = Article | Rejection


@dataclass(frozen=True, slots=True)
class ProcessedDocument:
    """One document on its way to the loader: read, and parsed unless its bytes are the ones the database already knows.

    Attributes:
        origin: what is known of it.
        outcomes: one for each article or unreadable record, in the order of the file; empty if unchanged.
        unchanged: True if its bytes equal `RawRef.known_sha256`, so that nothing was parsed.
    """

    origin: Origin
    outcomes: tuple[Outcome, ...]
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessedPart(ProcessedDocument):
    """Some outcomes of a document that was cut (see `RawPart`); all its parts are loaded together or not at all."""

    number: int
    is_last: bool
