"""What a database counts, in a few cheap queries: for whoever watches it from minute to minute.

Sums over the diary only grow, however many processes have come and gone; they are counters that no restart resets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from etl.load.diary import Counts
from etl.load.freshness import newest_arrival
from etl.schema import rejections, runs


@dataclass(frozen=True, slots=True)
class LastRun:
    """The newest run; `finished_at` is None while it is at work, and if it crashed."""

    id: int
    status: str
    started_at: datetime
    finished_at: datetime | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class Figures:
    """What a database counts.

    Attributes:
        runs: how many ended how.
        counts: what became of documents, summed over all runs.
        rejections: how many there are now, by reason.
        last_run: None: there was none.
        last_success_at: when a run last succeeded.
        newest_arrival_at: when a document was last loaded or changed.
    """

    runs: Mapping[str, int]
    counts: Counts
    rejections: Mapping[str, int]
    last_run: LastRun | None
    last_success_at: datetime | None
    newest_arrival_at: datetime | None


def figures(connection: Connection) -> Figures:
    """Count; the connection is to a database at the newest schema."""
    names = [field.name for field in fields(Counts)]
    sums = connection.execute(select(*(func.coalesce(func.sum(runs.c[name]), 0) for name in names))).one()
    last = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(1)).first()
    success = select(runs.c.finished_at).where(runs.c.status == "succeeded").order_by(runs.c.id.desc()).limit(1)
    by_status = select(runs.c.status, func.count()).group_by(runs.c.status).order_by(runs.c.status)
    by_reason = select(rejections.c.reason, func.count()).group_by(rejections.c.reason).order_by(rejections.c.reason)
    return Figures(
        runs=dict(tuple(row) for row in connection.execute(by_status)),
        counts=Counts(*map(int, sums)),
        rejections=dict(tuple(row) for row in connection.execute(by_reason)),
        last_run=_last_run(last) if last else None,
        last_success_at=connection.execute(success).scalar_one_or_none(),
        newest_arrival_at=newest_arrival(connection),
    )


def _last_run(row: Row[Any]) -> LastRun:
    counts = Counts(*(getattr(row, field.name) for field in fields(Counts)))
    return LastRun(row.id, row.status, row.started_at, row.finished_at, counts)
