"""What the two databases do differently, as one interface; `sqlite.py` and `postgresql.py` implement it.

Contains no business logic.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeAlias

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table

from etl.exceptions import DatabaseUnavailable
from etl.load.findings import Finding

Row: TypeAlias = tuple[Any, ...]
"""A row's values in the order of `Rows.columns`, as Python has them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for one table.

    Attributes:
        table: where they go.
        columns: the columns given; the others take their defaults.
        rows: their values, in that order.
    """

    table: Table
    columns: tuple[str, ...]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ails a database, and what kind of error that is."""

    says: str
    kind: type[DatabaseUnavailable] = DatabaseUnavailable

    def error(self, name: str) -> DatabaseUnavailable:
        """Make the exception, for a database of that name."""
        return self.kind(f"{name} {self.says}")


class Lock(Protocol):
    """What keeps other runs out of a database while it is held."""

    def check(self, connection: Connection) -> None:
        """Make sure, as part of a transaction that is about to be committed, that the lock is still held.

        Raises:
            LockLost: it is not.
        """

    def renew(self) -> None:
        """Take the lock again if the database dropped it when it was interrupted.

        Raises:
            DatabaseLocked: somebody else was quicker.
            DatabaseUnavailable: the database still does not answer.
        """


class Backend(Protocol):
    """A kind of database."""

    name: ClassVar[str]
    """SQLAlchemy's name of it."""

    drivers: ClassVar[tuple[str, ...]]
    """The drivers we speak to it with, the default first."""

    def check(self, url: URL) -> None:
        """Refuse a URL that cannot be right, without connecting.

        Raises:
            UsageError: what is wrong with it.
        """

    def engine(self, url: URL) -> Engine:
        """Make an engine whose connections are set up: time zone, time limits, foreign keys.

        Raises:
            MissingExtra: the driver is not installed.
        """

    def exists(self, url: URL) -> bool:
        """Tell whether there is something to connect to; connecting may create it."""

    def trouble(self, error: BaseException) -> Trouble | None:
        """Say what ails the database, if the driver's error is that; None if rows or statement are to blame."""

    def refusals(self) -> tuple[type[Exception], ...]:
        """List the errors that blame the rows: a constraint violated, a value out of range."""

    def lock(self, engine: Engine) -> AbstractContextManager[Lock]:
        """Hold the database for one run, until the block or the process ends.

        Raises:
            DatabaseLocked: somebody else does; the message says who, since when.
        """

    def holder(self, engine: Engine) -> str | None:
        """Say who holds the database; None: nobody does."""

    def damages(self, connection: Connection) -> list[str]:
        """Say what is broken in references, indexes and pages, one line each."""

    def condition(self, connection: Connection) -> Iterator[Finding]:
        """Look at what is particular to this kind of database: version, encoding, disk, upkeep; in no time."""

    def before(self, said: ColumnElement[str], sign: str) -> ColumnElement[str]:
        """Write, as SQL, what of a text stands before the first such sign: all of it, if it has none."""

    def overwrite_deleted(self, connection: Connection) -> None:
        """See to it, where that can be asked for, that what this transaction deletes is overwritten in the file."""

    def empty_log(self, engine: Engine) -> None:
        """See to it, where that can be asked for, that the log of changes holds nothing of what was deleted."""

    def take_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """Reserve ids for rows that are about to be inserted."""

    def insert(self, connection: Connection, rows: Rows) -> None:
        """Insert rows in bulk, inside the connection's transaction.

        Raises:
            Exception: one of `refusals()`: a row is refused, and the transaction is lost.
            DatabaseUnavailable: the database is in trouble.
        """
