"""`etl doctor --fresh`: does anything new arrive? And the surroundings that it looks at on its way."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from etl.load import checkup, diary, migrate, sqlite, surroundings
from etl.load.database import Database, open_database
from etl.load.findings import Finding
from etl.load.freshness import freshness
from etl.load.postgresql import _upkeep
from etl.schema import runs, sources
from tests.cli.test_with_a_database import etl, records
from tests.load.conftest import Load
from tests.load.invented import NOW, article, document, rejection
from tests.web_server import Answer, Site, serving

HOUR = timedelta(hours=1)
PING, FAILED = "/3c1a-alive", "/3c1a-alive/fail"


@pytest.fixture
def loaded(database: Database, load: Load) -> Database:
    """Load a document of one source an hour ago, and since then only what is rejected or the same."""
    load([document("raw/1.html", article(source="望江新闻网"))])
    load([document("raw/2.html", rejection())])
    load([document("raw/1.html", article(source="望江新闻网"))])
    with database.writing() as connection:
        for number, ago in enumerate((1, 0.5, 0.25), start=1):
            began = NOW - ago * HOUR
            connection.execute(update(runs).where(runs.c.id == _nth(connection, number)).values(started_at=began))
        connection.execute(update(sources).values(domain="wangjiang.example"))
    return database


def _nth(connection: Connection, number: int) -> int:
    return int(connection.execute(select(runs.c.id).order_by(runs.c.id).offset(number - 1).limit(1)).scalar_one())


def fresh(database: Database, age: timedelta, source: str | None = None) -> Finding:
    """Ask whether anything arrived."""
    with database.reading() as connection:
        return freshness(connection, age, source, NOW)


@pytest.mark.parametrize(
    ("age", "source", "state"),
    [
        (1.1 * HOUR, None, "well"),
        (HOUR, None, "well"),
        (0.9 * HOUR, None, "broken"),
        (1.1 * HOUR, "望江新闻网", "well"),
        (1.1 * HOUR, "wangjiang.example", "well"),
        (0.9 * HOUR, "望江新闻网", "broken"),
        (1000 * HOUR, "柳河时报", "broken"),
    ],
)
def test_only_new_documents_are_news(loaded: Database, age: timedelta, source: str | None, state: str) -> None:
    """Later runs that found the same, or only what they rejected, make nothing fresh."""
    assert fresh(loaded, age, source).state == state


def test_nothing_at_all_is_not_fresh(database: Database) -> None:
    """A database that nothing ever came to is told so."""
    assert fresh(database, HOUR) == Finding("fresh", "broken", "no document has arrived yet")


def test_a_long_run_counts_from_its_end(loaded: Database) -> None:
    """What a run brought came between its beginning and its end; the end is what is known."""
    with loaded.writing() as connection:
        first = _nth(connection, 1)
        connection.execute(update(runs).where(runs.c.id == first).values(finished_at=NOW, status="succeeded"))

    assert fresh(loaded, timedelta(minutes=1)).state == "well"


def test_a_clock_that_went_back_is_noted(loaded: Database) -> None:
    """A newest run that began later than now says that one of two clocks is wrong."""
    glance = {found.check: found for found in checkup.glance(loaded, HOUR, None, NOW - HOUR)}

    assert glance["clock"].state == "note"
    assert "but run " in glance["clock"].detail


def test_a_full_disk_is_told_before_a_run_meets_it(tmp_path: Path) -> None:
    """Too little for the next run is broken; too little for a copy is a note."""
    file = tmp_path / "etl.db"
    file.write_bytes(b"1")

    assert surroundings.disk(file, least_free=2**62).state == "broken"
    assert surroundings.disk(file, least_free=0).state == "well"


def test_extras_are_those_of_the_project() -> None:
    """Every extra of `all` is looked for, and a missing one is named, not broken."""
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    [everything] = project["optional-dependencies"]["all"]
    assert set(surroundings.EXTRAS) == set(everything.removeprefix("etl[").removesuffix("]").split(","))
    assert surroundings.extras().state in {"well", "note"}


def test_an_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not there is no trouble until somebody needs it."""
    monkeypatch.setitem(surroundings.EXTRAS, "teleport", ("teleport.device",))

    assert surroundings.extras() == Finding("extras", "note", "not installed: teleport")


def test_a_file_with_much_free_room_is_noted(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps the pages of what was deleted until somebody runs VACUUM."""
    monkeypatch.setattr(sqlite, "WORTH_VACUUM", 4096)
    monkeypatch.setattr(sqlite, "WORTH_ANALYZE", 0)
    with open_database(sqlite_url) as database:
        migrate.upgrade(database)
        with database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE heap (pages BLOB)")
            connection.exec_driver_sql("INSERT INTO heap VALUES (zeroblob(4000000))")
        with database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE heap")
        with database.reading() as connection:
            upkeep = [found for found in database.backend.condition(connection) if found.check == "upkeep"]

    assert upkeep[0].state == "note"
    assert "VACUUM would give back" in upkeep[0].detail
    assert "ANALYZE was never run" in upkeep[0].detail


def test_tables_that_autovacuum_forgot_are_noted(postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL counts dead rows itself; we only say what to do."""
    monkeypatch.setattr("etl.load.postgresql.WORTH_UPKEEP", 1)
    monkeypatch.setattr("etl.load.postgresql.OLD", 0)
    with postgresql.reading() as connection:
        found = {finding.check: finding for finding in postgresql.backend.condition(connection)}

    assert "VACUUM FREEZE" in found["upkeep"].detail
    assert list(_upkeep("paragraphs", 10, 4, 1)) == [
        "VACUUM ANALYZE paragraphs: 4 dead rows beside 10; is autovacuum on?"
    ]
    assert list(_upkeep("paragraphs", 10, 3, 1)) == []
    assert list(_upkeep("paragraphs", 10, 0, 0)) == ["ANALYZE paragraphs: its 10 rows were never looked at"]


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def url(database: Database, load: Load) -> str:
    """Name a database with a document that arrived just now, by the clock of this test."""
    load([document("raw/1.html", article())])
    with database.writing() as connection:
        diary.finish(connection, _nth(connection, 1), status="succeeded", finished_at=datetime.now(UTC))  # noqa: TID251 - compared with the clock
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve what listens for signs of life."""
    with serving({PING: Answer(b"OK"), FAILED: Answer(b"OK")}) as site:
        yield site


def test_fresh_asks_only_what_is_quickly_asked(url: str) -> None:
    """A monitor that asks every minute does not read every text every minute."""
    found = records("doctor", "--fresh", "24h", "--database", url)

    assert [record["check"] for record in found][-1] == "fresh"
    assert {"lock", "last run", "clock", "extras", "server", "encoding", "disk", "upkeep"} <= {
        r["check"] for r in found
    }
    assert not any(str(record["check"]).startswith("I") for record in found)


def test_exit_codes_for_monitors(url: str) -> None:
    """0: it came; 1: it did not; 2: that was no question."""
    codes = [
        etl("doctor", "--database", url, *arguments).exit_code
        for arguments in (
            ("--fresh", "24h"),
            ("--fresh", "24h", "--source", "望江新闻网"),
            ("--fresh", "24h", "--source", "nobody"),
            ("--fresh", "soon"),
            ("--source", "望江新闻网"),
            ("--fresh", "1h", "--ping", "alive.example/1"),
        )
    ]

    assert codes == [0, 0, 1, 2, 2, 2]


def test_a_sign_of_life_only_when_asked_and_only_when_well(url: str, site: Site) -> None:
    """Success asks for one address, trouble for the other, and neither was asked for unless it was named."""
    well = ("doctor", "--fresh", "24h", "--database", url)
    etl(*well)
    before = list(site.asked)
    etl(*well, "--ping", site.url + PING, "--ping-failed", site.url + FAILED)
    etl(*well, "--source", "nobody", "--ping", site.url + PING)
    etl(*well, "--source", "nobody", "--ping", site.url + PING, "--ping-failed", site.url + FAILED)

    assert before == []
    assert [(method, path) for method, path, _ in site.asked] == [("GET", PING), ("GET", FAILED)]


@pytest.mark.parametrize("path", ["/3c1a-missing", None])
def test_a_ping_that_fails_keeps_its_address_secret(url: str, site: Site, path: str | None) -> None:
    """Its address is a password: one line names the host alone, and the exit code is 1."""
    address = site.url + path if path else "http://127.0.0.1:1/3c1a-secret"
    result = etl("doctor", "--fresh", "24h", "--database", url, "--ping", address)

    assert result.exit_code == 1
    assert "127.0.0.1 failed" in result.stderr
    assert "3c1a" not in result.stderr
