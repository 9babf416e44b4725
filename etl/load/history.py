"""What became of documents, for people to read: the newest first.

The runs' own history is in `etl.load.diary`.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select

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


def newest_rejections(connection: Connection, limit: int) -> list[RejectionRecord]:
    """Read the newest rejections, the newest first."""
    columns = {**rejections.c, "uri": documents.c.uri}
    query = (
        select(*(columns[field.name] for field in fields(RejectionRecord)))
        .join_from(rejections, documents)
        .order_by(rejections.c.id.desc())
        .limit(limit)
    )
    return [RejectionRecord(*row) for row in connection.execute(query)]
