"""Schema versions on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import alembic.config
import pytest
from sqlalchemy import MetaData, inspect, text

from etl.exceptions import DatabaseAhead, DatabaseBehind, RunError, UsageError
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.schema import metadata

VIEWS = {path.name.partition(".")[0] for path in (Path(__file__).parents[2] / "migrations" / "views").glob("*.sql")}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a new, empty database, not migrated yet."""
    with open_database(database_url) as opened:
        yield opened


def test_a_new_database_is_empty_and_asking_does_not_create_it(sqlite_url: str) -> None:
    """A question about a file that does not exist leaves no file behind."""
    with open_database(sqlite_url) as database:
        found = migrate.state(database)

        assert found.standing == "empty"
        assert not database.exists()


def test_migrations_build_what_the_schema_says(database: Database) -> None:
    """After an upgrade the database is what `etl.schema` describes, comments and named checks included."""
    found = migrate.upgrade(database)

    assert found.standing == "current"
    assert migrate.differences(database) is None


def test_sqlite_stores_the_same_statements_either_way(sqlite_url: str) -> None:
    """On SQLite, which keeps the text of its tables, migrations and schema agree to the letter of every check."""
    with open_database(sqlite_url) as migrated, open_database(f"{sqlite_url}-metadata") as described:
        migrate.upgrade(migrated)
        with described.writing() as connection:
            metadata.create_all(connection)

        assert _statements(migrated) == _statements(described)


def test_up_and_down_and_up_again(database: Database) -> None:
    """A downgrade to base leaves nothing but Alembic's own table, and the way up works again."""
    migrate.upgrade(database)
    down = migrate.downgrade(database, "base")

    assert down.standing == "empty"
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        assert inspect(connection).get_view_names() == []

    assert migrate.migrate(database).standing == "current"
    assert migrate.differences(database) is None


def test_views_stand_at_the_newest_revision_and_survive_a_second_upgrade(database: Database) -> None:
    """Views are built with the newest schema, and built anew by an upgrade that changes nothing else."""
    migrate.upgrade(database)
    with database.writing() as connection:
        connection.execute(text("DROP VIEW v_paragraphs"))

    migrate.upgrade(database)

    with database.reading() as connection:
        assert set(inspect(connection).get_view_names()) >= VIEWS


def test_a_failing_upgrade_changes_nothing(database: Database) -> None:
    """A migration is one transaction, on SQLite too: a name that is taken late leaves no table made early."""
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE v_articles (id INTEGER)"))

    with pytest.raises(Exception, match="v_articles"):
        migrate.upgrade(database)

    with database.reading() as connection:
        assert inspect(connection).get_table_names() == ["v_articles"]


def test_the_printed_script_builds_the_same_database(database: Database, sqlite_url: str) -> None:
    """`--sql` prints statements that, run by hand, do what the upgrade does."""
    script = migrate.script(database)

    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        if database.backend.name == "sqlite":
            driver.executescript(script)
        else:
            driver.autocommit = True
            driver.execute(script)
            driver.autocommit = False

    assert migrate.state(database).standing == "current"
    assert migrate.differences(database) is None


def test_a_database_that_is_behind_is_refused_with_the_command(database: Database) -> None:
    """The message of a refusal holds the command that helps."""
    with pytest.raises(DatabaseBehind, match="etl migrate"):
        migrate.require_current(database)


def test_a_newer_database_is_refused(database: Database) -> None:
    """A revision this program does not know is not touched."""
    migrate.upgrade(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert migrate.state(database).standing == "ahead"
    with pytest.raises(DatabaseAhead, match="newer etl"):
        migrate.migrate(database)


def test_tables_of_somebody_else_are_not_touched(database: Database) -> None:
    """A database that holds a table with a name of ours, made by no migration, is refused."""
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE articles (id INTEGER)"))

    with pytest.raises(RunError, match="already has a table articles"):
        migrate.upgrade(database)


def test_plain_alembic_works_in_the_repository(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knows Alembic uses its own command: settings come from pyproject.toml, the database from the environment."""
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setenv("ETL_DATABASE_URL", database_url)
    for arguments in (["upgrade", "head"], ["check"], ["current"], ["downgrade", "-1"], ["upgrade", "+1"]):
        alembic.config.main(arguments)

    with open_database(database_url) as database:
        assert migrate.state(database).standing == "current"
        with database.reading() as connection:
            assert set(inspect(connection).get_view_names()) == VIEWS


def test_an_unknown_revision_is_a_usage_error(database: Database) -> None:
    """A revision that does not exist is told in one line."""
    with pytest.raises(UsageError, match="nonsense"):
        migrate.migrate(database, "nonsense")


def test_every_table_and_column_says_what_it_is() -> None:
    """Nothing in the schema is without a comment."""
    silent = [str(column) for table in metadata.sorted_tables for column in table.columns if not column.comment]

    assert not silent
    assert all(table.comment for table in metadata.sorted_tables)


def test_comments_arrive_in_postgresql(postgresql_url: str) -> None:
    """Whoever opens the database with another tool reads the comments there."""
    with open_database(postgresql_url) as database:
        migrate.upgrade(database)
        reflected = MetaData()
        reflected.reflect(database.engine)

    found = {str(column): column.comment for table in reflected.tables.values() for column in table.columns}
    wanted = {str(column): column.comment for table in metadata.tables.values() for column in table.columns}
    assert wanted.items() <= found.items()


def _statements(database: Database) -> dict[str, set[str]]:
    """Read every table's definition, line by line: constraints may stand in another order."""
    with database.reading() as connection:
        query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')")
        found = connection.execute(query).all()
    # SQLite writes a column that was added later on the last line, behind what stands there
    return {
        name: {part.strip() for part in re.split(r",? *\n|, (?=[a-z_]+ (?:TEXT|BIGINT|INTEGER|DOUBLE)\b)|\)$", sql)}
        for name, sql in found
        if name != "alembic_version"
    }
