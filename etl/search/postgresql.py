r"""The index on PostgreSQL: GIN over pairs of characters, kept by the server itself.

It is an index on an expression of `paragraphs` and `articles`: no table beside them, nothing to keep up, and no difference who writes.
The expression uses no dictionary and no locale. It finds a superset of what matches, which the caller looks at.
"""

import re
from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import pairwise
from typing import ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    any_,
    cast,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from etl.search.index import SEARCHED, Texts
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

FIRST = 20_000
"""A search looks among so many of the newest texts first, and learns from them how common a word is."""

WANTED = 750
"""It looks on among as many as should hold so many that may match."""

FEW = 2000
"""So many are all sorted at once."""


class PostgreSQLIndex:
    """`search_paragraphs` and `search_articles`."""

    name: ClassVar[str] = "postgresql"

    def is_built(self, connection: Connection) -> bool:
        """Look for both indexes, whole ones."""
        query = text(
            "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indexrelid "
            "WHERE indisvalid AND relname IN ('search_paragraphs', 'search_articles') "
            "AND relnamespace = current_schema()::regnamespace"
        )
        return bool(connection.execute(query).scalar_one() == len(SEARCHED))

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

    def numbers(self, connection: Connection, texts: Texts, query: Query) -> Iterator[int]:
        """Ask the index, for the newest texts first."""
        grams = grams_of(query)
        said = true() if grams is None else func.search_grams(texts.text).op("@@")(cast(grams, TSQUERY))
        # the length is no parameter: the server must see that its small index answers that
        too_long = select(texts.id).where(func.length(texts.text) > literal_column(str(LONGEST)))
        # more processes would not have started by the time that one is done
        alone = func.set_config("max_parallel_workers_per_gather", "0", true())
        newest, are_long, _ = connection.execute(select(func.max(texts.id), too_long.exists(), alone)).one()
        found = self._newest_first(connection, texts, said, newest or 0)
        if grams is None or not are_long:
            return found
        rest = connection.execute(too_long.order_by(texts.id.desc())).scalars()
        return merge(found, rest, reverse=True)

    def among(self, texts: Texts, numbers: Sequence[int]) -> ColumnElement[bool]:
        """Hand them over as one value: five hundred take longer to name than to read."""
        return texts.id == any_(cast(list(numbers), ARRAY(BigInteger)))

    def _newest_first(
        self, connection: Connection, texts: Texts, said: ColumnElement[bool], newest: int
    ) -> Iterator[int]:
        """Ask for more and more: of a common word, the newest texts are enough, and sorting all would take long."""
        end, size, limit, found = newest + 1, FIRST, WANTED, 0
        while end > 0:
            start = max(end - size, 0)
            # with nothing to add to it, the key's own index would list every text of the window, which pays for small ones
            key = texts.id if start > 0 or size == FIRST else texts.id + 0
            some = select(texts.id).where(said, key >= start, key < end).order_by(texts.id.desc()).limit(limit)
            numbers = connection.execute(some).scalars().all()
            yield from numbers
            end, found = numbers[-1] if len(numbers) == limit else start, found + len(numbers)
            size, limit = window(found, newest + 1 - end, end), 2 * limit


def window(found: int, seen: int, left: int) -> int:
    """Choose how many texts to look among next: as many as hold what is wanted, all if they hold few.

    Args:
        found: texts that may match, so far.
        seen: among so many; at least that many more are looked at, for whoever wants more than is usual.
        left: so many are left.

    >>> window(found=200, seen=20_000, left=1_000_000), window(found=3, seen=20_000, left=1_000_000)
    (75000, 1000000)
    """
    return left if found * left <= FEW * seen else max(WANTED * seen // found, seen)


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
