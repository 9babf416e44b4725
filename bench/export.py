"""How much memory does an export take, however large it is? `python -m bench.export [paragraphs]`.

The paragraphs of `bench.search` in a new database of each kind, exported whole (`v_paragraphs`) in each format, each by a process of its
own: its peak, beside that of a database of a hundredth of the size.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.search import fill
from etl.export import FORMATS
from etl.load import migrate
from etl.load.database import open_database
from tests.postgresql_server import any_server, new_database

COUNT = 1_000_000
PART = 100


@dataclass(frozen=True, slots=True)
class Measured:
    """What an export took.

    Attributes:
        seconds: on the wall.
        peak_mb: its memory at its most, in MiB.
        megabytes: of the file.
    """

    seconds: float
    peak_mb: float
    megabytes: float


def databases(count: int, stack: ExitStack, folder: Path) -> Iterator[tuple[str, str]]:
    """Fill a database of each kind; gives name and address."""
    server = new_database(stack.enter_context(any_server()))
    for name, url in (("SQLite", f"sqlite:///{folder}/{count}.db"), ("PostgreSQL", stack.enter_context(server))):
        with open_database(url) as database, database.lock():
            migrate.upgrade(database)
            fill(database, count)
        yield name, url


def export(url: str, path: Path) -> Measured:
    """Export by a process of its own."""
    command = [sys.executable, "-m", "etl", "export", "--database", url, "--view", "v_paragraphs", str(path)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the export failed: {process.stderr and process.stderr.read().decode()}")
    return Measured(time.perf_counter() - started, usage.ru_maxrss / 1024, path.stat().st_size / 1e6)


def main(count: int) -> None:
    """Print the table."""
    print("| database | paragraphs | format | MB | seconds | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    for size in (count // PART, count):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            for kind, url in databases(size, stack, Path(name)):
                for format_ in FORMATS:
                    found = export(url, Path(name, f"export.{format_.name}"))
                    print(
                        f"| {kind} | {size:,} | {format_.name} | {found.megabytes:.0f} | {found.seconds:.0f} | {found.peak_mb:.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
