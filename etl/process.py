r"""One document, from its bytes to its outcomes: what a worker does.

    Task --read, if need be--> RawDocument --extract--> ParsedDocument --transform--> Article
                                                 \_____________________________\____> Rejection

Pure but for `process`, which reads one file, and says what that cost. Knows no database, so a worker starts quickly and holds no credentials.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import TypeAlias

from etl.exceptions import Empty, NotAnArticle, Rejected
from etl.extract import extract, read
from etl.extract.archives import IN_MEMORY, open_documents
from etl.extract.page_data import article_in_data
from etl.extract.stamps import stamp_of
from etl.models import (
    Article,
    ColumnName,
    Origin,
    Outcome,
    Page,
    ParsedArticle,
    ParsedDocument,
    ProcessedDocument,
    ProcessedPart,
    RawDocument,
    RawPart,
    RawRef,
    RejectedMember,
    Rejection,
    TargetScript,
    Task,
)
from etl.transform import transform
from etl.transform.fingerprints import bands_of


def parse(
    content: bytes,
    uri: str = "",
    *,
    now: datetime | None = None,
    names: tuple[ColumnName, ...] = (),
    script: TargetScript = "hans",
) -> Iterator[Outcome]:
    r"""Read one document held in memory: one outcome for each article in it, and in the members of an archive.

    >>> content = "标题：雨后的集市\n\n　　周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快。\n".encode("gb18030")
    >>> [article] = parse(content)
    >>> article.origin.encoding
    'gb18030'

    Pure: no disk, network, clock or environment; may be called from many processes. Never raises for bad input.

    Args:
        content: the document's bytes, in any encoding; of an archive, each member's outcomes have the member's own origin.
        uri: its name or address; a hint for the format, a last resort for a date.
        now: an aware time, against which `昨天 15:30` is read and dates of the future refused; None: relative dates are not read.
        names: what you call the fields of an article, besides the names everybody knows.
        script: what Chinese text is written in; `original` keeps what was printed.

    Yields:
        An `Article`, or a `Rejection` with `.reason` and `.detail`.
    """
    for raw in open_documents(BytesIO(content), uri, IN_MEMORY):
        match raw:
            case RawDocument():
                yield from _parse(raw, _origin(raw), names, partial(transform, now=now, script=script))
            case RejectedMember():
                yield _rejection(raw.error, _origin_of_rejected(raw))


def process(
    task: Task, *, now: datetime | None = None, names: tuple[ColumnName, ...] = (), script: TargetScript = "hans"
) -> ProcessedDocument:
    """Parse a document, and read it first if need be; one that is gone or forbidden is an outcome, too."""
    began = time.process_time()
    document = _process(task, now=now, names=names, script=script)
    return replace(document, cpu_ms=round((time.process_time() - began) * 1000))


def _process(
    task: Task, *, now: datetime | None, names: tuple[ColumnName, ...], script: TargetScript
) -> ProcessedDocument:
    try:
        raw = _raw(task)
    except Rejected as rejected:
        origin = _origin_of_rejected(task) if isinstance(task, RejectedMember) else Origin(task.uri, *_sum(b""))
        return ProcessedDocument(origin, outcomes=(_rejection(rejected, origin),))
    origin = _origin(raw)
    is_known = origin.sha256 == raw.known_sha256
    understand = partial(transform, now=now, script=script, written_at=raw.written_at)
    outcomes = () if is_known else tuple(_parse(raw, origin, names, understand))
    origin = outcomes[0].origin if outcomes else origin
    bands = tuple(
        bands_of(paragraph.text for paragraph in outcome.paragraphs)
        for outcome in outcomes
        if isinstance(outcome, Article)
    )
    if isinstance(raw, RawPart):
        return ProcessedPart(origin, outcomes, is_known, bands=bands, number=raw.number, is_last=raw.is_last)
    return ProcessedDocument(origin, outcomes, is_known, bands=bands)


def process_to_load(
    task: Task, *, now: datetime | None = None, names: tuple[ColumnName, ...] = (), script: TargetScript = "hans"
) -> ProcessedDocument:
    """Process a document and leave behind what was dropped of it: nobody loads that, and it is half of what a page would send."""
    document = process(task, now=now, names=names, script=script)
    return replace(document, outcomes=tuple(map(_without_dropped, document.outcomes)))


def _without_dropped(outcome: Outcome) -> Outcome:
    return replace(outcome, dropped=()) if isinstance(outcome, Article) and outcome.dropped else outcome


def size_of(task: Task) -> int:
    """Tell how many bytes a document has, without reading it; 0 where nobody knows."""
    match task:
        case RawRef():
            stamp = stamp_of(task)
            return stamp.size_bytes if stamp else 0
        case RawDocument():
            return len(task.content)
        case RejectedMember():
            return 0


def give_up(task: Task, rejected: Rejected) -> ProcessedDocument:
    """Reject a document that no worker came to the end of; its bytes are read again, but only to know it by them."""
    try:
        raw = _raw(task)
    except Rejected:
        return ProcessedDocument(origin := Origin(task.uri, *_sum(b"")), (_rejection(rejected, origin),))
    origin = _origin(raw)
    outcomes = (_rejection(rejected, origin),)
    if isinstance(raw, RawPart):
        return ProcessedPart(origin, outcomes, number=raw.number, is_last=raw.is_last)
    return ProcessedDocument(origin, outcomes)


def warm_up() -> None:
    """Load what most documents need, so that the workers of one machine share it."""
    line = "雨後的集市：周六清晨，城东的集市照常开张，摊主们说，雨后的青菜卖得最快。"
    page = f"<html><head><title>集市</title></head><body><h1>集市</h1>{f'<p>{line}</p>' * 5}</body></html>"
    for text in (page, f"---\ntitle: 集市\ndate: 2024-04-01\n---\n\n{line}\n\n<p>{line}</p>\n", line):
        for codec in ("utf-8", "gb18030"):
            deque(parse(text.encode(codec)), maxlen=0)
    bands_of([line])


def _raw(task: Task) -> RawDocument:
    match task:
        case RawRef():
            return replace(read(task), known_sha256=task.known_sha256, modified_ns=task.modified_ns)
        case RawDocument():
            return task
        case RejectedMember():
            raise task.error


def _origin(raw: RawDocument) -> Origin:
    """Say what is known of a document before it is read."""
    if isinstance(raw, RawPart):
        return Origin(raw.uri, raw.sha256, raw.size_bytes, modified_ns=raw.modified_ns)
    return Origin(raw.uri, *_sum(raw.content), modified_ns=raw.modified_ns)


def _origin_of_rejected(member: RejectedMember) -> Origin:
    """Say what is known of what could not be had: of an archive, its bytes."""
    return Origin(member.uri, member.sha256, member.size_bytes) if member.sha256 else Origin(member.uri, *_sum(b""))


def _sum(content: bytes) -> tuple[str, int]:
    return hashlib.sha256(content).hexdigest(), len(content)


Understand: TypeAlias = Callable[[ParsedArticle, Origin], Article]
"""What makes an article of what a file says: `transform`, told how."""


def _parse(
    raw: RawDocument, origin: Origin, names: tuple[ColumnName, ...], understand: Understand
) -> Iterator[Outcome]:
    try:
        document = extract(raw, names)
    except Rejected as rejected:
        yield _rejection(rejected, origin)
        return
    origin = replace(origin, format=document.format)
    if document.decoded is not None:
        origin = replace(
            origin,
            encoding=document.decoded.encoding,
            declared_encoding=document.decoded.declared,
            encoding_evidence=document.decoded.evidence,
            damage=document.decoded.damage,
        )
    nothing = True
    for outcome in _outcomes(document, origin, understand):
        nothing = False
        yield outcome
    if nothing:
        yield _rejection(NotAnArticle("holds no article"), origin)


def _outcomes(document: ParsedDocument, origin: Origin, understand: Understand) -> Iterator[Outcome]:
    try:
        for parsed in document.articles:
            yield _outcome(parsed, origin, understand)
    except Rejected as rejected:  # the rest of the document cannot be read; what came before it stands
        yield _rejection(rejected, origin)


def _outcome(parsed: ParsedArticle | Rejected, origin: Origin, understand: Understand) -> Outcome:
    """Understand one article; of a page that shows nothing, what its scripts would show."""
    if isinstance(parsed, Rejected):
        return _rejection(parsed, origin)
    try:
        return understand(parsed, origin)
    except Rejected as rejected:
        held = None
        if isinstance(rejected, Empty) and isinstance(parsed.body, Page):
            held = article_in_data(parsed.body.html)
        return _outcome(held, origin, understand) if held else _rejection(rejected, origin)


def _rejection(rejected: Rejected, origin: Origin) -> Rejection:
    return Rejection(reason=rejected.reason, detail=" ".join(str(rejected).split()), origin=origin)
