"""From a URL to a database that answers, or to one line that says why it does not."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from etl.exceptions import UsageError
from etl.load.backend import Backend, Lock
from etl.load.postgresql import PostgreSQL
from etl.load.sqlite import SQLite

T = TypeVar("T")


class Perform(Protocol):
    """Does something in one transaction: `Database.perform`, or `Loader.perform`, which makes sure that no other run has begun."""

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        """Do it."""


BACKENDS: tuple[Backend, ...] = (SQLite(), PostgreSQL())
"""The databases we load into."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database somebody named; whether it answers shows when it is asked.

    Attributes:
        name: its URL for people, without password and options.
        url: with everything.
        engine: SQLAlchemy's. Its errors are `DatabaseUnavailable` where the database is to blame.
        backend: what is particular to its kind.
    """

    name: str
    url: URL
    engine: Engine
    backend: Backend

    def exists(self) -> bool:
        """Tell whether there is something to connect to; for SQLite, connecting would create the file."""
        return self.backend.exists(self.url)

    def reading(self) -> AbstractContextManager[Connection]:
        """Connect, to read one state of the database."""
        return self.engine.connect()

    def writing(self) -> AbstractContextManager[Connection]:
        """Connect, to write in one transaction: all of it is committed with the block, or none."""
        return self.engine.execution_options(writes=True).begin()

    def perform(self, work: Callable[[Connection], T], /) -> T:
        """Do something in one transaction."""
        with self.writing() as connection:
            return work(connection)

    @contextmanager
    def forgetting(self) -> Iterator[Connection]:
        """Connect, to delete in one transaction what nobody shall find in the file afterwards."""
        with self.writing() as connection:
            self.backend.overwrite_deleted(connection)
            yield connection
        self.backend.empty_log(self.engine)

    def altering(self) -> AbstractContextManager[Connection]:
        """Connect, to change the schema: whoever does so begins the transaction, and commits it."""
        return self.engine.execution_options(writes=True).connect()

    def lock(self) -> AbstractContextManager[Lock]:
        """Hold the database for one run, until the block or the process ends, however it ends.

        Raises:
            DatabaseLocked: somebody else does; the message says who, since when.
        """
        return self.backend.lock(self.engine)

    def holder(self) -> str | None:
        """Say who holds the database, since when; None: nobody does."""
        return self.backend.holder(self.engine)


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    """Prepare a database; nothing is connected or created before it is used.

    Args:
        url: any SQLAlchemy URL for SQLite or PostgreSQL.

    Raises:
        UsageError: it is no URL, or names a database or driver we do not know, or a folder that does not exist.
        MissingExtra: the driver is not installed.
        DatabaseUnavailable: inside the block: it does not answer, refuses us, is full or damaged.
    """
    parsed = _parse(url)
    backend = _backend(parsed)
    backend.check(parsed)
    engine = backend.engine(parsed)
    database = Database(name=_name(parsed), url=parsed, engine=engine, backend=backend)

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        trouble = backend.trouble(context.original_exception)
        if trouble is not None:
            error = trouble.error(database.name)
            raise type(error)(_redacted(str(error), parsed)) from context.original_exception

    try:
        yield database
    finally:
        engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # the text may hold a password, so it is not repeated
        raise UsageError(
            "the database URL cannot be read: try sqlite:///etl.db or postgresql://user@host/name"
        ) from None
    if parsed.drivername == "postgres":  # what libpq and hosted services write
        parsed = parsed.set(drivername="postgresql")
    return parsed


def _backend(url: URL) -> Backend:
    name, _, driver = url.drivername.partition("+")
    for backend in BACKENDS:
        if backend.name == name:
            if driver and driver not in backend.drivers:
                raise UsageError(f"the driver {driver} is not used here: write {name}+{backend.drivers[0]}://")
            return backend
    raise UsageError(f"{name} databases are not supported: try sqlite:///etl.db or postgresql://user@host/name")


def _name(url: URL) -> str:
    return url.set(password=None, query={}).render_as_string()


def _redacted(message: str, url: URL) -> str:
    return message.replace(url.password, "***") if url.password else message
