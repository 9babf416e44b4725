"""Files to committed rows beside a script of trafilatura and `executemany`: `python -m bench.beside_trafilatura [documents [FOLDER]]`.

The same files go both ways, each in a fresh process that has read one document, and made its tables, before the clock starts: ours by `etl run` in one
process, with everything it decides, checks and derives; the other by `trafilatura.bare_extraction` with metadata, and rows of
articles and paragraphs put into SQLite by `executemany`, 500 documents a transaction. Needs `pip install trafilatura`. Pages and posts
with front matter are invented, or chosen by lot below a folder of real ones.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from bench import invented

DOCUMENTS = 300
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BATCH = 500

KINDS = (("pages", (".html", ".htm"), "4"), ("posts with front matter", (".md",), "20"))
"""What is measured: the names of its files end so; wanted times as quick."""

TABLES = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, uri TEXT UNIQUE, title TEXT, author TEXT, published TEXT, source TEXT, url TEXT, hash TEXT);
CREATE TABLE paragraphs (article_id INTEGER REFERENCES articles, position INTEGER, text TEXT, PRIMARY KEY (article_id, position));
"""


def ours(folder: Path, database: Path) -> int:
    """Ingest a folder; give the number of documents."""
    from etl.pipeline import RunSettings, run

    return run([str(folder)], RunSettings(f"sqlite:///{database}"), now=NOW).seen


def theirs(folder: Path, database: Path) -> int:
    """Extract and insert what a folder holds; give the number of documents."""
    files = iter(sorted(path for path in folder.iterdir() if path.is_file()))
    numbers = count(1)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {TABLES}")
        while some := list(islice(files, BATCH)):
            rows = [(number, *row) for path in some if (row := extracted(path)) and (number := next(numbers))]
            with connection:
                connection.executemany(
                    "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [row[:-1] for row in rows]
                )
                lines = [
                    (row[0], position, line)
                    for row in rows
                    for position, line in enumerate(str(row[-1]).splitlines(), 1)
                ]
                connection.executemany("INSERT INTO paragraphs VALUES (?, ?, ?)", lines)
    return len(list(folder.iterdir()))


def migrated(database: Path) -> None:
    """Make our tables, which are more than two."""
    from etl.load import migrate
    from etl.load.database import open_database

    with open_database(f"sqlite:///{database}") as opened, opened.lock():
        migrate.upgrade(opened)


def extracted(path: Path) -> tuple[str, ...] | None:
    """Read one document; the text comes last."""
    from trafilatura import bare_extraction

    content = path.read_bytes()
    found = bare_extraction(content, with_metadata=True)
    if found is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    return (path.name, found.title, found.author, found.date, found.sitename, found.url, digest, found.text or "")


def measure(way: str, folder: Path, database: Path) -> float:
    """Go one way, once to warm up and once for the clock; give CPU seconds a document."""
    work = {"ours": ours, "theirs": theirs}[way]
    with tempfile.TemporaryDirectory() as name:
        first = min(folder.iterdir())
        (warm := Path(name, "warm")).mkdir()
        shutil.copy(first, warm)
        work(warm, Path(name, "warm.db"))
    if way == "ours":
        migrated(database)
    began = sum(os.times()[:4])
    documents = work(folder, database)
    return (sum(os.times()[:4]) - began) / documents


def chosen(ends: tuple[str, ...], wanted: int, real: Path | None) -> Iterator[tuple[str, bytes]]:
    """Invent documents, or choose real ones by the hash of their names."""
    if real is None:
        names = (found for found in invented.documents(wanted * 10) if found[0].endswith(ends))
        yield from islice((found for found in names if "broken" not in found[0]), wanted)
        return
    paths = sorted(path for path in real.rglob("*") if path.name.endswith(ends) and path.name != "README.md")
    for path in sorted(paths, key=lambda path: hashlib.sha256(path.name.encode()).digest())[:wanted]:
        yield path.name, path.read_bytes()


def main(wanted: int, real: Path | None) -> None:
    """Print the table."""
    print("| what | documents | ours, documents/s a core | trafilatura + executemany | times | wanted |")
    print("| --- | --- | --- | --- | --- | --- |")
    for what, ends, times in KINDS:
        with tempfile.TemporaryDirectory() as name:
            (raw := Path(name, "raw")).mkdir()
            documents = 0
            for documents, (file, content) in enumerate(chosen(ends, wanted, real), 1):
                (raw / f"{documents:05}-{file}").write_bytes(content)
            found = {}
            for way in ("theirs", "ours"):
                command = [
                    sys.executable,
                    "-m",
                    "bench.beside_trafilatura",
                    "--measure",
                    way,
                    str(raw),
                    f"{name}/{way}.db",
                ]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                found[way] = float(json.loads(done.stdout.splitlines()[-1]))
            print(
                f"| {what} | {documents} | {1 / found['ours']:,.0f} | {1 / found['theirs']:,.1f} "
                f"| {found['theirs'] / found['ours']:.1f} | {times} |",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS, Path(sys.argv[2]) if len(sys.argv) > 2 else None)  # noqa: PLR2004 - two arguments
