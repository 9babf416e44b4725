"""Documents whose files are gone: noted, reported, and removed only when somebody asks for it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, false, func, or_, select, update

from etl.load.slices import slices
from etl.schema import articles, documents

PAGE = 10_000
"""So many names are held at a time."""


def note_missing(
    connection: Connection, folders: Sequence[str], gone: Callable[[Sequence[str]], Sequence[str]], now: datetime
) -> int:
    """Note which documents below folders have no file any more, and which have one again.

    Args:
        connection: in a transaction of its own.
        folders: the beginnings of their names.
        gone: tells which names have no file.
        now: since when they are missing, as far as we know.

    Returns:
        How many are missing.
    """
    count = 0
    for page in _pages(connection, folders):
        lost = set(gone([uri for _, uri, _ in page]))
        count += len(lost)
        _note(connection, [number for number, uri, since in page if uri in lost and since is None], now)
        _note(connection, [number for number, uri, since in page if uri not in lost and since is not None], None)
    return count


def prune(connection: Connection, folders: Sequence[str]) -> int:
    """Delete missing documents below folders, and the articles that others gave before they became unreadable.

    Returns:
        How many documents were deleted or lost their articles.
    """
    missing = _ids(connection, folders, documents.c.missing_since.is_not(None))
    for some in slices(missing):
        connection.execute(delete(documents).where(documents.c.id.in_(some)))
    shrunk = _ids(connection, folders, (documents.c.status == "rejected") & documents.c.article_count.is_not(None))
    for some in slices(shrunk):
        connection.execute(update(documents).where(documents.c.id.in_(some)).values(article_count=None))
        connection.execute(delete(articles).where(articles.c.document_id.in_(some)))
    return len(missing) + len(shrunk)


def _pages(connection: Connection, folders: Sequence[str]) -> Iterator[list[tuple[int, str, datetime | None]]]:
    last = 0
    while True:
        query = (
            select(documents.c.id, documents.c.uri, documents.c.missing_since)
            .where(documents.c.id > last, _is_below(folders))
            .order_by(documents.c.id)
            .limit(PAGE)
        )
        page = [(number, uri, since) for number, uri, since in connection.execute(query)]
        if not page:
            return
        yield page
        last = page[-1][0]


def _note(connection: Connection, ids: Sequence[int], since: datetime | None) -> None:
    for some in slices(ids):
        connection.execute(update(documents).where(documents.c.id.in_(some)).values(missing_since=since))


def _ids(connection: Connection, folders: Sequence[str], condition: ColumnElement[bool]) -> Sequence[int]:
    query = select(documents.c.id).where(_is_below(folders), condition).order_by(documents.c.id)
    return connection.execute(query).scalars().all()


def _is_below(folders: Sequence[str]) -> ColumnElement[bool]:
    """Compare beginnings letter by letter: LIKE would ignore case on SQLite, and know wildcards."""
    return or_(
        false(),
        *(
            func.substr(documents.c.uri, 1, len(folder)) == folder if folder else documents.c.uri.not_like("/%")
            for folder in folders
        ),
    )
