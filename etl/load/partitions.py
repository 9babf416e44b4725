"""`paragraphs` in partitions by month, on PostgreSQL: the table that grows largest, as many that stay small.

    paragraphs
      paragraphs_earlier    what was there before
      paragraphs_202611     of articles that first came in that month (UTC)
      ...
      paragraphs_later      of months that have no partition yet; empty, if somebody adds them in time

References to paragraphs are by article and place, so the key that parts them must be in both: it is the article's number, which from then on
begins with the month (`202611` and ten digits; see `PostgreSQL.take_ids`). So no column is added, no reference is lost, and an article that
changes stays where it is. VACUUM, ANALYZE, REINDEX and the indexes of a search work on a month at a time.
"""

import itertools
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, text

from etl.exceptions import UsageError
from etl.load import migrate
from etl.load.database import Database

AHEAD = 36
"""Months that have a partition before they come."""

IS_PARTITIONED = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass('paragraphs')"

PART = (
    "ALTER TABLE articles DROP CONSTRAINT fk_articles_last_paragraph",
    "ALTER TABLE repairs DROP CONSTRAINT fk_repairs_article_id_paragraph_position",
    "ALTER TABLE paragraphs RENAME TO paragraphs_whole",
    "ALTER TABLE paragraphs_whole RENAME CONSTRAINT pk_paragraphs TO pk_paragraphs_whole",
    "ALTER TABLE paragraphs_whole RENAME CONSTRAINT uq_paragraphs_article_id_position TO uq_paragraphs_whole",
    (
        "CREATE TABLE paragraphs (LIKE paragraphs_whole INCLUDING IDENTITY INCLUDING CONSTRAINTS INCLUDING COMMENTS) "
        "PARTITION BY RANGE (article_id)"
    ),
)
JOIN = (
    (
        "INSERT INTO paragraphs (id, article_id, position, kind, text, original_text) OVERRIDING SYSTEM VALUE "
        "SELECT id, article_id, position, kind, text, original_text FROM paragraphs_whole"
    ),
    "SELECT setval(pg_get_serial_sequence('paragraphs', 'id'), coalesce((SELECT max(id) FROM paragraphs_whole), 1))",
    "DROP TABLE paragraphs_whole",
    "ALTER TABLE paragraphs ADD CONSTRAINT pk_paragraphs PRIMARY KEY (id, article_id)",
    "ALTER TABLE paragraphs ADD CONSTRAINT uq_paragraphs_article_id_position UNIQUE (article_id, position)",
    (
        "ALTER TABLE paragraphs ADD CONSTRAINT fk_paragraphs_article_id FOREIGN KEY (article_id) REFERENCES articles (id) "
        "ON DELETE CASCADE"
    ),
    (
        "ALTER TABLE articles ADD CONSTRAINT fk_articles_last_paragraph FOREIGN KEY (id, paragraph_count) "
        "REFERENCES paragraphs (article_id, position) DEFERRABLE INITIALLY DEFERRED"
    ),
    (
        "ALTER TABLE repairs ADD CONSTRAINT fk_repairs_article_id_paragraph_position FOREIGN KEY (article_id, paragraph_position) "
        "REFERENCES paragraphs (article_id, position) ON DELETE CASCADE"
    ),
    "COMMENT ON TABLE paragraphs IS 'An article''s text, in reading order.'",
)
"""What parts the table, and what puts it together again, around the making of partitions."""


def partition(database: Database, now: datetime) -> int:
    """Part `paragraphs` by month, or add months to one that is parted; the caller holds the lock. All in one transaction.

    Copies every paragraph once, which asks for as much disk again and keeps readers out; a search index has to be built anew.

    Args:
        database: at the newest schema.
        now: aware; the first month is this one.

    Returns:
        How many months got a partition.

    Raises:
        UsageError: the database is no PostgreSQL.
    """
    if database.backend.name != "postgresql":
        raise UsageError("SQLite has no partitions: one file holds a table of any size")
    migrate.require_current(database)
    made: list[str] = []

    def change(connection: Connection) -> None:
        made.extend(_extend(connection, now) if is_partitioned(connection) else _part(connection, now))

    migrate.rebuild(database, change)
    return len(made)


def is_partitioned(connection: Connection) -> bool:
    """Tell whether the table is parted."""
    return bool(connection.execute(text(IS_PARTITIONED)).scalar_one_or_none())


def floor_of(month: int) -> int:
    """Give the least number of an article of a month.

    >>> floor_of(202611)
    2026110000000000
    """
    return month * 10**10


def months(now: datetime, count: int) -> Iterator[int]:
    """Name months from now on.

    >>> list(months(datetime(2026, 11, 22), 3))
    [202611, 202612, 202701]
    """
    for number in range(now.year * 12 + now.month - 1, now.year * 12 + now.month - 1 + count):
        yield number // 12 * 100 + number % 12 + 1


def _part(connection: Connection, now: datetime) -> list[str]:
    *new, end = months(now, AHEAD + 1)
    _say(connection, *PART)
    _say(
        connection,
        f"CREATE TABLE paragraphs_earlier PARTITION OF paragraphs FOR VALUES FROM (MINVALUE) TO ({floor_of(new[0])})",
    )
    names = _make(connection, [*new, end])
    _say(connection, *JOIN)
    return names


def _extend(connection: Connection, now: datetime) -> list[str]:
    """Add months behind those that there are, while none of them has come."""
    there = _there(connection)
    *new, end = (month for month in months(now, AHEAD + 1) if month > max(there))
    if not new or connection.execute(text("SELECT count(*) FROM paragraphs_later")).scalar_one():
        return []
    _say(connection, "ALTER TABLE paragraphs DETACH PARTITION paragraphs_later", "DROP TABLE paragraphs_later")
    return _make(connection, [*new, end])


def _there(connection: Connection) -> list[int]:
    """List the months that have a partition."""
    query = text(
        r"SELECT substr(inhrelid::regclass::text, 12)::int FROM pg_inherits WHERE inhparent = 'paragraphs'::regclass "
        r"AND inhrelid::regclass::text ~ '^paragraphs_\d{6}$'"
    )
    return sorted(connection.execute(query).scalars())


def _make(connection: Connection, bounds: list[int]) -> list[str]:
    """Make a partition from each month to the next, and one for all that comes later."""
    for month, after in itertools.pairwise(bounds):
        span = f"FROM ({floor_of(month)}) TO ({floor_of(after)})"
        _say(connection, f"CREATE TABLE paragraphs_{month} PARTITION OF paragraphs FOR VALUES {span}")
    later = f"FROM ({floor_of(bounds[-1])}) TO (MAXVALUE)"
    _say(connection, f"CREATE TABLE paragraphs_later PARTITION OF paragraphs FOR VALUES {later}")
    return [f"paragraphs_{month}" for month in bounds[:-1]]


def _say(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
