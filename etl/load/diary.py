"""The run diary: one row a run, begun before anything else and counted in the transactions of the work itself."""

import os
import socket
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, select, update

from etl.exceptions import LockLost
from etl.load.database import Database
from etl.load.rows import escaped
from etl.schema import runs

Status: TypeAlias = Literal["succeeded", "failed"]

TAKEN_FOR_DEAD = "another run has begun meanwhile and goes on from here, so this one ends"


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
    """Open a run's row and return its id; twice is once.

    We hold the lock, so whoever has not finished never will: those runs are marked as crashed.
    """
    who = {"started_at": started_at, "host": socket.gethostname(), "pid": os.getpid(), "status": "running", "seen": 0}
    ours = connection.execute(select(runs.c.id).filter_by(**who)).scalars().first()
    if ours is not None:  # the answer to our first COMMIT was lost
        return int(ours)
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


def hold(connection: Connection, run_id: int) -> int:
    """Read how many documents a run has counted, and keep its row: until the transaction ends, no other run can begin.

    Raises:
        LockLost: another has begun already, and taken this one for dead.
    """
    query = select(runs.c.seen).where(runs.c.id == run_id, runs.c.status == "running").with_for_update()
    seen: int | None = connection.execute(query).scalar_one_or_none()
    if seen is None:
        raise LockLost(TAKEN_FOR_DEAD)
    return seen


def add(connection: Connection, run_id: int, counts: Counts) -> None:
    """Count a batch, in the transaction that writes it."""
    columns = ("seen", *(field.name for field in fields(Counts)))
    values = {column: runs.c[column] + getattr(counts, column) for column in columns}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def finish(
    connection: Connection, run_id: int, *, status: Status, finished_at: datetime, error: str | None = None
) -> None:
    """Close a run's row; twice is once.

    Raises:
        LockLost: it would be a success, but another run has begun meanwhile, and taken this one for dead.
    """
    values = {"status": status, "finished_at": finished_at, "error": error and escaped(error)}
    closed = update(runs).where(runs.c.id == run_id).values(values)
    if status == "succeeded":
        closed = closed.where(runs.c.status != "crashed")
    if connection.execute(closed).rowcount == 0:
        raise LockLost(TAKEN_FOR_DEAD)


def counted(connection: Connection, run_id: int) -> Counts:
    """Read what a run has counted."""
    columns = (runs.c[field.name] for field in fields(Counts))
    return Counts(*connection.execute(select(*columns).where(runs.c.id == run_id)).one())


def newest(database: Database, limit: int) -> list[RunRecord]:
    """Read the rows of the newest runs, the newest first.

    A row that says `running` while nobody holds the database is a crash. The next run will write that down; whoever asks is
    told at once.
    """
    records = _newest(database, limit)
    running = {record.id for record in records if record.status == "running"}
    if not running or database.holder() is not None:
        return records
    # in between, the run may have ended properly, and another begun
    return [
        replace(record, status="crashed") if record.id in running and record.status == "running" else record
        for record in _newest(database, limit)
    ]


def _newest(database: Database, limit: int) -> list[RunRecord]:
    columns = (runs.c[field.name] for field in fields(RunRecord))
    with database.reading() as connection:
        return [RunRecord(*row) for row in connection.execute(select(*columns).order_by(runs.c.id.desc()).limit(limit))]
