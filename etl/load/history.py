"""What became of documents, for people to read: the newest first.

The runs' own history is in `etl.load.diary`.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update

from etl.load import rows
from etl.schema import documents, rejections


@dataclass(frozen=True, slots=True)
class RejectionRecord:
    """One row of `rejections`, with its document's name."""

    id: int
    created_at: datetime
    reason: str
    uri: str
    detail: str
    run_id: int
    document_id: int


def newest_rejections(connection: Connection, limit: int, reason: str | None = None) -> list[RejectionRecord]:
    """Read the newest rejections, the newest first; of one reason, if one is given."""
    query = _records().limit(limit)
    return _read(connection, query if reason is None else query.where(rejections.c.reason == reason))


def rejections_of(connection: Connection, uri: str) -> list[RejectionRecord]:
    """Read what of a document was rejected."""
    return _read(connection, _records().where(documents.c.uri == rows.key_of(uri)))


def forget_rejected(connection: Connection, reason: str | None = None) -> list[str]:
    """Forget by which rules documents were read that gave a rejection, so that the next run tries them again.

    Returns:
        Their names.
    """
    rejected = select(rejections.c.document_id)
    if reason is not None:
        rejected = rejected.where(rejections.c.reason == reason)
    is_rejected = documents.c.id.in_(rejected)
    connection.execute(update(documents).where(is_rejected).values(rules=None, modified_ns=None))
    return list(connection.execute(select(documents.c.uri).where(is_rejected).order_by(documents.c.uri)).scalars())


def _records() -> Select[Any]:
    columns = {**rejections.c, "uri": documents.c.uri}
    names = (field.name for field in fields(RejectionRecord))
    return select(*(columns[name] for name in names)).join_from(rejections, documents).order_by(rejections.c.id.desc())


def _read(connection: Connection, query: Select[Any]) -> list[RejectionRecord]:
    return [RejectionRecord(*row) for row in connection.execute(query)]
