"""What the database itself refuses, whoever writes."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from sqlalchemy import CheckConstraint, Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from etl.load.database import Database
from etl.models import Kind, Precision, Script
from etl.schema import articles, documents, metadata, paragraphs, rejections, repairs, runs
from tests.load.conftest import Load, clear, load_into
from tests.load.invented import NOW, article, document, rejection

Breach = Callable[[Connection], object]

BREACHES: dict[str, Breach] = {
    "an article without its last paragraph": lambda to: to.execute(
        delete(paragraphs).where(paragraphs.c.position == 2)
    ),
    "an article that claims more paragraphs": lambda to: to.execute(update(articles).values(paragraph_count=3)),
    "a loaded document without its article": lambda to: to.execute(delete(articles)),
    "a document that claims more articles": lambda to: to.execute(update(documents).values(article_count=2)),
    "a loaded document that never had articles": lambda to: to.execute(update(documents).values(article_count=None)),
    "a paragraph of no article": lambda to: to.execute(update(paragraphs).values(article_id=0)),
    "a paragraph without text": lambda to: to.execute(update(paragraphs).values(text="")),
    "two paragraphs in one place": lambda to: to.execute(update(paragraphs).values(position=2)),
    "a repair of a paragraph that is not there": lambda to: to.execute(update(repairs).values(paragraph_position=9)),
    "an instant of a day": lambda to: to.execute(update(articles).values(published_precision="day")),
    "a time of day without an instant": lambda to: to.execute(update(articles).values(published_at=None)),
    "a date without its words": lambda to: to.execute(update(articles).values(published_text=None)),
    "a precision without a date": lambda to: to.execute(update(articles).values(published_on=None)),
    "an instant alone": lambda to: to.execute(
        update(articles).values(published_on=None, published_precision=None, published_text=None, published_form=None)
    ),
    "a hash that is none": lambda to: to.execute(update(documents).values(sha256="abc")),
    "a size below nothing": lambda to: to.execute(update(documents).values(size_bytes=-1)),
    "a status nobody knows": lambda to: to.execute(update(documents).values(status="maybe")),
    "an empty title": lambda to: to.execute(update(articles).values(title="")),
    "a document of no run": lambda to: to.execute(update(documents).values(run_id=0)),
    "a rejection without a reason": lambda to: to.execute(update(rejections).values(reason="")),
    "a run that lost a document": lambda to: to.execute(update(runs).values(seen=7)),
    "a run that ended and runs": lambda to: to.execute(update(runs).values(finished_at=NOW)),
    "a run without an end that succeeded": lambda to: to.execute(update(runs).values(status="succeeded")),
}


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES)
def test_the_database_refuses(database: Database, load: Load, breach: Breach) -> None:
    """No program can commit a state that means nothing, and half an article least of all."""
    load([document("raw/1.jsonl", article(), rejection())])

    with pytest.raises(IntegrityError), database.writing() as connection:
        breach(connection)


def test_deleting_a_document_deletes_all_of_it(database: Database, load: Load) -> None:
    """Nothing of a document outlives its row, and the rest of the database is as it was."""
    load([document("raw/1.jsonl", article(), rejection()), document("raw/2.html", article())])
    with database.writing() as connection:
        connection.execute(delete(documents).where(documents.c.uri == "raw/1.jsonl"))

    with database.reading() as connection:
        left = [len(connection.execute(select(table)).all()) for table in (articles, paragraphs, repairs, rejections)]
    assert left == [1, 2, 2, 0]


@pytest.mark.parametrize(
    ("table", "name", "vocabulary"),
    [
        (paragraphs, "kind_is_known", get_args(Kind)),
        (articles, "published_precision_is_known", get_args(Precision)),
        (articles, "script_is_known", get_args(Script)),
    ],
)
def test_the_vocabularies_are_those_of_the_nouns(table: Table, name: str, vocabulary: tuple[str, ...]) -> None:
    """A word that the nouns know and the database does not would be a rejection of a good article."""
    [check] = [
        constraint
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and str(constraint.name).endswith(name)
    ]

    assert str(check.sqltext).partition(" IN ")[2] == f"({', '.join(repr(word) for word in vocabulary)})"


def test_every_constraint_has_a_name() -> None:
    """SQLite cannot drop what has none."""
    nameless = [
        (table.name, constraint)
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if not constraint.name
    ]

    assert not nameless


def test_an_instant_without_a_zone_is_a_bug(database: Database) -> None:
    """A naive time is never guessed to be UTC."""
    naive: dict[str, Any] = {"started_at": NOW.replace(tzinfo=None)}
    with pytest.raises(StatementError, match="has no time zone"), database.writing() as connection:
        connection.execute(insert(runs).values(naive))


def test_sqlite_stores_instants_as_text_that_sorts(sqlite: Database) -> None:
    """Tools that know no time zones read ISO 8601 with the offset, UTC."""
    clear(sqlite)
    load_into(sqlite, [document("raw/1.jsonl", article())])
    with sqlite.reading() as connection:
        stored = connection.exec_driver_sql("SELECT published_at, published_on FROM articles").one()

    assert tuple(stored) == ("2022-04-15 00:35:17+00:00", "2022-04-15")
