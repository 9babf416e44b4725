"""What is kept for so long and no longer: documents that nothing has changed since, and what articles said before.

A batch is a transaction, so whoever is interrupted goes on with the next call. No mark stays: a document whose file is still where
runs look for it is new to the next run. The diary stays as it is; it tells what was done, not what is there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from etl.load.backend import Lock
from etl.load.database import Database
from etl.load.erasure import remove
from etl.schema import article_versions, articles, documents, runs

BATCH = 500
"""Documents in a transaction: as many as a run loads in one."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be.

    Attributes:
        documents: how many.
        articles: what they had given.
        versions: of articles, that an update had replaced; those of removed documents are not counted.
        present: of the documents, how many have files still, and come back with the next run.
    """

    documents: int = 0
    articles: int = 0
    versions: int = 0
    present: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(
            self.documents + other.documents,
            self.articles + other.articles,
            self.versions + other.versions,
            self.present + other.present,
        )


Gone = Callable[[Sequence[str]], Sequence[str]]
"""Tells which names have no file."""


def prune_older(database: Database, lock: Lock, before: datetime, gone: Gone) -> Iterator[Pruned]:
    """Remove what is older, a batch at a time; the caller holds the lock.

    Args:
        database: which.
        lock: checked before each commit.
        before: documents that a run last changed which began earlier, and versions that were replaced earlier.
        gone: tells which names have no file.
    """
    last = 0
    while True:
        with database.writing() as connection:
            some = _older(connection, before, last)
            if some:
                last = some[-1][0]
                removed = remove(connection, [number for number, _ in some])
                lock.check(connection)
        if not some:
            break
        yield Pruned(len(some), removed, present=_present([uri for _, uri in some], gone))
    while True:
        with database.writing() as connection:
            oldest = select(article_versions.c.id).where(article_versions.c.replaced_at < before).limit(BATCH)
            number = connection.execute(delete(article_versions).where(article_versions.c.id.in_(oldest))).rowcount
            lock.check(connection)
        if not number:
            return
        yield Pruned(versions=number)


def older(connection: Connection, before: datetime, gone: Gone) -> Pruned:
    """Count what `prune_older` would remove."""
    found, last = Pruned(), 0
    while some := _older(connection, before, last):
        last = some[-1][0]
        held = select(func.count()).where(articles.c.document_id.in_([number for number, _ in some]))
        found += Pruned(
            len(some), connection.execute(held).scalar_one(), present=_present([uri for _, uri in some], gone)
        )
    stay = select(documents.c.id).join(runs, runs.c.id == documents.c.run_id).where(runs.c.started_at >= before)
    versions = select(func.count()).where(
        article_versions.c.replaced_at < before, article_versions.c.document_id.in_(stay)
    )
    return found + Pruned(versions=connection.execute(versions).scalar_one())


def _older(connection: Connection, before: datetime, last: int) -> list[tuple[int, str]]:
    query = (
        select(documents.c.id, documents.c.uri)
        .join(runs, runs.c.id == documents.c.run_id)
        .where(runs.c.started_at < before, documents.c.id > last)
        .order_by(documents.c.id)
        .limit(BATCH)
    )
    return [(number, uri) for number, uri in connection.execute(query)]


def _present(uris: Sequence[str], gone: Gone) -> int:
    return len(uris) - len(gone(uris))
