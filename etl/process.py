r"""One document, from its bytes to its outcomes: what a worker does.

    RawDocument --extract--> ParsedDocument --transform--> Article
                     \_____________________________\____> Rejection

Pure but for `process`, which reads one file. Knows no database, so a worker starts quickly and holds no credentials.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from etl.exceptions import NotAnArticle, Rejected
from etl.extract import extract, read
from etl.models import (
    Origin,
    Outcome,
    ParsedArticle,
    ParsedDocument,
    ProcessedDocument,
    RawDocument,
    RawRef,
    Rejection,
)
from etl.transform import transform


def parse(content: bytes, uri: str = "", *, now: datetime | None = None) -> Iterator[Outcome]:
    r"""Read one document held in memory: one outcome for each article in it.

    >>> content = "标题：雨后的集市\n\n　　周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快。\n".encode("gb18030")
    >>> [article] = parse(content)
    >>> article.origin.encoding
    'gb18030'

    Pure: no disk, network, clock or environment; may be called from many processes. Never raises for bad input.

    Args:
        content: the document's bytes, in any encoding.
        uri: its name or address; a hint for the format, a last resort for a date.
        now: an aware time, against which `昨天 15:30` is read and dates of the future refused; None: relative dates are not read.

    Yields:
        An `Article`, or a `Rejection` with `.reason` and `.detail`.
    """
    origin = Origin(uri=uri, sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
    try:
        document = extract(RawDocument(uri=uri, content=content))
    except Rejected as rejected:
        yield _rejection(rejected, origin)
        return
    origin = replace(
        origin,
        format=document.format,
        encoding=document.decoded.encoding,
        declared_encoding=document.decoded.declared,
        encoding_evidence=document.decoded.evidence,
        damage=document.decoded.damage,
    )
    nothing = True
    for outcome in _outcomes(document, origin, now):
        nothing = False
        yield outcome
    if nothing:
        yield _rejection(NotAnArticle("holds no article"), origin)


def process(ref: RawRef, *, now: datetime | None = None) -> ProcessedDocument:
    """Read and parse the document a handle points at; a document that is gone or forbidden is an outcome, too."""
    try:
        raw = read(ref)
    except Rejected as rejected:
        origin = Origin(uri=ref.uri, sha256=hashlib.sha256(b"").hexdigest(), size_bytes=0)
        return ProcessedDocument(origin=origin, outcomes=(_rejection(rejected, origin),))
    sha256 = hashlib.sha256(raw.content).hexdigest()
    if sha256 == ref.known_sha256:
        return ProcessedDocument(Origin(raw.uri, sha256, len(raw.content)), outcomes=(), unchanged=True)
    outcomes = tuple(parse(raw.content, raw.uri, now=now))
    return ProcessedDocument(origin=outcomes[0].origin, outcomes=outcomes)


def _outcomes(document: ParsedDocument, origin: Origin, now: datetime | None) -> Iterator[Outcome]:
    try:
        for parsed in document.articles:
            yield _outcome(parsed, origin, now)
    except Rejected as rejected:  # the rest of the document cannot be read; what came before it stands
        yield _rejection(rejected, origin)


def _outcome(parsed: ParsedArticle | Rejected, origin: Origin, now: datetime | None) -> Outcome:
    if isinstance(parsed, Rejected):
        return _rejection(parsed, origin)
    try:
        return transform(parsed, origin, now=now)
    except Rejected as rejected:
        return _rejection(rejected, origin)


def _rejection(rejected: Rejected, origin: Origin) -> Rejection:
    return Rejection(reason=rejected.reason, detail=" ".join(str(rejected).split()), origin=origin)
