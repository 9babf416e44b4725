"""Alembic's environment: which database, in one transaction, with the views taken down before and put up after.

Called with a connection by `etl.load.migrate`, and without one by the plain `alembic` command, which reads ETL_DATABASE_URL.
The steps in `versions` are frozen: they import nothing of etl, so that they do tomorrow what they did when they were tested.
The views in `views` are derived: dropped before the tables change under them and built again at the newest revision; so are
`triggers`, and what `calendar` and `dictionary.txt` fill. `x.sql` serves both databases, unless `x.postgresql.sql` stands beside it.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import Connection, insert, make_url

from etl.load.database import open_database
from etl.schema import data_dictionary, metadata
from etl.schema.dictionary import Entry, entries

HERE = Path(__file__).parent


def statements(folder: Path, dialect: str) -> dict[str, str]:
    """Read a folder's statements for a database, one a file, by name, in the order of their names."""
    for_all = {path.stem: path for path in folder.glob("*.sql") if "." not in path.stem}
    for_this = {path.stem.removesuffix(f".{dialect}"): path for path in folder.glob(f"*.{dialect}.sql")}
    files = sorted((for_all | for_this).items())
    return {name: path.read_text(encoding="utf-8").rstrip().removesuffix(";") for name, path in files}


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out of comparisons what may be there or not: the search index, and partitions with the references to each."""
    if name is None:
        return True
    if kind == "foreign_key_constraint":
        return not NUMBERED.search(name)
    return not (kind in {"table", "index"} and name.startswith(NOT_COMPARED))


NOT_COMPARED = ("search_", "paragraph_fts", "paragraphs_")
"""Beginnings of the names of a search index, and of partitions (`etl.load.partitions`)."""

NUMBERED = re.compile(r"_\d+$")
"""How PostgreSQL names a reference to one partition; none of ours ends so."""


def migrate() -> None:
    """Run the steps in one transaction, the views taken down before and put up after."""
    with context.begin_transaction():
        dialect = context.get_context().dialect.name
        if not is_migrating():
            context.run_migrations()
            return
        views = statements(HERE / "views", dialect)
        for name in reversed(views):
            context.execute(f"DROP VIEW IF EXISTS {name}")
        context.run_migrations()
        if change is not None:
            change(context.get_context().connection)
        if ends_at_head():
            derived = (views, statements(HERE / "triggers", dialect), statements(HERE / "calendar", dialect))
            for sql in chain.from_iterable(some.values() for some in derived):
                context.execute(sql)
            describe(entries((HERE / "dictionary.txt").read_text(encoding="utf-8")), dialect)


def describe(dictionary: tuple[Entry, ...], dialect: str) -> None:
    """Let the database say what it holds: in a table, and in comments on views where there are such (tables have theirs)."""
    context.execute(data_dictionary.delete())
    context.execute(insert(data_dictionary).values([asdict(entry) for entry in dictionary]))
    if dialect == "sqlite":
        return
    for entry in dictionary:
        if entry.kind == "view":
            what = f"COLUMN {entry.relation}.{entry.column_name}" if entry.column_name else f"VIEW {entry.relation}"
            said = entry.meaning.replace("'", "''").replace(":", r"\:")  # a colon would begin a parameter
            context.execute(f"COMMENT ON {what} IS '{said}'")


def is_migrating() -> bool:
    """Tell an upgrade or downgrade from `alembic current`, `check` and the like, which change nothing."""
    return "destination_rev" in context.get_context().opts


def ends_at_head() -> bool:
    """Tell whether the database is, or in a script will be, at the newest revision."""
    if context.is_offline_mode():
        return context.get_revision_argument() == context.get_head_revision()
    return context.get_context().get_current_revision() == context.get_head_revision()


@contextmanager
def unchecked_references(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to: dropping the old copy would delete their rows.

    Other databases change tables in place.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")  # heeded outside transactions only
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration broke references: {broken[:3]}")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def migrate_online(connection: Connection) -> None:
    """Migrate a database that answers."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=is_ours,
        render_as_batch=True,
        transactional_ddl=True,  # SQLite's is, too, since our engine begins for real
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    )
    with unchecked_references(connection) if is_migrating() else nullcontext():
        migrate()


def migrate_offline(dialect: str) -> None:
    """Print the SQL instead."""
    context.configure(
        dialect_name=dialect, target_metadata=metadata, transactional_ddl=True, literal_binds=True, render_as_batch=True
    )
    migrate()


connection: Connection | None = context.config.attributes.get("connection")
change: Callable[[Connection | None], None] | None = context.config.attributes.get("change")
"""What somebody wants done while no view is in the way (`etl.load.migrate.rebuild`)."""
url = context.config.attributes.get("url") or os.environ.get("ETL_DATABASE_URL", "sqlite:///etl.db")
if context.is_offline_mode():
    migrate_offline(make_url(url).get_backend_name())
elif connection is not None:
    migrate_online(connection)
else:
    with open_database(url) as database, database.lock(), database.altering() as connection:
        migrate_online(connection)
