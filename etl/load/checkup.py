"""Is a database what a run left, and will the next run do its work? Asked of any database, changing nothing.

Each check is a question whose answer is a list of offenders; none is well. What the schema itself forbids is asked as well: a
damaged file, a dump restored in part, or a constraint that somebody dropped does not ask the schema.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, distinct, func, or_, select, update

from etl.exceptions import DatabaseUnavailable, RunError, reasons
from etl.load import diary, migrate, rows
from etl.load.database import Database
from etl.load.findings import Finding, noted
from etl.load.freshness import freshness
from etl.load.surroundings import extras
from etl.schema import articles, documents, erasures, paragraphs, rejections, runs

NAMED = 3
"""So many offenders are named."""


def examine(database: Database, rules: str, now: datetime) -> Iterator[Finding]:
    """Check a database, from whether it answers to whether its hashes are those of its texts.

    Args:
        database: which.
        rules: the version of the rules that this program reads by.
        now: aware.
    """
    refusal = _refusal(database)
    if refusal is not None:
        yield refusal
        return
    yield from _surroundings(database, now)
    yield _rights(database)
    yield from invariants(database)
    with database.reading() as connection:
        yield from (_counted(connection, check, query) for check, query in _notes(rules))
    yield _schema(database)


def glance(database: Database, age: timedelta, source: str | None, now: datetime) -> Iterator[Finding]:
    """Check in no time, however large the database is, that it answers and that something new arrived: see `freshness`."""
    refusal = _refusal(database)
    if refusal is not None:
        yield refusal
        return
    yield from _surroundings(database, now)
    with database.reading() as connection:
        yield freshness(connection, age, source, now)


def invariants(database: Database) -> Iterator[Finding]:
    """Check what is true of the content at every moment, also while a run is at work."""
    with database.reading() as connection:
        yield from (_asked(connection, check, query) for check, query in QUESTIONS)
        yield _structure(database, connection)
        yield _hashes(connection)


REACHABLE = "reachable, and at this program's schema"


def _refusal(database: Database) -> Finding | None:
    """Say why nothing else can be asked, if that is so."""
    try:
        migrate.require_current(database)
    except RunError as error:
        return Finding(REACHABLE, "broken", str(error))
    return None


def _surroundings(database: Database, now: datetime) -> Iterator[Finding]:
    """Check what is quickly asked."""
    yield Finding(REACHABLE, "well", f"revision {migrate.state(database).revision}")
    holder = database.holder()
    yield Finding("lock", "well" if holder is None else "note", f"held by {holder}" if holder else "free")
    newest = diary.newest(database, 1)
    yield _last_run(newest)
    yield _clock(newest, now)
    yield extras()
    with database.reading() as connection:
        yield from database.backend.condition(connection)


def _clock(newest: list[diary.RunRecord], now: datetime) -> Finding:
    """Notice a clock that went back: a run that began later than now."""
    said = f"{now:%Y-%m-%d %H:%M:%SZ}"
    ahead = [
        f"{said}, but run {run.id} began at {run.started_at:%Y-%m-%d %H:%M:%SZ}"
        for run in newest
        if run.started_at > now
    ]
    return noted("clock", ahead, said)


def _last_run(newest: list[diary.RunRecord]) -> Finding:
    if not newest:
        return Finding("last run", "note", "there has been none")
    [last] = newest
    said = f"run {last.id} of {last.started_at:%Y-%m-%d %H:%M:%SZ}: {last.status}"
    if last.status == "crashed":
        return Finding("last run", "note", f"{said}; the next one goes on by itself")
    return Finding(
        "last run", "note" if last.status == "failed" else "well", f"{said}: {last.error}" if last.error else said
    )


def _rights(database: Database) -> Finding:
    """Write a row as it is, and take it back; not while a run is at work, which would wait for us."""
    if database.holder() is not None:
        return Finding("rights", "well", "not tried while a run is at work")
    try:
        with database.altering() as connection, connection.begin() as transaction:
            connection.execute(update(erasures).values(uri=erasures.c.uri).where(erasures.c.id < 0))
            connection.execute(update(runs).values(pid=runs.c.pid).where(runs.c.id < 0))
            transaction.rollback()
    except DatabaseUnavailable as error:
        return Finding("rights", "broken", str(error))
    return Finding("rights", "well", "rows can be written")


def _asked(connection: Connection, check: str, query: Select[Any]) -> Finding:
    """Ask for offenders: (name, ...) rows."""
    found = connection.execute(query.limit(NAMED + 1)).all()
    if not found:
        return Finding(check, "well", "")
    named = ", ".join(str(row[0]) for row in found[:NAMED])
    return Finding(check, "broken", f"{named}{' and others' if len(found) > NAMED else ''}")


def _counted(connection: Connection, check: str, query: Select[Any]) -> Finding:
    number = connection.execute(query).scalar_one()
    return Finding(check, "note" if number else "well", f"{number}" if number else "none")


def _structure(database: Database, connection: Connection) -> Finding:
    offenders = database.backend.damages(connection)
    return Finding(
        "I4 references, indexes and pages are whole", "broken" if offenders else "well", "; ".join(offenders[:NAMED])
    )


def _schema(database: Database) -> Finding:
    differences = migrate.differences(database)
    check = "tables, constraints and comments are those of the migrations"
    return Finding(check, "broken" if differences else "well", differences or "")


def _hashes(connection: Connection) -> Finding:
    """Compute every article's hash again from what stands there."""
    query = (
        select(articles.c.id, articles.c.title, articles.c.content_hash, paragraphs.c.text)
        .join_from(articles, paragraphs, paragraphs.c.article_id == articles.c.id)
        .order_by(articles.c.id, paragraphs.c.position)
    )
    offenders = [str(number) for number, is_right in _rehashed(connection, query) if not is_right]
    named = ", ".join(offenders[:NAMED]) + (" and others" if len(offenders) > NAMED else "")
    return Finding(HASHES, "broken" if offenders else "well", f"articles {named}" if offenders else "")


HASHES = "I5 hashes are those of the texts, so that the same content is known again"


def _rehashed(connection: Connection, query: Select[Any]) -> Iterator[tuple[int, bool]]:
    number, title, wanted, lines = None, None, "", list[str]()
    for row in connection.execution_options(yield_per=1000).execute(query):
        if number is not None and row.id != number:
            yield number, rows.hash_of(title, lines) == wanted
            lines = []
        number, title, wanted = row.id, row.title, row.content_hash
        lines.append(row.text)
    if number is not None:
        yield number, rows.hash_of(title, lines) == wanted


def _notes(rules: str) -> tuple[tuple[str, Select[Any]], ...]:
    """Ask what somebody may want to know."""
    count = select(func.count()).select_from(documents)
    written_otherwise = documents.c.rules.startswith(
        f"{rules}/", autoescape=True
    )  # by the same rules, in another script
    is_older = or_(documents.c.rules.is_(None), (documents.c.rules != rules) & ~written_otherwise)
    return (
        ("documents read by older rules (`etl run --reprocess`)", count.where(is_older)),
        ("documents whose file is gone (`etl run --prune`)", count.where(documents.c.missing_since.is_not(None))),
        (
            "rejected documents that keep earlier articles",
            count.where(documents.c.status == "rejected", documents.c.article_count.is_not(None)),
        ),
    )


_held = (
    select(
        articles.c.document_id,
        func.count().label("number"),
        func.min(articles.c.position).label("first"),
        func.max(articles.c.position).label("last"),
    )
    .group_by(articles.c.document_id)
    .subquery()
)
_lines = (
    select(
        paragraphs.c.article_id,
        func.count().label("number"),
        func.count(distinct(paragraphs.c.position)).label("places"),
        func.min(paragraphs.c.position).label("first"),
        func.max(paragraphs.c.position).label("last"),
        func.sum(func.length(paragraphs.c.text)).label("characters"),
    )
    .group_by(paragraphs.c.article_id)
    .subquery()
)
_why = select(rejections.c.document_id).subquery()
_written = select(documents.c.run_id, func.count().label("number")).group_by(documents.c.run_id).subquery()

QUESTIONS: tuple[tuple[str, Select[Any]], ...] = (
    (
        "I1 every document is there once",
        select(documents.c.uri).group_by(documents.c.uri).having(func.count() > 1),
    ),
    (
        "I2 every run saw what it loaded, updated, left or rejected",
        select(runs.c.id).where(runs.c.seen != runs.c.loaded + runs.c.updated + runs.c.unchanged + runs.c.rejected),
    ),
    (
        "I2 no run wrote more documents than it says",
        select(runs.c.id)
        .join(_written, _written.c.run_id == runs.c.id)
        .where(_written.c.number > runs.c.loaded + runs.c.updated + runs.c.rejected),
    ),
    (
        "I2 every rejected document says why",
        select(documents.c.uri)
        .outerjoin(_why, _why.c.document_id == documents.c.id)
        .where(documents.c.status == "rejected", _why.c.document_id.is_(None)),
    ),
    (
        "I2 every reason is a known word",
        select(rejections.c.id).where(rejections.c.reason.not_in(reasons())),
    ),
    (
        "I3 every document has its articles, from 1, without a gap",
        select(documents.c.uri)
        .outerjoin(_held, _held.c.document_id == documents.c.id)
        .where(
            or_(
                func.coalesce(documents.c.article_count, 0) != func.coalesce(_held.c.number, 0),
                _held.c.first != 1,
                _held.c.last != _held.c.number,
                (documents.c.status == "loaded") & _held.c.number.is_(None),
            )
        ),
    ),
    (
        "I3 every article has its paragraphs, from 1, without a gap",
        select(articles.c.id)
        .outerjoin(_lines, _lines.c.article_id == articles.c.id)
        .where(
            or_(
                _lines.c.number.is_(None),
                articles.c.paragraph_count != _lines.c.number,
                _lines.c.places != _lines.c.number,
                _lines.c.first != 1,
                _lines.c.last != _lines.c.number,
                articles.c.char_count != _lines.c.characters,
            )
        ),
    ),
)
"""What must find nobody: each gives the names of offenders."""
