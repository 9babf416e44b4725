"""The load: one transaction a batch, the same database however often and in whatever order it runs.

    batch --storable--> --look up--> what the database knows --decide--> verdicts --write--> rows and counts, committed

Whoever calls holds the lock, so there is one writer: what was looked up stays true until the commit, ids can be reserved in
blocks, and rows go into the tables in bulk without asking for conflicts.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Literal, TypeAlias, TypeVar

from sqlalchemy import Connection, select

from etl.exceptions import Unstorable
from etl.load import diary, rows
from etl.load.backend import Lock
from etl.load.database import Database
from etl.load.diary import Counts
from etl.load.patience import patiently
from etl.load.slices import slices
from etl.load.writer import Known, Target, Writer
from etl.models import Article, ProcessedDocument, ProcessedPart, Rejection
from etl.schema import documents

Verdict: TypeAlias = Literal["loaded", "updated", "unchanged", "rejected"]
"""What becomes of a document; the diary counts each kind."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the batches of one run; the caller holds the database's lock.

    Attributes:
        database: where to.
        run_id: the run's row, in which everything is counted.
        now: when the run began; the time of its rejections.
        lock: what keeps other runs out; it is checked before every commit.
    """

    database: Database
    run_id: int
    now: datetime
    lock: Lock

    def known_hashes(self, uris: Sequence[str]) -> dict[str, str]:
        """Find the hashes of the documents that the database holds already."""
        return self._read(partial(_hashes, uris=uris))

    def loaded_hashes(self, uris: Sequence[str]) -> dict[str, str]:
        """Find the hashes of those that gave articles: for a run that may read what another could not."""
        return self._read(partial(_hashes, uris=uris, statuses=("loaded",)))

    def _read(self, question: Callable[[Connection], T]) -> T:
        def ask() -> T:
            with self.database.reading() as connection:
                return question(connection)

        return patiently(self.lock, ask)

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
        """Write a batch once, even if the answer to its COMMIT is lost: then the diary has counted on, and says so."""
        seen: int | None = None

        def write() -> None:
            nonlocal seen
            with self._transaction() as (connection, seen_now):
                if seen is None or seen == seen_now:
                    seen = seen_now
                    self._write_into(connection, batch)

        patiently(self.lock, write)

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, int]]:
        """Write in one transaction, in which the lock is checked last; gives what the run has counted so far, too."""
        with self.database.writing() as connection:
            yield connection, diary.hold(connection, self.run_id)
            self.lock.check(connection)

    def _write_into(self, connection: Connection, batch: Sequence[ProcessedDocument]) -> None:
        known = look_up(connection, [document.origin.uri for document in batch if not document.unchanged])
        verdicts = [(document, decide(known.get(document.origin.uri), document)) for document in batch]
        changed = [
            Target(document, known.get(document.origin.uri)) for document, verdict in verdicts if verdict != "unchanged"
        ]
        if changed:
            Writer(connection, self.database.backend, self.run_id, self.now).write(changed)
        diary.add(connection, self.run_id, count(verdicts))

    def load_parts(self, parts: Iterator[ProcessedPart]) -> None:
        """Write a document that comes in parts, whole or not at all, and count it as the one that it is.

        Parts are not kept, so an interruption cannot be waited for: it ends the run, and the next one reads the document again.

        Raises:
            DatabaseUnavailable: the database is in trouble; nothing of the document is written.
            LockLost: others are no longer kept out; the same.
        """
        storable = map(rows.storable, parts)
        first = next(storable)
        try:
            with self._transaction() as (connection, _):
                known = look_up(connection, [first.origin.uri]).get(first.origin.uri)
                if _is_loaded(known, first):
                    diary.add(connection, self.run_id, _all_unchanged(parts))
                    return
                writer = Writer(connection, self.database.backend, self.run_id, self.now)
                counts = writer.write_parts(chain([first], storable), known)
                diary.add(connection, self.run_id, counts + _verdict_on_parts(known, first, counts))
        except self.database.backend.refusals() as refusal:
            deque(parts, maxlen=0)
            self._write([_refused(first, refusal)])


@dataclass(slots=True)
class Rehearsal:
    """Counts what a load would do, and writes nothing.

    Attributes:
        database: what to compare with; None: one that holds nothing.
        counts: what would have been done so far.
    """

    database: Database | None
    counts: Counts = field(default_factory=Counts)

    def known_hashes(self, uris: Sequence[str]) -> dict[str, str]:
        """Find the hashes of the documents that the database holds already."""
        if self.database is None:
            return {}
        with self.database.reading() as connection:
            return _hashes(connection, uris)

    def loaded_hashes(self, uris: Sequence[str]) -> dict[str, str]:
        """Find the hashes of those that gave articles: for a run that may read what another could not."""
        if self.database is None:
            return {}
        with self.database.reading() as connection:
            return _hashes(connection, uris, ("loaded",))

    def load(self, batch: Sequence[ProcessedDocument]) -> None:
        """Count a batch."""
        documents_ = [rows.storable(document) for document in batch]
        known: dict[str, Known] = {}
        if self.database is not None:
            with self.database.reading() as connection:
                known = look_up(connection, [document.origin.uri for document in documents_])
        self.counts += count((document, decide(known.get(document.origin.uri), document)) for document in documents_)

    def load_parts(self, parts: Iterator[ProcessedPart]) -> None:
        """Count a document that comes in parts."""
        storable = map(rows.storable, parts)
        first = next(storable)
        known: Known | None = None
        if self.database is not None:
            with self.database.reading() as connection:
                known = look_up(connection, [first.origin.uri]).get(first.origin.uri)
        if _is_loaded(known, first):
            self.counts += _all_unchanged(parts)
            return
        counts = Counts()
        for part in chain([first], storable):
            found = [outcome for outcome in part.outcomes if isinstance(outcome, Article)]
            counts += Counts(articles=len(found), paragraphs=sum(len(article.paragraphs) for article in found))
        self.counts += counts + _verdict_on_parts(known, first, counts)


def _is_loaded(known: Known | None, first: ProcessedDocument) -> bool:
    """Tell by the first part of a document whether the database holds it already."""
    is_same = known is not None and known.sha256 == first.origin.sha256 and known.status == "loaded"
    return first.unchanged or is_same


def _all_unchanged(parts: Iterator[ProcessedPart]) -> Counts:
    deque(parts, maxlen=0)  # whoever gives them has to get rid of them
    return Counts(unchanged=1)


def _verdict_on_parts(known: Known | None, first: ProcessedDocument, counts: Counts) -> Counts:
    if not counts.articles:
        is_same = known is not None and known.sha256 == first.origin.sha256
        return Counts(unchanged=1) if is_same else Counts(rejected=1)
    return Counts(loaded=1) if known is None else Counts(updated=1)


def _hashes(
    connection: Connection, uris: Sequence[str], statuses: Sequence[str] = ("loaded", "rejected")
) -> dict[str, str]:
    known = look_up(connection, [rows.key_of(uri) for uri in uris])
    return {
        uri: held.sha256
        for uri in uris
        if (held := known.get(rows.key_of(uri))) is not None and held.status in statuses
    }


def look_up(connection: Connection, keys: Sequence[str]) -> dict[str, Known]:
    """Find what the database holds of documents, by the names it has for them (`rows.key_of`)."""
    columns = (documents.c.uri, documents.c.id, documents.c.sha256, documents.c.status, documents.c.article_count)
    return {
        uri: Known(*held)
        for some in slices(keys)
        for uri, *held in connection.execute(select(*columns).where(documents.c.uri.in_(some)))
    }


def decide(known: Known | None, document: ProcessedDocument) -> Verdict:
    """Decide what becomes of a document, by what it is and what the database holds of it.

    The same bytes are never loaded twice; but those that were rejected may be read by who knows more of them (`--map`).
    """
    is_readable = any(isinstance(outcome, Article) for outcome in document.outcomes)
    if document.unchanged:
        return "unchanged"
    if known is not None and known.sha256 == document.origin.sha256 and (known.status == "loaded" or not is_readable):
        return "unchanged"
    if not is_readable:
        return "rejected"
    return "loaded" if known is None else "updated"


def count(verdicts: Iterable[tuple[ProcessedDocument, Verdict]]) -> Counts:
    """Count documents by verdict, and the articles and paragraphs that go with them."""
    counts = {"loaded": 0, "updated": 0, "unchanged": 0, "rejected": 0, "articles": 0, "paragraphs": 0}
    for document, verdict in verdicts:
        counts[verdict] += 1
        if verdict != "unchanged":
            for outcome in document.outcomes:
                if isinstance(outcome, Article):
                    counts["articles"] += 1
                    counts["paragraphs"] += len(outcome.paragraphs)
    return Counts(**counts)


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
