"""The index on SQLite: FTS5 over one word a character, told of every change by triggers.

The index itself is contentless. What changed since it was last brought up to date stands in `search_changes`, with the text that the
index still has (null: none); `keep_up` works that off, and until then a search looks at those texts themselves.
"""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import groupby, islice
from typing import Any, ClassVar

from sqlalchemy import Connection, Select, bindparam, func, select, text

from etl.search.index import CHUNK, SEARCHED, Said, Texts
from etl.search.query import And, Not, Or, Query, Term, is_bounded, pushed_down
from etl.search.words import words_of

CHANGES = 5000
"""Changes worked off at a time."""

FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
"""To FTS5's `ascii` tokenizer ASCII signs are gaps, and whatever lies beyond ASCII belongs to a word."""

CREATE = (
    "CREATE VIRTUAL TABLE paragraph_fts USING fts5(text, content='', tokenize='ascii')",
    "CREATE TABLE search_changes (id INTEGER PRIMARY KEY, text TEXT)",
)

TRIGGERS = {
    f"search_{table}_{event}": f"""
CREATE TRIGGER search_{table}_{event} AFTER {event.upper()}{f" OF {column}" if event == "update" else ""} ON {table}
BEGIN INSERT OR IGNORE INTO search_changes VALUES ({sign}{"new" if event == "insert" else "old"}.id, {known}); END
"""  # noqa: S608 - our own words
    for table, column, sign in (("paragraphs", "text", ""), ("articles", "title", "-"))
    for event, known in (("insert", "NULL"), ("update", f"old.{column}"), ("delete", f"old.{column}"))
}
"""The first change says what the index has; later ones of the same text are ignored."""


class SQLiteIndex:
    """`paragraph_fts`, whose rowid is a paragraph's id, or the negative of an article's for its title."""

    name: ClassVar[str] = "sqlite"

    def is_built(self, connection: Connection) -> bool:
        """Look for the index and its triggers; a migration that rebuilds a table takes those away."""
        query = text("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        return {"paragraph_fts", "search_changes", *TRIGGERS} <= set(connection.execute(query).scalars())

    def build(self, connection: Connection) -> None:
        """Read everything once."""
        self.drop(connection)
        for statement in (*CREATE, *TRIGGERS.values()):
            connection.exec_driver_sql(statement)
        for texts in SEARCHED:
            rows = connection.execution_options(yield_per=CHANGES).execute(texts.rows.order_by(texts.id))
            for some in rows.partitions():
                _insert(connection, [(texts.sign * row.id, row.text) for row in some])
        connection.exec_driver_sql("INSERT INTO paragraph_fts (paragraph_fts) VALUES ('optimize')")

    def drop(self, connection: Connection) -> None:
        """Remove tables and triggers."""
        for name in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        for name in ("paragraph_fts", "search_changes"):
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")

    def is_behind(self, connection: Connection) -> bool:
        """Look for changes."""
        query = text("SELECT EXISTS (SELECT 1 FROM search_changes)")
        return self.is_built(connection) and bool(connection.execute(query).scalar())

    def keep_up(self, connection: Connection) -> None:
        """Bring the index to what the tables have now."""
        query = text("SELECT id, text FROM search_changes ORDER BY id LIMIT :limit")
        while changes := connection.execute(query, {"limit": CHANGES}).all():
            _delete(connection, [(change.id, change.text) for change in changes if change.text is not None])
            for texts in SEARCHED:
                ids = [texts.sign * change.id for change in changes if texts.sign * change.id > 0]
                for start in range(0, len(ids), 500):
                    rows = connection.execute(texts.rows.where(texts.id.in_(ids[start : start + 500])))
                    _insert(connection, [(texts.sign * row.id, row.text) for row in rows])
            done = [{"id": change.id} for change in changes]
            connection.execute(text("DELETE FROM search_changes WHERE id = :id"), done)

    def candidates(self, connection: Connection, texts: Texts, query: Query, wanted: Select[Any]) -> Iterator[Said]:
        """Fetch the texts that the index names, `CHUNK` by `CHUNK`."""
        statement, numbers = _among(texts, wanted), _numbers(connection, texts, query)
        while some := list(islice(numbers, CHUNK)):
            yield from map(Said._make, connection.execute(statement, {"numbers": json.dumps(some)}).all())


def _numbers(connection: Connection, texts: Texts, query: Query) -> Iterator[int]:
    """Ask the index, and add what it does not know yet."""
    side, order = ("rowid > 0", "DESC") if texts.sign > 0 else ("rowid < 0", "ASC")
    index = f"SELECT rowid FROM paragraph_fts WHERE paragraph_fts MATCH ? AND {side} ORDER BY rowid {order}"  # noqa: S608 - our own words
    changes = f"SELECT rowid FROM search_changes WHERE {side} ORDER BY rowid {order}"  # noqa: S608 - our own words
    driver = _driver(connection)
    found, changed = driver.execute(index, (match_of(query),)), driver.execute(changes)
    both = merge(*((texts.sign * number for (number,) in rows) for rows in (found, changed)), reverse=True)
    return (number for number, _ in groupby(both))


@lru_cache(maxsize=4)
def _among(texts: Texts, wanted: Select[Any]) -> Select[Any]:
    """Select rows by their numbers, handed over as one value: five hundred take longer to name than to read."""
    listed = func.json_each(bindparam("numbers")).table_valued("value")
    return wanted.where(texts.id.in_(select(listed.c.value))).order_by(texts.id.desc())


def match_of(query: Query) -> str:
    """Write a query as FTS5 reads it.

    >>> from etl.search.query import parse_query
    >>> match_of(parse_query("渡船 -夜里"))
    '((("渡 船")) NOT ("夜 里" OR "夜 裏" OR "夜 裡"))'
    """
    match query:
        case Term(spellings):
            return f"({' OR '.join(_quoted(words) for words in spellings)})"
        case Or(parts):
            return f"({' OR '.join(map(match_of, parts))})"
        case And(parts):
            there = " AND ".join(match_of(part) for part in parts if is_bounded(part))
            absent = [match_of(pushed_down(part, negated=True)) for part in parts if not is_bounded(part)]
            return f"({' NOT '.join([f'({there})', *absent])})"
        case Not():
            raise AssertionError("a query is bounded")


def _quoted(words: Sequence[str]) -> str:
    return f'"{_spaced(words)}"'


def _spaced(words: Sequence[str]) -> str:
    return " ".join(FULL_WIDTH.get(word, word) for word in words)


def _insert(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    _driver(connection).executemany("INSERT INTO paragraph_fts (rowid, text) VALUES (?, ?)", _indexed(rows))


def _delete(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    statement = "INSERT INTO paragraph_fts (paragraph_fts, rowid, text) VALUES ('delete', ?, ?)"
    _driver(connection).executemany(statement, _indexed(rows))


def _indexed(rows: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((number, _spaced(words_of(said))) for number, said in rows)


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own connection: its statements skip a layer
    return connection.connection.driver_connection
