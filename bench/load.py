"""Rows into the database, and nothing else: `python -m bench.load [documents]`.

The loader, with everything it decides and checks, against the same rows put into the same tables (keys, checks and references in
place) by the driver's fastest way: `executemany` in one transaction on SQLite, COPY on PostgreSQL.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Table

from bench import invented
from etl.load import diary, migrate
from etl.load.backend import Rows
from etl.load.database import Database, open_database
from etl.load.loader import Loader
from etl.models import Article, Origin, Paragraph, ProcessedDocument, PublishedDate
from etl.pipeline import BATCH_DOCUMENTS
from etl.schema import metadata
from tests.postgresql_server import any_server, new_database

DOCUMENTS = 20_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def processed(number: int) -> ProcessedDocument:
    """Invent a document that is parsed already."""
    told = invented.story(number)
    origin = Origin(
        f"raw/{number}.html", sha256(str(number).encode()).hexdigest(), 30_000, "html_page", "utf-8", "utf-8", "utf-8"
    )
    published = PublishedDate(
        told.published.astimezone(UTC), told.published.date(), "minute", f"{told.published}", "iso8601"
    )
    article = Article(
        title=told.title,
        source=told.source,
        via=None,
        author=told.author,
        editor=None,
        url=told.url,
        published=published,
        language="zh",
        script="Hans",
        tags=told.tags,
        image_url=None,
        paragraphs=tuple(Paragraph("text", paragraph) for paragraph in told.paragraphs),
        origin=origin,
    )
    return ProcessedDocument(origin, (article,))


def load(database: Database, batches: Sequence[Sequence[ProcessedDocument]]) -> None:
    """Load as a run does."""
    with database.writing() as connection:
        run_id = diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
    with database.lock() as lock:
        for batch in batches:
            Loader(database, run_id, NOW, lock).load(batch)


def read_tables(database: Database, bare: Database) -> list[Rows]:
    """Read every row of every table, parents first; what migrations fill is in the bare database already."""
    with database.reading() as connection:
        return [
            Rows(table, tuple(table.columns.keys()), [tuple(row) for row in connection.execute(table.select())])
            for table in metadata.sorted_tables
            if not is_filled(bare, table)
        ]


def is_filled(database: Database, table: Table) -> bool:
    """Tell whether a table has rows."""
    with database.reading() as connection:
        return connection.execute(table.select().limit(1)).first() is not None


def insert(database: Database, tables: Sequence[Rows]) -> None:
    """Put rows in, as fast as the driver can."""
    with database.writing() as connection:
        for rows in tables:
            database.backend.insert(connection, rows)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(count: int) -> None:
    """Print the table."""
    documents = [processed(number) for number in range(count)]
    batches = [documents[start : start + BATCH_DOCUMENTS] for start in range(0, count, BATCH_DOCUMENTS)]
    print("| database | rows | loader, rows/s | driver alone, rows/s | ratio | again, documents/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        for kind, loaded, bare in pairs(Path(folder), stack):
            seconds = timed(partial(load, loaded, batches))
            again = timed(partial(load, loaded, batches))
            tables = read_tables(loaded, bare)
            rows = sum(len(table.rows) for table in tables)
            alone = timed(partial(insert, bare, tables))
            print(
                f"| {kind} | {rows:,} | {rows / seconds:,.0f} | {rows / alone:,.0f} | {alone / seconds:.2f} | {count / again:,.0f} |",
                flush=True,
            )


def pairs(folder: Path, stack: ExitStack) -> Iterator[tuple[str, Database, Database]]:
    """Make two new databases of each kind, that end with the stack."""
    files = [f"sqlite:///{folder}/{name}.db" for name in ("loaded", "bare")]
    yield "SQLite", opened(files[0], stack), opened(files[1], stack)
    server = stack.enter_context(any_server())
    made = [stack.enter_context(new_database(server)) for _ in range(2)]
    yield "PostgreSQL", opened(made[0], stack), opened(made[1], stack)


def opened(url: str, stack: ExitStack) -> Database:
    """Open and migrate a database."""
    database = stack.enter_context(open_database(url))
    with database.lock():
        migrate.upgrade(database)
    return database


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
