"""Do two databases hold the same? Ids, run numbers and the order of rows aside, whatever kind of database each is.

Every row is named by what a person would name it by (a document's uri, an article's place in it), hashed, and the hashes are
added: a sum does not ask for an order, so nothing is sorted and nothing is held in memory.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from etl.load import rows
from etl.schema import (
    article_tags,
    article_versions,
    articles,
    documents,
    paragraphs,
    recurrences,
    rejections,
    repairs,
    sources,
    tags,
)

MODULUS = 2**256


@dataclass(frozen=True, slots=True)
class TableDigest:
    """What one table holds: equal digests mean equal rows."""

    table: str
    rows: int
    digest: str


def content_digest(connection: Connection) -> tuple[TableDigest, ...]:
    """Digest everything that came from documents; what a run says of itself is left out.

    A source or tag counts where an article carries it: one that none carries any longer makes no difference.
    """
    return tuple(_digest(connection, name, query) for name, query in QUERIES)


def _digest(connection: Connection, name: str, query: Select[Any]) -> TableDigest:
    total, number = 0, 0
    for row in connection.execution_options(yield_per=1000).execute(query):
        text = json.dumps(
            list(row), ensure_ascii=False, default=str
        )  # dates and instants (UTC, aware) as ISO 8601 has them
        total = (total + int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")) % MODULUS
        number += 1
    return TableDigest(name, number, f"{total:064x}")


def _without(columns: Sequence[str], *names: str) -> list[str]:
    return [column for column in columns if column not in names]


_READING = ("rules", "modified_ns", "missing_since", "cpu_ms")
"""What a document's row says of its reading and not of its content."""

_PLACE = (documents.c.uri, articles.c.position)
_OF_DOCUMENT = articles.join(documents, documents.c.id == articles.c.document_id)

QUERIES: tuple[tuple[str, Select[Any]], ...] = (
    ("documents", select(*(documents.c[name] for name in _without(rows.DOCUMENT, "id", "run_id", *_READING)))),
    (
        "articles",
        select(
            documents.c.uri,
            sources.c.name,
            *(articles.c[name] for name in _without(rows.ARTICLE, "id", "document_id", "source_id")),
        ).select_from(_OF_DOCUMENT.outerjoin(sources, sources.c.id == articles.c.source_id)),
    ),
    (
        "paragraphs",
        select(*_PLACE, *(paragraphs.c[name] for name in _without(rows.PARAGRAPH, "article_id"))).select_from(
            _OF_DOCUMENT.join(paragraphs, paragraphs.c.article_id == articles.c.id)
        ),
    ),
    (
        "recurrences",
        select(
            *_PLACE,
            *(recurrences.c[name] for name in ("position", "follows", "kind", "text", "original_text", "reason")),
        ).select_from(_OF_DOCUMENT.join(recurrences, recurrences.c.article_id == articles.c.id)),
    ),
    (
        "article_tags",
        select(*_PLACE, article_tags.c.position, tags.c.name).select_from(
            _OF_DOCUMENT.join(article_tags, article_tags.c.article_id == articles.c.id).join(
                tags, tags.c.id == article_tags.c.tag_id
            )
        ),
    ),
    (
        "repairs",
        select(*_PLACE, *(repairs.c[name] for name in _without(rows.REPAIR, "article_id"))).select_from(
            _OF_DOCUMENT.join(repairs, repairs.c.article_id == articles.c.id)
        ),
    ),
    (
        "article_versions",
        select(
            documents.c.uri,
            *(
                article_versions.c[name]
                for name in _without(rows.ARTICLE_VERSION, "document_id", "run_id", "replaced_at")
            ),
        ).select_from(article_versions.join(documents, documents.c.id == article_versions.c.document_id)),
    ),
    (
        "rejections",
        select(documents.c.uri, rejections.c.reason, rejections.c.detail).select_from(
            rejections.join(documents, documents.c.id == rejections.c.document_id)
        ),
    ),
)
"""What is read of each table: its rows, with the ids in them replaced by what they stand for."""
