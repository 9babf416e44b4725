"""The digest sees every difference that matters, and no other."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import pytest
from sqlalchemy import delete, insert, update

from etl.load.database import Database
from etl.load.digest import TableDigest, content_digest
from etl.models import ProcessedDocument
from etl.schema import metadata, runs, sources, tags
from tests.load.conftest import clear, load_into
from tests.load.invented import article, document, rejection

Change: TypeAlias = Callable[[ProcessedDocument], ProcessedDocument]

WHOLE = document("raw/1.jsonl", article(), rejection())


def digest_of(database: Database, *batch: ProcessedDocument) -> tuple[TableDigest, ...]:
    """Load documents into an empty database, and digest it."""
    clear(database)
    load_into(database, list(batch))
    with database.reading() as connection:
        return content_digest(connection)


@pytest.mark.parametrize(
    "other",
    [
        document("raw/2.jsonl", article(), rejection()),
        document("raw/1.jsonl", article(), rejection(), version=2),
        document("raw/1.jsonl", article(), rejection(detail="line 4 is no record")),
        document("raw/1.jsonl", article(), article(), rejection()),
        document("raw/1.jsonl", article(source="别家"), rejection()),
        document("raw/1.jsonl", article(title=None), rejection()),
        document("raw/1.jsonl", article(tags=("民生", "交通")), rejection()),
        document("raw/1.jsonl", article(repairs=()), rejection()),
        document("raw/1.jsonl", article(paragraphs=article().paragraphs[::-1]), rejection()),
        document("raw/1.jsonl", article(published=replace(article().published, form="other")), rejection()),  # type: ignore[type-var]
    ],
)
def test_another_content_is_another_digest(sqlite: Database, other: ProcessedDocument) -> None:
    """A change of any one thing that came from the document shows."""
    assert digest_of(sqlite, WHOLE) != digest_of(sqlite, other)


def test_ids_runs_and_leftovers_make_no_difference(sqlite: Database) -> None:
    """Numbers given by the database, what runs say of themselves, and names nobody carries any longer do not count."""
    fresh = digest_of(sqlite, WHOLE)
    clear(sqlite)
    load_into(
        sqlite,
        [document("raw/0.html", article()), document("raw/1.jsonl", article(tags=("旧",), source="旧"), version=2)],
    )
    load_into(sqlite, [WHOLE])
    with sqlite.writing() as connection:
        connection.execute(update(runs).values(version="9"))
        connection.execute(
            delete(metadata.tables["documents"]).where(metadata.tables["documents"].c.uri == "raw/0.html")
        )
        connection.execute(insert(tags).values(name="无人"))
        connection.execute(insert(sources).values(name="无人"))
    with sqlite.reading() as connection:
        assert content_digest(connection) == fresh


def test_both_databases_have_one_digest(sqlite: Database, postgresql: Database) -> None:
    """Dates, instants and odd texts are read back the same."""
    assert digest_of(sqlite, WHOLE) == digest_of(postgresql, WHOLE)
    assert [table.rows for table in digest_of(sqlite, WHOLE)] == [1, 1, 2, 0, 2, 2, 0, 1]
    assert digest_of(sqlite, WHOLE)[0].table == "documents"
