"""The whole system at a glance: handles become rows.

discover --> expand --> engine(process) --> load, batch by batch, under one lock and one line of the run diary
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from itertools import chain, count, islice
from typing import Literal, TypeAlias

from etl import search, stories
from etl.engines import Cause, Limits, Lost, engine_for
from etl.exceptions import Crashed, DatabaseUnavailable, Rejected, Timeout, TooLarge
from etl.extract import expand
from etl.extract.discover import discover
from etl.load import diary, migrate
from etl.load.backend import Lock
from etl.load.database import Database, open_database
from etl.load.diary import Counts
from etl.load.loader import Loader, Rehearsal
from etl.load.patience import patiently
from etl.models import (
    Article,
    ColumnName,
    ProcessedDocument,
    ProcessedPart,
    RawDocument,
    RawPart,
    RawRef,
    RejectedMember,
    TargetScript,
    Task,
)
from etl.process import give_up, process, warm_up

RunStatus: TypeAlias = Literal["succeeded", "failed", "locked"]

LOOK_UP = 500
LOOK_UP_BYTES = 16 * 1024 * 1024
"""So many documents' hashes are asked for at a time, fewer if those that lay in archives have so many bytes together."""

BATCH_DOCUMENTS = 500
BATCH_ROWS = 10_000
"""A batch, and with it a transaction, ends when it has so many of either; a document is never split between two."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run is asked to do.

    Attributes:
        database_url: any SQLAlchemy URL for SQLite or PostgreSQL.
        workers: processes that parse; 0 parses in this one, where nothing can be stopped: a document that never ends, or ends
            the process, ends the run.
        limits: what a worker may take for one document; one that takes more is rejected.
        limit: at most so many documents; None: all.
        dry_run: read and parse, write nothing, not even a schema.
        migrate: bring a database that is behind to the newest version first.
        names: what the user calls the fields of an article, besides the names everybody knows.
        script: what Chinese text is written in.
        captured_at: when the documents were captured, aware; 昨天 and days without a year are read against it. None: they are not
            read, because a folder tells nobody how old its files are.
    """

    database_url: str
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    limit: int | None = None
    dry_run: bool = False
    migrate: bool = False
    names: tuple[ColumnName, ...] = ()
    script: TargetScript = "hans"
    captured_at: datetime | None = None


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
    on_progress: Callable[[int], None] = lambda _seen: None,
) -> RunSummary:
    """Ingest files, folders and globs into a database.

    Args:
        paths: what to ingest.
        settings: how.
        now: when the run began, aware; the diary's clock.
        on_progress: called with the number of documents done so far, after each batch.

    Raises:
        UsageError: a path that does not exist, a URL of no supported database.
        DatabaseLocked: another run holds this database.
        RunError: the database cannot be reached, is behind or ahead, or an extra is missing.
    """
    started = time.monotonic()
    refs = _begun(discover(paths))
    with open_database(settings.database_url) as database:
        if settings.dry_run:
            into = _rehearsal(database)
            _ingest(refs, into, settings, on_progress)
            return _summary(None, "succeeded", into.counts, time.monotonic() - started)
        with database.lock() as lock:
            _prepare(database, settings)
            with _line_of_diary(database, lock, settings, now) as run_id:
                _ingest(refs, Loader(database, run_id, now, lock), settings, _keeping_up(database, on_progress))
            with database.reading() as connection:
                counts = diary.counted(connection, run_id)
            return _summary(run_id, "succeeded", counts, time.monotonic() - started)


def _keeping_up(database: Database, on_progress: Callable[[int], None]) -> Callable[[int], None]:
    """After each batch, bring what is derived from articles to their state: stories, and the search index, if there is one."""

    def keep_up(done: int) -> None:
        search.keep_up(database)
        stories.keep_up(database)
        on_progress(done)

    return keep_up


def _ingest(
    refs: Iterable[RawRef],
    into: Loader | Rehearsal,
    settings: RunSettings,
    on_progress: Callable[[int], None],
) -> None:
    """Read, parse and load: the heart of a run. One thread does it all but the parsing."""
    with engine_for(settings.workers).start(settings.workers, settings.limits, warm_up) as apply:
        done = 0
        hashes_of = into.loaded_hashes if settings.names else into.known_hashes
        tasks = _limited(chain.from_iterable(expand(ref, settings.names) for ref in refs), settings.limit)
        parse = partial(process, now=settings.captured_at, names=settings.names, script=settings.script)
        for batch in _batches(map(_processed, apply(parse, _with_known_hashes(tasks, hashes_of)))):
            if isinstance(batch, list):
                into.load(batch)
                done += len(batch)
            else:
                into.load_parts(batch)
                done += 1
            on_progress(done)


def _processed(found: ProcessedDocument | Lost[Task]) -> ProcessedDocument:
    """Reject what was lost on the way."""
    if isinstance(found, Lost):
        return give_up(found.item, LOSSES[found.cause](found.detail))
    return found


LOSSES: dict[Cause, type[Rejected]] = {"time": Timeout, "memory": TooLarge, "crash": Crashed}


def _begun(refs: Iterator[RawRef]) -> Iterator[RawRef]:
    """Find the first document now, so that a bad path is told before anything is touched."""
    return chain(list(islice(refs, 1)), refs)


def _with_known_hashes(tasks: Iterable[Task], hashes_of: Callable[[Sequence[str]], dict[str, str]]) -> Iterator[Task]:
    """Tell each task what the database knows of its document, so that a worker need not parse the same bytes again."""
    for some in _some(tasks):
        known = hashes_of([task.uri for task in some])
        for task in some:
            yield task if isinstance(task, RejectedMember) else replace(task, known_sha256=known.get(task.uri))


def _some(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    some: list[Task] = []
    size = 0
    for task in tasks:
        some.append(task)
        size += len(task.content) if isinstance(task, RawDocument) else 0
        if len(some) == LOOK_UP or size >= LOOK_UP_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def _limited(tasks: Iterable[Task], limit: int | None) -> Iterator[Task]:
    """End after so many documents; all the parts of one are one."""
    documents = 0
    for task in tasks:
        documents += not (isinstance(task, RawPart) and task.number > 1)
        if limit is not None and documents > limit:
            return
        yield task


def _batches(documents: Iterable[ProcessedDocument]) -> Iterator[list[ProcessedDocument] | Iterator[ProcessedPart]]:
    """Gather documents into transactions; one that comes in parts has its own."""
    waiting = iter(documents)
    aside: deque[ProcessedDocument] = deque()
    batch: list[ProcessedDocument] = []
    rows = 0
    while document := aside.popleft() if aside else next(waiting, None):
        if isinstance(document, ProcessedPart):
            yield _in_order(document, waiting, aside)
            continue
        batch.append(document)
        rows += sum(len(outcome.paragraphs) for outcome in document.outcomes if isinstance(outcome, Article))
        if len(batch) >= BATCH_DOCUMENTS or rows >= BATCH_ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _in_order(
    part: ProcessedPart, waiting: Iterator[ProcessedDocument], aside: deque[ProcessedDocument]
) -> Iterator[ProcessedPart]:
    """Give all parts of a document, of which one came, in their order.

    What else comes meanwhile is put aside. That is little: the parts were handed out one after the other, and only so many
    documents are under way.
    """
    came = {part.number: part}
    others = [document for document in aside if not _is_kept(document, part, came)]
    aside.clear()
    aside.extend(others)
    for number in count(1):
        while number not in came:
            document = next(waiting)
            if not _is_kept(document, part, came):
                aside.append(document)
        part = came.pop(number)
        yield part
        if part.is_last:
            return


def _is_kept(document: ProcessedDocument, part: ProcessedPart, came: dict[int, ProcessedPart]) -> bool:
    """Keep what is another part of the same document."""
    if isinstance(document, ProcessedPart) and document.origin.uri == part.origin.uri:
        came[document.number] = document
        return True
    return False


def _prepare(database: Database, settings: RunSettings) -> None:
    """Bring the schema to where it must be, as far as we were asked to."""
    standing = migrate.state(database).standing
    if standing == "empty" or (standing == "behind" and settings.migrate):
        migrate.upgrade(database)
    migrate.require_current(database)


def _rehearsal(database: Database) -> Rehearsal:
    """Rehearse against what the database holds, if it holds anything."""
    if migrate.state(database).standing == "empty":
        return Rehearsal(None)
    migrate.require_current(database)
    return Rehearsal(database)


@contextmanager
def _line_of_diary(database: Database, lock: Lock, settings: RunSettings, now: datetime) -> Iterator[int]:
    """Write the run's line, and how it ended, whatever ends it; a line without an end is a crash."""
    started = time.monotonic()
    with database.writing() as connection:
        run_id = diary.begin(
            connection,
            started_at=now,
            engine=engine_for(settings.workers).NAME,
            workers=max(1, settings.workers),  # this process is one, too
            version=version("etl"),
        )
    try:
        yield run_id
    except BaseException as error:
        with suppress(DatabaseUnavailable), database.writing() as connection:  # if it is down, the next run tells
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            finished_at = now + timedelta(seconds=time.monotonic() - started)
            diary.finish(connection, run_id, status="failed", finished_at=finished_at, error=reason)
        raise

    def finish() -> None:
        with database.writing() as connection:
            finished_at = now + timedelta(seconds=time.monotonic() - started)
            diary.finish(connection, run_id, status="succeeded", finished_at=finished_at)
            lock.check(connection)

    patiently(lock, finish)


def _summary(run_id: int | None, status: RunStatus, counts: Counts, seconds: float) -> RunSummary:
    return RunSummary(run_id=run_id, status=status, seen=counts.seen, **asdict(counts), seconds=seconds)
