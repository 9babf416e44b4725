"""One large crawl to committed rows: `python -m bench.archives [megabytes]`.

A WARC of invented pages, each padded with a script to the size that pages have, is read on its own and then ingested into a new
SQLite file by one worker and by one for each core. What counts is memory: it must not grow with the archive.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from random import Random

from bench import invented
from bench.end_to_end import measure_apart
from etl.extract import expand
from etl.models import RawDocument, RawRef

MEGABYTES = 1024
PAGE_BYTES = 100_000
"""What a page weighs; a twentieth of it is text."""


@dataclass(frozen=True, slots=True)
class Read:
    """An archive read to its end, and nothing done with it."""

    documents: int
    seconds: float
    peak_mb: float


def write(path: Path, size: int) -> None:
    """Write a WARC of at least `size` bytes."""
    random = Random(1)
    with path.open("wb") as file:
        for number in count():
            if file.tell() >= size:
                return
            padding = f"<script>/* {random.randbytes(PAGE_BYTES // 2).hex()} */</script></head>"
            page = invented.page(invented.story(number)).replace(b"</head>", padding.encode(), 1)
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}.html\r\n"
            file.write(f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n")


def read(path: str) -> Read:
    """Read an archive, in this process."""
    started = time.perf_counter()
    documents = sum(isinstance(found, RawDocument) for found in expand(RawRef(path, path)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Read(documents, time.perf_counter() - started, peak)


def read_apart(path: Path) -> Read:
    """Read an archive in a fresh process, so that memory is that reading's alone."""
    command = [sys.executable, "-m", "bench.archives", "--read", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Read(**json.loads(done.stdout))


def main(megabytes: int) -> None:
    """Print the table."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "raw" / "crawl.warc"
        archive.parent.mkdir()
        write(archive, megabytes * 1_000_000)
        print(f"one WARC of {archive.stat().st_size / 1e6:,.0f} MB, {cores} cores, Python {sys.version.split()[0]}\n")
        print("| what | workers | documents | seconds | MB/s | peak MB | a worker's |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        alone = read_apart(archive)
        speed = megabytes / alone.seconds
        print(
            f"| read | | {alone.documents:,} | {alone.seconds:.1f} | {speed:.0f} | {alone.peak_mb:.0f} | |", flush=True
        )
        for workers in (1, cores):
            for what in ("first run", "again"):
                found = measure_apart(archive.parent, f"sqlite:///{folder}/{workers}.db", workers)
                print(
                    f"| {what} | {workers} | {found.seen:,} | {found.seconds:.1f} | {megabytes / found.seconds:.1f} "
                    f"| {found.peak_mb:.0f} | {found.worker_peak_mb:.0f} |",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        print(json.dumps(asdict(read(sys.argv[2]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES)
