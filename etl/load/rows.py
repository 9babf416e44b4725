"""From outcomes to rows. Pure: no database, no clock.

Each function gives the values of one row, in the order of the column names that stand above it.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from etl.exceptions import Unstorable
from etl.load.backend import Row
from etl.models import Article, Outcome, ProcessedDocument, Rejection
from etl.schema import MAX_KEY_BYTES

DOCUMENT = (
    "id",
    "uri",
    "sha256",
    "size_bytes",
    "format",
    "encoding",
    "declared_encoding",
    "encoding_evidence",
    "damage",
    "status",
    "article_count",
    "run_id",
    "rules",
    "modified_ns",
    "missing_since",
    "cpu_ms",
)
ARTICLE = (
    "id",
    "document_id",
    "position",
    "source_id",
    "via",
    "title",
    "author",
    "editor",
    "url",
    "published_at",
    "published_on",
    "published_precision",
    "published_text",
    "published_form",
    "language",
    "script",
    "image_url",
    "char_count",
    "paragraph_count",
    "content_hash",
)
PARAGRAPH = ("article_id", "position", "kind", "text", "original_text")
ARTICLE_TAG = ("article_id", "tag_id", "position")
REPAIR = ("article_id", "position", "paragraph_position", "rule", "before", "after", "score")
REJECTION = ("document_id", "reason", "detail", "run_id", "created_at")


ARTICLE_VERSION = ("document_id", "position", "content_hash", "title", "text", "run_id", "replaced_at")


def document_row(
    document_id: int, document: ProcessedDocument, *, status: str, article_count: int | None, run_id: int, rules: str
) -> Row:
    """Give the row of a document that was just read; `article_count` is None if it never gave an article."""
    origin = document.origin
    return (
        document_id,
        origin.uri,
        origin.sha256,
        origin.size_bytes,
        origin.format,
        origin.encoding,
        origin.declared_encoding,
        origin.encoding_evidence,
        origin.damage,
        status,
        article_count,
        run_id,
        rules,
        origin.modified_ns,
        None,
        document.cpu_ms,
    )


def article_row(article_id: int, document_id: int, position: int, source_id: int | None, article: Article) -> Row:
    """Give the row of an article at a place in its document."""
    published = article.published
    return (
        article_id,
        document_id,
        position,
        source_id,
        article.via,
        article.title,
        article.author,
        article.editor,
        article.url,
        published and published.instant,
        published and published.local_date,
        published and published.precision,
        published and published.text,
        published and published.form,
        article.language,
        article.script,
        article.image_url,
        sum(len(paragraph.text) for paragraph in article.paragraphs),
        len(article.paragraphs),
        content_hash(article),
    )


def paragraph_rows(article_id: int, article: Article) -> Iterator[Row]:
    """Give an article's paragraphs."""
    for position, paragraph in enumerate(article.paragraphs, start=1):
        yield article_id, position, paragraph.kind, paragraph.text, paragraph.original


def tag_rows(article_id: int, article: Article, tag_ids: Mapping[str, int]) -> Iterator[Row]:
    """Give an article's tags, each once, in the order stated."""
    for position, tag in enumerate(dict.fromkeys(article.tags), start=1):
        yield article_id, tag_ids[tag], position


def repair_rows(article_id: int, article: Article) -> Iterator[Row]:
    """Give what was changed in an article."""
    for position, repair in enumerate(article.repairs, start=1):
        yield article_id, position, repair.paragraph_position, repair.rule, repair.before, repair.after, repair.score


def rejection_row(document_id: int, rejection: Rejection, *, run_id: int, now: datetime) -> Row:
    """Give the row that says why there is no article."""
    return document_id, rejection.reason, rejection.detail, run_id, now


def content_hash(article: Article) -> str:
    """Hash what a reader reads: the title and the paragraphs, each ended by a line break.

    Address, date and credit stay out, so that a copy on another site has the same hash.
    """
    return hash_of(article.title, [paragraph.text for paragraph in article.paragraphs])


def hash_of(title: str | None, texts: Sequence[str]) -> str:
    """Hash a title and the texts of paragraphs: see `content_hash`."""
    return hashlib.sha256("\n".join((title or "", *texts, "")).encode()).hexdigest()


# ------------------------------------------------------------------------------------------------ what a database can hold


def storable(document: ProcessedDocument) -> ProcessedDocument:
    """Make a document one that both databases can hold: an article they cannot becomes a rejection.

    Nothing is cleaned here. Text that ends up unstorable is a fault of an earlier stage, and a reader of `rejections` sees it.
    """
    origin = document.origin
    uri, declared = key_of(origin.uri), origin.declared_encoding and escaped(origin.declared_encoding)
    if (uri, declared) != (origin.uri, origin.declared_encoding):
        origin = replace(origin, uri=uri, declared_encoding=declared)
    return replace(document, origin=origin, outcomes=tuple(map(_storable, document.outcomes)))


def _storable(outcome: Outcome) -> Outcome:
    match outcome:
        case Article():
            try:
                _check(outcome)
            except Unstorable as rejected:
                return Rejection(reason=rejected.reason, detail=str(rejected), origin=outcome.origin)
            return outcome
        case Rejection():
            return replace(outcome, detail=escaped(outcome.detail))


def _check(article: Article) -> None:
    text = "".join(_texts(article))
    if "\0" in text:
        raise Unstorable("a NUL character is left in it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unstorable(f"half a character pair is left in it: U+{ord(text[error.start]):04X}") from None
    for name in (article.source or "", *article.tags):
        if len(name.encode()) > MAX_KEY_BYTES:
            raise Unstorable(f"a source or tag has {len(name)} characters: {name[:20]}...")


def _texts(article: Article) -> Iterator[str]:
    """Give every text of an article that is stored as it is."""
    yield from filter(
        None,
        (
            article.title,
            article.source,
            article.via,
            article.author,
            article.editor,
            article.url,
            article.published and article.published.text,
            article.language,
            article.image_url,
            *article.tags,
        ),
    )
    for paragraph in article.paragraphs:
        yield paragraph.text
        yield paragraph.original or ""
    for repair in article.repairs:
        yield repair.before
        yield repair.after


def escaped(text: str) -> str:
    r"""Write what no database holds as Python would: for names and messages, which must be kept whatever they hold.

    >>> escaped("caf\udce9")
    'caf\\udce9'
    """
    return text.encode(errors="backslashreplace").decode().replace("\0", r"\x00")


def key_of(uri: str) -> str:
    r"""Give the name by which the database knows a document; almost always the uri itself.

    A path may hold bytes that are no UTF-8, and be longer than an index entry may be: then its hash keeps it apart.

    >>> key_of("raw/\udcc4\udce3.html")
    'raw/\\udcc4\\udce3.html'
    >>> len(key_of("x" * 5000))
    1567
    """
    key = escaped(uri)
    if len(key.encode()) <= MAX_KEY_BYTES:
        return key
    beginning = key.encode()[: MAX_KEY_BYTES * 3 // 4].decode(errors="ignore")
    return f"{beginning}...{hashlib.sha256(key.encode()).hexdigest()}"
