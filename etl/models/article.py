"""What we believe an article to be, or why there is none."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from etl.models.statements import Repair, Statement

Kind: TypeAlias = Literal["heading", "text", "list", "quote", "caption", "table"]
"""What a paragraph is to a reader."""

Precision: TypeAlias = Literal["year", "month", "day", "minute", "second"]
"""How much of a publication date is known. An hour alone counts as a minute."""

TargetScript: TypeAlias = Literal["hans", "hant", "keep"]
"""The script that Chinese text is written in: Simplified, Traditional, or the one it was printed in."""

Script: TypeAlias = Literal["Hans", "Hant", "mixed", "Jpan", "Kore", "other"]
"""ISO 15924 codes; `mixed` is Simplified and Traditional side by side, `other` is neither Chinese, Japanese nor Korean."""


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
class DroppedBlock:
    """A block of the body that is not the article's, and the test that said so.

    Attributes:
        text: what it says, normalised as far as it came.
        reason: the name of the test.
        original: as printed; None if equal.
    """

    text: str
    reason: str
    original: str | None = None


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
        modified_ns: when its file was last changed before it was read; see `RawRef`.
    """

    uri: str
    sha256: str
    size_bytes: int
    format: str | None = None
    encoding: str | None = None
    declared_encoding: str | None = None
    encoding_evidence: str | None = None
    damage: int = 0
    modified_ns: int | None = None


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
        cpu_ms: milliseconds of processor time that reading and parsing took; None: nobody came to the end of it.
        bands: of each article among the outcomes, what others that say nearly the same are found by (`etl.transform.fingerprints`).
    """

    origin: Origin
    outcomes: tuple[Outcome, ...]
    unchanged: bool = False
    cpu_ms: int | None = None
    bands: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessedPart(ProcessedDocument):
    """Some outcomes of a document that was cut (see `RawPart`); all its parts are loaded together or not at all."""

    number: int
    is_last: bool
