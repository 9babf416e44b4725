"""All that is particular to PostgreSQL: session settings, the advisory lock, COPY."""

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, create_engine, event, exc, func, text

from etl.exceptions import DatabaseInterrupted, DatabaseLocked, DatabaseUnavailable, LockLost, MissingExtra
from etl.load.backend import Rows, Trouble
from etl.load.findings import Finding, noted

SESSION = "SET timezone TO 'UTC'; SET lock_timeout TO '10s'"
"""How every session begins: instants come back as UTC, and no statement waits for ever."""

CONNECT_TIMEOUT_S = 10

LOCK_KEY = "hashtextextended('etl ' || coalesce(current_schema(), ''), 0)"
"""Advisory locks belong to a database already; two schemas of it may be loaded at once."""

HOLDER = f"""
SELECT pid, activity.application_name, activity.backend_start AT TIME ZONE 'UTC' AS since
FROM pg_locks LEFT JOIN pg_stat_activity AS activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32 | objid::bigint) = {LOCK_KEY}
"""  # noqa: S608 - our own constant

DAMAGES = """
SELECT 'constraint ' || conname || ' is not checked' FROM pg_constraint
WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
UNION ALL
SELECT 'index ' || indexrelid::regclass || ' is not valid' FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
"""

SERVER = """
SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding, datcollate AS locale,
       pg_size_pretty(pg_database_size(oid)) AS size, age(datfrozenxid) AS age
FROM pg_database WHERE datname = current_database()
"""

UPKEEP = """
SELECT relname AS name, n_live_tup AS live, n_dead_tup AS dead, analyze_count + autoanalyze_count AS looks
FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname <> 'dim_date' ORDER BY relname
"""
"""The calendar is left out: it is written once, and whole."""

WORTH_UPKEEP = 10_000
"""Rows, dead or never looked at, from which a table is worth a word; autovacuum should have come long before."""

OLD = 1_000_000_000
"""Transactions without a VACUUM from which it becomes urgent; at two thousand million the server stops."""

MONTHS_AHEAD = r"""
SELECT count(*) FILTER (WHERE inhrelid::regclass::text > 'paragraphs_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMM'))
FROM pg_inherits WHERE inhparent = to_regclass('paragraphs') AND inhrelid::regclass::text ~ '^paragraphs_\d{6}$'
HAVING count(*) > 0
"""
"""No row where paragraphs are not parted by month."""

FEW_MONTHS = 6

MONTH = """
CASE WHEN (SELECT relkind FROM pg_class WHERE oid = to_regclass('paragraphs')) = 'p'
    THEN to_char(now() AT TIME ZONE 'UTC', 'YYYYMM')::bigint * 10000000000 ELSE 0 END
"""
"""What numbers of articles begin with: see `etl.load.partitions`."""

PASSING = ("08", "40001", "40P01", "53300", "55P03", "57P01", "57P02", "57P03")
"""Beginnings of SQLSTATE that name what passes: cut connections, conflicts, full houses, restarts. A server that is gone says
nothing at all."""


class PostgreSQL:
    """A server. Many read; one run writes, by COPY."""

    name: ClassVar[str] = "postgresql"
    drivers: ClassVar[tuple[str, ...]] = ("psycopg",)

    def check(self, url: URL) -> None:
        """Accept any URL: the server will say what it thinks of it."""

    def engine(self, url: URL) -> Engine:
        """Make an engine whose sessions begin with `SESSION`."""
        options: dict[str, Any] = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_S}
        try:
            engine = create_engine(url, connect_args=options)
        except ImportError as error:
            raise MissingExtra("PostgreSQL needs an extra package: pip install 'etl[postgres]'") from error

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's, which may not be installed
            connection.autocommit = True
            connection.execute(SESSION)
            connection.autocommit = False

        return engine

    def exists(self, url: URL) -> bool:  # noqa: ARG002 - the interface's
        """Assume so: the server will tell."""
        return True

    def trouble(self, error: BaseException) -> Trouble | None:
        """Tell a dead or forbidding server from a bad statement."""
        import psycopg

        match error:
            case psycopg.errors.LockNotAvailable():
                return Trouble("is busy: another session holds a lock on the table", DatabaseInterrupted)
            case psycopg.errors.InsufficientPrivilege() | psycopg.errors.ReadOnlySqlTransaction():
                return Trouble(f"refuses this role: {_first_line(error)}")
            case psycopg.errors.ProgramLimitExceeded():
                return None
            case psycopg.OperationalError() | psycopg.InterfaceError():
                kind = DatabaseInterrupted if (error.sqlstate or "08").startswith(PASSING) else DatabaseUnavailable
                return Trouble(f"does not answer, or refuses us: {_first_line(error)}", kind)
        return None

    def refusals(self) -> tuple[type[Exception], ...]:
        """List the errors that blame the rows."""
        import psycopg

        # the limit is that of an index entry: somebody may have indexed a column whose texts we do not bound
        limit = psycopg.errors.ProgramLimitExceeded
        return (psycopg.IntegrityError, psycopg.DataError, limit, exc.IntegrityError, exc.DataError)

    @contextmanager
    def lock(self, engine: Engine) -> Iterator["AdvisoryLock"]:
        """Take an advisory lock on a connection of its own, so that the server frees it when we die."""
        lock = AdvisoryLock.take(engine)
        try:
            yield lock
        finally:
            lock.give_back()

    def holder(self, engine: Engine) -> str | None:
        """Ask the server who holds the lock."""
        with engine.connect() as connection:
            return _holder(connection)

    def damages(self, connection: Connection) -> list[str]:
        """Ask for constraints that were never checked and indexes that are not used; pages are the server's concern."""
        return list(connection.execute(text(DAMAGES)).scalars())

    def condition(self, connection: Connection) -> Iterator[Finding]:
        """Look at version, encoding, size and upkeep; the server's disk is not ours to see."""
        server = connection.execute(text(SERVER)).one()
        yield Finding("server", "well", f"PostgreSQL {server.version}")
        is_utf8 = server.encoding == "UTF8"
        said = f"{server.encoding}, locale {server.locale}"
        yield Finding("encoding", "well" if is_utf8 else "broken", said if is_utf8 else f"{said}: Chinese needs UTF8")
        yield Finding("disk", "well", f"the database has {server.size}; what is free, its server knows")
        advice = [f"VACUUM FREEZE is due: {server.age:,} transactions"] if server.age >= OLD else []
        ahead = connection.execute(text(MONTHS_AHEAD)).scalar_one_or_none()
        if ahead is not None and ahead < FEW_MONTHS:
            advice.append(f"`etl migrate --partitions` is due: {ahead} months to come have a partition")
        yield noted("upkeep", advice + [said for table in connection.execute(text(UPKEEP)) for said in _upkeep(*table)])

    def before(self, said: ColumnElement[str], sign: str) -> ColumnElement[str]:
        """Split the text."""
        return func.split_part(said, sign, 1)

    def overwrite_deleted(self, connection: Connection) -> None:
        """Leave it to the server's vacuum."""

    def empty_log(self, engine: Engine) -> None:
        """Leave it to the server, which reuses its log."""

    def take_ids(self, connection: Connection, table: Table, count: int) -> Sequence[int]:
        """Draw from the sequence; where paragraphs are parted by month, articles' numbers begin with it."""
        floor = MONTH if table.name == "articles" else "0"
        draw = text(f"SELECT nextval(pg_get_serial_sequence(:table, 'id')) + {floor} FROM generate_series(1, :count)")  # noqa: S608 - our own words
        return connection.execute(draw, {"table": table.name, "count": count}).scalars().all()

    def insert(self, connection: Connection, rows: Rows) -> None:
        """COPY on SQLAlchemy's own connection, hence in its transaction; the driver escapes."""
        import psycopg
        from psycopg import sql

        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(rows.table.name), sql.SQL(", ").join(map(sql.Identifier, rows.columns))
        )
        driver: Any = connection.connection.driver_connection
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                for row in rows.rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            trouble = self.trouble(error)
            if trouble is None:
                raise
            raise trouble.error("the database") from error


@dataclass(slots=True)
class AdvisoryLock:
    """A lock of the server's, held by a connection that does nothing else."""

    engine: Engine
    connection: Connection
    pid: int

    @classmethod
    def take(cls, engine: Engine) -> "AdvisoryLock":
        """Take the lock.

        Raises:
            DatabaseLocked: somebody else holds it.
        """
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            name = f"etl, process {os.getpid()} on {socket.gethostname()}"
            connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})
            taken, pid = connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK_KEY}), pg_backend_pid()")).one()
            holder = None if taken else _holder(connection) or "it has just ended"
        except BaseException:
            _close(connection)
            raise
        if holder is not None:
            _close(connection)
            raise DatabaseLocked(f"another run holds the database: {holder}; try again later")
        return cls(engine, connection, pid)

    def check(self, connection: Connection) -> None:
        """Ask the server that is about to commit, so that nothing can come between the question and the answer's use."""
        holder = connection.execute(text(HOLDER)).first()
        if holder is None or holder.pid != self.pid:
            raise LockLost(
                "the connection that held the database for this run was cut, so the run ends here; run it again"
            )

    def renew(self) -> None:
        """Take it again on a new connection, if the old one is gone."""
        if not self._answers():
            self.connection.close()
            taken = AdvisoryLock.take(self.engine)
            self.connection, self.pid = taken.connection, taken.pid

    def _answers(self) -> bool:
        if self.connection.closed or self.connection.invalidated:
            return False
        try:
            self.connection.execute(text("SELECT 1"))
        except DatabaseUnavailable:
            return False
        return True

    def give_back(self) -> None:
        """Free it by word: closing does, too, but in the server's own time, and the next run may begin at once."""
        if self._answers():
            with suppress(DatabaseUnavailable):  # a server that is gone holds no lock
                self.connection.execute(text("SELECT pg_advisory_unlock_all()"))
        _close(self.connection)


def _upkeep(name: str, live: int, dead: int, looks: int) -> Iterator[str]:
    """Say what a table needs, if autovacuum has not seen to it."""
    if dead >= WORTH_UPKEEP and dead * 5 >= live * 2:
        yield f"VACUUM ANALYZE {name}: {dead:,} dead rows beside {live:,}; is autovacuum on?"
    elif not looks and live >= WORTH_UPKEEP:
        yield f"ANALYZE {name}: its {live:,} rows were never looked at"


def _close(connection: Connection) -> None:
    """Close a connection for good: in the pool it would keep its name."""
    if not connection.closed and not connection.invalidated:
        connection.invalidate()
    connection.close()


def _holder(connection: Connection) -> str | None:
    holder = connection.execute(text(HOLDER)).first()
    if holder is None:
        return None
    if not holder.application_name or holder.since is None:
        return "somebody whom this role may not see"
    return f"{holder.application_name}, since {holder.since:%Y-%m-%d %H:%M:%S} UTC"


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
