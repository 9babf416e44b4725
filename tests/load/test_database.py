"""From a URL to a database, or to one line that says what to do."""

import builtins
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from etl.exceptions import DatabaseUnavailable, EtlError, MissingExtra, UsageError
from etl.load import migrate
from etl.load.database import Database, open_database


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("etl.db", "try sqlite:///etl.db"),
        ("", "try sqlite:///etl.db"),
        ("postgresql://me:sEcret@host:port/news", "try sqlite:///etl.db"),
        ("mysql://me:sEcret@host/news", "mysql databases are not supported"),
        ("postgresql+psycopg2://me:sEcret@host/news", r"write postgresql\+psycopg://"),
        ("sqlite+aiosqlite:///etl.db", r"write sqlite\+pysqlite://"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:////no/such/folder/etl.db", "make it first"),
        ("sqlite:////", "is a folder"),
    ],
)
def test_a_url_that_cannot_be_right_is_told_at_once(url: str, advice: str) -> None:
    """Without connecting, one line says what to write instead, and never repeats a password."""
    with pytest.raises(UsageError, match=advice) as caught, open_database(url):
        pass

    assert "sEcret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_psycopg_3(scheme: str) -> None:
    """`postgres://`, which hosted services hand out, means what it says."""
    with open_database(f"{scheme}://me@host/news") as database:
        assert database.engine.driver == "psycopg"


def test_a_name_for_people_holds_no_secret() -> None:
    """The password and the options, which may hold another, are left out."""
    with open_database("postgresql://me:sEcret@host/news?sslpassword=alsoSecret") as database:
        assert database.name == "postgresql://me:***@host/news"


def test_a_server_that_is_down_is_one_line(tmp_path: Path) -> None:
    """A refused connection names the database and the reason, not the password."""
    url = f"postgresql://me:sEcret@/news?host={tmp_path}"
    with open_database(url) as database, pytest.raises(DatabaseUnavailable, match="does not answer") as caught:
        migrate.state(database)

    assert "sEcret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_database_the_server_does_not_have_is_one_line(postgresql_url: str) -> None:
    """The server's own words say which database is missing."""
    url = make_url(postgresql_url).set(database="nowhere").render_as_string(hide_password=False)
    with open_database(url) as database, pytest.raises(DatabaseUnavailable, match='"nowhere" does not exist'):
        migrate.state(database)


def test_a_role_without_rights_is_refused_in_one_line(postgresql: Database) -> None:
    """A role that may not write is told so, whichever way the rows go in."""
    with postgresql.reading() as connection:
        connection.execute(text("SET default_transaction_read_only TO on"))
        connection.commit()
        with pytest.raises(DatabaseUnavailable, match="refuses this role"):
            connection.execute(text("DELETE FROM runs"))
        connection.rollback()
        connection.invalidate()


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look at " * 50, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, content: bytes) -> None:
    """A file of another kind is not touched."""
    path = tmp_path / "news.db"
    path.write_bytes(content)
    with (
        open_database(f"sqlite:///{path}") as database,
        pytest.raises(DatabaseUnavailable, match="is no SQLite database"),
    ):
        migrate.state(database)

    assert path.read_bytes() == content


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL without psycopg says what to install."""
    real = builtins.__import__

    def without_psycopg(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - as __import__ names them
        locals: Mapping[str, object] | None = None,  # noqa: A002 - as __import__ names them
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        if name.partition(".")[0] == "psycopg":
            raise ModuleNotFoundError(name="psycopg")
        return real(name, globals, locals, fromlist or (), level)

    for module in [module for module in sys.modules if module.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without_psycopg)

    with pytest.raises(MissingExtra, match=r"etl\[postgres\]"), open_database("postgresql://me@host/news"):
        pass


def test_two_writers_of_sqlite_wait_and_then_say_so(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program keeps writing, the error is one line about the database, not about a statement."""
    with sqlite.writing(), open_database(str(sqlite.url)) as other, other.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA busy_timeout = 1")
        connection.close()
        with pytest.raises(DatabaseUnavailable, match="another program is writing"), other.writing():
            pass


def test_readers_see_whole_transactions_only(database: Database) -> None:
    """What is being written is not there for others until it is committed."""
    query = text("SELECT count(*) FROM sources")
    with database.writing() as writer:
        writer.execute(text("INSERT INTO sources (name) VALUES ('青禾晚报')"))
        with database.reading() as reader:
            assert reader.execute(query).scalar() == 0
    with database.reading() as reader:
        assert reader.execute(query).scalar() == 1


def test_errors_have_exit_codes() -> None:
    """A wrong URL is the caller's fault, a database that is down is not."""
    assert (UsageError.exit_code, DatabaseUnavailable.exit_code, EtlError.exit_code) == (2, 1, 1)
