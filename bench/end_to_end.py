"""Files to committed rows, the whole way: `python -m bench.end_to_end [documents]`.

Invented documents of every shape are ingested into a new SQLite file and a new PostgreSQL database, by one worker and by one for
each core, then once more (nothing has changed). Every run is a fresh process. A core is counted by its CPU seconds, ours and our
workers' (the PostgreSQL server's are its own), so that a busy machine changes the figures little.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import invented
from etl.pipeline import RunSettings, run
from tests.postgresql_server import any_server, new_database

DOCUMENTS = 10_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: `cpu_seconds` are this process's and its workers', `peak_mb` this process's and its largest worker's."""

    seen: int
    unchanged: int
    paragraphs: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    worker_peak_mb: float


def measure(folder: str, url: str, workers: int) -> Measured:
    """Ingest a folder, in this process."""
    started = time.perf_counter()
    summary = run([folder], RunSettings(url, workers=workers), now=NOW)
    seconds = time.perf_counter() - started
    times = os.times()
    peak, worker_peak = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cpu = times.user + times.system + times.children_user + times.children_system
    return Measured(summary.seen, summary.unchanged, summary.paragraphs, seconds, cpu, peak, worker_peak)


def measure_apart(folder: Path, url: str, workers: int) -> Measured:
    """Ingest a folder in a fresh process, so that memory is that run's alone."""
    command = [sys.executable, "-m", "bench.end_to_end", "--measure", str(folder), url, str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def databases(folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Make new databases: a name and a URL each, and one of each kind for every number of workers."""
    with any_server() as server, new_database(server) as one, new_database(server) as two:
        files = [f"sqlite:///{folder}/{name}.db" for name in ("one", "two")]
        yield [("SQLite", files[0]), ("SQLite", files[1]), ("PostgreSQL", one), ("PostgreSQL", two)]


def main(count: int) -> None:
    """Print the table."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = invented.write(folder / "raw", count)
        print(f"{count:,} documents, {size / 1e6:.1f} MB, {cores} cores, Python {sys.version.split()[0]}\n")
        print("| database | workers | run | seconds | documents/s | documents/s a core | peak MB | a worker's |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        with databases(folder) as made:
            for (kind, url), workers in zip(made, (1, cores, 1, cores), strict=True):
                for what in ("first", "again"):
                    found = measure_apart(folder / "raw", url, workers)
                    print(
                        f"| {kind} | {workers} | {what} | {found.seconds:.1f} | {found.seen / found.seconds:,.0f} "
                        f"| {found.seen / found.cpu_seconds:,.0f} | {found.peak_mb:.0f} | {found.worker_peak_mb:.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(asdict(measure(sys.argv[2], sys.argv[3], int(sys.argv[4])))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
