"""ODBC, which Excel, Access, Power BI and Tableau speak: Debian's drivers, by pyodbc."""

from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL

from tests.clients.questions import (
    CHINESE,
    SAID,
    SERIES,
    VIEWS,
    WEEKLY,
    Answer,
    differences,
    everything_of,
    instant,
    missing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyodbc import Connection

KINDS = {date: "day", datetime: "instant", int: "number", str: "text"}


def test_both_databases_answer_alike(file: Path, tcp_url: URL) -> None:
    """Each view with its columns, types and rows, a weekly series, a Chinese filter."""
    login = f"Servername={tcp_url.host};Port={tcp_url.port};Database={tcp_url.database};Uid={tcp_url.username}"
    login += f";Pwd={tcp_url.password}" if tcp_url.password else ""
    questions = [WEEKLY, CHINESE, *map(everything_of, VIEWS)]

    with connected("SQLite3", "libsqliteodbc", f"Database={file}") as connection:
        sqlite = [ask(connection, question) for question in questions]
        assert views(connection) == set(VIEWS)
    with connected("PostgreSQL Unicode", "odbc-postgresql", login) as connection:
        connection.execute("SET TimeZone TO 'UTC'")  # as etl_reader has it: the driver's instants have no zone
        postgresql = [ask(connection, question) for question in questions]
        assert views(connection) == set(VIEWS)

    assert sqlite[0].rows == SERIES
    assert sqlite[1].rows == [(SAID,)]
    assert [differences(ours, other) for ours, other in zip(sqlite, postgresql, strict=True)] == [[]] * len(sqlite)
    assert [len(sqlite[2 + VIEWS.index(view)].rows) for view in ("v_articles", "v_rejections")] == [4, 1]


@contextmanager
def connected(driver: str, package: str, login: str) -> "Iterator[Connection]":
    """Connect by a driver, if it is there."""
    try:
        import pyodbc
    except ImportError as error:  # the package, or the driver manager that it needs
        missing(f"pyodbc cannot be imported: {error}")
    if driver not in pyodbc.drivers():
        missing(f"there is no ODBC driver {driver}: {package} is not installed")
    with closing(pyodbc.connect(f"Driver={{{driver}}};{login}")) as connection:
        yield connection


def views(connection: "Connection") -> set[str]:
    """List the views that a tool would offer."""
    return {row.table_name for row in connection.cursor().tables(tableType="VIEW") if row.table_name.startswith("v_")}


def ask(connection: "Connection", question: str) -> Answer:
    """Ask, and take note of the types by which the values come."""
    cursor = connection.execute(question)
    kinds = tuple((name, KINDS[type_]) for name, type_, *_ in cursor.description)
    rows = [tuple(value(given, name) for given, (name, _) in zip(row, kinds, strict=True)) for row in cursor.fetchall()]
    return Answer(kinds, rows)


def value(given: object, name: str) -> object:
    """Write days and instants as all clients' answers have them."""
    if given is not None and name.endswith("_at"):
        return instant(str(given))
    return str(given) if isinstance(given, date) else given
