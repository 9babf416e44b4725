"""Moves blocks of articles that are loaded out of the paragraphs and back; which ones, others decide.

    paragraphs + recurrences --whole--> the article as it was read --split--> paragraphs + recurrences

What stands aside says behind which paragraph it stood, so that nothing is lost and the order of the whole is known at any time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select, update

from etl.load import rows
from etl.load.backend import Backend, Row, Rows
from etl.load.slices import slices
from etl.schema import articles, documents, paragraphs, recurrences, repairs

ASIDE = ("article_id", "position", "follows", "kind", "text", "original_text", "reason", "mark")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of an article as it was read.

    Attributes:
        position: its place now, among the paragraphs; None: it stands aside.
        kind, text, original: see `paragraphs`.
    """

    position: int | None
    kind: str
    text: str
    original: str | None


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a block stands aside: see `recurrences`."""

    reason: str
    mark: int


def whole(connection: Connection, article_ids: Collection[int]) -> dict[int, list[Block]]:
    """Read articles as they were read, with what stands aside where it stood."""
    found: dict[int, list[tuple[int, int, Block]]] = {}
    kept = (paragraphs.c.article_id, paragraphs.c.position, paragraphs.c.kind, paragraphs.c.text)
    for some in slices(sorted(article_ids)):
        wanted = select(*kept, paragraphs.c.original_text).where(paragraphs.c.article_id.in_(some))
        for number, position, *said in connection.execute(wanted):
            found.setdefault(number, []).append((position, 0, Block(position, *said)))
        aside = select(*(recurrences.c[name] for name in ASIDE[:-2])).where(recurrences.c.article_id.in_(some))
        for number, position, follows, *said in connection.execute(aside):
            found.setdefault(number, []).append((follows, position, Block(None, *said)))
    return {
        number: [block for *_, block in sorted(blocks, key=lambda each: each[:2])] for number, blocks in found.items()
    }


def split(
    connection: Connection,
    backend: Backend,
    wholes: Mapping[int, Sequence[Block]],
    wanted: Mapping[int, Mapping[int, Aside]],
) -> None:
    """Let blocks of articles stand aside, by their places in the whole, and no others.

    Paragraphs before the first that moves stay as they are. Counts and hash follow what stays, so that the story of an article is
    looked for anew (`migrations/triggers`).
    """
    kept = {
        number: [block for place, block in enumerate(blocks, 1) if place not in wanted[number]]
        for number, blocks in wholes.items()
    }
    lasting = {number: _lasting(blocks) for number, blocks in kept.items()}
    bound = _bound_repairs(connection, wholes, kept, lasting)
    for number, last in lasting.items():
        later = (paragraphs.c.article_id == number) & (paragraphs.c.position > last)
        connection.execute(delete(paragraphs).where(later))  # and the repairs that name them
    for some in slices(sorted(wholes)):
        connection.execute(delete(recurrences).where(recurrences.c.article_id.in_(some)))
    moved = [
        (number, position, block.kind, block.text, block.original)
        for number, blocks in kept.items()
        for position, block in enumerate(blocks, 1)
        if position > lasting[number]
    ]
    aside = [row for number, blocks in wholes.items() for row in _aside_rows(number, blocks, wanted[number])]
    for table, columns, found in (
        (paragraphs, rows.PARAGRAPH, moved),
        (repairs, rows.REPAIR, bound),
        (recurrences, ASIDE, aside),
    ):
        if found:
            backend.insert(connection, Rows(table, columns, found))
    _update_articles(connection, kept)


def put_back(connection: Connection, backend: Backend, document_ids: Sequence[int]) -> None:
    """Put everything back into the articles of documents, which are about to change."""
    found = [
        number
        for some in slices(document_ids)
        for number in connection.execute(
            select(recurrences.c.article_id)
            .join(articles, articles.c.id == recurrences.c.article_id)
            .where(articles.c.document_id.in_(some))
            .distinct()
        ).scalars()
    ]
    if found:
        split(connection, backend, whole(connection, found), {number: {} for number in found})


@dataclass(frozen=True, slots=True)
class AsideRecord:
    """A block that stands aside, for people to read.

    Attributes:
        article: the place of its article in the document, from 1.
        position: its place in the article as it was read, from 1.
        reason: see `recurrences`.
        text: normalised.
    """

    article: int
    position: int
    reason: str
    text: str


def aside_of(connection: Connection, uri: str) -> list[AsideRecord]:
    """Read what stands aside of a document, in its order."""
    columns = (articles.c.position, recurrences.c.position, recurrences.c.reason, recurrences.c.text)
    query = (
        select(*columns)
        .select_from(articles)
        .join(documents, documents.c.id == articles.c.document_id)
        .join(recurrences, recurrences.c.article_id == articles.c.id)
        .where(documents.c.uri == rows.key_of(uri))
    )
    return [AsideRecord(*row) for row in connection.execute(query.order_by(*columns[:2]))]


def _lasting(kept: Sequence[Block]) -> int:
    """Count the paragraphs at the beginning that stay where they are."""
    count = 0
    for position, block in enumerate(kept, 1):
        if block.position != position:
            break
        count = position
    return count


def _bound_repairs(
    connection: Connection,
    wholes: Mapping[int, Sequence[Block]],
    kept: Mapping[int, Sequence[Block]],
    lasting: Mapping[int, int],
) -> list[Row]:
    """Read the repairs of paragraphs that move, with the places these move to."""
    places = {
        (number, block.position): position
        for number, blocks in kept.items()
        for position, block in enumerate(blocks, 1)
        if block.position is not None
    }
    columns = [repairs.c[name] for name in rows.REPAIR]
    return [
        (number, position, places[number, place], *rest)
        for some in slices(sorted(wholes))
        for number, position, place, *rest in connection.execute(
            select(*columns).where(repairs.c.article_id.in_(some), repairs.c.paragraph_position.is_not(None))
        )
        if place > lasting[number]
    ]


def _aside_rows(number: int, blocks: Sequence[Block], wanted: Mapping[int, Aside]) -> list[Row]:
    found: list[Row] = []
    for place, block in enumerate(blocks, 1):
        if place in wanted:
            why = wanted[place]
            follows = place - 1 - len(found)
            found.append((number, place, follows, block.kind, block.text, block.original, why.reason, why.mark))
    return found


def _update_articles(connection: Connection, kept: Mapping[int, Sequence[Block]]) -> None:
    titles = {
        number: title
        for some in slices(sorted(kept))
        for number, title in connection.execute(select(articles.c.id, articles.c.title).where(articles.c.id.in_(some)))
    }
    values = [
        {
            "number": number,
            "characters": sum(len(block.text) for block in blocks),
            "blocks": len(blocks),
            "hash": rows.hash_of(titles[number], [block.text for block in blocks]),
        }
        for number, blocks in kept.items()
    ]
    by_number = update(articles).where(articles.c.id == bindparam("number"))
    connection.execute(
        by_number.values(
            char_count=bindparam("characters"), paragraph_count=bindparam("blocks"), content_hash=bindparam("hash")
        ),
        values,
    )
