"""The same answers with an index, without, on both databases, and as by looking at every text."""

import os
from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import URL

from etl import search
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.models import Paragraph
from etl.search import postgresql
from etl.search.index import SEARCHED, Filters
from etl.search.query import parse_query
from tests.conftest import BACKENDS
from tests.load.conftest import load_into
from tests.load.invented import article, document
from tests.postgresql_server import new_database
from tests.search import oracle

QUERIES = int(os.environ.get("ETL_TEST_QUERIES", "200"))
"""`make proof` asks 10,000."""

TEXTS = 400


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """Invent texts."""
    random = Random(7)
    return [oracle.text(random) for _ in range(TEXTS)]


def fill(database: Database, texts: list[str]) -> None:
    """Load texts, four a document, the first of them as its title; every second document after the index was built."""
    with database.lock():
        migrate.upgrade(database)
        documents = [
            document(f"raw/{number}.html", article(title=some[0], paragraphs=_paragraphs(some[1:]), repairs=()))
            for number in range(0, len(texts), 4)
            if (some := texts[number : number + 4])
        ]
        load_into(database, documents[::2])
        search.build(database)
        load_into(database, documents[1::2])


def _paragraphs(said: list[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph("text", text) for text in said)


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> Iterator[Database]:
    """Fill an SQLite file."""
    with open_database(f"sqlite:///{tmp_path_factory.mktemp('search') / 'search.db'}") as database:
        fill(database, texts)
        yield database


@pytest.fixture(scope="session")
def filled_postgresql(postgresql_server: URL, texts: list[str]) -> Iterator[Database]:
    """Fill a PostgreSQL database."""
    with new_database(postgresql_server) as url, open_database(url) as database:
        fill(database, texts)
        yield database


@pytest.fixture(params=BACKENDS)
def filled(request: pytest.FixtureRequest) -> Database:
    """Give a database that holds the texts; nobody changes it."""
    found: Database = request.getfixturevalue(f"filled_{request.param}")
    return found


def test_an_index_gives_the_answers_of_a_look_at_every_text(
    filled: Database, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random queries, cut out of the texts and put together by AND, OR and NOT, find just what a plain search finds."""
    random = Random(QUERIES)
    queries = {oracle.typed(random, texts) for _ in range(QUERIES)}
    differing, found = [], 0
    with filled.reading() as connection:
        everything = [row for some in SEARCHED for row in connection.execute(some.rows)]
        assert len(everything) == len(texts)
        for typed in queries:
            query = parse_query(typed)
            wanted = {(row.kind == "title", row.id) for row in everything if oracle.is_match(query, row.text)}
            answer = [
                (row.kind == "title", row.id)
                for some in SEARCHED
                for row in search.matches(connection, some, query, Filters())
            ]
            found += len(answer)
            if sorted(answer) != sorted(wanted):
                differing.append((typed, wanted.symmetric_difference(answer)))

    assert differing == []
    assert found > len(queries)


@pytest.mark.parametrize(
    "settings",
    [{"KNOWN": 0, "FIRST": 7, "WANTED": 3, "AMPLE": 4, "FEW": 0, "COMMON": 10**9}, {"COMMON": -1}],
    ids=["small windows", "one by one"],
)
def test_the_answers_do_not_depend_on_how_texts_are_looked_at(
    filled_postgresql: Database, texts: list[str], monkeypatch: pytest.MonkeyPatch, settings: dict[str, int]
) -> None:
    """Windows of a few texts, few of each, or one text after the other: they give what one window gives, in the same order."""
    random = Random(5)
    queries = [parse_query(oracle.typed(random, texts)) for _ in range(60)] + [parse_query("船"), parse_query('"，"')]

    def answers() -> list[list[int]]:
        with filled_postgresql.reading() as connection:
            return [
                [said.id for said in search.matches(connection, some, query, Filters())]
                for query in queries
                for some in SEARCHED
            ]

    at_once = answers()
    for name, value in settings.items():
        monkeypatch.setattr(postgresql, name, value)

    assert answers() == at_once
    assert max(map(len, at_once)) > 20


def test_without_an_index_the_answers_are_the_same(filled: Database, texts: list[str]) -> None:
    """Ranks and excerpts too: only the time differs."""
    random = Random(2)
    queries = [oracle.typed(random, texts) for _ in range(30)]
    with filled.reading() as connection:
        quick = [search.search(connection, typed, Filters(), 10) for typed in queries]
    with filled.engine.connect() as connection, connection.begin() as transaction:
        search.index_of(connection).drop(connection)
        slow = [search.search(connection, typed, Filters(), 10) for typed in queries]
        transaction.rollback()

    assert any(quick)
    assert slow == quick


def test_both_databases_rank_alike(filled_sqlite: Database, filled_postgresql: Database, texts: list[str]) -> None:
    """The same hits in the same order, with the same sentences."""
    random = Random(3)
    for typed in [oracle.typed(random, texts) for _ in range(50)]:
        told = []
        for database in (filled_sqlite, filled_postgresql):
            with database.reading() as connection:
                hits = search.search(connection, typed, Filters(), 20)
            told.append([(hit.uri, hit.position, hit.sentence, hit.hits, hit.matches, hit.score) for hit in hits])
        assert told[0] == told[1], typed
