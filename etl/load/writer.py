"""Writes the documents of one batch inside one transaction: new ones in bulk, changed ones in place."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, delete, select, update

from etl.failpoints import reach
from etl.load import rows
from etl.load.backend import Backend, Row, Rows
from etl.load.diary import Counts
from etl.load.known import Known
from etl.load.set_aside import put_back
from etl.load.slices import slices
from etl.models import Article, ProcessedDocument, Rejection
from etl.schema import (
    article_tags,
    article_versions,
    articles,
    documents,
    paragraphs,
    rejections,
    repairs,
    sources,
    tags,
)

LAST_PLACE = 2**31 - 1
"""No document has so many articles."""


@dataclass(frozen=True, slots=True)
class Target:
    """A document to write, and what the database holds of it; None: nothing."""

    document: ProcessedDocument
    known: Known | None

    @property
    def articles(self) -> list[Article]:
        """The document's articles, in its order."""
        return [outcome for outcome in self.document.outcomes if isinstance(outcome, Article)]

    @property
    def rejections(self) -> list[Rejection]:
        """What in the document could not be read."""
        return [outcome for outcome in self.document.outcomes if isinstance(outcome, Rejection)]


@dataclass(frozen=True, slots=True)
class _Place:
    """An article and where it goes."""

    article_id: int
    document_id: int
    position: int
    article: Article


@dataclass(frozen=True, slots=True)
class _Held:
    """An article that is there already."""

    id: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes inside the connection's transaction, in the name of a run."""

    connection: Connection
    backend: Backend
    run_id: int
    now: datetime
    rules: str

    def write(self, targets: Sequence[Target]) -> None:
        """Write documents that are new or whose content has changed, and all that belongs to them.

        A document that has become unreadable keeps the articles it gave before: it says `rejected`, and nothing is lost.
        """
        fresh = iter(self._take_ids(documents, sum(target.known is None for target in targets)))
        numbered = [(target.known.id if target.known else next(fresh), target) for target in targets]
        new = [(number, target) for number, target in numbered if target.known is None]
        changed = [(number, target) for number, target in numbered if target.known is not None]

        self._insert(documents, rows.DOCUMENT, [self._document_row(*item) for item in new])
        self._update(documents, rows.DOCUMENT, [self._document_row(*item) for item in changed])
        self._write_articles([(number, target) for number, target in numbered if target.articles])
        self._delete(rejections, rejections.c.document_id, [number for number, _ in changed])
        self._insert(
            rejections,
            rows.REJECTION,
            [
                rows.rejection_row(number, rejection, run_id=self.run_id, now=self.now)
                for number, target in numbered
                for rejection in target.rejections
            ],
        )

    def write_parts(self, parts: Iterable[ProcessedDocument], known: Known | None) -> Counts:
        """Write one document that comes in parts, each as it comes.

        Returns:
            Its articles and paragraphs.
        """
        waiting = iter(parts)
        first = next(waiting)
        number = known.id if known else next(iter(self._take_ids(documents, 1)))
        if known is None:
            row = rows.document_row(
                number, first, status="rejected", article_count=None, run_id=self.run_id, rules=self.rules
            )
            self._insert(documents, rows.DOCUMENT, [row])
        self._delete(rejections, rejections.c.document_id, [number])
        origin, damage, cpu_ms, counts = first.origin, 0, 0, Counts()
        for part in chain([first], waiting):
            origin = origin if origin.encoding else part.origin
            damage += part.origin.damage
            cpu_ms += part.cpu_ms or 0
            counts += self._write_part(number, Target(part, known), counts.articles + 1)
        if counts.articles:
            self._remove(self._whole_articles([number], places=(counts.articles + 1, LAST_PLACE)).values())
        row = rows.document_row(
            number,
            replace(first, origin=replace(origin, damage=damage), cpu_ms=cpu_ms),
            status="loaded" if counts.articles else "rejected",
            article_count=counts.articles or (known.article_count if known else None),
            run_id=self.run_id,
            rules=self.rules,
        )
        self._update(documents, rows.DOCUMENT, [row])
        return counts

    def _write_part(self, number: int, target: Target, first_position: int) -> Counts:
        found = target.articles
        end = first_position + len(found)
        held = self._whole_articles([number], places=(first_position, end - 1))
        self._put([(number, position, article) for position, article in enumerate(found, first_position)], held)
        rejected = [rows.rejection_row(number, each, run_id=self.run_id, now=self.now) for each in target.rejections]
        self._insert(rejections, rows.REJECTION, rejected)
        return Counts(articles=len(found), paragraphs=sum(len(article.paragraphs) for article in found))

    def _document_row(self, number: int, target: Target) -> Row:
        articles_now = len(target.articles)
        return rows.document_row(
            number,
            target.document,
            status="loaded" if articles_now else "rejected",
            article_count=articles_now or (target.known.article_count if target.known else None),
            run_id=self.run_id,
            rules=self.rules,
        )

    def _write_articles(self, numbered: Sequence[tuple[int, Target]]) -> None:
        """Write the articles of documents; those that a document had before keep their ids, place by place."""
        held = self._whole_articles([number for number, target in numbered if target.known is not None])
        wanted = [
            (number, position, article)
            for number, target in numbered
            for position, article in enumerate(target.articles, start=1)
        ]
        self._put(wanted, held)
        self._remove(held.values())  # places that the document has no longer

    def _remove(self, gone: Collection["_Held"]) -> None:
        """Delete articles, and keep what they said."""
        self._keep_versions([article.id for article in gone])
        self._delete(articles, articles.c.id, [article.id for article in gone])

    def _put(self, wanted: Sequence[tuple[int, int, Article]], held: dict[tuple[int, int], "_Held"]) -> None:
        """Put articles in their places, and take the places that were held out of `held`."""
        fresh = iter(self._take_ids(articles, sum((number, position) not in held for number, position, _ in wanted)))
        new, kept, replaced = [], [], []
        for number, position, article in wanted:
            before = held.pop((number, position), None)
            if before is None:
                new.append(_Place(next(fresh), number, position, article))
                continue
            kept.append(_Place(before.id, number, position, article))
            if before.content_hash != rows.content_hash(article):
                replaced.append(before.id)

        self._keep_versions(replaced)
        for table in (article_tags, repairs, paragraphs):
            self._delete(table, table.c.article_id, [place.article_id for place in kept])
        source_ids = self._name_ids(sources, {place.article.source for place in (*new, *kept)})
        self._insert(articles, rows.ARTICLE, [_article_row(place, source_ids) for place in new])
        self._update(articles, rows.ARTICLE, [_article_row(place, source_ids) for place in kept])
        self._write_children([*new, *kept])

    def _write_children(self, places: Sequence[_Place]) -> None:
        """Write what belongs to articles that have nothing yet."""
        tag_ids = self._name_ids(tags, {tag for place in places for tag in place.article.tags})
        self._insert(
            paragraphs,
            rows.PARAGRAPH,
            [row for place in places for row in rows.paragraph_rows(place.article_id, place.article)],
        )
        self._insert(
            repairs, rows.REPAIR, [row for place in places for row in rows.repair_rows(place.article_id, place.article)]
        )
        self._insert(
            article_tags,
            rows.ARTICLE_TAG,
            [row for place in places for row in rows.tag_rows(place.article_id, place.article, tag_ids)],
        )

    def _whole_articles(
        self, document_ids: Sequence[int], places: tuple[int, int] = (1, LAST_PLACE)
    ) -> dict[tuple[int, int], "_Held"]:
        """Find the articles that documents have, as they were read, in all places or some, by document and position."""
        put_back(self.connection, self.backend, document_ids)
        columns = (articles.c.document_id, articles.c.position, articles.c.id, articles.c.content_hash)
        return {
            (document_id, position): _Held(*values)
            for some in slices(document_ids)
            for document_id, position, *values in self.connection.execute(
                select(*columns).where(articles.c.document_id.in_(some), articles.c.position.between(*places))
            )
        }

    def _keep_versions(self, article_ids: Sequence[int]) -> None:
        """Write down what articles say that are about to say something else."""
        columns = (articles.c.id, *(articles.c[name] for name in ("document_id", "position", "content_hash", "title")))
        for some in slices(sorted(article_ids)):
            texts: dict[int, list[str]] = {}
            lines = select(paragraphs.c.article_id, paragraphs.c.text).where(paragraphs.c.article_id.in_(some))
            for article_id, line in self.connection.execute(
                lines.order_by(paragraphs.c.article_id, paragraphs.c.position)
            ):
                texts.setdefault(article_id, []).append(line)
            before = self.connection.execute(select(*columns).where(articles.c.id.in_(some)).order_by(articles.c.id))
            versions = [
                (*values, "\n".join(texts[article_id]), self.run_id, self.now) for article_id, *values in before
            ]
            self._insert(article_versions, rows.ARTICLE_VERSION, versions)

    def _name_ids(self, table: Table, names: Collection[str | None]) -> dict[str, int]:
        """Find the ids of names in `sources` or `tags`, and add those that are new."""
        wanted = sorted(name for name in names if name is not None)
        ids = {
            name: number
            for some in slices(wanted)
            for name, number in self.connection.execute(select(table.c.name, table.c.id).where(table.c.name.in_(some)))
        }
        new = [name for name in wanted if name not in ids]
        added = dict(zip(new, self._take_ids(table, len(new)), strict=True))
        self._insert(table, ("id", "name"), [(number, name) for name, number in added.items()])
        return ids | added

    def _take_ids(self, table: Table, count: int) -> Sequence[int]:
        return self.backend.take_ids(self.connection, table, count) if count else ()

    def _insert(self, table: Table, columns: tuple[str, ...], table_rows: Sequence[Row]) -> None:
        if table_rows:
            self.backend.insert(self.connection, Rows(table, columns, table_rows))
            reach(f"{table.name} are inserted")

    def _update(self, table: Table, columns: tuple[str, ...], table_rows: Sequence[Row]) -> None:
        """Overwrite rows, found by their id, which is the first column."""
        if table_rows:
            names = [f"new_{column}" for column in columns]
            values: dict[str, Any] = {
                column: bindparam(name) for column, name in zip(columns[1:], names[1:], strict=True)
            }
            statement = update(table).where(table.c.id == bindparam(names[0])).values(values)
            self.connection.execute(statement, [dict(zip(names, row, strict=True)) for row in table_rows])
            reach(f"{table.name} are updated")

    def _delete(self, table: Table, column: Column[int], values: Collection[int]) -> None:
        for some in slices(sorted(values)):
            self.connection.execute(delete(table).where(column.in_(some)))
            reach(f"{table.name} are deleted")


def _article_row(place: _Place, source_ids: Mapping[str, int]) -> Row:
    source = place.article.source
    source_id = None if source is None else source_ids[source]
    return rows.article_row(place.article_id, place.document_id, place.position, source_id, place.article)
