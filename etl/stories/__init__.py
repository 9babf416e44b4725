"""Stories: articles that tell the same in nearly the same words, whoever prints them, share a `story_id`.

    articles without a story --twin by hash, else by bands--> candidates --by all shingles--> alike --> one story, the earliest leads

Two articles are of one story if they are alike, or linked by others that are. That relation knows no order, so neither do stories: they
come out the same however and in however many runs the articles were loaded. The database forgets a story when one of its
articles changes or goes (`migrations/triggers`), and it is found anew. A story's number is the smallest of its articles'.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, delete, func, select, update

from etl.load.backend import Backend, Rows
from etl.load.database import Database, Perform
from etl.load.slices import slices
from etl.schema import articles, paragraphs, story_bands
from etl.stories.likeness import tell_one_story
from etl.transform.fingerprints import bands_of, numbers_of, shingles_of, silent

CHUNK = 500
"""Articles compared in one transaction."""

TRIED_OF_STORY, TRIED = 5, 30
"""Candidates that are compared with an article, those with most bands in common first: of one story, and of all that it turns out not to
belong to. Where all articles are made of the same phrases, everything is a candidate of everything."""

FETCHED = 10
"""Candidates of each article whose texts are read together, before any is compared; others are read when it is their turn."""


COMMON = 40
"""A band that so many articles have already is written for no more: whoever else has it finds these. So texts by template, of which
thousands have a band in common, cost no more the more there are of them."""

Bands: TypeAlias = Mapping[str, bytes]
"""The bands of articles, by `content_hash`, as `bands_of` packs them."""


def keep_up(database: Database, perform: Perform | None = None, cut: Bands | None = None) -> None:
    """Give every article that has none its story, a transaction of `perform` for each `CHUNK`; the caller holds the lock.

    Args:
        database: where the articles are.
        perform: does each transaction; None: the database.
        cut: what workers have cut already; bands that are not among these are cut here.
    """
    with database.reading() as connection:
        is_behind = connection.execute(select(articles.c.id).where(articles.c.story_id.is_(None)).limit(1)).first()
    if not is_behind:
        return
    perform = perform or database.perform
    while perform(partial(_compare_some, backend=database.backend, cut=cut or {})) == CHUNK:
        pass


def forget(database: Database) -> None:
    """Forget every story, so that all are found anew; the caller holds the lock."""
    with database.writing() as connection:
        connection.execute(delete(story_bands))
        connection.execute(update(articles).values(story_id=None))


@dataclass(slots=True)
class _Stories:
    """What is known of stories while a chunk is compared.

    Attributes:
        of: the story of each article that has been met.
        merged: stories that turned out to be others.
    """

    of: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    def current(self, story: int) -> int:
        """Follow a story through all mergers."""
        while story in self.merged:
            story = self.merged[story]
        return story

    def join(self, article: int, stories: Iterable[int]) -> None:
        """Put an article into stories, which thereby are one."""
        all_of_them = {article, *stories}
        first = min(all_of_them)
        self.merged.update(dict.fromkeys(all_of_them - {first}, first))
        self.of[article] = first


def _compare_some(connection: Connection, backend: Backend, cut: Bands) -> int:
    """Find the stories of up to `CHUNK` articles; give of how many."""
    query = select(articles.c.id, articles.c.content_hash).where(articles.c.story_id.is_(None))
    waiting = connection.execute(query.order_by(articles.c.id).limit(CHUNK)).all()
    ids = [row.id for row in waiting]
    connection.execute(delete(story_bands).where(story_bands.c.article_id.in_(ids)))
    twins = _twins(connection, [row.content_hash for row in waiting])
    stories = _Stories()
    fresh: dict[int, str] = {}
    for row in waiting:
        if row.content_hash in twins:
            stories.join(row.id, {twins[row.content_hash]})
        else:
            twins[row.content_hash] = row.id
            fresh[row.id] = row.content_hash

    uncut = _texts(connection, [article for article, content_hash in fresh.items() if content_hash not in cut])
    bands = {
        article: numbers_of(cut[content_hash] if content_hash in cut else bands_of(uncut[article]))
        for article, content_hash in fresh.items()
    }
    met = _met(connection, {band for some in bands.values() for band in some}, stories)
    likely = _texts(connection, _likely(bands, met))
    texts = _Texts(connection, {article: silent(said) for article, said in likely.items()})
    rows: list[tuple[int, int]] = []
    for article in fresh:
        found = Counter[int]()
        for band in bands[article]:
            members = met.setdefault(band, [])
            if members:
                found.update(members)
            if len(members) < COMMON:
                members.append(article)
                rows.append((band, article))
        stories.join(article, _alike(article, found, stories, texts))
    _write(connection, backend, stories, ids, rows)
    return len(ids)


def _likely(bands: Mapping[int, Sequence[int]], met: Mapping[int, Sequence[int]]) -> set[int]:
    """Choose the articles that will be compared first: those that meet others, and whom they have most bands in common with."""
    likely: set[int] = set()
    times = Counter(band for some in bands.values() for band in some)
    for article, some in bands.items():
        found = Counter(one for band in some if band in met for one in met[band])
        likely.update(one for one, _ in found.most_common(FETCHED))
        if found or any(times[band] > 1 for band in some):
            likely.add(article)
    return likely


def _alike(article: int, found: Counter[int], stories: _Stories, texts: "_Texts") -> set[int]:
    """Compare an article with candidates; give the stories it belongs to."""
    belongs: set[int] = set()
    tried = Counter[int]()
    for candidate in sorted(found, key=lambda one: (-found[one], one)):
        story = stories.current(stories.of[candidate])
        if story in belongs or tried[story] == TRIED_OF_STORY:
            continue
        if texts.tell_one_story(article, candidate):
            belongs.add(story)
        else:
            tried[story] += 1
            if tried.total() == TRIED:
                break
    return belongs


@dataclass(slots=True)
class _Texts:
    """What articles say, without signs: of some it is read at once, of others when they are asked for.

    Attributes:
        connection: to read by.
        read: the texts of articles.
        cut: the shingles of those that were compared; the latest are kept.
    """

    connection: Connection
    read: dict[int, str]
    cut: dict[int, frozenset[str]] = field(default_factory=dict)

    def tell_one_story(self, one: int, other: int) -> bool:
        """Compare two articles by all their shingles."""
        return tell_one_story(self._shingles(one), self._shingles(other))

    def _text(self, article: int) -> str:
        if article not in self.read:
            self.read[article] = silent(_texts(self.connection, [article])[article])
        return self.read[article]

    def _shingles(self, article: int) -> frozenset[str]:
        found = self.cut.pop(article, None)
        if found is None:
            found = shingles_of(self._text(article))
        self.cut[article] = found
        if len(self.cut) > CHUNK:
            del self.cut[next(iter(self.cut))]
        return found


def _twins(connection: Connection, hashes: Sequence[str]) -> dict[str, int]:
    """Find the stories of articles with the very same title and text."""
    query = select(articles.c.content_hash, func.min(articles.c.story_id))
    query = query.where(articles.c.content_hash.in_(hashes), articles.c.story_id.is_not(None))
    rows = connection.execute(query.group_by(articles.c.content_hash))
    return {row[0]: row[1] for row in rows}


def _texts(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    columns = (paragraphs.c.article_id, paragraphs.c.text)
    for some in slices(sorted(ids)):
        query = select(*columns).where(paragraphs.c.article_id.in_(some))
        for article, said in connection.execute(query.order_by(paragraphs.c.article_id, paragraphs.c.position)):
            texts.setdefault(article, []).append(said)
    return texts


def _met(connection: Connection, bands: Iterable[int], stories: _Stories) -> dict[int, list[int]]:
    """Find the articles that have a band in common with any of these, and note their stories."""
    met: dict[int, list[int]] = {}
    columns = (story_bands.c.band, story_bands.c.article_id, articles.c.story_id)
    query = select(*columns).join_from(story_bands, articles).where(articles.c.story_id.is_not(None))
    for some in slices(sorted(bands)):
        for band, article, story in connection.execute(query.where(story_bands.c.band.in_(some))):
            met.setdefault(band, []).append(article)
            stories.of[article] = story
    return met


def _write(
    connection: Connection, backend: Backend, stories: _Stories, ids: Sequence[int], rows: Collection[tuple[int, int]]
) -> None:
    for story in stories.merged.keys() - set(ids):  # no row has those yet
        connection.execute(update(articles).where(articles.c.story_id == story).values(story_id=stories.current(story)))
    found = {number: stories.current(stories.of[number]) for number in ids}
    alone = [number for number, story in found.items() if number == story]
    for some in slices(alone):
        connection.execute(update(articles).where(articles.c.id.in_(some)).values(story_id=articles.c.id))
    others = [{"number": number, "story": story} for number, story in found.items() if number != story]
    if others:
        by_number = update(articles).where(articles.c.id == bindparam("number")).values(story_id=bindparam("story"))
        connection.execute(by_number, others)
    if rows:  # in the order of the index, so that no page of it is written twice
        backend.insert(connection, Rows(story_bands, ("band", "article_id"), sorted(set(rows))))
