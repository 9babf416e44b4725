"""The whole system at a glance: handles become rows.

discover --> expand --> engine(process_to_load) --> load, batch by batch, under one lock and one line of the run diary
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain, count, islice, takewhile
from typing import Literal, TypeAlias

from etl import recurrence, search, stories
from etl.engines import Cause, Engine, EngineName, Limits, Lost, engine_for
from etl.engines.garbage import collecting_seldom
from etl.exceptions import Crashed, Rejected, Stopped, Timeout, TooLarge
from etl.extract.discover import discover
from etl.extract.stamps import folders_of, gone
from etl.failpoints import reach
from etl.load import diary, domains, migrate
from etl.load.database import Database, open_database
from etl.load.diary import Counts
from etl.load.known import Policy
from etl.load.line import Ending, line_of_diary
from etl.load.loader import Loader
from etl.load.missing import note_missing, prune
from etl.load.patience import patiently
from etl.load.rehearsal import Rehearsal
from etl.load.rows import content_hash
from etl.models import (
    Article,
    ColumnName,
    ProcessedDocument,
    ProcessedPart,
    RawRef,
    TargetScript,
    Task,
)
from etl.models.events import Listener, nobody
from etl.process import give_up, process_to_load, size_of, warm_up
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
        engine: what reads the documents; None: processes of this machine, or this one if `workers` is 0.
        ray_address: of a cluster that is there, for the engine `ray`; None: one is started on this machine.
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
    engine: EngineName | None = None
    ray_address: str | None = field(default=None, repr=False)

    @property
    def chosen_engine(self) -> Engine:
        """What the documents are read by."""
        return engine_for(self.workers, self.engine, self.ray_address)

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
            ending = _ingest(refs, rehearsal, settings, now, lambda done, _: on_progress(done), stop)
            return _summary(None, ending.status, rehearsal.counts, time.monotonic() - started)
        with database.lock() as lock:
            reach("the lock is taken")
            _prepare(database, settings)
            reach("the schema is current")
            engine, workers = settings.chosen_engine.NAME, max(1, settings.workers)  # this process is one, too
            with line_of_diary(database, lock, tell, now=now, engine=engine, workers=workers) as line:
                into = Loader(database, line.run_id, now, lock, settings.policy, tell)
                line.ending = _ingest(refs, into, settings, now, _keeping_up(into, on_progress), stop)
                into.perform(partial(domains.settle, backend=database.backend))
                counts = into.perform(partial(diary.counted, run_id=line.run_id))
                missing = pruned = 0
                if line.ending.status == "succeeded":
                    missing, pruned = _look_for_missing(into, paths, may_prune=settings.is_pruning and counts.seen > 0)
                    if pruned:
                        into.perform(partial(recurrence.review, backend=database.backend))
                        _derive(into)
            summary = _summary(line.run_id, line.ending.status, counts, time.monotonic() - started)
            return replace(summary, missing=missing, pruned=pruned)


Progress: TypeAlias = Callable[[int, stories.Bands], None]
"""Called after each batch with the number of documents done so far, and what workers have cut of their articles."""


def _keeping_up(into: Loader, on_progress: Callable[[int], None]) -> Progress:
    """After each batch, bring what is derived from articles to their state."""

    def keep_up(done: int, cut: stories.Bands) -> None:
        _derive(into, cut)
        on_progress(done)

    return keep_up


def _derive(into: Loader, cut: stories.Bands | None = None) -> None:
    """What recurs leaves the articles that are new or have changed; then come the search index and stories."""
    patiently(into.lock, partial(recurrence.keep_up, into.database, into.perform))
    patiently(into.lock, partial(search.keep_up, into.database, into.perform))
    patiently(into.lock, partial(stories.keep_up, into.database, into.perform, cut))


def _bands(batch: Iterable[ProcessedDocument]) -> Iterator[tuple[str, bytes]]:
    """Gather what workers have cut of the articles of a batch."""
    for document in batch:
        found = (outcome for outcome in document.outcomes if isinstance(outcome, Article))
        for article, bands in zip(found, document.bands, strict=False):
            yield content_hash(article), bands


REMEMBERED = 50_000
"""Bands of so many articles of one document, 20 MB, wait until it is loaded; of those that it has beyond, they are cut anew."""


def _remembering(parts: Iterable[ProcessedPart], cut: dict[str, bytes]) -> Iterator[ProcessedPart]:
    """Keep what workers have cut while parts pass by."""
    for part in parts:
        if len(cut) < REMEMBERED:
            cut.update(_bands([part]))
        yield part


def _ingest(
    refs: Iterable[RawRef],
    into: Loader | Rehearsal,
    settings: RunSettings,
    now: datetime,
    on_progress: Progress,
    stop: Stop,
) -> Ending:
    """Read, parse and load: the heart of a run. One thread does it all but the parsing."""
    refs = takewhile(lambda _: not stop.is_asked(), refs)
    limits = replace(settings.limits, size_of=size_of)
    with collecting_seldom(), settings.chosen_engine.start(settings.workers, limits, warm_up, stop) as apply:
        done = 0
        reading = Reading(
            into=into, now=now, names=settings.names, limit=settings.limit, is_thorough=settings.is_thorough
        )
        parse = partial(process_to_load, now=settings.captured_at, names=settings.names, script=settings.script)
        for batch in _batches(map(_processed, apply(parse, reading.tasks(refs)))):
            reach("a batch is parsed")
            cut: dict[str, bytes] = {}
            if isinstance(batch, list):
                into.load(batch)
                cut.update(_bands(batch))
                done += len(batch)
            else:
                with suppress(Stopped):  # what else is in hand comes yet
                    into.load_parts(_remembering(batch, cut))
                    done += 1
            done += reading.settle()
            on_progress(done, cut)
        on_progress(done + reading.settle(), {})
    return Ending("failed", f"{STOPPED_BY} {stop.asked_by}") if stop.is_asked() else Ending("succeeded")


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


def _summary(run_id: int | None, status: RunStatus, counts: Counts, seconds: float) -> RunSummary:
    return RunSummary(run_id=run_id, status=status, seen=counts.seen, **asdict(counts), seconds=seconds)
