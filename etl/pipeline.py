"""The whole system at a glance: handles become rows.

discover --> engine(process) --> load, batch by batch, under one lock and one line of the run diary
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

RunStatus: TypeAlias = Literal["succeeded", "failed", "locked"]


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is asked to do.

    Attributes:
        database_url: any SQLAlchemy URL for SQLite or PostgreSQL.
        workers: processes that parse; 1 parses in this one.
        limit: at most so many documents; None: all.
        dry_run: read and parse, write nothing, not even a schema.
        migrate: bring a database that is behind to the newest version first.
    """

    database_url: str
    workers: int = 1
    limit: int | None = None
    dry_run: bool = False
    migrate: bool = False


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; `seen = loaded + updated + unchanged + rejected`, all counted in documents.

    Attributes:
        run_id: its line in `runs`; None for a dry run.
        status: how it ended.
        seen: documents found.
        loaded: new ones that gave at least one article.
        updated: known ones whose content had changed.
        unchanged: known ones with the same content, rejected ones among them.
        rejected: new or changed ones that gave no article.
        articles: written (or, dry, that would be).
        paragraphs: written with them.
        seconds: wall-clock, monotonic.
    """

    run_id: int | None
    status: RunStatus
    seen: int
    loaded: int
    updated: int
    unchanged: int
    rejected: int
    articles: int
    paragraphs: int
    seconds: float


def run(
    paths: Sequence[str],
    settings: RunSettings,
    *,
    now: datetime,
    on_progress: Callable[[int], None] = lambda seen: None,
) -> RunSummary:
    """Ingest files, folders and globs into a database.

    Args:
        paths: what to ingest.
        settings: how.
        now: when the run began, aware; the only clock a run knows.
        on_progress: called with the number of documents done so far, after each batch.

    Raises:
        UsageError: a path that does not exist, a URL of no supported database.
        DatabaseLocked: another run holds this database.
        RunError: the database cannot be reached, is behind or ahead, or an extra is missing.
    """
    raise NotImplementedError
