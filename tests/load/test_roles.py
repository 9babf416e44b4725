"""Who may do what, asked of a real server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import make_url, text

from etl import roles, search, stories
from etl.exceptions import DatabaseLocked, DatabaseUnavailable, UsageError
from etl.load import migrate
from etl.load.database import Database, open_database
from tests.load.conftest import load_into
from tests.load.invented import article, document


@pytest.fixture
def granted(postgresql_url: str) -> Iterator[str]:
    """Make a database with an article and both roles; a view is rebuilt after the grants."""
    with open_database(postgresql_url) as owner:
        with owner.lock():
            migrate.upgrade(owner)
            load_into(owner, [document("raw/1.html", article())])
            roles.grant(owner)
            roles.grant(owner)  # again: nothing is in the way
            migrate.upgrade(owner)  # drops and builds every view
            search.build(owner)
        yield postgresql_url
        with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for role in (roles.LOADER, roles.READER):  # they belong to the server, which other tests use
                connection.exec_driver_sql(f"DROP OWNED BY {role}")
                connection.exec_driver_sql(f"DROP ROLE {role}")


def as_role(url: str, role: str) -> str:
    """Connect as somebody else."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def refused(database: Database, statement: str) -> None:
    """Expect a statement to be forbidden, not to fail for something else."""
    with pytest.raises(DatabaseUnavailable, match="refuses this role"), database.writing() as connection:
        connection.execute(text(statement))


def test_the_loader_runs_and_changes_no_schema(granted: str) -> None:
    """It loads, updates, finds stories, searches; tables, views and what migrations fill are not its own."""
    with open_database(as_role(granted, roles.LOADER)) as loader:
        with loader.lock():
            load_into(
                loader, [document("raw/1.html", article(title="改了"), version=2), document("raw/2.html", article())]
            )
            stories.keep_up(loader)
        for statement in (
            "DROP TABLE articles",
            "DROP VIEW v_articles",
            "ALTER TABLE articles ADD COLUMN x integer",
            "CREATE TABLE x (id integer)",
            "CREATE TEMPORARY TABLE x (id integer)",
            "TRUNCATE articles",
            "DELETE FROM dim_date",
            "UPDATE alembic_version SET version_num = '0'",
        ):
            refused(loader, statement)
        with loader.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM v_articles")).scalar() == 2


def test_the_reader_reads_and_writes_nothing(granted: str) -> None:
    """Views that were rebuilt too; even where it says that it wants to write."""
    with open_database(as_role(granted, roles.READER)) as reader:
        migrate.require_current(reader)
        with reader.reading() as connection:
            assert connection.execute(text("SELECT source FROM v_articles")).scalar() == "望江新闻网"
            assert len(search.search(connection, "末班船", search.Filters(), 5)) == 1
            shown = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in roles.SETTINGS[roles.READER]}
        assert shown == {
            "timezone": "UTC",
            "default_transaction_read_only": "on",
            "statement_timeout": "1min",
            "idle_in_transaction_session_timeout": "10min",
        }
        for statement in (
            "DELETE FROM articles",
            "SET TRANSACTION READ WRITE; DELETE FROM articles",
            "SET TRANSACTION READ WRITE; INSERT INTO tags (name) VALUES ('x')",
            "SET TRANSACTION READ WRITE; CREATE TEMPORARY TABLE x (id integer)",
            "SET TRANSACTION READ WRITE; DROP VIEW v_articles",
        ):
            refused(reader, statement)


def test_a_lock_of_another_role_is_told_without_its_secrets(granted: str) -> None:
    """Whoever may not see the holder is told so, in one line."""
    with (
        open_database(granted) as owner,
        open_database(as_role(granted, roles.LOADER)) as loader,
        owner.lock(),
        pytest.raises(DatabaseLocked, match="may not see"),
        loader.lock(),
    ):
        pass


def test_sqlite_has_no_roles(sqlite_url: str) -> None:
    """It says so, and what to do instead."""
    with open_database(sqlite_url) as database, pytest.raises(UsageError, match="read only"):
        roles.grant(database)
