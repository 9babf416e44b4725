"""The index: built, kept up to date, dropped."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, text, update

from etl import search
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.models import Article, Paragraph
from etl.schema import articles, documents, paragraphs
from etl.search.index import Filters
from tests.load.conftest import load_into
from tests.load.invented import article, document


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Make a database with one article and an index."""
    with open_database(database_url) as opened, opened.lock():
        migrate.upgrade(opened)
        load_into(opened, [document("raw/1.html", told("渡口的船开了。"))])
        search.build(opened)
        yield opened


def told(*said: str) -> Article:
    """Make an article of some paragraphs."""
    return article(paragraphs=tuple(Paragraph("text", one) for one in said), repairs=())


def found(database: Database, typed: str) -> list[tuple[str, str]]:
    """Search, and give documents and sentences."""
    with database.reading() as connection:
        return sorted((hit.uri, hit.sentence) for hit in search.search(connection, typed, Filters(), 20))


@pytest.mark.parametrize("keeps_up", [True, False])
def test_what_is_loaded_changed_and_deleted_is_found_as_it_is(database: Database, *, keeps_up: bool) -> None:
    """An index answers for what the tables hold, also while it has not been brought up to date yet."""

    def step() -> None:
        if keeps_up:
            search.keep_up(database)

    load_into(database, [document("raw/2.html", told("集市开了。")), document("raw/3.html", told("船停了。"))])
    step()
    assert found(database, "开了") == [("raw/1.html", "渡口的船开了。"), ("raw/2.html", "集市开了。")]

    load_into(database, [document("raw/1.html", told("渡口关了。"), version=2)])
    step()
    assert found(database, "开了") == [("raw/2.html", "集市开了。")]
    assert found(database, "关了") == [("raw/1.html", "渡口关了。")]

    with database.writing() as connection:
        connection.execute(update(documents).values(article_count=None, status="rejected"))
        connection.execute(delete(articles))
    step()
    assert found(database, "了") == []

    load_into(database, [document("raw/2.html", told("集市又开了。"), version=3)])
    step()
    assert found(database, "开了") == [("raw/2.html", "集市又开了。")]


def test_an_edit_by_hand_is_found(database: Database) -> None:
    """Whoever writes: the database itself notices."""
    with database.writing() as connection:
        connection.execute(update(paragraphs).values(text="茶山封了。"))

    assert found(database, "渡口的船") == []
    assert found(database, "茶山") == [("raw/1.html", "茶山封了。")]


def test_a_run_keeps_the_index_up_to_date(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """After `etl run` the index holds everything, on SQLite too, where somebody has to bring it there."""
    from etl.pipeline import RunSettings, run
    from tests.load.invented import NOW

    folder = tmp_path_factory.mktemp("raw")
    (folder / "1.txt").write_text(
        "渡口的船开了\n\n　　清早，渡口的船开了，两岸的人都来看，一直看到中午才散去。\n", encoding="utf-8"
    )
    with open_database(database_url) as database:
        with database.lock():
            migrate.upgrade(database)
            search.build(database)
        run([str(folder)], RunSettings(database_url, workers=1), now=NOW)

        assert len(found(database, "渡口的船")) == 1
        with database.reading() as connection:
            assert not search.index_of(connection).is_behind(connection)


def test_an_index_is_dropped_without_a_trace(database: Database) -> None:
    """Nothing of it is left in the database, and answers stay the same."""
    search.drop(database)

    with database.reading() as connection:
        assert not search.is_built(connection)
        relations = "name FROM sqlite_master" if database.backend.name == "sqlite" else "relname FROM pg_class"
        names = connection.execute(text(f"SELECT {relations}")).scalars().all()
    assert [name for name in names if name.startswith(("search", "paragraph_fts"))] == []
    assert found(database, "渡口的") == [("raw/1.html", "渡口的船开了。")]


def test_an_index_is_no_difference_to_the_schema(database: Database) -> None:
    """`alembic check` does not mistake it for a table that nobody knows; migrating again leaves it as it is."""
    assert migrate.differences(database) is None

    migrate.upgrade(database)

    with database.reading() as connection:
        assert search.is_built(connection)


def test_very_long_texts_are_found(database: Database) -> None:
    """What is too long for the index of PostgreSQL is looked at by itself."""
    load_into(database, [document("raw/long.html", told("山" * 150_000 + "谷里有鹿。"))])

    assert [uri for uri, _ in found(database, "有鹿")] == ["raw/long.html"]


def test_the_recipe_for_other_tools_works(database: Database) -> None:
    """docs/bi.md tells how to search in plain SQL."""
    if database.backend.name == "sqlite":
        recipe = """SELECT id FROM paragraphs WHERE id IN (SELECT rowid FROM paragraph_fts WHERE paragraph_fts MATCH '"渡 口"')"""
    else:
        recipe = "SELECT id FROM paragraphs WHERE search_grams(text) @@ '渡口' AND text LIKE '%渡口%'"

    with database.reading() as connection:
        assert len(connection.execute(text(recipe)).all()) == 1
