"""Real documents, where they lie beside this repository: the same rows from every engine, in every database.

They are others' and no part of it. In the suite a few of them are ingested; `make samples` ingests all.
"""

import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from etl.load.database import open_database
from etl.load.digest import TableDigest, content_digest
from etl.pipeline import RunSettings, RunSummary, run

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"
NOT_DOCUMENTS = ("gold.jsonl", "README.md")
ONE_IN = 1 if os.environ.get("ETL_ALL_SAMPLES") else 80
"""So many samples stand for one; which does not change from run to run."""
MAX_BYTES = 60_000
"""A larger one is left to `make samples`."""
NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def chosen() -> list[str]:
    """Choose samples by their names."""
    found = (path for path in SAMPLES.rglob("*") if path.is_file() and path.name not in NOT_DOCUMENTS)
    return sorted(
        str(path)
        for path in found
        if ONE_IN == 1 or (sha256(path.name.encode()).digest()[0] % ONE_IN == 0 and path.stat().st_size < MAX_BYTES)
    )


def ingest(paths: list[str], url: str, workers: int) -> tuple[RunSummary, tuple[TableDigest, ...]]:
    """Run, and digest what came of it."""
    summary = run(paths, RunSettings(url, workers=workers), now=NOW)
    with open_database(url) as database, database.reading() as connection:
        return summary, content_digest(connection)


@pytest.mark.timeout(0 if ONE_IN == 1 else 120)
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="there are no samples beside this repository")
def test_samples_give_the_same_rows_for_one_worker_and_four(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    """One process into SQLite, four workers into PostgreSQL, and four into SQLite: row by row the same."""
    paths = chosen()
    one, content = ingest(paths, sqlite_url, 0)
    counted = (one.seen, one.loaded, one.rejected, one.articles, one.paragraphs)
    others = [(postgresql_url, 4)]
    if ONE_IN == 1:
        others += [(f"sqlite:///{tmp_path}/four.db", 4)]

    assert one.loaded > len(paths) / 2
    for url, workers in others:
        summary, other = ingest(paths, url, workers)
        assert other == content
        assert (summary.seen, summary.loaded, summary.rejected, summary.articles, summary.paragraphs) == counted
    print(f"{len(paths)} samples: {one.articles} articles, {one.rejected} rejected documents")  # noqa: T201 - for `make samples`
