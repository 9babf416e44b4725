"""What do stories and a search index cost a run? `python -m bench.keeping_up [documents]`.

The same invented documents are ingested by one worker, and by two, into new databases, without and with both kept up to date, by the CPU seconds of
ours and our worker's (the PostgreSQL server's are not in them, but in the seconds on the wall).
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from bench import invented
from etl import search, stories
from etl.load import migrate
from etl.load.database import open_database
from etl.pipeline import RunSettings, run
from tests.postgresql_server import any_server, new_database

DOCUMENTS = 1000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@contextmanager
def without() -> Iterator[None]:
    """Leave stories and index as they are."""
    with mock.patch.object(stories, "keep_up"), mock.patch.object(search, "keep_up"):
        yield


def ingest(folder: Path, url: str, workers: int, *, keeps_up: bool) -> tuple[float, float]:
    """Ingest a folder; gives CPU seconds and seconds."""
    with open_database(url) as database, database.lock():
        migrate.upgrade(database)
        if keeps_up:
            search.build(database)
    cpu, wall = sum(os.times()[:4]), time.perf_counter()
    with ExitStack() as stack:
        if not keeps_up:
            stack.enter_context(without())
        run([str(folder)], RunSettings(url, workers=workers), now=NOW)
    return sum(os.times()[:4]) - cpu, time.perf_counter() - wall


def main(count: int) -> None:
    """Print the table."""
    print("| database | workers | kept up | documents/s a core | documents/s |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as name, any_server() as server:
        folder = Path(name)
        invented.write(folder / "raw", count)
        for workers, keeps_up in ((1, False), (1, True), (2, False), (2, True)):
            with new_database(server) as postgresql:
                files = f"sqlite:///{folder}/{workers}-{keeps_up}.db"
                for kind, url in (("SQLite", files), ("PostgreSQL", postgresql)):
                    cpu, wall = ingest(folder / "raw", url, workers, keeps_up=keeps_up)
                    kept_up = "both" if keeps_up else "neither"
                    print(f"| {kind} | {workers} | {kept_up} | {count / cpu:,.0f} | {count / wall:,.0f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
