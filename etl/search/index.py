"""What an index does for a search, whatever kind of database it lives in.

Contains no business logic.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Select, literal, or_, select

from etl.schema import articles, paragraphs, sources
from etl.search.query import Query
from etl.search.words import variants


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles are asked for.

    Attributes:
        source: credited with it, or carried it; in either script.
        since: published on this day or later.
        until: published on this day or earlier.
    """

    source: str | None = None
    since: date | None = None
    until: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Write them as SQL."""
        found: list[ColumnElement[bool]] = []
        if self.source is not None:
            names = variants(self.source)
            found.append(or_(sources.c.name.in_(names), articles.c.via.in_(names)))
        if self.since is not None:
            found.append(articles.c.published_on >= self.since)
        if self.until is not None:
            found.append(articles.c.published_on <= self.until)
        return found


CREDITED = articles.outerjoin(sources, sources.c.id == articles.c.source_id)


class Said(NamedTuple):
    """A text, as a search reads it; a title has position 0. Hundreds are looked at: a row's attributes take ten times as long."""

    id: int
    article_id: int
    position: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """One of the two kinds of texts that are searched.

    Attributes:
        id: the number of what has the text.
        text: the text, normalised.
        sign: titles are numbered below 0 in an index that holds both kinds.
        rows: what a search reads: the columns of `Said`.
        credited: the table beside what `Filters` ask for.
    """

    id: Column[int]
    text: Column[str]
    sign: Literal[1, -1]
    rows: Select[Any]
    credited: FromClause

    def wanted(self, filters: Filters) -> Select[Any]:
        """Select the rows of these articles; articles and sources are looked at only if they are asked about."""
        conditions = filters.conditions()
        return self.rows.select_from(self.credited).where(*conditions) if conditions else self.rows


PARAGRAPHS = Texts(
    paragraphs.c.id,
    paragraphs.c.text,
    1,
    select(
        paragraphs.c.id,
        paragraphs.c.article_id,
        paragraphs.c.position,
        paragraphs.c.kind,
        paragraphs.c.text,
    ),
    CREDITED.join(paragraphs, articles.c.id == paragraphs.c.article_id),
)

TITLES = Texts(
    articles.c.id,
    articles.c.title,
    -1,
    select(
        articles.c.id,
        articles.c.id.label("article_id"),
        literal(0).label("position"),
        literal("title").label("kind"),
        articles.c.title.label("text"),
    ).where(articles.c.title.is_not(None)),
    CREDITED,
)

SEARCHED = (TITLES, PARAGRAPHS)
"""What is searched."""


CHUNK = 500
"""Texts fetched at a time."""


def newest_first(connection: Connection, texts: Texts, wanted: Select[Any]) -> Iterator[Said]:
    """Give all that `Texts.wanted` selects, what was loaded last first."""
    rows = connection.execute(wanted.order_by(texts.id.desc()), execution_options={"yield_per": CHUNK})
    return map(Said._make, rows)


class SearchIndex(Protocol):
    """An index over what is searched; it may be there or not."""

    name: ClassVar[str]
    """SQLAlchemy's name of the kind of database."""

    def is_built(self, connection: Connection) -> bool:
        """Tell whether it is there and follows every change."""

    def build(self, connection: Connection) -> None:
        """Build it, anew if it is there, in the connection's transaction."""

    def drop(self, connection: Connection) -> None:
        """Remove it and all its traces."""

    def is_behind(self, connection: Connection) -> bool:
        """Tell whether there is an index that a load has left something to do."""

    def keep_up(self, connection: Connection) -> None:
        """Do that."""

    def candidates(self, connection: Connection, texts: Texts, query: Query, wanted: Select[Any]) -> Iterator[Said]:
        """Give what of `Texts.wanted` may match, every text that does among it: what was loaded last comes first."""
