"""From handles to what a worker is given: archives opened, and everything left out that need not be read again.

RawRef --stamp--> unchanged, and passed over, or --expand--> Task --what the database knows of it--> Task
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from etl.extract import expand
from etl.extract.archives import SEPARATOR
from etl.extract.stamps import Stamp, stamp_of
from etl.load.known import Known
from etl.load.loader import Loader
from etl.load.rehearsal import Rehearsal
from etl.models import ColumnName, RawDocument, RawPart, RawRef, RejectedMember, Task

LOOK_UP = 500
LOOK_UP_BYTES = 16 * 1024 * 1024
"""So many documents' hashes are asked for at a time, fewer if those that lay in archives have so many bytes together."""

RACE = timedelta(seconds=2)
"""The coarsest clock of a file system (FAT); two changes within it may look like one."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a run reads.

    Attributes:
        into: what will load it, and knows what is loaded already.
        now: when the run began.
        names: what the user calls the fields of an article.
        limit: at most so many documents; None: all.
        is_thorough: open files, too, whose size and time of change say that nothing changed.
        passed: documents that were passed over, and are not counted yet.
        mended: numbers of archives that were rejected once and opened to their end now; they are not forgotten yet.
    """

    into: Loader | Rehearsal
    now: datetime
    names: tuple[ColumnName, ...] = ()
    limit: int | None = None
    is_thorough: bool = False
    passed: int = 0
    mended: list[int] = field(default_factory=list)

    def tasks(self, refs: Iterable[RawRef]) -> Iterator[Task]:
        """Give what is to be read, each with the hash that the database knows, so that the same bytes are not parsed again.

        What need not be read at all, or was erased, is passed over: see `settle`.
        """
        for some in _some(_limited(self._opened(refs), self.limit)):
            held = self.into.held([task.uri for task in some if task])
            for task in some:
                if task is None or task.uri in held.erased:
                    self.passed += 1
                elif isinstance(task, RejectedMember):
                    yield task
                else:
                    known = held.documents.get(task.uri)
                    is_settled = known is not None and self.into.policy.settles(known)
                    yield replace(task, known_sha256=known.sha256 if known and is_settled else None)

    def settle(self) -> int:
        """Count what was passed over since the last time, and forget that archives were broken which are mended now.

        Both are written in transactions of their own, between batches.

        Returns:
            How many were passed over.
        """
        passed, self.passed = self.passed, 0
        self.into.pass_over(passed)
        mended, self.mended = self.mended, []
        self.into.forget(mended)
        return passed

    def _opened(self, refs: Iterable[RawRef]) -> Iterator[Task | None]:
        """Open archives, and no file that the database knows as it is; None stands for each of those.

        A file that was changed just now may change again within the same tick of the file system's clock: its time is not
        relied on.
        """
        latest_ns = int((self.now - RACE).timestamp() * 1e9)
        waiting = iter(refs)
        while some := list(islice(waiting, LOOK_UP)):
            held = self.into.held([ref.uri for ref in some])
            for ref in some:
                stamp = stamp_of(ref)
                if self._is_unchanged(stamp, held.documents.get(ref.uri)):
                    yield None
                    continue
                modified_ns = stamp.modified_ns if stamp and stamp.modified_ns < latest_ns else None
                is_document = False
                inner: set[str] = set()
                for task in expand(ref, self.names):
                    is_document |= task.uri == ref.uri
                    inner.update(_archives_around(task.uri))
                    inner.discard(task.uri)  # what breaks an archive off is told last
                    if isinstance(task, RejectedMember) or task.uri != ref.uri:
                        yield task
                    else:
                        yield replace(task, modified_ns=modified_ns)
                if not is_document:
                    self._note_mended([held.documents.get(ref.uri)])
                    if inner:
                        self._note_mended(self.into.held(sorted(inner)).documents.values())

    def _note_mended(self, archives: Iterable[Known | None]) -> None:
        self.mended += [known.id for known in archives if known is not None and known.article_count is None]

    def _is_unchanged(self, stamp: Stamp | None, known: Known | None) -> bool:
        if stamp is None or known is None or self.is_thorough:
            return False
        return (stamp.size_bytes, stamp.modified_ns) == (
            known.size_bytes,
            known.modified_ns,
        ) and self.into.policy.settles(known)


def _archives_around(uri: str) -> Iterator[str]:
    """Name the archives inside the outermost one that a member lies in.

    >>> list(_archives_around("a.zip!/b.tar!/c.zip!/d.txt"))
    ['a.zip!/b.tar', 'a.zip!/b.tar!/c.zip']
    """
    names = uri.split(SEPARATOR)
    return (SEPARATOR.join(names[:depth]) for depth in range(2, len(names)))


def _limited(tasks: Iterable[Task | None], limit: int | None) -> Iterator[Task | None]:
    """End after so many documents; all the parts of one are one."""
    documents = 0
    for task in tasks:
        documents += not (isinstance(task, RawPart) and task.number > 1)
        if limit is not None and documents > limit:
            return
        yield task


def _some(tasks: Iterable[Task | None]) -> Iterator[list[Task | None]]:
    some: list[Task | None] = []
    size = 0
    for task in tasks:
        some.append(task)
        size += len(task.content) if isinstance(task, RawDocument) else 0
        if len(some) == LOOK_UP or size >= LOOK_UP_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some
