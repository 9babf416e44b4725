"""What a Ray cluster costs beside processes of one machine: `python -m bench.cluster [documents]`; needs the extra `ray`.

Invented documents of every shape into a new SQLite file, by each engine with one and two workers, each run a fresh process. *Memory* is
the most that all processes that the run started, and it itself, held together, each by its proportional share, looked at twice a second.
"""

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from bench import invented

DOCUMENTS = 4000
LOOK_S = 0.5
SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def main(count: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = invented.write(folder / "raw", count)
        print(f"{count:,} documents, {size / 1e6:.1f} MB, Python {sys.version.split()[0]}\n")
        print("| engine | workers | seconds | documents/s | MB together |")
        print("| --- | --- | --- | --- | --- |")
        for engine in ("processes", "ray"):
            for workers in (1, 2):
                url = f"sqlite:///{folder}/{engine}{workers}.db"
                seconds, peak = measure(
                    ["run", str(folder / "raw"), "--engine", engine, "--workers", str(workers), "--database", url]
                )
                print(f"| {engine} | {workers} | {seconds:.1f} | {count / seconds:,.0f} | {peak:,.0f} |", flush=True)


def measure(arguments: list[str]) -> tuple[float, float]:
    """Run the program; gives the seconds it took, and the MB it and all below it held."""
    started = time.perf_counter()
    program = subprocess.Popen([sys.executable, "-m", "etl", *arguments], stderr=subprocess.DEVNULL)
    peak, is_over = [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_S):
            peak[0] = max(peak[0], sum(map(share_of, family(program.pid))) / 1024)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = program.wait()
    seconds = time.perf_counter() - started
    is_over.set()
    watcher.join()
    if code:
        raise SystemExit(f"etl {' '.join(arguments)} ended with {code}")
    return seconds, peak[0]


def family(pid: int) -> Iterator[int]:
    """List a process and all that descend from it."""
    yield pid
    try:
        children = [
            int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()
        ]
    except OSError:
        return
    for child in children:
        yield from family(child)


def share_of(pid: int) -> int:
    """The kB that a process holds, what is shared divided among those who share it; 0 if it is gone."""
    try:
        found = SHARE.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
