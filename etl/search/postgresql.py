r"""The index on PostgreSQL: GIN over pairs of characters, kept by the server itself.

It is an index on an expression of `paragraphs` and `articles`: no table beside them, nothing to keep up, and no difference who writes.
The expression uses no dictionary and no locale. It finds a superset of what matches, which the caller looks at.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from heapq import merge
from itertools import pairwise
from operator import attrgetter
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    TextClause,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from etl.search.index import SEARCHED, Said, Texts, newest_first
from etl.search.query import And, Not, Or, Query, Term

SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What Python calls a space: nothing, to a search."""

SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~，。、；：？！“”‘’（）《》…—·"
"""Pairs with these are not indexed: few people look for them, and every sentence has some."""

LONGEST = 100_000
"""Characters of a text that is indexed; a tsvector holds no more for certain. The few that are longer are looked at one by one."""

GRAMS = f"""
CREATE FUNCTION search_grams(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20000
RETURN (
    SELECT array_to_tsvector(array_agg(first || rtrim(coalesce(second, ''))))
    FROM (
        SELECT lower(replace(replace(said COLLATE "C", U&'\\0130', 'i'), U&'\\212a', 'k')) AS folded
        WHERE length(said) <= {LONGEST}
    ) AS small,
    LATERAL string_to_array(
        regexp_replace(regexp_replace(folded, {{spaces}}, '', 'g'), {{signs}}, ' ', 'g'), NULL
    ) AS characters,
    LATERAL unnest(characters, characters[2:]) AS pair (first, second)
    WHERE first <> ' '
)
"""  # noqa: S608 - our own words
"""Every character with the one after it, or alone before a sign and at the end; small letters, no spaces.

It decides what loading costs. `translate` would say all of it at once and take three times as long: it walks its whole list for every
character.
"""

BUILT = text(
    "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indexrelid "
    "WHERE indisvalid AND relname IN ('search_paragraphs', 'search_articles') "
    "AND relnamespace = current_schema()::regnamespace"
)
"""How many of the two indexes are there, and whole."""

COMMON = 1200
"""Of a word whose share of all texts, times the texts that have it, is more than this, the places are not asked for: unpacking them takes
longer than a look at the newest texts, one by one."""

WANTED, AMPLE = 500, 600
"""So many texts that may match are wanted, and looked for among as many of the newest as should hold a few more."""

KNOWN, FIRST = 75_000, 10_000
"""How rare a rare word is, the server's statistics do not know: where more texts would have to be looked at, few are looked at first."""

MOST = 10_000
"""So many texts are held at once, at most."""

FEW = 2000
"""So many are all sorted at once."""

SETTINGS = {
    "jit": "off",  # compiling takes longer than what is compiled
    "max_parallel_workers_per_gather": "0",  # they would not have started by the time that one is done
    "plan_cache_mode": "force_custom_plan",  # a plan for any word is a plan for none
    "work_mem": "64MB",  # less, and the places of a common word are kept by page, so that all texts of a page are cut into pairs
}
"""Of the server, for the transaction of a search."""


class PostgreSQLIndex:
    """`search_paragraphs` and `search_articles`."""

    name: ClassVar[str] = "postgresql"

    def is_built(self, connection: Connection) -> bool:
        """Look for both indexes, whole ones."""
        return bool(connection.execute(BUILT).scalar_one() == len(SEARCHED))

    def build(self, connection: Connection) -> None:
        """Let the server read everything once."""
        self.drop(connection)
        patterns = {"spaces": _literal(_class_of(SPACES)), "signs": _literal(_class_of(SIGNS))}
        connection.exec_driver_sql(GRAMS.format(**patterns).replace("%", "%%"))
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        for texts in SEARCHED:
            table, column = texts.id.table.name, texts.text.name
            connection.exec_driver_sql(f"CREATE INDEX search_{table} ON {table} USING gin (search_grams({column}))")
            connection.exec_driver_sql(
                f"CREATE INDEX search_{table}_long ON {table} (id) WHERE length({column}) > {LONGEST}"
            )
            connection.exec_driver_sql(f"ANALYZE {table}")

    def drop(self, connection: Connection) -> None:
        """Remove indexes and function."""
        for texts in SEARCHED:
            table = texts.id.table.name
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS search_{table}, search_{table}_long")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS search_grams(text)")

    def is_behind(self, connection: Connection) -> bool:  # noqa: ARG002 - the interface's
        """Never: the server keeps its indexes."""
        return False

    def keep_up(self, connection: Connection) -> None:
        """Leave it to the server."""

    def candidates(self, connection: Connection, texts: Texts, query: Query, wanted: Select[Any]) -> Iterator[Said]:
        """Ask the index, for the newest texts first."""
        grams = grams_of(query)
        if grams is None:
            return newest_first(connection, texts, wanted)
        newest, newest_long, *_ = connection.execute(_ends(texts)).one()
        if newest is None:
            return iter(())
        expected = connection.execute(_expected(texts), {"grams": grams}).scalar_one()[0]["Plan"]["Plan Rows"]
        if expected**2 > COMMON * newest:
            return newest_first(connection, texts, wanted.where(likely(texts.text, query)))
        found = self._in_windows(connection, texts, wanted, grams, newest, expected)
        if newest_long is None:
            return found
        rest = newest_first(connection, texts, wanted.where(_is_long(texts)))
        return merge(found, rest, key=attrgetter("id"), reverse=True)

    def _in_windows(
        self, connection: Connection, texts: Texts, wanted: Select[Any], grams: str, newest: int, expected: int
    ) -> Iterator[Said]:
        """Ask for more and more: of a common word, the newest texts are enough, and sorting all would take long."""
        by_statistics = AMPLE * newest // expected
        size = newest + 1 if expected <= FEW else by_statistics if by_statistics <= KNOWN else FIRST
        end, limit, found = newest + 1, WANTED, 0
        while end > 0:
            start = max(end - size, 0)
            statement = _between(texts, wanted) if start > 0 else _before(texts, wanted)
            bounds = {"grams": grams, "start": start, "end": end, "limit": limit}
            rows = connection.execute(statement, bounds).all()
            yield from map(Said._make, rows)
            end, found = rows[-1].id if len(rows) == limit else start, found + len(rows)
            size, limit = window(found, newest + 1 - end, end), min(2 * limit, MOST)


@cache
def _ends(texts: Texts) -> Select[Any]:
    """Select the newest number, the newest of a text that is too long, and settings."""
    # not `EXISTS`: the server would guess that every third text is so long, and soon be tired of looking for none
    newest_long = select(func.max(texts.id)).where(_is_long(texts)).scalar_subquery()
    settings = (func.set_config(name, value, true()) for name, value in SETTINGS.items())
    return select(func.max(texts.id), newest_long, *settings)


@cache
def _expected(texts: Texts) -> TextClause:
    """Ask how many texts may match, by the server's statistics: they know the common words well."""
    table, column = texts.id.table.name, texts.text.name
    return text(f"EXPLAIN (FORMAT JSON) SELECT FROM {table} WHERE search_grams({column}) @@ CAST(:grams AS tsquery)")


@lru_cache(maxsize=4)
def _between(texts: Texts, wanted: Select[Any]) -> Select[Any]:
    """Select what may match in a window."""
    return _some(texts, wanted.where(texts.id >= bindparam("start"), texts.id < bindparam("end")))


@lru_cache(maxsize=4)
def _before(texts: Texts, wanted: Select[Any]) -> Select[Any]:
    """Select what may match among all that is left: with nothing added to it, the key's own index would list all of that."""
    return _some(texts, wanted.where(texts.id + 0 < bindparam("end")))


def _some(texts: Texts, wanted: Select[Any]) -> Select[Any]:
    said = func.search_grams(texts.text).op("@@")(cast(bindparam("grams"), TSQUERY))
    # sorted by what no index is: else the server would walk down the key's own, and cut every text that it meets into pairs
    return wanted.where(said).order_by((texts.id + 0).desc()).limit(bindparam("limit"))


def _is_long(texts: Texts) -> ColumnElement[bool]:
    """Tell of a text that it is not indexed; the length is no parameter, so that the server sees that its small index answers."""
    return func.length(texts.text) > literal_column(str(LONGEST))


def likely(column: Column[str], query: Query) -> ColumnElement[bool]:
    """Write what every text that matches must hold, as patterns: its characters, in their order.

    >>> from etl.schema import paragraphs
    >>> from etl.search.query import parse_query
    >>> likely(paragraphs.c.text, parse_query("渡船 -夜里")).right.value
    '%渡%船%'
    """
    match query:
        case Term(spellings):
            return or_(*(column.like(_pattern_of("".join(words)), escape="/") for words in spellings))
        case Not():
            return true()
        case And(parts):
            return and_(*(likely(column, part) for part in parts))
        case Or(parts):
            return or_(*(likely(column, part) for part in parts))


def _pattern_of(folded: str) -> str:
    certain = (character for character in folded if character.lower() == character.upper())
    return "".join(f"%/{character}" if character in "/%_" else f"%{character}" for character in certain) + "%"


def window(found: int, seen: int, left: int) -> int:
    """Choose how many texts to look among next: as many as hold what is wanted, all if they hold few.

    Args:
        found: texts that may match, so far.
        seen: among so many; whoever wants more than is usual looks among as many again.
        left: so many are left.

    >>> window(found=200, seen=20_000, left=1_000_000), window(found=3, seen=20_000, left=1_000_000)
    (40000, 1000000)
    """
    if found * left <= FEW * seen:
        return left
    return AMPLE * seen // found - seen if found < WANTED else seen


def grams_of(query: Query) -> str | None:
    """Write what every text that matches must hold, as a tsquery; None if nothing can be said.

    >>> from etl.search.query import parse_query
    >>> grams_of(parse_query("渡船费 -夜里")), grams_of(parse_query("船"))
    ("('渡船' & '船费' | '渡船' & '船費')", "'船':*")
    """
    match query:
        case Term(spellings):
            found = [_grams_of_words("".join(words)) for words in spellings]
            return None if None in found else _joined(" | ", list(dict.fromkeys(filter(None, found))))
        case Not():
            return None
        case And(parts):
            return _joined(" & ", [grams for part in parts if (grams := grams_of(part))])
        case Or(parts):
            alternatives = [grams_of(part) for part in parts]
            return None if None in alternatives else _joined(" | ", [one for one in alternatives if one])


def _grams_of_words(folded: str) -> str | None:
    pairs = [first + second for first, second in pairwise(folded) if _is_certain(first) and _is_certain(second)]
    if pairs:
        return " & ".join(f"'{pair}'" for pair in dict.fromkeys(pairs))
    return next((f"'{character}':*" for character in folded if _is_certain(character)), None)


def _is_certain(character: str) -> bool:
    """Tell whether the server's folding leaves it where ours does: capitals beyond ASCII are not folded there."""
    return character not in SIGNS and (character.isascii() or character.lower() == character.upper())


def _joined(by: str, parts: list[str]) -> str | None:
    return None if not parts else parts[0] if len(parts) == 1 else f"({by.join(parts)})"


def _class_of(characters: str) -> str:
    """Write a class of characters as PostgreSQL's patterns have it."""
    escaped = re.sub(r"[][^\\-]", r"\\\g<0>", characters)
    return f"[{escaped}]"


def _literal(value: str) -> str:
    return "U&'" + "".join(f"\\+{ord(character):06x}" for character in value) + "'"
