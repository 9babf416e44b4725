"""All that is particular to SQLite: pragmas, transactions, the lock file, bulk inserts through the driver."""

import os
import socket
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TextIO

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, create_engine, event, exc, func, select, text

from etl.exceptions import DatabaseInterrupted, DatabaseLocked, DatabaseUnavailable, LockLost, UsageError
from etl.load.backend import Rows, Trouble
from etl.load.findings import Finding, noted
from etl.load.surroundings import MIB, disk

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

PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""Those that pass."""

WORTH_VACUUM = 64 * MIB
"""Bytes of free pages in the file from which giving them back is worth a word, if they are a quarter of it."""

WORTH_ANALYZE = 100_000
"""Paragraphs from which a plan made without statistics may be a slow one."""

PROBES = 5
PROBE_S = 0.02
"""So often, and after so long, the lock is tried: whoever asks who holds it (`holder`) has it for an instant."""


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

    def trouble(self, error: BaseException) -> Trouble | None:
        """Tell a full disk from a bad statement; the driver calls both operational errors."""
        if not isinstance(error, sqlite3.Error):
            return None
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # errors of the driver itself have none
        if code not in TROUBLES:
            return None
        return Trouble(TROUBLES[code], DatabaseInterrupted if code in PASSING else DatabaseUnavailable)

    def refusals(self) -> tuple[type[Exception], ...]:
        """List the errors that blame the rows."""
        return (sqlite3.IntegrityError, sqlite3.DataError, OverflowError, exc.IntegrityError, exc.DataError)

    @contextmanager
    def lock(self, engine: Engine) -> Iterator["FileLock"]:
        """Lock a file beside the database; the system frees it when we die, however we die.

        The file stays: deleting it would let two processes lock two files of one name.
        """
        beside = _beside(engine)
        try:
            file = beside.open("a+", encoding="utf-8")
        except OSError as error:
            raise DatabaseUnavailable(f"{beside} cannot be written: {error.strerror}") from error
        with file:
            if not _is_ours(file):
                raise DatabaseLocked(f"another run holds the database: {_holder(file)}; try again later")
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}")
            file.flush()
            with engine.connect() as connection, self._explained():
                # the file remembers, but a copy made by VACUUM INTO comes without; no transaction may be open
                _driver(connection).execute("PRAGMA journal_mode = WAL")
            yield FileLock(beside, file)

    def holder(self, engine: Engine) -> str | None:
        """Try the lock: whoever has it has written down who it is."""
        import fcntl

        try:
            with _beside(engine).open(encoding="utf-8") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    return _holder(file)
        except OSError:  # no run has ever been, or it is none of our business
            return None
        return None

    def damages(self, connection: Connection) -> list[str]:
        """Let SQLite look at every page, index and reference."""
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        references = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return [page for page in pages if page != "ok"] + [
            f"a row of {child} refers to one of {parent} that is not there" for child, _, parent, _ in references
        ]

    def condition(self, connection: Connection) -> Iterator[Finding]:
        """Look at version, encoding, disk and upkeep."""

        def ask(pragma: str) -> Any:  # noqa: ANN401 - a pragma's answer is of any type
            return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

        has_fts5 = connection.exec_driver_sql("SELECT sqlite_compileoption_used('ENABLE_FTS5')").scalar_one()
        said = f"SQLite {sqlite3.sqlite_version}, {'with' if has_fts5 else 'without'} full-text search"
        yield Finding("server", "well" if has_fts5 else "note", said)
        yield Finding("encoding", "well" if ask("encoding") == "UTF-8" else "note", ask("encoding"))
        yield disk(_file(connection))
        yield noted("upkeep", list(_upkeep(connection, ask("freelist_count"), ask("page_count"), ask("page_size"))))

    def before(self, said: ColumnElement[str], sign: str) -> ColumnElement[str]:
        """Look for the sign, in the text and behind it."""
        return func.substr(said, 1, func.instr(said + sign, sign) - 1)

    def overwrite_deleted(self, connection: Connection) -> None:
        """Fill deleted rows with zeros, as long as this connection lives."""
        connection.exec_driver_sql("PRAGMA secure_delete = ON")

    def empty_log(self, engine: Engine) -> None:
        """Move the log into the file, and cut it to nothing."""
        with engine.connect() as connection, self._explained():
            _driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
            raise trouble.error("the database") from error


@dataclass(frozen=True, slots=True)
class FileLock:
    """A lock of the system's on an open file: it cannot be cut, but the file may be taken away."""

    path: Path
    file: TextIO

    def check(self, connection: Connection) -> None:  # noqa: ARG002 - the interface's
        """Make sure that the file of that name is still the one we hold."""
        try:
            is_same = os.path.samestat(self.path.stat(), os.fstat(self.file.fileno()))
        except OSError:
            is_same = False
        if not is_same:
            raise LockLost(
                f"{self.path} was taken away, so another run may have begun, and this one ends here; run it again"
            )

    def renew(self) -> None:
        """Do nothing: the system does not drop it."""


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


def _beside(engine: Engine) -> Path:
    """Find the lock's file; two names of one database have one."""
    with engine.connect() as connection:
        return Path(f"{_file(connection)}-lock")


def _file(connection: Connection) -> Path:
    """Find the database's file; a connection that made a temporary table lists that database, too."""
    listed = connection.execute(text("SELECT file FROM pragma_database_list WHERE name = 'main'"))
    return Path(os.path.realpath(listed.scalar_one()))


def _upkeep(connection: Connection, free_pages: int, pages: int, page_bytes: int) -> Iterator[str]:
    """Say what would make the file smaller or its answers quicker."""
    if free_pages * page_bytes >= WORTH_VACUUM and free_pages * 4 >= pages:
        yield f"VACUUM would give back {free_pages * page_bytes // MIB:,} of {pages * page_bytes // MIB:,} MiB"
    newest = connection.exec_driver_sql("SELECT max(id) FROM paragraphs").scalar_one() or 0
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"
    if newest >= WORTH_ANALYZE and not connection.exec_driver_sql(known).scalar_one():
        yield "ANALYZE was never run: queries are planned without knowing the tables' sizes"


def _is_ours(file: TextIO) -> bool:
    """Take the lock, or find that a run has it."""
    import fcntl

    for _ in range(PROBES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PROBE_S)
        else:
            return True
    return False


def _holder(file: TextIO) -> str:
    file.seek(0)
    since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    return f"{file.read() or 'a process'}, since {since:%Y-%m-%d %H:%M:%S} UTC"
