"""What becomes of documents, decided before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection, bindparam, update

from etl.load.diary import Counts
from etl.load.known import Known, Policy, erased_among, look_up
from etl.models import Article, ProcessedDocument
from etl.schema import documents

Verdict: TypeAlias = Literal["loaded", "updated", "unchanged", "rejected"]
"""What becomes of a document; the diary counts each kind."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A document, what the database knows of it, and what becomes of it."""

    document: ProcessedDocument
    known: Known | None
    verdict: Verdict


def judge(connection: Connection, batch: Sequence[ProcessedDocument], policy: Policy) -> list[Judged]:
    """Decide on a batch. What was erased stays away, whatever its name is now, and counts as unchanged."""
    asked = [document.origin for document in batch if not document.unchanged or document.origin.modified_ns is not None]
    known = look_up(connection, [origin.uri for origin in asked])
    erased = erased_among(connection, [document.origin for document in batch if not document.unchanged])
    return [
        Judged(document, known.get(uri), "unchanged" if uri in erased else decide(known.get(uri), document, policy))
        for document in batch
        for uri in (document.origin.uri,)
    ]


def decide(known: Known | None, document: ProcessedDocument, policy: Policy) -> Verdict:
    """Decide what becomes of a document, by what it is and what the database holds of it.

    The same bytes are never loaded twice, unless newer rules are asked to; those that were rejected may be read by newer rules,
    or by who knows more of them (`--map`).
    """
    is_readable = any(isinstance(outcome, Article) for outcome in document.outcomes)
    if document.unchanged:
        return "unchanged"
    if (
        known is not None
        and known.sha256 == document.origin.sha256
        and _is_same(known, policy, is_readable=is_readable)
    ):
        return "unchanged"
    if not is_readable:
        return "rejected"
    return "loaded" if known is None else "updated"


def _is_same(known: Known, policy: Policy, *, is_readable: bool) -> bool:
    """Tell whether the same bytes changed nothing."""
    if known.status == "rejected":
        return not is_readable and known.rules == policy.rules
    return policy.settles(known)


def is_done(first: Judged, policy: Policy) -> bool:
    """Tell by the first part of a document whether the others need not be looked at."""
    known, document = first.known, first.document
    is_known = known is not None and known.sha256 == document.origin.sha256
    if is_known and known is not None and known.status == "loaded":
        return policy.settles(known)
    return document.unchanged or (first.verdict == "unchanged" and not is_known)  # the latter was erased


def count(batch: Iterable[Judged]) -> Counts:
    """Count documents by verdict, and the articles and paragraphs that go with them."""
    counts = {"loaded": 0, "updated": 0, "unchanged": 0, "rejected": 0, "articles": 0, "paragraphs": 0}
    for judged in batch:
        counts[judged.verdict] += 1
        if judged.verdict != "unchanged":
            for outcome in judged.document.outcomes:
                if isinstance(outcome, Article):
                    counts["articles"] += 1
                    counts["paragraphs"] += len(outcome.paragraphs)
    return Counts(**counts)


def touch(connection: Connection, batch: Iterable[Judged]) -> None:
    """Remember when the files of unchanged documents were changed, so that the next run need not open them."""
    touched = [
        {"number": judged.known.id, "changed": judged.document.origin.modified_ns}
        for judged in batch
        if judged.verdict == "unchanged"
        and judged.known is not None
        and judged.document.origin.modified_ns not in (None, judged.known.modified_ns)
        and judged.document.origin.sha256 == judged.known.sha256
    ]
    if touched:
        statement = update(documents).where(documents.c.id == bindparam("number"))
        connection.execute(statement.values(modified_ns=bindparam("changed")), touched)
