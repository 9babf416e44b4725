"""Files to committed rows beside a script of trafilatura and `executemany`: `python -m bench.beside_trafilatura [documents [FOLDER]]`.

The same files go both ways, each in a fresh process that has read one document, and made its tables, before the clock starts: ours by `etl run` in one
process, with everything it decides, checks and derives; the other by `trafilatura.bare_extraction` with metadata, and rows of
articles and paragraphs put into SQLite by `executemany`, 500 documents a transaction. Needs `pip install trafilatura`. Pages and posts
with front matter are invented, or chosen by lot below a folder of real ones.

A post with front matter is not what trafilatura is for, and its documents/s say little there: for more than half of the real ones it returns
None, within half a millisecond, and of the others it takes text without title and author, often with the front matter in it. Its figure is
mostly that of a refusal. So the table counts, each way, the documents that gave an article and those whose article has a title, and sets
the articles a CPU second beside the documents a CPU second: all the time it took, by what came out. The last line sets our posts beside
its pages, as the wanted figure may be read; these are two kinds of documents, and no race.
"""

import argparse
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
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from bench import invented

DOCUMENTS = 300
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BATCH = 500

PAGES, POSTS = "pages", "posts with front matter"

KINDS = ((PAGES, (".html", ".htm"), "4"), (POSTS, (".md",), "20"))
"""What is measured: the names of its files end so; wanted times as quick."""

TABLES = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, uri TEXT UNIQUE, title TEXT, author TEXT, published TEXT, source TEXT, url TEXT, hash TEXT);
CREATE TABLE paragraphs (article_id INTEGER REFERENCES articles, position INTEGER, text TEXT, PRIMARY KEY (article_id, position));
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One way: documents read, those that gave an article, articles with a title, and the CPU seconds of it all."""

    documents: int
    given: int
    titled: int
    seconds: float

    @property
    def documents_per_second(self) -> float:
        """What went in, by CPU seconds."""
        return self.documents / self.seconds

    @property
    def articles_per_second(self) -> float:
        """What came out, by CPU seconds."""
        return self.given / self.seconds


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


GIVEN = {
    "ours": "SELECT count(DISTINCT document_id), count(DISTINCT CASE WHEN title > '' THEN document_id END) FROM articles",
    "theirs": "SELECT count(*), count(CASE WHEN title > '' THEN 1 END) FROM articles",
}
"""How many documents gave an article, and one with a title."""


def measure(way: str, folder: Path, database: Path) -> Measured:
    """Go one way, once to warm up and once for the clock."""
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
    seconds = sum(os.times()[:4]) - began
    with closing(sqlite3.connect(database)) as connection:
        given, titled = connection.execute(GIVEN[way]).fetchone()
    return Measured(documents, given, titled, seconds)


def measure_apart(way: str, folder: Path, database: Path) -> Measured:
    """Go one way in a fresh process."""
    command = [sys.executable, "-m", "bench.beside_trafilatura", "--measure", way, str(folder), str(database)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


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
    print("Documents a CPU second, articles a CPU second; trafilatura with executemany is *theirs*.\n")
    print(
        "| what | documents | ours gave an article, with a title | theirs | ours, documents/s | theirs | times | wanted "
        "| ours, articles/s | theirs | times |"
    )
    print(f"|{' --- |' * 11}")
    found: dict[tuple[str, str], Measured] = {}
    for what, ends, times in KINDS:
        with tempfile.TemporaryDirectory() as name:
            (raw := Path(name, "raw")).mkdir()
            for number, (file, content) in enumerate(chosen(ends, wanted, real), 1):
                (raw / f"{number:05}-{file}").write_bytes(content)
            their, our = (measure_apart(way, raw, Path(name, f"{way}.db")) for way in ("theirs", "ours"))
        found[what, "ours"], found[what, "theirs"] = our, their
        print(
            f"| {what} | {our.documents} | {our.given}, {our.titled} | {their.given}, {their.titled} "
            f"| {our.documents_per_second:,.0f} | {their.documents_per_second:,.1f} "
            f"| {our.documents_per_second / their.documents_per_second:.1f} | {times} "
            f"| {our.articles_per_second:,.0f} | {their.articles_per_second:,.1f} "
            f"| {our.articles_per_second / their.articles_per_second:.1f} |",
            flush=True,
        )
    posts, pages = found[POSTS, "ours"].documents_per_second, found[PAGES, "theirs"].documents_per_second
    print(
        f"\nOur posts beside their pages: {posts:,.0f} documents/s against {pages:,.1f}, {posts / pages:.1f} times (two kinds)."
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(asdict(measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))))
    else:
        parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("documents", nargs="?", type=int, default=DOCUMENTS)
        parser.add_argument("folder", nargs="?", type=Path)
        given = parser.parse_args()
        main(given.documents, given.folder)
