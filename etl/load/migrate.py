"""The schema's versions: where a database stands, and how it gets elsewhere."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect

from etl.exceptions import DatabaseAhead, DatabaseBehind, RunError, UsageError
from etl.load.database import Database
from etl.schema import metadata

Standing: TypeAlias = Literal["empty", "behind", "current", "ahead"]
"""Where a database stands: `ahead` means at a revision this program has never heard of."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where a database stands; `revision` is None if it is empty."""

    standing: Standing
    revision: str | None
    head: str


def state(database: Database) -> SchemaState:
    """Find out where a database stands, without creating or changing it.

    Raises:
        RunError: it holds tables with names of ours that no migration made.
    """
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head()
    assert head is not None  # noqa: S101 - there is a first migration
    revision = _revision(database)
    if revision is None:
        return SchemaState("empty", None, head)
    if revision == head:
        return SchemaState("current", revision, head)
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState("behind" if revision in known else "ahead", revision, head)


def require_current(database: Database) -> None:
    """Refuse a database that this program does not fit.

    Raises:
        DatabaseBehind: it is empty or older; the message has the command to run.
        DatabaseAhead: it is newer.
    """
    found = state(database)
    match found.standing:
        case "empty":
            raise DatabaseBehind(f"{database.name} holds nothing yet: `etl run` fills it, `etl migrate` prepares it")
        case "behind":
            raise DatabaseBehind(
                f"{database.name} is at schema {found.revision}, this program needs {found.head}: run `etl migrate`"
            )
        case "ahead":
            raise DatabaseAhead(
                f"{database.name} is at schema {found.revision}, which this program does not know: install a newer etl"
            )
        case "current":
            pass


def upgrade(database: Database, to: str = "head") -> SchemaState:
    """Bring the schema to a newer revision, in one transaction, and build the views anew; the caller holds the lock.

    Raises:
        UsageError: there is no such revision.
        RunError: the database holds tables of ours that no migration made.
    """
    with _migrating(database) as config:
        command.upgrade(config, to)
    return state(database)


def downgrade(database: Database, to: str) -> SchemaState:
    """Bring the schema back to an older revision (`base`: none), in one transaction; the caller holds the lock.

    Raises:
        UsageError: there is no such revision.
    """
    with _migrating(database) as config:
        command.downgrade(config, to)
    return state(database)


def migrate(database: Database, to: str = "head") -> SchemaState:
    """Bring the schema to a revision, up or down as it takes; the caller holds the lock.

    Raises:
        UsageError: there is no such revision.
        DatabaseAhead: it is at a revision this program does not know, so there is no way from there.
    """
    found = state(database)
    if found.standing == "ahead":
        require_current(database)
    return downgrade(database, to) if _is_older(to, found.revision) else upgrade(database, to)


def rebuild(database: Database, change: Callable[[Connection], None]) -> None:
    """Change something while no view is in the way, and build the views anew, in one transaction; the caller holds the lock."""
    with _migrating(database) as config:
        config.attributes["change"] = change
        command.upgrade(config, "head")


def script(database: Database, to: str = "head") -> str:
    """Give the SQL that would bring the schema from where it stands to another revision.

    Raises:
        UsageError: there is no such revision.
    """
    start = state(database).revision
    move = command.downgrade if _is_older(to, start) else command.upgrade
    text = io.StringIO()
    config = _config(output=text)
    config.attributes["url"] = database.url
    with _usage_errors():
        move(config, f"{start or 'base'}:{to}", sql=True)
    return text.getvalue()


def differences(database: Database) -> str | None:
    """Compare a database at the newest revision with the tables of `etl.schema`; None if they are the same."""
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None


def _revision(database: Database) -> str | None:
    if not database.exists():
        return None
    with database.reading() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            strangers = sorted(set(metadata.tables).intersection(inspect(connection).get_table_names()))
            if strangers:
                raise RunError(
                    f"{database.name} already has a table {strangers[0]} that etl did not make: name another database"
                )
    return revision


def _is_older(to: str, current: str | None) -> bool:
    """Tell whether a revision, as typed (`0002`, `base`, `-1`), comes before the current one."""
    if current is None or to.startswith("+"):
        return False
    if to == "base" or to.startswith("-"):
        return True
    scripts = ScriptDirectory.from_config(_config())
    with _usage_errors():
        target = scripts.get_revision(to).revision
    return target != current and target in {older.revision for older in scripts.iterate_revisions(current, "base")}


@contextmanager
def _migrating(database: Database) -> Iterator[Config]:
    _revision(database)  # refuses tables that are not ours
    with database.altering() as connection, _usage_errors():
        config = _config()
        config.attributes["connection"] = connection
        yield config


@contextmanager
def _usage_errors() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise UsageError(f"{error}: `etl migrate --to head` brings the newest schema") from error


def _config(output: io.StringIO | None = None) -> Config:
    config = Config(stdout=io.StringIO(), output_buffer=output)
    config.set_main_option("script_location", str(_script_location()).replace("%", "%%"))
    return config


def _script_location() -> Path:
    """Find the migrations: inside an installed package, or beside it in the repository."""
    package = Path(__file__).parents[1]
    packaged = package / "_migrations"
    return packaged if packaged.is_dir() else package.parent / "migrations"
