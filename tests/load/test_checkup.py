"""What `etl doctor` finds, and that it finds what it says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update

from etl.exceptions import UsageError
from etl.load import checkup, diary, migrate
from etl.load.checkup import HASHES
from etl.load.database import Database, open_database
from etl.load.findings import Finding
from etl.schema import articles, documents, paragraphs, rejections, runs
from tests.cli.test_with_a_database import etl, records
from tests.load.conftest import load_into
from tests.load.invented import NOW, article, document, rejection


@pytest.fixture
def loaded(database_url: str) -> str:
    """Make a database of its own with two documents, in which something may be broken."""
    with open_database(database_url) as opened:
        with opened.lock():
            migrate.upgrade(opened)
        load_into(opened, [document("raw/1.jsonl", article(), rejection()), document("raw/2.html", rejection())])
        with opened.writing() as connection:
            diary.finish(connection, 1, status="succeeded", finished_at=NOW)
    return database_url


def broken(url: str) -> set[str]:
    """Name the checks that find something broken."""
    with open_database(url) as database:
        return {finding.check for finding in checkup.examine(database, "", NOW) if finding.state == "broken"}


def states(url: str) -> dict[str, Finding]:
    """Give findings by the names of their checks."""
    with open_database(url) as database:
        return {finding.check: finding for finding in checkup.examine(database, "", NOW)}


def test_a_database_as_a_run_left_it_is_well(loaded: str) -> None:
    """Nothing is broken, nothing needs a note, and asking changes nothing."""
    findings = states(loaded)

    assert {finding.state for finding in findings.values()} == {"well"}
    assert etl("doctor", "--database", loaded).exit_code == 0


Damage = Callable[[Connection], object]

DAMAGES: dict[str, tuple[str, Damage]] = {
    "an article lost a paragraph": (
        "I3 every article has its paragraphs, from 1, without a gap",
        lambda to: to.execute(delete(paragraphs).where(paragraphs.c.position == 1)),
    ),
    "a document lost its articles": (
        "I3 every document has its articles, from 1, without a gap",
        lambda to: to.execute(delete(articles)),
    ),
    "a text was edited": (
        HASHES,
        lambda to: to.execute(update(paragraphs).where(paragraphs.c.position == 2).values(text="大家都说方便吗。")),
    ),
    "a reason was lost": ("I2 every rejected document says why", lambda to: to.execute(delete(rejections))),
    "a reason nobody knows": (
        "I2 every reason is a known word",
        lambda to: to.execute(update(rejections).values(reason="whatever")),
    ),
    "a run that wrote more than it says": (
        "I2 no run wrote more documents than it says",
        lambda to: to.execute(update(runs).values(seen=0, loaded=0, rejected=0)),
    ),
    "an index was lost": (
        "tables, constraints and comments are those of the migrations",
        lambda to: to.execute(text("DROP INDEX ix_articles_published_on")),
    ),
}


@pytest.mark.parametrize(("check", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found(loaded: str, check: str, damage: Damage) -> None:
    """Each thing that is broken, behind the back of every constraint, is found by the check that says so."""
    with open_database(loaded) as database, database.engine.connect() as connection:
        if database.backend.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr] # it is there
        else:
            connection.execute(text("SET session_replication_role TO replica"))
        damage(connection)
        connection.commit()
        connection.invalidate()

    assert check in broken(loaded)


def test_a_reference_that_leads_nowhere_is_found(sqlite_url: str) -> None:
    """On SQLite, where references may be switched off, every one is followed."""
    with open_database(sqlite_url) as database:
        migrate.upgrade(database)
        with database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys = OFF")
            driver.execute("INSERT INTO article_tags (article_id, tag_id, position) VALUES (1, 1, 1)")
            connection.invalidate()

    assert "I4 references, indexes and pages are whole" in broken(sqlite_url)


def test_an_index_that_is_not_valid_is_found(loaded: str) -> None:
    """On PostgreSQL, an index whose making was interrupted is not used, and found."""
    with open_database(loaded) as database:
        if database.backend.name == "sqlite":
            return
        with database.writing() as connection:
            connection.execute(
                text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_articles_published_on'::regclass")
            )

    assert "I4 references, indexes and pages are whole" in broken(loaded)


def test_what_may_be_done_is_noted(loaded: str) -> None:
    """Older rules, missing files, a crash and a run at work are no damage."""
    with open_database(loaded) as database:
        with database.writing() as connection:
            connection.execute(update(documents).values(rules="0.0", missing_since=NOW))
            diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
        crashed = states(loaded)
        with database.lock():
            at_work = states(loaded)

    assert crashed["last run"].detail.endswith("crashed; the next one goes on by itself")
    assert at_work["lock"].detail.startswith("held by ")
    assert {name for name, finding in crashed.items() if finding.state == "note"} == {
        "last run",
        "documents read by older rules (`etl run --reprocess`)",
        "documents whose file is gone (`etl run --prune`)",
    }
    assert all(finding.state != "broken" for finding in (*crashed.values(), *at_work.values()))


def test_a_database_that_may_not_be_written_is_broken(postgresql: Database, loaded: str) -> None:
    """A role without rights is told before a night's run is."""
    if not loaded.startswith("postgresql"):
        return
    with open_database(loaded) as database:
        name = database.url.database
        with database.writing() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only TO on'))

    assert broken(loaded) == {"rights"}


def test_for_monitors(loaded: str, tmp_path: Path) -> None:
    """JSON Lines and an exit code: 0 well, 1 broken, empty, or no answer."""
    found = records("doctor", "--database", loaded)
    empty = etl("doctor", "--database", f"sqlite:///{tmp_path}/none.db")
    nowhere = etl("doctor", "--database", "postgresql+psycopg://ann:s3cret@127.0.0.1:1/etl")

    assert {record["state"] for record in found} <= {"well", "note"}
    assert (empty.exit_code, nowhere.exit_code) == (1, 1)
    assert "etl run" in empty.stdout
    assert "s3cret" not in nowhere.stdout + nowhere.stderr
    assert not (tmp_path / "none.db").exists()
    assert UsageError.exit_code == etl("doctor", "--database", "nonsense").exit_code
    with open_database(loaded) as database, database.reading() as connection:
        assert connection.execute(select(runs.c.status)).scalars().all() == ["succeeded"]
