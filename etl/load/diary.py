"""The run diary: one row a run, begun before anything else and counted in the transactions of the work itself."""

import os
import socket
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, select, update

from etl.load.rows import escaped
from etl.schema import runs

Ending: TypeAlias = Literal["succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of documents: every one seen is exactly one of loaded, updated, unchanged, rejected."""

    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    articles: int = 0
    paragraphs: int = 0

    @property
    def seen(self) -> int:
        """Count the documents."""
        return self.loaded + self.updated + self.unchanged + self.rejected

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Counts)))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One row of `runs`, for people; `finished_at` is None while it runs, and if it crashed."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    status: str
    seen: int
    loaded: int
    updated: int
    unchanged: int
    rejected: int
    articles: int
    paragraphs: int
    engine: str
    workers: int
    version: str
    host: str
    pid: int
    error: str | None


def begin(connection: Connection, *, started_at: datetime, engine: str, workers: int, version: str) -> int:
    """Open a run's row and return its id.

    We hold the lock, so whoever has not finished never will: those runs are marked as crashed.
    """
    connection.execute(update(runs).where(runs.c.status == "running").values(status="crashed"))
    row = insert(runs).values(
        started_at=started_at,
        status="running",
        seen=0,
        loaded=0,
        updated=0,
        unchanged=0,
        rejected=0,
        articles=0,
        paragraphs=0,
        engine=engine,
        workers=workers,
        version=version,
        host=socket.gethostname(),
        pid=os.getpid(),
    )
    return int(connection.execute(row.returning(runs.c.id)).scalar_one())


def add(connection: Connection, run_id: int, counts: Counts) -> None:
    """Count a batch, in the transaction that writes it."""
    columns = ("seen", *(field.name for field in fields(Counts)))
    values = {column: runs.c[column] + getattr(counts, column) for column in columns}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def finish(
    connection: Connection, run_id: int, *, status: Ending, finished_at: datetime, error: str | None = None
) -> None:
    """Close a run's row."""
    values = {"status": status, "finished_at": finished_at, "error": error and escaped(error)}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def counted(connection: Connection, run_id: int) -> Counts:
    """Read what a run has counted."""
    columns = (runs.c[field.name] for field in fields(Counts))
    return Counts(*connection.execute(select(*columns).where(runs.c.id == run_id)).one())


def newest(connection: Connection, limit: int) -> list[RunRecord]:
    """Read the rows of the newest runs, the newest first."""
    columns = (runs.c[field.name] for field in fields(RunRecord))
    return [RunRecord(*row) for row in connection.execute(select(*columns).order_by(runs.c.id.desc()).limit(limit))]
