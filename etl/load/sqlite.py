"""All that is particular to SQLite: pragmas, transactions, the lock file, bulk inserts through the driver."""

import os
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TextIO

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, exc, func, select, text

from etl.exceptions import DatabaseLocked, DatabaseUnavailable, UsageError
from etl.load.backend import Rows

BUSY_TIMEOUT_MS = 10_000
"""How long a statement waits for another program's transaction."""

TROUBLES = {
    sqlite3.SQLITE_PERM: "may not be used",
    sqlite3.SQLITE_BUSY: "is busy: another program is writing to it",
    sqlite3.SQLITE_LOCKED: "is busy: another program is writing to it",
    sqlite3.SQLITE_READONLY: "is read-only",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_AUTH: "may not be used",
    sqlite3.SQLITE_NOTADB: "is no SQLite database",
}
"""Primary result codes that blame the file, not the statement."""


class SQLite:
    """A file beside us. One process writes at a time; readers never wait (WAL)."""

    name: ClassVar[str] = "sqlite"
    drivers: ClassVar[tuple[str, ...]] = ("pysqlite",)

    def check(self, url: URL) -> None:
        """Refuse what is no file, or lies in no folder."""
        path = _path(url)
        if path is None:
            raise UsageError("a database in memory would be gone when the program ends: name a file, sqlite:///etl.db")
        if path.is_dir():
            raise UsageError(f"{path} is a folder, not a database")
        if not path.parent.is_dir():
            raise UsageError(f"the folder {path.parent} does not exist: make it first")

    def engine(self, url: URL) -> Engine:
        """Make an engine that begins, commits and rolls back for real, schema changes included."""
        engine = create_engine(url)

        @event.listens_for(engine, "connect")
        def set_up(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None  # the driver would begin transactions late, and not before a CREATE
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(
                "PRAGMA synchronous = NORMAL"
            )  # in WAL: a power cut costs the last commits, never the file

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            # a writer that begins as a reader would be refused at its first write, if somebody else wrote in between
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def exists(self, url: URL) -> bool:
        """Tell whether the file is there."""
        path = _path(url)
        return path is not None and path.exists()

    def trouble(self, error: BaseException) -> str | None:
        """Tell a full disk from a bad statement; the driver calls both operational errors."""
        if not isinstance(error, sqlite3.Error):
            return None
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)  # errors of the driver itself have none
        return TROUBLES.get(code & 0xFF)

    def refusals(self) -> tuple[type[Exception], ...]:
        """List the errors that blame the rows."""
        return (sqlite3.IntegrityError, sqlite3.DataError, OverflowError, exc.IntegrityError, exc.DataError)

    @contextmanager
    def lock(self, engine: Engine) -> Iterator[None]:
        """Lock a file beside the database; the system frees it when we die, however we die.

        The file stays: deleting it would let two processes lock two files of one name.
        """
        import fcntl

        with engine.connect() as connection:
            beside = os.path.realpath(connection.execute(text("PRAGMA database_list")).one().file) + "-lock"
        try:
            file = Path(beside).open("a+", encoding="utf-8")  # noqa: SIM115 - closed by the block below
        except OSError as error:
            raise DatabaseUnavailable(f"{beside} cannot be written: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DatabaseLocked(f"another run holds the database: {_holder(file)}; try again later") from None
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}")
            file.flush()
            with engine.connect() as connection, self._explained():
                # the file remembers, but a copy made by VACUUM INTO comes without; no transaction may be open
                _driver(connection).execute("PRAGMA journal_mode = WAL")
            yield

    def take_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """Count on from the highest id: we are the only writer."""
        first = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one() + 1
        return range(first, first + count)

    def insert(self, connection: Connection, rows: Rows) -> None:
        """Insert through the driver, inside SQLAlchemy's transaction: twice as fast as through its statements."""
        columns = ", ".join(f'"{column}"' for column in rows.columns)
        marks = ", ".join("?" * len(rows.columns))
        statement = f'INSERT INTO "{rows.table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our own schema
        with self._explained():
            _driver(connection).executemany(statement, _stored(connection, rows))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Do for the driver's errors what `Database` does for those that pass through SQLAlchemy."""
        try:
            yield
        except sqlite3.Error as error:
            trouble = self.trouble(error)
            if trouble is None:
                raise
            raise DatabaseUnavailable(f"the database {trouble}") from error


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: Any = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - narrows a type, checks no data
    return driver


def _stored(connection: Connection, rows: Rows) -> Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]:
    """Write dates and instants as the schema's types say; everything else is stored as it is."""
    types = [rows.table.c[column].type.dialect_impl(connection.dialect) for column in rows.columns]
    converters = [
        (index, convert)
        for index, type_ in enumerate(types)
        if (convert := type_.bind_processor(connection.dialect)) is not None
    ]
    if not converters:
        return rows.rows

    def converted() -> Iterator[tuple[Any, ...]]:
        for row in rows.rows:
            values = list(row)
            for index, convert in converters:
                values[index] = convert(values[index])
            yield tuple(values)

    return converted()


def _path(url: URL) -> Path | None:
    """Find the file that a URL names; None for a database in memory."""
    if (
        not url.database
        or url.database == ":memory:"
        or "mode=memory" in url.database
        or url.query.get("mode") == "memory"
    ):
        return None
    return Path(url.database.removeprefix("file:"))


def _holder(file: TextIO) -> str:
    file.seek(0)
    since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    return f"{file.read() or 'a process'}, since {since:%Y-%m-%d %H:%M:%S} UTC"
