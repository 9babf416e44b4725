"""Documents that must go for good, and not come back with the next run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, exists, func, insert, or_, select

from etl.load import rows
from etl.load.known import INSIDE
from etl.load.slices import slices
from etl.schema import article_tags, articles, documents, erasures, sources, tags


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure removed."""

    documents: int
    articles: int


def erase(connection: Connection, uri: str, now: datetime) -> Erased:
    """Delete a document, or an archive's, with everything that came from it, and see to it that they stay away.

    The tombstone holds the name and the hash of the bytes, so that the same file under another name stays away as well. Sources
    and tags that nothing else carries go, too: they may name a person.

    Args:
        connection: in a transaction.
        uri: a document's name, or an archive's: then all that lay in it.
        now: when.
    """
    key = rows.key_of(uri)
    names = or_(documents.c.uri == key, func.substr(documents.c.uri, 1, len(key) + len(INSIDE)) == key + INSIDE)
    found = connection.execute(
        select(documents.c.id, documents.c.uri, documents.c.sha256, documents.c.size_bytes).where(names)
    ).all()
    hashes = {row.uri: row.sha256 for row in found if row.size_bytes}  # of nothing, all copies are the same
    wanted: dict[str, str | None] = {key: None, **dict.fromkeys(row.uri for row in found), **hashes}
    for some in slices(list(wanted.items())):
        connection.execute(delete(erasures).where(erasures.c.uri.in_([name for name, _ in some])))
        connection.execute(
            insert(erasures), [{"uri": name, "sha256": sha256, "erased_at": now} for name, sha256 in some]
        )
    return Erased(len(found), remove(connection, [row.id for row in found]))


def remove(connection: Connection, ids: Sequence[int]) -> int:
    """Delete documents with everything that came from them, and sources and tags that nothing else carries.

    Returns:
        How many articles they had.
    """
    count = sum(
        connection.execute(select(func.count()).where(articles.c.document_id.in_(some))).scalar_one()
        for some in slices(ids)
    )
    carried = [
        (sources, articles.c.source_id, _carried(connection, articles.c.source_id, ids)),
        (tags, article_tags.c.tag_id, _carried(connection, article_tags.c.tag_id, ids)),
    ]
    for some in slices(ids):
        connection.execute(delete(documents).where(documents.c.id.in_(some)))
    for table, carrier, numbers in carried:
        _delete_orphans(connection, table, carrier, numbers)
    return count


def restore(connection: Connection, uri: str) -> int:
    """Let a document come back with the next run, or all that lies in an archive; give how many tombstones there were."""
    key = rows.key_of(uri)
    names = or_(erasures.c.uri == key, func.substr(erasures.c.uri, 1, len(key) + len(INSIDE)) == key + INSIDE)
    return connection.execute(delete(erasures).where(names)).rowcount


def _carried(connection: Connection, carrier: Column[int], document_ids: Sequence[int]) -> list[int]:
    """Find the sources or tags that articles of documents carry."""
    numbers: set[int] = set()
    for some in slices(document_ids):
        query = select(carrier).where(articles.c.document_id.in_(some), carrier.is_not(None)).distinct()
        if carrier.table is article_tags:
            query = query.join_from(article_tags, articles, article_tags.c.article_id == articles.c.id)
        numbers.update(connection.execute(query).scalars())
    return sorted(numbers)


def _delete_orphans(connection: Connection, table: Table, carrier: Column[int], numbers: Sequence[int]) -> None:
    for some in slices(numbers):
        is_carried = exists().where(carrier == table.c.id)
        connection.execute(delete(table).where(table.c.id.in_(some), ~is_carried))
