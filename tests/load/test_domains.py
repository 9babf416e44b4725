"""Which host is a source's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from etl.load import domains, migrate
from etl.load.database import Database, open_database
from etl.models import ProcessedDocument
from etl.schema import sources
from tests.load.conftest import load_into
from tests.load.invented import article, document


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Make a new database."""
    with open_database(database_url) as opened, opened.lock():
        migrate.upgrade(opened)
        yield opened


def printed(number: int, source: str | None, url: str | None, via: str | None = None) -> ProcessedDocument:
    """Make a document."""
    return document(f"{number}.html", article(source=source, url=url, via=via))


PRINTED = [
    printed(1, "望江日报", "https://www.river.example/1.html"),
    printed(2, "望江日报", "http://RIVER.example:8080/2.html?a=//b"),
    printed(3, "望江日报", "https://hill.example/3.html"),
    printed(4, "柳河时报", "https://hill.example/4.html"),
    printed(5, "柳河时报", "https://hill.example"),
    printed(6, "柳河时报", "https://hill.example/6.html"),
    printed(7, "一次日报", "https://once.example/7.html"),
    printed(8, "各家通讯", "https://one.example/8.html"),
    printed(9, "各家通讯", "https://two.example/9.html"),
    printed(10, "转载晚报", "https://carrier.example/10.html", via="转载网"),
    printed(11, "转载晚报", "https://carrier.example/11.html", via="转载网"),
    printed(12, None, "https://nobody.example/12.html"),
    printed(13, "无址日报", None),
    printed(14, "怪址日报", "https://[broken/14.html"),
]

FOUND = {"望江日报": "river.example", "柳河时报": "hill.example"}


def found(database: Database) -> dict[str, str]:
    """Settle, and give the sources that have a domain."""
    database.perform(lambda connection: domains.settle(connection, database.backend))
    with database.reading() as connection:
        query = select(sources.c.name, sources.c.domain).where(sources.c.domain.is_not(None))
        return {row.name: row.domain for row in connection.execute(query)}


@pytest.mark.parametrize("step", [1, -1])
def test_a_source_and_a_host_that_have_most_of_each_other_belong_together(database: Database, step: int) -> None:
    """Once is no proof, nor is a host that carried it, nor one of several; the order of loading decides nothing."""
    load_into(database, PRINTED[::step])

    assert found(database) == FOUND


def test_what_nothing_proves_any_more_is_forgotten(database: Database) -> None:
    """A later load counts like an earlier one."""
    load_into(database, PRINTED)
    assert found(database) == FOUND

    load_into(
        database, [printed(number, "望江日报", f"https://other.example/{number}.html") for number in range(20, 25)]
    )
    assert found(database) == {**FOUND, "望江日报": "other.example"}


def test_settling_again_writes_nothing(database: Database) -> None:
    """The rows of sources keep their versions."""
    load_into(database, PRINTED)
    found(database)

    with database.writing() as connection:
        query = (
            "SELECT total_changes()"
            if database.backend.name == "sqlite"
            else "SELECT sum(xmin::text::bigint) FROM sources"
        )
        before = connection.execute(text(query)).scalar()
        domains.settle(connection, database.backend)
        assert connection.execute(text(query)).scalar() == before
