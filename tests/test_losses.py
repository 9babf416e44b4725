"""Documents that end their workers, the whole way: they are rows with a reason, and nothing else is lost."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from etl import pipeline
from etl.engines import MIB, Limits
from etl.extract import parts
from etl.load.database import open_database
from etl.models import ColumnName, ProcessedDocument, RawDocument, RawRef, TargetScript, Task
from etl.pipeline import RunSettings, RunSummary, run
from etl.process import process
from etl.schema import documents, rejections

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LIMITS = Limits(seconds=0.5, memory_bytes=300 * MIB)

WAYS = {"杀": "crashed", "等": "timeout", "胀": "too_large", "错": "crashed"}
"""What a document holds, and what becomes of it here."""


def fragile_process(
    task: Task, *, now: datetime | None = None, names: tuple[ColumnName, ...] = (), script: TargetScript = "hans"
) -> ProcessedDocument:
    """Process a document, unless it says how to go wrong."""
    content = task.content if isinstance(task, RawDocument) else b""
    text = (Path(task.path).read_bytes() if isinstance(task, RawRef) else content).decode()
    if "〔杀〕" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "〔等〕" in text:
        pass
    if "〔胀〕" in text:
        bytearray(400 * MIB)
    if "〔错〕" in text:
        raise KeyError(task.uri)
    return process(task, now=now, names=names, script=script)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty folder `raw`, work beside it, and let workers be fragile."""
    raw = tmp_path / "raw"
    raw.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "process_to_load", fragile_process)
    return raw


def ingest(url: str) -> RunSummary:
    """Run over `raw` with two workers."""
    return run(["raw"], RunSettings(url, workers=2, limits=LIMITS), now=NOW)


def test_bad_documents_are_rejected_and_the_others_loaded(folder: Path, sqlite_url: str) -> None:
    """Of sixty documents, those that kill, hang, swell or run into a bug are rejected; again, nothing changes."""
    for number in range(60):
        way = "".join(f"〔{way}〕" for place, way in enumerate(WAYS) if number == place * 10)
        (folder / f"{number}.txt").write_text(f"渡口增班第{number}次\n\n渡口今日增开两班船，往返各一趟。{way}\n")

    first, second = ingest(sqlite_url), ingest(sqlite_url)

    assert (first.status, first.seen, first.loaded, first.rejected) == ("succeeded", 60, 56, 4)
    assert (second.seen, second.unchanged) == (60, 60)
    wanted = {f"raw/{place * 10}.txt": reason for place, reason in enumerate(WAYS.values())}
    assert rejected(sqlite_url) == wanted


def test_a_bad_part_costs_its_records(folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is still one document, loaded without the part that no worker came to the end of."""
    monkeypatch.setattr(parts, "LARGE_BYTES", 1000)
    monkeypatch.setattr(parts, "PART_BYTES", 1000)
    line = '{{"title": "渡口增班{0}", "content": "渡口今日增开两班船，往返各一趟{1}。"}}\n'
    (folder / "a.jsonl").write_text("".join(line.format(n, "〔杀〕" * (n == 50)) for n in range(100)))

    summary = ingest(sqlite_url)

    assert (summary.seen, summary.loaded, summary.rejected) == (1, 1, 0)
    assert 80 < summary.articles < 100
    assert rejected(sqlite_url) == {"raw/a.jsonl": "crashed"}


def rejected(url: str) -> dict[str, str]:
    """Read what was rejected, and why."""
    with open_database(url) as database, database.reading() as connection:
        joined = rejections.join(documents, rejections.c.document_id == documents.c.id)
        found = connection.execute(select(documents.c.uri, rejections.c.reason).select_from(joined))
        return {row.uri: row.reason for row in found}
