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
from itertools import chain, count, islice, takewhile
from typing import Literal, TypeAlias

from etl import recurrence, search, stories
from etl.engines import Cause, Limits, Lost, engine_for
from etl.exceptions import Crashed, DatabaseUnavailable, Rejected, Stopped, Timeout, TooLarge
from etl.extract.discover import discover
from etl.extract.stamps import folders_of, gone
from etl.failpoints import reach
from etl.load import diary, migrate
from etl.load.backend import Lock
from etl.load.database import Database, open_database
from etl.load.diary import Counts
from etl.load.known import Policy
from etl.load.loader import Loader
from etl.load.missing import note_missing, prune
from etl.load.patience import patiently
from etl.load.rehearsal import Rehearsal
from etl.models import (
    Article,
    ColumnName,
    ProcessedDocument,
    ProcessedPart,
    RawRef,
    TargetScript,
    Task,
)
from etl.models.events import Listener, RunBegan, RunEnded, nobody
from etl.process import give_up, process, warm_up
from etl.rules import rules_version
from etl.stopping import Stop
from etl.tasks import Reading

RunStatus: TypeAlias = Literal["succeeded", "failed", "locked"]

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
        is_reprocessing: read again what an older version of the rules has loaded.
        is_thorough: open files, too, whose size and time of change say that nothing changed.
        is_pruning: remove documents whose files are gone, and articles whose files gave nothing any more.
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
    is_reprocessing: bool = False
    is_thorough: bool = False
    is_pruning: bool = False
    captured_at: datetime | None = None

    @property
    def policy(self) -> Policy:
        """When the same bytes are worth another look."""
        rules = rules_version() if self.script == "hans" else f"{rules_version()}/{self.script}"
        return Policy(rules, is_reprocessing=self.is_reprocessing, knows_names=bool(self.names))


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; `seen = loaded + updated + unchanged + rejected`, all counted in documents.

    Attributes:
        run_id: its line in `runs`; None for a dry run.
        status: how it ended; one that was stopped before it had seen everything has failed.
        seen: documents found.
        loaded: new ones that gave at least one article.
        updated: known ones whose content had changed.
        unchanged: known ones with the same content, rejected ones among them.
        rejected: new or changed ones that gave no article.
        articles: written (or, dry, that would be).
        paragraphs: written with them.
        seconds: wall-clock, monotonic.
        missing: documents below the given folders whose files are gone; they keep their articles.
        pruned: documents that were removed, or lost their articles, because it was asked for.
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
    missing: int = 0
    pruned: int = 0


def run(
    paths: Sequence[str],
    settings: RunSettings,
    *,
    now: datetime,
    on_progress: Callable[[int], None] = lambda _seen: None,
    tell: Listener = nobody,
    stop: Stop | None = None,
) -> RunSummary:
    """Ingest files, folders and globs into a database.

    Args:
        paths: what to ingest.
        settings: how.
        now: when the run began, aware; the diary's clock.
        on_progress: called with the number of documents done so far, after each batch.
        tell: told what happens, from the run's beginning to its end; a dry run is none.
        stop: ends the run early, once it is asked for: what is parsed by then is committed, and nothing else is begun.

    Raises:
        UsageError: a path that does not exist, a URL of no supported database.
        DatabaseLocked: another run holds this database.
        RunError: the database cannot be reached, is behind or ahead, or an extra is missing.
    """
    started = time.monotonic()
    stop = stop or Stop()
    refs = _begun(discover(paths))
    with open_database(settings.database_url) as database:
        if settings.dry_run:
            rehearsal = _rehearsal(database, settings)
            ending = _ingest(refs, rehearsal, settings, now, on_progress, stop)
            return _summary(None, ending.status, rehearsal.counts, time.monotonic() - started)
        with database.lock() as lock:
            reach("the lock is taken")
            _prepare(database, settings)
            reach("the schema is current")
            with _line_of_diary(database, lock, settings, now, tell) as line:
                into = Loader(database, line.run_id, now, lock, settings.policy, tell)
                line.ending = _ingest(refs, into, settings, now, _keeping_up(database, lock, on_progress), stop)
                counts = into.perform(partial(diary.counted, run_id=line.run_id))
                missing = pruned = 0
                if line.ending.status == "succeeded":
                    missing, pruned = _look_for_missing(into, paths, may_prune=settings.is_pruning and counts.seen > 0)
                    if pruned:
                        patiently(lock, partial(recurrence.review, database, lock))
            summary = _summary(line.run_id, line.ending.status, counts, time.monotonic() - started)
            return replace(summary, missing=missing, pruned=pruned)


def _keeping_up(database: Database, lock: Lock, on_progress: Callable[[int], None]) -> Callable[[int], None]:
    """After each batch, bring what is derived from articles to their state: what recurs leaves, then stories and the search index."""

    def keep_up(done: int) -> None:
        patiently(lock, partial(recurrence.keep_up, database, lock))
        patiently(lock, partial(search.keep_up, database))
        patiently(lock, partial(stories.keep_up, database))
        on_progress(done)

    return keep_up


def _ingest(
    refs: Iterable[RawRef],
    into: Loader | Rehearsal,
    settings: RunSettings,
    now: datetime,
    on_progress: Callable[[int], None],
    stop: Stop,
) -> "_Ending":
    """Read, parse and load: the heart of a run. One thread does it all but the parsing."""
    refs = takewhile(lambda _: not stop.is_asked(), refs)
    with engine_for(settings.workers).start(settings.workers, settings.limits, warm_up, stop) as apply:
        done = 0
        reading = Reading(
            into=into, now=now, names=settings.names, limit=settings.limit, is_thorough=settings.is_thorough
        )
        parse = partial(process, now=settings.captured_at, names=settings.names, script=settings.script)
        for batch in _batches(map(_processed, apply(parse, reading.tasks(refs)))):
            reach("a batch is parsed")
            if isinstance(batch, list):
                into.load(batch)
                done += len(batch)
            else:
                with suppress(Stopped):  # what else is in hand comes yet
                    into.load_parts(batch)
                    done += 1
            done += reading.settle()
            on_progress(done)
        on_progress(done + reading.settle())
    return _Ending("failed", f"{STOPPED_BY} {stop.asked_by}") if stop.is_asked() else _Ending("succeeded")


STOPPED_BY = "stopped before everything was seen, by"
"""What the diary says of such a run; who asked for it follows."""


def _look_for_missing(into: Loader, paths: Sequence[str], *, may_prune: bool) -> tuple[int, int]:
    """Find documents below the given folders whose files are gone; count them, and those removed."""
    folders = folders_of(paths)
    if not folders:
        return 0, 0
    reach("everything is loaded")
    missing = into.perform(partial(note_missing, folders=folders, gone=gone, now=into.now))
    if not may_prune:
        return missing, 0
    return 0, into.perform(partial(prune, folders=folders))


def _processed(found: ProcessedDocument | Lost[Task]) -> ProcessedDocument:
    """Reject what was lost on the way."""
    if isinstance(found, Lost):
        return give_up(found.item, LOSSES[found.cause](found.detail))
    return found


LOSSES: dict[Cause, type[Rejected]] = {"time": Timeout, "memory": TooLarge, "crash": Crashed}


def _begun(refs: Iterator[RawRef]) -> Iterator[RawRef]:
    """Find the first document now, so that a bad path is told before anything is touched."""
    return chain(list(islice(refs, 1)), refs)


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

    Raises:
        Stopped: no more come.
    """
    came = {part.number: part}
    others = [document for document in aside if not _is_kept(document, part, came)]
    aside.clear()
    aside.extend(others)
    for number in count(1):
        while number not in came:
            document = next(waiting, None)
            if document is None:
                raise Stopped(f"{part.origin.uri} is not read to its end")
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


def _rehearsal(database: Database, settings: RunSettings) -> Rehearsal:
    """Rehearse against what the database holds, if it holds anything."""
    if migrate.state(database).standing == "empty":
        return Rehearsal(None, settings.policy)
    migrate.require_current(database)
    return Rehearsal(database, settings.policy)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a run ends that nothing broke off."""

    status: diary.Ending
    error: str | None = None


@dataclass(slots=True)
class _Line:
    """A run's line in the diary, and how it is going to end."""

    run_id: int
    ending: _Ending = _Ending("succeeded")


@contextmanager
def _line_of_diary(
    database: Database, lock: Lock, settings: RunSettings, now: datetime, tell: Listener
) -> Iterator[_Line]:
    """Write the run's line, and how it ended, whatever ends it; a line without an end is a crash."""
    started = time.monotonic()
    engine, workers = engine_for(settings.workers).NAME, max(1, settings.workers)  # this process is one, too

    def begin() -> int:
        with database.writing() as connection:
            return diary.begin(connection, started_at=now, engine=engine, workers=workers, version=version("etl"))

    line = _Line(patiently(lock, begin))
    tell(RunBegan(line.run_id, engine, workers, version("etl")))
    reach("the run has begun")
    try:
        yield line
    except BaseException as error:
        reason, seconds, counts = (
            " ".join(f"{type(error).__name__}: {error}".split()),
            time.monotonic() - started,
            Counts(),
        )
        with suppress(DatabaseUnavailable), database.writing() as connection:  # if it is down, the next run tells
            finished_at = now + timedelta(seconds=seconds)
            diary.finish(connection, line.run_id, status="failed", finished_at=finished_at, error=reason)
            counts = diary.counted(connection, line.run_id)
        tell(RunEnded(line.run_id, "failed", seconds, counts.seen, **asdict(counts), error=reason))
        raise

    def finish() -> Counts:
        with database.writing() as connection:
            finished_at = now + timedelta(seconds=time.monotonic() - started)
            diary.finish(
                connection, line.run_id, status=line.ending.status, finished_at=finished_at, error=line.ending.error
            )
            counts = diary.counted(connection, line.run_id)
            lock.check(connection)
            reach("the end is about to be committed")
        return counts

    counts = patiently(lock, finish)
    reach("the end is committed")
    seconds = time.monotonic() - started
    tell(RunEnded(line.run_id, line.ending.status, seconds, counts.seen, **asdict(counts), error=line.ending.error))


def _summary(run_id: int | None, status: RunStatus, counts: Counts, seconds: float) -> RunSummary:
    return RunSummary(run_id=run_id, status=status, seen=counts.seen, **asdict(counts), seconds=seconds)
