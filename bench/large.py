"""One large record file to committed rows, and the memory that takes: `python -m bench.large [megabytes [name ...]]`.

Invented records are written as JSON Lines, bare and packed, as one list, and as a CSV file in GB18030; each is ingested into a new
SQLite file by a process of its own with one worker, so that the peaks are that file's alone. A file is one document: its articles are
committed whole or not. Each record carries a snapshot that nobody reads, as dumps do, so that reading is measured and not parsing.
"""

import csv
import gzip
import io
import json
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from random import Random
from typing import BinaryIO, cast

from bench import invented
from bench.end_to_end import measure_apart

MEGABYTES = 1000
DIFFERENT = 200
"""So many different records are repeated until a file is large enough: to invent them all would take longer than to read them."""
SNAPSHOT_BYTES = 100_000
"""What a record weighs besides its text."""


def snapshot(number: int) -> str:
    """Invent what packs no better than it should."""
    return Random(number).randbytes(SNAPSHOT_BYTES // 2).hex()


def json_object(number: int) -> bytes:
    """Write a record as a JSON object."""
    told = invented.story(number)
    record = {"title": told.title, "content": "\n".join(told.paragraphs), "source": told.source, "url": told.url}
    return json.dumps(record | {"snapshot": snapshot(number)}, ensure_ascii=False).encode()


def row_in_gb18030(number: int) -> bytes:
    """Write a record as a row, with line ends in its text."""
    told = invented.story(number)
    row = io.StringIO()
    csv.writer(row).writerow([told.title, "\n".join(told.paragraphs), told.source, told.url, snapshot(number)])
    return row.getvalue().encode("gb18030")


FILES: tuple[tuple[str, Callable[[int], bytes], bytes, bytes, bytes], ...] = (
    ("news.jsonl", json_object, b"", b"\n", b"\n"),
    ("news.jsonl.gz", json_object, b"", b"\n", b"\n"),
    ("news.json", json_object, b"[", b",", b"]"),
    ("news.csv", row_in_gb18030, "标题,正文,来源,链接,快照\r\n".encode("gb18030"), b"", b""),
)
"""Names, how a record is written, and what stands before the first, between two and behind the last."""


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path, "wb", 1)) if path.suffix == ".gz" else path.open("wb")


def write(
    path: Path, megabytes: int, record: Callable[[int], bytes], head: bytes, separator: bytes, tail: bytes
) -> None:
    """Write records until there are as many bytes as asked for; packed, they are fewer."""
    left = megabytes * 1_000_000
    with _opened(path) as file:
        file.write(head)
        for written in cycle([record(number) for number in range(DIFFERENT)]):
            file.write(written)
            left -= len(written)
            if left < 0:
                break
            file.write(separator)
        file.write(tail)


def main(megabytes: int, names: list[str]) -> None:
    """Print the table."""
    print("| file | MB | seconds | loaded | paragraphs | peak MB | a worker's |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, record, head, separator, tail in FILES:
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "raw", name)
            path.parent.mkdir()
            write(path, megabytes, record, head, separator, tail)
            found = measure_apart(path, f"sqlite:///{folder}/etl.db", workers=1)
            loaded = "yes" if found.paragraphs else "no"
            print(
                f"| {name} | {megabytes} | {found.seconds:.0f} | {loaded} | {found.paragraphs:,} | {found.peak_mb:.0f} "
                f"| {found.worker_peak_mb:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES, sys.argv[2:])
