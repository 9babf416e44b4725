"""The load: one transaction a batch, the same database however often and in whatever order it runs.

    batch --storable--> --look up--> what the database knows --decide--> verdicts --write--> rows and counts, committed

Whoever calls holds the lock, so there is one writer: what was looked up stays true until the commit, ids can be reserved in
blocks, and rows go into the tables in bulk without asking for conflicts.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TypeVar

from sqlalchemy import Connection, delete

from etl.exceptions import Unstorable
from etl.failpoints import reach
from etl.load import diary, rows
from etl.load.backend import Lock
from etl.load.database import Database
from etl.load.diary import Counts
from etl.load.known import EVERY_RULE_IS_ONE, Held, Policy, held
from etl.load.patience import patiently
from etl.load.verdicts import Judged, count, is_done, judge, touch
from etl.load.writer import Target, Writer
from etl.models import ProcessedDocument, ProcessedPart, Rejection
from etl.models.events import BatchCommitted, DocumentRejected, Listener, nobody
from etl.schema import documents

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the batches of one run; the caller holds the database's lock.

    Attributes:
        database: where to.
        run_id: the run's row, in which everything is counted.
        now: when the run began; the time of its rejections.
        lock: what keeps other runs out; it is checked before every commit.
        policy: when the same bytes are worth another look.
        tell: told what was committed.
    """

    database: Database
    run_id: int
    now: datetime
    lock: Lock
    policy: Policy = EVERY_RULE_IS_ONE
    tell: Listener = nobody

    def held(self, uris: Sequence[str]) -> Held:
        """Find out what the database holds under names."""

        def ask() -> Held:
            with self.database.reading() as connection:
                return held(connection, uris)

        return patiently(self.lock, ask)

    def pass_over(self, documents_: int) -> None:
        """Count documents that need not be opened: nothing says that they have changed, or they were erased."""
        if documents_:
            began, counts = time.monotonic(), Counts(unchanged=documents_)
            self._once(lambda connection: diary.add(connection, self.run_id, counts))
            self._tell_counts(counts, time.monotonic() - began)

    def forget(self, ids: Sequence[int]) -> None:
        """Delete documents that never gave an article, and are none: archives that could not be opened once."""
        if ids:
            never = documents.c.article_count.is_(None)
            self.perform(lambda connection: connection.execute(delete(documents).where(documents.c.id.in_(ids), never)))

    def perform(self, work: Callable[[Connection], T], /) -> T:
        """Do something in one transaction, patiently: what may be done twice, and counts no documents."""

        def attempt() -> T:
            with self._transaction() as (connection, _):
                return work(connection)

        return patiently(self.lock, attempt)

    def load(self, batch: Iterable[ProcessedDocument]) -> None:
        """Write a batch and count it, in one transaction.

        If the database refuses a row, the batch is halved until the one document is found; that one is rejected as
        `unstorable`, and everything else is loaded. If the database is interrupted, the batch is written again.

        Raises:
            DatabaseUnavailable: the database is in trouble; nothing of the transaction under way is written.
            LockLost: others are no longer kept out; the same.
        """
        for part in _without_repeats(map(rows.storable, batch)):
            self._load(part)

    def _load(self, batch: Sequence[ProcessedDocument]) -> None:
        try:
            self._write(batch)
        except self.database.backend.refusals() as refusal:
            if len(batch) == 1:
                self._write([_refused(batch[0], refusal)])
            else:
                middle = len(batch) // 2
                self._load(batch[:middle])
                self._load(batch[middle:])

    def _write(self, batch: Sequence[ProcessedDocument]) -> None:
        began = time.monotonic()
        judged: list[Judged] = []
        self._once(partial(self._write_into, batch=batch, judged=judged))
        for each in judged:
            if each.verdict != "unchanged":
                self._tell_rejections(each.document)
        self._tell_counts(count(judged), time.monotonic() - began)

    def _tell_rejections(self, document: ProcessedDocument) -> None:
        for outcome in document.outcomes:
            if isinstance(outcome, Rejection):
                self.tell(DocumentRejected(self.run_id, document.origin.uri, outcome.reason, outcome.detail))

    def _tell_counts(self, counts: Counts, seconds: float) -> None:
        self.tell(BatchCommitted(self.run_id, **asdict(counts), seconds=seconds))

    def _once(self, write: Callable[[Connection], None]) -> None:
        """Write something that is counted once, even if the answer to its COMMIT is lost: then the diary has counted on."""
        seen: int | None = None

        def attempt() -> None:
            nonlocal seen
            with self._transaction() as (connection, seen_now):
                if seen is None or seen == seen_now:
                    seen = seen_now
                    write(connection)

        patiently(self.lock, attempt)

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, int]]:
        """Write in one transaction, in which the lock is checked last; gives what the run has counted so far, too."""
        with self.database.writing() as connection:
            reach("a transaction has begun")
            yield connection, diary.hold(connection, self.run_id)
            self.lock.check(connection)
            reach("a transaction is about to be committed")
        reach("a transaction is committed")

    def _write_into(self, connection: Connection, batch: Sequence[ProcessedDocument], judged: list[Judged]) -> None:
        judged[:] = judge(connection, batch, self.policy)
        changed = [Target(each.document, each.known) for each in judged if each.verdict != "unchanged"]
        if changed:
            self._writer(connection).write(changed)
        touch(connection, judged)
        reach("a batch is written")
        diary.add(connection, self.run_id, count(judged))
        reach("a batch is counted")

    def _writer(self, connection: Connection) -> Writer:
        return Writer(connection, self.database.backend, self.run_id, self.now, self.policy.rules)

    def load_parts(self, parts: Iterator[ProcessedPart]) -> None:
        """Write a document that comes in parts, whole or not at all, and count it as the one that it is.

        Parts are not kept, so an interruption cannot be waited for: it ends the run, and the next one reads the document again.

        Raises:
            DatabaseUnavailable: the database is in trouble; nothing of the document is written.
            LockLost: others are no longer kept out; the same.
        """
        began = time.monotonic()
        storable = map(rows.storable, parts)
        first = next(storable)
        try:
            with self._transaction() as (connection, _):
                counts = self._write_parts(connection, first, storable)
                deque(parts, maxlen=0)  # whoever gives them has to get rid of them
                diary.add(connection, self.run_id, counts)
        except self.database.backend.refusals() as refusal:
            deque(parts, maxlen=0)
            self._write([_refused(first, refusal)])
            return
        self._tell_counts(counts, time.monotonic() - began)

    def _write_parts(
        self, connection: Connection, first: ProcessedDocument, others: Iterator[ProcessedDocument]
    ) -> Counts:
        [judged] = judge(connection, [first], self.policy)
        if is_done(judged, self.policy):
            touch(connection, [judged])
            return Counts(unchanged=1)
        counts = self._writer(connection).write_parts(chain([first], others), judged.known)
        return counts + verdict_on_parts(judged, counts)


def verdict_on_parts(first: Judged, counts: Counts) -> Counts:
    """Count a document that came in parts, by its first and by what was found in all."""
    if not counts.articles:
        is_same = first.known is not None and first.known.sha256 == first.document.origin.sha256
        return Counts(unchanged=1) if is_same else Counts(rejected=1)
    return Counts(loaded=1) if first.known is None else Counts(updated=1)


def _without_repeats(batch: Iterable[ProcessedDocument]) -> Iterator[list[ProcessedDocument]]:
    """Cut a batch where a document comes a second time, so that the second finds in the database what the first left."""
    part: list[ProcessedDocument] = []
    uris: set[str] = set()
    for document in batch:
        if document.origin.uri in uris:
            yield part
            part, uris = [], set()
        part.append(document)
        uris.add(document.origin.uri)
    if part:
        yield part


def _refused(document: ProcessedDocument, refusal: Exception) -> ProcessedDocument:
    """Turn a document that the database refuses into a rejection that says why."""
    cause = getattr(refusal, "orig", None) or refusal
    detail = f"the database refuses it: {str(cause).strip().splitlines()[0]}"
    rejection = Rejection(reason=Unstorable.reason, detail=rows.escaped(detail), origin=document.origin)
    return replace(document, outcomes=(rejection,))
