"""Is a search quick, and its index small? `python -m bench.search [paragraphs]`.

Paragraphs of invented words: their frequencies fall as those of real words do (Zipf), and so do those of pairs of characters across
words. They go into the tables by the driver's fastest way, then the index is built; queries are pairs of characters as they stand in
the texts, common ones as often as they are common. Sizes are against the UTF-8 text.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from sqlalchemy import text

from etl import search
from etl.load import diary, migrate
from etl.load.backend import Rows
from etl.load.database import Database, open_database
from etl.schema import articles, documents, paragraphs
from etl.search.index import PARAGRAPHS, Filters
from etl.search.query import parse_query
from tests.postgresql_server import any_server, new_database

COUNT = 1_000_000
AN_ARTICLE = 10
QUERIES = 200
CHUNK = 10_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Writer:
    """Writes paragraphs of about a hundred characters: invented words, the common ones often."""

    def __init__(self, seed: int) -> None:
        """Invent the words."""
        self.random = Random(seed)
        characters = [chr(0x4E00 + number) for number in self.random.sample(range(20_000), 4000)]
        weights = list(accumulate(1 / (rank + 20) for rank in range(len(characters))))
        lengths = self.random.choices((1, 2, 3, 4), (3, 12, 2, 1), k=40_000)
        self.words = ["".join(self.random.choices(characters, cum_weights=weights, k=length)) for length in lengths]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def paragraph(self) -> str:
        """Write one."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(20, 80))
        clauses = ("".join(words[start : start + 7]) for start in range(0, len(words), 7))
        return "，".join(clauses) + "。"


def fill(database: Database, count: int) -> tuple[int, list[str]]:
    """Write paragraphs into a new database; gives their bytes, and some queries."""
    writer, size, queries = Writer(1), 0, []
    with database.writing() as connection:
        run_id = diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
        for rows in _articles(count, run_id):
            database.backend.insert(connection, rows)
        numbers = iter(range(count))
        while some := list(islice(numbers, CHUNK)):
            texts = [writer.paragraph() for _ in some]
            size += sum(len(said.encode()) for said in texts)
            places = ((number // AN_ARTICLE + 1, number % AN_ARTICLE + 1) for number in some)
            told = [(*place, "text", said) for place, said in zip(places, texts, strict=True)]
            database.backend.insert(connection, Rows(paragraphs, ("article_id", "position", "kind", "text"), told))
            queries += [
                said[start : start + 2] for said in texts[:QUERIES] if (start := writer.random.randrange(18)) >= 0
            ]
    asked = [query for query in queries if "，" not in query]
    return size, writer.random.choices(asked, k=QUERIES)


def _articles(count: int, run_id: int) -> Iterator[Rows]:
    numbers = range(1, count // AN_ARTICLE + 1)
    sha = "0" * 64
    columns: tuple[str, ...] = ("id", "uri", "sha256", "size_bytes", "damage", "status", "article_count", "run_id")
    yield Rows(documents, columns, [(number, f"{number}", sha, 0, 0, "loaded", 1, run_id) for number in numbers])
    columns = ("id", "document_id", "position", "char_count", "paragraph_count", "content_hash")
    yield Rows(articles, columns, [(number, number, 1, 1000, AN_ARTICLE, sha) for number in numbers])


def index_bytes(database: Database) -> int:
    """Measure the index."""
    with database.reading() as connection:
        if database.backend.name == "sqlite":
            return int(connection.execute(text("SELECT sum(length(block)) FROM paragraph_fts_data")).scalar_one())
        query = "SELECT sum(pg_relation_size(c.oid)) FROM pg_class c WHERE relname LIKE 'search_%'"
        return int(connection.execute(text(query)).scalar_one())


def measure(database: Database, count: int) -> str:
    """Fill, build and ask: a line of the table."""
    with database.lock():
        migrate.upgrade(database)
        size, queries = fill(database, count)
        started = time.perf_counter()
        search.build(database)
        built = time.perf_counter() - started
    times, hits = [], []
    with database.reading() as connection:
        for typed in queries:
            started = time.perf_counter()
            search.search(connection, typed, Filters(), 20)
            times.append(1000 * (time.perf_counter() - started))
        for typed in queries[:20]:
            numbers = search.index_of(connection).numbers(connection, PARAGRAPHS, parse_query(typed))
            hits.append(len(list(numbers)))
    ratio = index_bytes(database) / size
    quantiles = statistics.quantiles(times, n=20)
    return (
        f"{count:,} | {size / 1e6:.0f} | {count / built:,.0f} | {ratio:.2f} | {statistics.median(times):.1f} "
        f"| {quantiles[-1]:.1f} | {statistics.median(hits):,.0f}"
    )


def main(count: int, kinds: str) -> None:
    """Print the table."""
    print("| database | paragraphs | MB | built, rows/s | index : text | median ms | 95 % ms | median hits |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if "s" in kinds:
            database = stack.enter_context(open_database(f"sqlite:///{Path(folder)}/search.db"))
            print(f"| SQLite | {measure(database, count)} |", flush=True)
        if "p" in kinds:
            url = stack.enter_context(new_database(stack.enter_context(any_server())))
            database = stack.enter_context(open_database(url))
            print(f"| PostgreSQL | {measure(database, count)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT, sys.argv[2] if len(sys.argv) > 2 else "sp")  # noqa: PLR2004 - two arguments
