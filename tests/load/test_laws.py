"""Laws of the load: often is once, order makes no difference, and the database is what a dictionary would be."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Table, select, text

from etl.load.database import Database
from etl.load.digest import TableDigest, content_digest
from etl.models import Article, ProcessedDocument, Rejection
from etl.schema import articles, documents, paragraphs, rejections
from tests.load import invented
from tests.load.conftest import clear, load_into


def digest(database: Database) -> tuple[TableDigest, ...]:
    """Digest the database's content."""
    with database.reading() as connection:
        return content_digest(connection)


by_uri = st.lists(invented.documents(), max_size=8, unique_by=lambda document: document.origin.uri)


@settings(max_examples=30, deadline=None)
@given(batch=by_uri, seed=st.randoms(use_true_random=False), cut=st.integers(0, 8))
def test_order_and_batches_make_no_difference(
    sqlite: Database, batch: list[ProcessedDocument], seed: Random, cut: int
) -> None:
    """The same documents in another order and other batches are the same database."""
    shuffled = seed.sample(batch, len(batch))
    clear(sqlite)
    load_into(sqlite, batch)
    before = digest(sqlite)
    clear(sqlite)
    load_into(sqlite, shuffled[:cut], shuffled[cut:])

    assert digest(sqlite) == before


@settings(max_examples=20, deadline=None)
@given(batch=by_uri)
def test_loading_twice_is_loading_once(sqlite: Database, batch: list[ProcessedDocument]) -> None:
    """The second time everything is unchanged, and no row is touched."""
    clear(sqlite)
    load_into(sqlite, batch)
    before = rows_of(sqlite, documents, articles, paragraphs, rejections)
    counts = load_into(sqlite, batch)

    assert (counts.seen, counts.unchanged) == (len(batch), len(batch))
    assert rows_of(sqlite, documents, articles, paragraphs, rejections) == before


@settings(max_examples=15, deadline=None)
@given(first=by_uri, second=by_uri, odd=st.lists(invented.articles(), max_size=3))
def test_both_databases_hold_the_same(
    sqlite: Database,
    postgresql: Database,
    first: list[ProcessedDocument],
    second: list[ProcessedDocument],
    odd: list[Article],
) -> None:
    """Whatever is loaded and then changed, SQLite and PostgreSQL count the same and end with the same content."""
    clear(sqlite)
    clear(postgresql)
    batches = (first, [*second, invented.document("raw/odd.html", *odd, invented.rejection())])
    counted = [[load_into(database, batch) for batch in batches] for database in (sqlite, postgresql)]

    assert counted[0] == counted[1]
    assert digest(sqlite) == digest(postgresql)


class LoadMachine(RuleBasedStateMachine):
    """Loads documents in any order, versions and mixtures, and compares with a dictionary after every step."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        clear(self.database)
        self.latest: dict[str, ProcessedDocument] = {}
        self.readable: dict[str, list[Article]] = {}
        self.ids: dict[int, int] = {}

    @rule(batch=st.lists(invented.documents(), max_size=5))
    def run(self, batch: list[ProcessedDocument]) -> None:
        """Load a batch, the same document perhaps several times in it."""
        counts = load_into(self.database, batch)

        expected = dict.fromkeys(("loaded", "updated", "unchanged", "rejected"), 0)
        for document in batch:
            expected[self.remember(document)] += 1
        assert {name: getattr(counts, name) for name in expected} == expected
        assert counts.seen == len(batch)

    def remember(self, document: ProcessedDocument) -> str:
        """Do to the dictionary what a load does to the database."""
        uri = document.origin.uri
        before = self.latest.get(uri)
        found = [outcome for outcome in document.outcomes if isinstance(outcome, Article)]
        if before is not None and before.origin.sha256 == document.origin.sha256:
            was_read = any(isinstance(outcome, Article) for outcome in before.outcomes)
            if was_read or not found:  # what was rejected may be read by who knows more of it
                return "unchanged"
        self.latest[uri] = document
        if not found:
            return "rejected"
        self.readable[uri] = found
        return "loaded" if before is None else "updated"

    @invariant()
    def holds_the_latest(self) -> None:
        """Every document has the articles of its last readable version, the status and rejections of its last."""
        with self.database.reading() as connection:
            of_document = articles.c.document_id == documents.c.id
            of_article = paragraphs.c.article_id == articles.c.id
            query = (
                select(documents.c.uri, articles.c.position, paragraphs.c.position, paragraphs.c.text)
                .join_from(documents, articles, of_document)
                .join(paragraphs, of_article)
            )
            stored = {tuple(row) for row in connection.execute(query)}
            status = {row.uri: row.status for row in connection.execute(select(documents.c.uri, documents.c.status))}
            rejected = connection.execute(
                select(documents.c.uri, rejections.c.detail).join_from(
                    rejections, documents, rejections.c.document_id == documents.c.id
                )
            )
            reasons = sorted(tuple(row) for row in rejected)
        assert stored == {
            (uri, place, position, paragraph.text)
            for uri, found in self.readable.items()
            for place, article in enumerate(found, start=1)
            for position, paragraph in enumerate(article.paragraphs, start=1)
        }
        assert status == {
            uri: "loaded" if any(isinstance(outcome, Article) for outcome in document.outcomes) else "rejected"
            for uri, document in self.latest.items()
        }
        assert reasons == sorted(
            (uri, outcome.detail)
            for uri, document in self.latest.items()
            for outcome in document.outcomes
            if isinstance(outcome, Rejection)
        )

    @invariant()
    def first_articles_keep_their_ids(self) -> None:
        """A document that once gave an article has a first one for ever, and it is the same row."""
        with self.database.reading() as connection:
            query = select(articles.c.document_id, articles.c.id).where(articles.c.position == 1)
            ids = {row.document_id: row.id for row in connection.execute(query)}
        assert self.ids.items() <= ids.items()
        self.ids = ids

    @invariant()
    def references_are_whole(self) -> None:
        """No row refers to one that is not there."""
        with self.database.reading() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_the_database_is_what_a_dictionary_would_be(sqlite: Database) -> None:
    """Any history of runs ends in the same content as the same history of assignments to a dictionary."""
    LoadMachine.database = sqlite
    run_state_machine_as_test(LoadMachine, settings=settings(max_examples=15, stateful_step_count=6, deadline=None))


def rows_of(database: Database, *tables: Table) -> list[list[object]]:
    """Read whole tables."""
    with database.reading() as connection:
        return [list(connection.execute(select(table).order_by(table.c.id)).all()) for table in tables]
