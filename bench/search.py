"""Is a search quick, and its index small? `python -m bench.search [paragraphs]`.

Paragraphs of invented words: their frequencies fall as those of real words do (Zipf), and so do those of pairs of characters across
words. They go into the tables by the driver's fastest way, then the index is built. Queries are words of two characters, drawn as often
as texts say them. Sizes are against the UTF-8 text. *CPU* is ours and that of the server's process for us: what a search would take on
a machine that does nothing else.
"""

import argparse
import statistics
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
LENGTH = 2
"""Characters of a query."""

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

    def queries(self, count: int) -> list[str]:
        """Draw words of two characters, the common ones often."""
        drawn = self.random.choices(self.words, cum_weights=self.weights, k=4 * count)
        return [word for word in drawn if len(word) == LENGTH][:count]

    def paragraph(self) -> str:
        """Write one."""
        words = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(20, 80))
        clauses = ("".join(words[start : start + 7]) for start in range(0, len(words), 7))
        return "，".join(clauses) + "。"


def fill(database: Database, count: int) -> tuple[int, list[str]]:
    """Write paragraphs into a new database; gives their bytes, and some queries."""
    writer, size = Writer(1), 0
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
    return size, writer.queries(QUERIES)


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
    walls, cpus = [], []
    with database.reading() as connection:
        search.search(connection, queries[0], Filters(), 20)
        process = None
        if database.backend.name == "postgresql":
            process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        for typed in queries:
            wall, cpu = time.perf_counter(), _cpu_s(process)
            search.search(connection, typed, Filters(), 20)
            walls.append(time.perf_counter() - wall)
            cpus.append(_cpu_s(process) - cpu)
        few = map(parse_query, queries[:20])
        hits = [sum(1 for _ in search.matches(connection, PARAGRAPHS, query, Filters())) for query in few]
    ratio = index_bytes(database) / size
    return (
        f"{count:,} | {size / 1e6:.0f} | {count / built:,.0f} | {ratio:.2f} | {_milliseconds(cpus)} | {_milliseconds(walls)} "
        f"| {statistics.median(hits):,.0f}"
    )


def _cpu_s(server: int | None) -> float:
    """Say how long we, and a process of the server beside us, have had a core; Linux knows of the server's."""
    ours = time.process_time()
    return ours if server is None else ours + int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) / 1e9


def _milliseconds(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.1f} | {1000 * statistics.quantiles(seconds, n=20)[-1]:.1f}"


def main(count: int, kinds: str) -> None:
    """Print the table."""
    print(
        "| database | paragraphs | MB | built, rows/s | index : text | CPU ms | 95 % | wall ms | 95 % | median hits |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if "s" in kinds:
            database = stack.enter_context(open_database(f"sqlite:///{Path(folder)}/search.db"))
            print(f"| SQLite | {measure(database, count)} |", flush=True)
        if "p" in kinds:
            url = stack.enter_context(new_database(stack.enter_context(any_server())))
            database = stack.enter_context(open_database(url))
            print(f"| PostgreSQL | {measure(database, count)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paragraphs", nargs="?", type=int, default=COUNT)
    parser.add_argument("databases", nargs="?", choices=("s", "p", "sp"), default="sp")
    given = parser.parse_args()
    main(given.paragraphs, given.databases)
