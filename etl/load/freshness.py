"""Does anything new arrive? A run that succeeds and finds nothing, day after day, is a success that nobody wants."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select, true

from etl.load.findings import Finding
from etl.schema import articles, documents, runs, sources


def freshness(connection: Connection, age: timedelta, source: str | None, now: datetime) -> Finding:
    """Tell whether a document was loaded or changed, with an article in it, not longer ago than `age`.

    What counts is when the run ended that did so (or began, while it is at work). A run that finds what it knows is no news; one
    that was told to read all of it again by newer rules (`--reprocess`) changes what it reads, and is.

    Args:
        connection: to a database at the newest schema.
        age: how old the newest may be.
        source: only articles that are credited to it: its name or its domain; None: all.
        now: aware.
    """
    check = "fresh" if source is None else f"fresh: {source}"
    if source is not None and not connection.execute(select(exists().where(_is_called(source)))).scalar_one():
        return Finding(check, "broken", "there is no source of that name")
    newest = newest_arrival(connection, source)
    if newest is None:
        return Finding(check, "broken", "no document has arrived yet")
    said = f"the newest document arrived at {newest:%Y-%m-%d %H:%M:%SZ}, {_ago(now - newest)} ago"
    is_fresh = now - newest <= age
    return Finding(check, "well" if is_fresh else "broken", said if is_fresh else f"{said}: {_ago(age)} are allowed")


def newest_arrival(connection: Connection, source: str | None = None) -> datetime | None:
    """Say when a document was last loaded or changed; None: never.

    Asks run by run, from the newest, so that it costs little however large the database is.
    """
    written = (documents.c.run_id == runs.c.id) & (documents.c.status == "loaded")
    credited: ColumnElement[bool] = true()
    if source is not None:
        credited = exists().where(
            articles.c.document_id == documents.c.id, articles.c.source_id == sources.c.id, _is_called(source)
        )
    query = (
        select(func.coalesce(runs.c.finished_at, runs.c.started_at, type_=runs.c.started_at.type))
        .where(exists().where(written, credited))
        .order_by(runs.c.id.desc())
        .limit(1)
    )
    arrived: datetime | None = connection.execute(query).scalar_one_or_none()
    return arrived


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(sources.c.name == name, sources.c.domain == name)


def _ago(span: timedelta) -> str:
    """Round a span for people.

    >>> _ago(timedelta(hours=49, minutes=7)), _ago(timedelta(minutes=5, seconds=3))
    ('2 d 1 h', '5 min')
    """
    minutes = max(0, int(span.total_seconds()) // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
