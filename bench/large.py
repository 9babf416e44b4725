"""One large record file to committed rows, and the memory that takes: `python -m bench.large [megabytes]`.

Invented records are written as JSON Lines and as a CSV file in GB18030; each is ingested into a new SQLite file by a process of
its own with one worker, so that the peak is that file's alone. A file is one document: its articles are committed whole or not.
"""

import csv
import io
import json
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from bench import invented
from bench.end_to_end import measure_apart

MEGABYTES = 1000
DIFFERENT = 2000
"""So many different records are repeated until a file is large enough: to invent them all would take longer than to read them."""


def json_line(told: invented.Story) -> bytes:
    """Write a record as a line of JSON."""
    record = {"title": told.title, "content": "\n".join(told.paragraphs), "source": told.source, "url": told.url}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def row_in_gb18030(told: invented.Story) -> bytes:
    """Write a record as a row, with line ends in its text."""
    row = io.StringIO()
    csv.writer(row).writerow([told.title, "\n".join(told.paragraphs), told.source, told.url])
    return row.getvalue().encode("gb18030")


FILES: tuple[tuple[str, bytes, Callable[[invented.Story], bytes]], ...] = (
    ("news.jsonl", b"", json_line),
    ("news.csv", "标题,正文,来源,链接\r\n".encode("gb18030"), row_in_gb18030),
)
"""Names, what stands before the records, and how one is written."""


def write(path: Path, megabytes: int, head: bytes, record: Callable[[invented.Story], bytes]) -> None:
    """Write records until a file is as large as asked for, but no larger."""
    left = megabytes * 1_000_000 - len(head)
    with path.open("wb") as file:
        file.write(head)
        for written in cycle([record(invented.story(number)) for number in range(DIFFERENT)]):
            left -= len(written)
            if left < 0:
                return
            file.write(written)


def main(megabytes: int) -> None:
    """Print the table."""
    print("| file | MB | seconds | loaded | paragraphs | peak MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, head, record in FILES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "raw", name)
            path.parent.mkdir()
            write(path, megabytes, head, record)
            found = measure_apart(path, f"sqlite:///{folder}/etl.db", workers=1)
            loaded = "yes" if found.paragraphs else "no"
            print(
                f"| {name} | {megabytes} | {found.seconds:.0f} | {loaded} | {found.paragraphs:,} | {found.peak_mb:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES)
