"""Recurrence: what stands at the edge of article after article of one site is the site's, and leaves the paragraphs.

    articles without a story --mark--> blocks at their edges --count, set-wise--> those that recur --split--> paragraphs + recurrences

A page alone does not tell a standing disclaimer from an article's last paragraph; a database does. A block recurs if it stands in
`ENOUGH` articles of a site that have nothing else in common, so that copies of one article, printed again and again, are no proof. That
knows no order: it is counted over what articles were as they were read, whatever stands aside already. Nothing is lost: a block that
stands aside keeps its place and the reason, and comes back when it recurs no longer or its document changes.

Stories are found after this, by what stays: an article without a story is one that was not looked at.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from sqlalchemy import Column, Connection, delete, distinct, func, insert, select

from etl.load.backend import Backend
from etl.load.database import Database, Perform
from etl.load.set_aside import Aside, Block, split, whole
from etl.load.slices import slices
from etl.recurrence.marks import Mark, Part, marks_of, site_of, where
from etl.schema import articles, recurrence_marks, recurrences, repairs, sources

ENOUGH = 6
"""So many articles that are no copies of each other must have a block."""

CHUNK = 500
"""Articles looked at in one transaction."""


def keep_up(database: Database, perform: Perform | None = None) -> None:
    """Look at every article that is new or has changed, a transaction of `perform` for each `CHUNK`; the caller holds the lock."""
    perform = perform or database.perform
    last = 0
    while True:
        waiting = select(articles.c.id).where(articles.c.story_id.is_(None), articles.c.id > last)
        with database.reading() as connection:
            ids = connection.execute(waiting.order_by(articles.c.id).limit(CHUNK)).scalars().all()
        if not ids:
            return
        perform(partial(_look_at, backend=database.backend, ids=ids))
        last = ids[-1]


def review(connection: Connection, backend: Backend) -> None:
    """After articles went: let blocks come back that recur no longer; the caller holds the lock."""
    known = connection.execute(select(recurrences.c.mark).distinct()).scalars().all()
    fell = set(known) - _recurring(connection, known)
    _settle(connection, backend, _carriers_aside(connection, fell), fell)


def _look_at(connection: Connection, backend: Backend, ids: Sequence[int]) -> None:
    """Mark the blocks of some articles, and settle all articles for which that decides something."""
    before = _marks(connection, ids)
    marked = _marked(connection, ids)
    for some in slices(ids):
        connection.execute(delete(recurrence_marks).where(recurrence_marks.c.article_id.in_(some)))
    rows = [
        {"article_id": number, "mark": mark.mark, "position": mark.position, "witness": mark.witness}
        for number, marks in marked.items()
        for mark in marks
    ]
    if rows:
        connection.execute(insert(recurrence_marks), rows)
    now = {mark.mark for marks in marked.values() for mark in marks}
    known = _known(connection, now | before)
    came = _recurring(connection, sorted(now - known))
    fell = (before & known) - _recurring(connection, sorted(before & known))
    here = {number for number, marks in marked.items() if any(mark.mark in known for mark in marks)}
    _settle(connection, backend, {*here, *_carriers(connection, came), *_carriers_aside(connection, fell)}, fell)


def _settle(connection: Connection, backend: Backend, ids: Collection[int], fell: Collection[int]) -> None:
    """Let those blocks of articles stand aside that recur, and no others; `fell` is what recurs no longer.

    What stands aside elsewhere recurs: that is not counted again for every batch, since the commonest marks have the most articles.
    """
    for some in slices(sorted(ids)):
        wholes = whole(connection, some)
        marks = _marks_by_article(connection, some)
        asked = {mark for found in marks.values() for mark in found.values()}.difference(fell)
        known = _known(connection, asked)
        recurring = known | _recurring(connection, sorted(asked - known))
        wanted = {number: _wanted(blocks, marks.get(number, {}), recurring) for number, blocks in wholes.items()}
        changed = {number: blocks for number, blocks in wholes.items() if _is_other(blocks, wanted[number])}
        if changed:
            split(connection, backend, changed, wanted)


def _wanted(blocks: Sequence[Block], marks: Mapping[int, int], recurring: Collection[int]) -> dict[int, Aside]:
    """Choose what stands aside in an article: what recurs, unless nothing but headings would be left."""
    places = [place for place, mark in sorted(marks.items()) if mark in recurring]
    stays = any(place not in places and block.kind != "heading" for place, block in enumerate(blocks, 1))
    return {place: Aside(where(place, len(blocks)), marks[place]) for place in places} if stays else {}


def _is_other(blocks: Sequence[Block], wanted: Collection[int]) -> bool:
    return {place for place, block in enumerate(blocks, 1) if block.position is None} != set(wanted)


def _marked(connection: Connection, ids: Sequence[int]) -> dict[int, list[Mark]]:
    """Mark the blocks of articles whose site is known."""
    wholes = whole(connection, ids)
    found = {}
    columns = (articles.c.id, articles.c.url, articles.c.via, sources.c.name)
    for some in slices(ids):
        query = select(*columns).outerjoin(sources, sources.c.id == articles.c.source_id).where(articles.c.id.in_(some))
        damaged = _repaired(connection, some)
        for number, url, via, source in connection.execute(query):
            site = site_of(url, via, source)
            if site is not None:
                found[number] = marks_of(
                    site,
                    [
                        Part(block.kind, block.text, is_repaired=(number, block.position) in damaged)
                        for block in wholes[number]
                    ],
                )
    return found


def _repaired(connection: Connection, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Find the paragraphs of articles that repairs name."""
    columns = (repairs.c.article_id, repairs.c.paragraph_position)
    query = select(*columns).where(repairs.c.article_id.in_(ids), repairs.c.paragraph_position.is_not(None))
    return {(number, position) for number, position in connection.execute(query)}


def _recurring(connection: Connection, marks: Sequence[int]) -> set[int]:
    """Find those marks that stand in enough articles which are no copies of each other."""
    columns = (recurrence_marks.c.mark, func.count(distinct(recurrence_marks.c.witness)))
    return {
        mark
        for some in slices(marks)
        for mark in connection.execute(
            select(columns[0]).where(columns[0].in_(some)).group_by(columns[0]).having(columns[1] >= ENOUGH)
        ).scalars()
    }


def _marks_by_article(connection: Connection, ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Read the marks of articles, by place."""
    columns = (recurrence_marks.c.article_id, recurrence_marks.c.position, recurrence_marks.c.mark)
    found: dict[int, dict[int, int]] = {}
    for number, place, mark in connection.execute(select(*columns).where(recurrence_marks.c.article_id.in_(ids))):
        found.setdefault(number, {})[place] = mark
    return found


def _known(connection: Connection, marks: Collection[int]) -> set[int]:
    """Find those marks by which blocks stand aside already."""
    return _found(connection, recurrences.c.mark, recurrences.c.mark, marks)


def _marks(connection: Connection, ids: Collection[int]) -> set[int]:
    return _found(connection, recurrence_marks.c.mark, recurrence_marks.c.article_id, ids)


def _carriers(connection: Connection, marks: Collection[int]) -> set[int]:
    return _found(connection, recurrence_marks.c.article_id, recurrence_marks.c.mark, marks)


def _carriers_aside(connection: Connection, marks: Collection[int]) -> set[int]:
    return _found(connection, recurrences.c.article_id, recurrences.c.mark, marks)


def _found(connection: Connection, wanted: Column[int], known: Column[int], values: Collection[int]) -> set[int]:
    """Look up a column by another of its table."""
    return {
        value
        for some in slices(sorted(values))
        for value in connection.execute(select(wanted).where(known.in_(some)).distinct()).scalars()
    }
