"""Search: every article that says it, in whichever script, with an index or, slower, without.

    typed --parse_query--> Query --index, else all texts--> candidates --Matcher--> matches --score--> hits, one an article

What matches is decided in one place, `matching`, by looking at the text. An index only saves looking at texts that cannot match, so
that answers never depend on it, on the database or on a locale. Of what nearly every text says, the `CANDIDATES` loaded last are ranked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select

from etl.load.database import Database, Perform
from etl.schema import articles, documents, sources
from etl.search.index import CREDITED, SEARCHED, Filters, Said, SearchIndex, Texts, newest_first
from etl.search.matching import Matcher, matcher_of
from etl.search.postgresql import PostgreSQLIndex
from etl.search.query import Query, parse_query
from etl.search.sqlite import SQLiteIndex
from etl.search.words import fold

INDEXES: tuple[SearchIndex, ...] = (SQLiteIndex(), PostgreSQLIndex())
"""One for each kind of database."""

CANDIDATES = 500
"""So many paragraphs that match, and so many titles, are ranked; those loaded last."""

TOLD = (
    select(
        articles.c.id,
        articles.c.title,
        sources.c.name,
        articles.c.published_on,
        articles.c.url,
        documents.c.uri,
    )
    .select_from(CREDITED.join(documents, documents.c.id == articles.c.document_id))
    .where(articles.c.id.in_(bindparam("articles", expanding=True)))
)
"""What articles say of themselves; composed once, for that takes as long as asking."""

__all__ = ["CANDIDATES", "Filters", "Hit", "build", "drop", "index_of", "is_built", "keep_up", "matches", "search"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matches, with the best of its texts that do.

    Attributes:
        article_id: its number.
        title: its title.
        source: who is credited with it.
        published_on: its local day.
        url: its address.
        uri: the document it stands in.
        position: the paragraph that matches best; 0: the title.
        kind: what that is: title, text, heading, ...
        sentence: the sentence of it that says most of what was looked for.
        hits: the stretches of the sentence that say it: from, to (not included).
        matches: how many texts of the article match, among those that were ranked.
        score: how well; only for comparing the hits of one search.
    """

    article_id: int
    title: str | None
    source: str | None
    published_on: date | None
    url: str | None
    uri: str
    position: int
    kind: str
    sentence: str
    hits: tuple[tuple[int, int], ...]
    matches: int
    score: float


@dataclass(slots=True)
class _Found:
    """An article on its way to be ranked: its best text so far."""

    said: Said
    score: float
    matches: int = 1


def search(connection: Connection, typed: str, filters: Filters, limit: int) -> list[Hit]:
    """Find the articles that say it, the best first; the later published of two that are as good, then the later loaded.

    Raises:
        UsageError: the query cannot be read.
    """
    query = parse_query(typed)
    matcher = matcher_of(query)
    index = _built_index_of(connection)
    found: dict[int, _Found] = {}
    for texts in SEARCHED:
        for said, folded in islice(_matches(connection, texts, query, filters, index), CANDIDATES):
            score = matcher.score(folded, said.kind)
            held = found.get(said.article_id)
            if held is None:
                found[said.article_id] = _Found(said, score)
            else:
                held.matches += 1
                if score > held.score:
                    held.said, held.score = said, score
    return _told(connection, _contenders(found.values(), limit), matcher)[:limit]


def matches(connection: Connection, texts: Texts, query: Query, filters: Filters) -> Iterator[Said]:
    """Give the texts that match, what was loaded last first; through the index, if it is built."""
    return (said for said, _ in _matches(connection, texts, query, filters, _built_index_of(connection)))


def _matches(
    connection: Connection, texts: Texts, query: Query, filters: Filters, index: SearchIndex | None
) -> Iterator[tuple[Said, str]]:
    """Give them, each with its text folded."""
    test = matcher_of(query).matches
    wanted = texts.wanted(filters)
    if index is not None:
        candidates = index.candidates(connection, texts, query, wanted)
    else:
        candidates = newest_first(connection, texts, wanted)
    return ((said, folded) for said in candidates if test(folded := fold(said.text)))


def _contenders(found: Iterable[_Found], limit: int) -> list[_Found]:
    """Choose the best by score, and whoever is as good as the last of them."""
    by_score = sorted(found, key=attrgetter("score"), reverse=True)
    least = by_score[:limit][-1].score if by_score else 0
    return list(takewhile(lambda one: one.score >= least, by_score))


def _told(connection: Connection, chosen: list[_Found], matcher: Matcher) -> list[Hit]:
    """Add what the articles say of themselves, and rank them."""
    rows = connection.execute(TOLD, {"articles": [found.said.article_id for found in chosen]})
    told = {row.id: row for row in rows}
    hits = [_hit(found, told[found.said.article_id], matcher) for found in chosen]
    return sorted(hits, key=lambda hit: (hit.score, hit.published_on or date.min, hit.article_id), reverse=True)


def _hit(found: _Found, article: Any, matcher: Matcher) -> Hit:  # noqa: ANN401 - a row of the query above
    excerpt = matcher.excerpt(found.said.text)
    return Hit(
        article_id=article.id,
        title=article.title,
        source=article.name,
        published_on=article.published_on,
        url=article.url,
        uri=article.uri,
        position=found.said.position,
        kind=found.said.kind,
        sentence=excerpt.sentence,
        hits=excerpt.hits,
        matches=found.matches,
        score=found.score,
    )


def index_of(connection: Connection) -> SearchIndex:
    """Find the index for a kind of database."""
    return next(index for index in INDEXES if index.name == connection.dialect.name)


def is_built(connection: Connection) -> bool:
    """Tell whether searches are quick."""
    return _built_index_of(connection) is not None


def _built_index_of(connection: Connection) -> SearchIndex | None:
    index = index_of(connection)
    return index if index.is_built(connection) else None


def build(database: Database) -> None:
    """Build the index, anew if it is there, in one transaction; the caller holds the lock."""
    with database.writing() as connection:
        index_of(connection).build(connection)


def drop(database: Database) -> None:
    """Remove the index; searches give the same answers, slower. The caller holds the lock."""
    with database.writing() as connection:
        index_of(connection).drop(connection)


def keep_up(database: Database, perform: Perform | None = None) -> None:
    """Bring the index to what has been loaded, if there is one, in one transaction of `perform`; the caller holds the lock."""
    with database.reading() as connection:
        is_behind = index_of(connection).is_behind(connection)
    if is_behind:
        perform = perform or database.perform
        perform(lambda connection: index_of(connection).keep_up(connection))
