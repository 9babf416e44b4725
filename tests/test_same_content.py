"""One input, one content: whatever the database, the number of workers and the order."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from bench import invented
from etl.load.database import open_database
from etl.load.digest import TableDigest, content_digest
from etl.pipeline import RunSettings, RunSummary, run

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
RAW = Path(__file__).parents[1] / "raw"

Outcome: TypeAlias = tuple[RunSummary, tuple[TableDigest, ...]]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Invent documents of every shape, and add the samples."""
    folder = tmp_path_factory.mktemp("invented")
    invented.write(folder, 60)
    (folder / "broken.html").write_bytes(invented.broken(invented.story(0)))
    return [str(path) for root in (folder, RAW) for path in sorted(root.rglob("*")) if path.is_file()]


@pytest.fixture(scope="module")
def undisturbed(inputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Ingest everything into SQLite, in order, in this process."""
    return ingest(inputs, f"sqlite:///{tmp_path_factory.mktemp('undisturbed')}/whole.db", 0)


def ingest(paths: list[str], url: str, workers: int) -> Outcome:
    """Run, and digest what came of it."""
    summary = run(paths, RunSettings(url, workers=workers), now=NOW)
    with open_database(url) as database, database.reading() as connection:
        return summary, content_digest(connection)


def test_database_workers_and_order_make_no_difference(
    inputs: list[str], undisturbed: Outcome, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL, filled by four workers in shuffled order, holds what SQLite does, row by row."""
    shuffled = Random(6).sample(inputs, len(inputs))
    one, content = undisturbed
    four, shuffled_content = ingest(shuffled, postgresql_url, 4)

    assert shuffled_content == content
    assert (one.seen, one.loaded, one.rejected, one.paragraphs) == (
        four.seen,
        four.loaded,
        four.rejected,
        four.paragraphs,
    )
    assert one.loaded > 60
    assert one.rejected > 0


def test_runs_in_parts_make_no_difference(inputs: list[str], undisturbed: Outcome, sqlite_url: str) -> None:
    """Runs over parts, overlapping and again, end where one run over everything does."""
    parts = [inputs[50:], inputs[:30], inputs[15:60], inputs[:30]]
    runs = [ingest(part, sqlite_url, 0) for part in parts]

    assert runs[-1][1] == undisturbed[1]
    assert runs[-1][0].unchanged == 30
