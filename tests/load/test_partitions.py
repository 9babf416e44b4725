"""`paragraphs` parted by month, on PostgreSQL: the same rows, references and answers. `make partitions` runs all tests of the load so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select, text

from etl import search
from etl.exceptions import UsageError
from etl.load import checkup, diary, migrate
from etl.load.database import Database, open_database
from etl.load.digest import content_digest
from etl.load.partitions import AHEAD, floor_of, is_partitioned, partition
from etl.load.retention import prune_older
from etl.schema import articles, paragraphs
from tests.cli.test_with_a_database import etl
from tests.load.conftest import Unguarded, load_into
from tests.load.invented import NOW, article, document
from tests.postgresql_server import new_database

MONTH = int(f"{datetime.now(UTC):%Y%m}")  # noqa: TID251 - the server's clock says in which month articles come


@pytest.fixture
def loaded(postgresql_server: URL) -> Iterator[Database]:
    """Load two documents into a new database that is not parted."""
    with new_database(postgresql_server) as url, open_database(url) as database:
        migrate.upgrade(database)
        load_into(database, [document("raw/1.html", article()), document("raw/2.html", article(title="另一题"))])
        yield database


def where(database: Database) -> dict[str, int]:
    """Count paragraphs by the table that holds them."""
    query = text("SELECT tableoid::regclass::text, count(*) FROM paragraphs GROUP BY 1 ORDER BY 1")
    with database.reading() as connection:
        return {name: number for name, number in connection.execute(query)}  # noqa: C416 - rows are no pairs to a type checker


def broken(database: Database) -> list[str]:
    """Name what `etl doctor` finds broken; how the runs of this test ended is not its business."""
    return [f"{found.check}: {found.detail}" for found in checkup.examine(database, "", NOW) if found.state == "broken"]


def test_nothing_is_lost_and_no_reference_broken(loaded: Database) -> None:
    """All content has the same digest, every invariant holds, the schema is what the migrations say, and views answer."""
    with loaded.reading() as connection:
        before = content_digest(connection)

    made = partition(loaded, datetime.now(UTC))  # noqa: TID251 - as the command does

    assert made == AHEAD
    assert broken(loaded) == []
    assert migrate.differences(loaded) is None
    assert where(loaded) == {"paragraphs_earlier": 4}
    with loaded.reading() as connection:
        assert content_digest(connection) == before
        assert connection.execute(text("SELECT count(*) FROM v_paragraphs")).scalar_one() == 4


def test_what_comes_goes_to_its_month_and_what_changes_stays(loaded: Database) -> None:
    """New articles' numbers begin with the month; an old one keeps its number and its place."""
    partition(loaded, datetime.now(UTC))  # noqa: TID251 - as the command does
    load_into(loaded, [document("raw/3.html", article()), document("raw/1.html", article(title="改过的题"), version=2)])

    assert where(loaded) == {f"paragraphs_{MONTH}": 2, "paragraphs_earlier": 4}
    assert broken(loaded) == []
    with loaded.reading() as connection:
        newest = connection.execute(select(func.max(articles.c.id))).scalar_one()
        numbers = connection.execute(select(paragraphs.c.id)).scalars().all()
    assert floor_of(MONTH) < newest < floor_of(MONTH) + 100
    assert len(set(numbers)) == 6


def test_removing_works_as_before(loaded: Database) -> None:
    """Deleting documents takes paragraphs of every month along."""
    partition(loaded, datetime.now(UTC))  # noqa: TID251 - as the command does
    load_into(loaded, [document("raw/3.html", article())])

    list(prune_older(loaded, Unguarded(), NOW + timedelta(days=1), lambda uris: uris))

    assert where(loaded) == {}
    assert broken(loaded) == []


def test_months_are_added_in_time(loaded: Database) -> None:
    """Again, a year later: twelve more months; again at once: none. Rows that came too early for their month stay where they are."""
    first = datetime(2026, 11, 22, tzinfo=UTC)
    partition(loaded, first)

    assert partition(loaded, first) == 0
    assert partition(loaded, first.replace(year=2027)) == 12
    assert broken(loaded) == []
    with loaded.reading() as connection:
        last = connection.execute(
            text("SELECT to_regclass('paragraphs_203010'), to_regclass('paragraphs_203011')")
        ).one()
    assert tuple(last) == ("paragraphs_203010", None)


@pytest.mark.parametrize(("years", "state"), [(0, "well"), (-3, "note"), (-2.9, "note"), (-2, "well")])
def test_the_doctor_tells_when_months_run_out(loaded: Database, years: float, state: str) -> None:
    """Half a year before the last month that has a partition, and when there is none ahead at all."""
    partition(loaded, datetime.now(UTC) + timedelta(days=365.25 * years))  # noqa: TID251 - the server's clock says what is ahead

    with loaded.reading() as connection:
        [upkeep] = [found for found in loaded.backend.condition(connection) if found.check == "upkeep"]
    assert upkeep.state == state, upkeep
    assert ("--partitions" in upkeep.detail) == (state == "note")


def test_a_search_index_can_be_built_on_it(loaded: Database) -> None:
    """The index of the whole is gone with the whole table; built anew, it finds the same."""
    search.build(loaded)
    partition(loaded, datetime.now(UTC))  # noqa: TID251 - as the command does
    with loaded.reading() as connection:
        without = search.search(connection, "末班船", search.Filters(), 10)
    search.build(loaded)

    with loaded.reading() as connection:
        assert search.is_built(connection)
        assert search.search(connection, "末班船", search.Filters(), 10) == without
        assert len(without) == 2


def test_the_command_parts_and_goes_back(loaded: Database) -> None:
    """`etl migrate --partitions` parts; a schema that is parted can be taken down and made again."""
    url = loaded.url.render_as_string(hide_password=False)
    with loaded.writing() as connection:
        diary.finish(connection, 1, status="succeeded", finished_at=NOW)

    parted = etl("migrate", "--partitions", "--database", url)
    with loaded.reading() as connection:
        assert is_partitioned(connection)
    codes = [etl("migrate", "--database", url, "--to", to).exit_code for to in ("base", "head")]

    assert (parted.exit_code, codes) == (0, [0, 0])
    assert f"{AHEAD} months" in parted.stderr
    with loaded.reading() as connection:
        assert not is_partitioned(connection)


def test_runs_give_the_same_content(postgresql_server: URL, sqlite_url: str) -> None:
    """All of our samples, twice, with stories and all that a run keeps up: no row differs, and nothing is broken."""
    raw = str(Path(__file__).resolve().parents[2] / "raw")
    with new_database(postgresql_server) as url:
        assert etl("migrate", "--partitions", "--database", url).exit_code == 0
        for each in (url, url, sqlite_url):
            assert etl("run", "--workers", "0", "--database", each, raw).exit_code == 0
        digests = []
        for each in (url, sqlite_url):
            with open_database(each) as database, database.reading() as connection:
                digests.append(content_digest(connection))

        assert digests[0] == digests[1]
        assert etl("doctor", "--database", url).exit_code == 0


def test_sqlite_has_none(sqlite_url: str) -> None:
    """One line says so."""
    with open_database(sqlite_url) as database:
        migrate.upgrade(database)
        with pytest.raises(UsageError, match="SQLite has no partitions"):
            partition(database, NOW)
