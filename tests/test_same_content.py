"""One input, one content: whatever the database, the number of workers and the order."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bench import invented
from etl.engines import processes
from etl.load.database import open_database
from etl.load.digest import TableDigest, content_digest
from etl.pipeline import RunSettings, RunSummary, run

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
RAW = Path(__file__).parents[1] / "raw"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Invent documents of every shape, and add the samples."""
    folder = tmp_path_factory.mktemp("invented")
    invented.write(folder, 120)
    return [str(path) for root in (folder, RAW) for path in sorted(root.rglob("*")) if path.is_file()]


def ingest(paths: list[str], url: str, workers: int) -> tuple[RunSummary, tuple[TableDigest, ...]]:
    """Run, and digest what came of it."""
    summary = run(paths, RunSettings(url, workers=workers), now=NOW)
    with open_database(url) as database, database.reading() as connection:
        return summary, content_digest(connection)


def test_database_workers_and_order_make_no_difference(
    inputs: list[str], sqlite_url: str, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite with one worker and PostgreSQL with four, in shuffled order, hold the same, row by row."""
    monkeypatch.setattr(processes, "PATIENCE_S", 0)
    monkeypatch.setattr(processes, "CHUNK", 10)
    shuffled = Random(6).sample(inputs, len(inputs))  # noqa: S311 - an order, no secret
    one, content = ingest(inputs, sqlite_url, 1)
    four, shuffled_content = ingest(shuffled, postgresql_url, 4)

    assert shuffled_content == content
    assert (one.seen, one.loaded, one.rejected, one.paragraphs) == (
        four.seen,
        four.loaded,
        four.rejected,
        four.paragraphs,
    )
    assert one.loaded > 120
    assert one.rejected > 0


def test_runs_in_parts_make_no_difference(inputs: list[str], tmp_path: Path) -> None:
    """Runs over parts, overlapping and again, end where one run over everything does."""
    _, whole = ingest(inputs, f"sqlite:///{tmp_path}/whole.db", 1)
    parts = [inputs[100:], inputs[:60], inputs[30:120], inputs[:60]]
    seen = [ingest(part, f"sqlite:///{tmp_path}/parts.db", 1) for part in parts]

    assert seen[-1][1] == whole
    assert seen[-1][0].unchanged == 60
