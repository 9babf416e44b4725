"""Are stories found, and only stories? `python -m bench.stories [articles]`.

From each article copies are derived by rule (`bench.near_duplicates`); every pair of copies of one article should share a story, and no
other pair should. Articles: invented ones, and where a folder `../shared` with captured pages lies beside this repository, those too;
nothing of them is kept. Of captured pages two that share a title or half of their shingles are left out first: nobody says if they
are one story.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

from sqlalchemy import select

from bench import invented
from bench.load import NOW, processed
from bench.near_duplicates import copies
from etl import Article, parse, stories
from etl.load import diary, migrate
from etl.load.database import Database, open_database
from etl.load.loader import Loader
from etl.models import Origin, Paragraph, ProcessedDocument
from etl.schema import articles, documents
from etl.transform.fingerprints import shingles_of, silent

ARTICLES = 1000
SHORTEST = 200
"""Characters of an article that is worth copying."""

CAPTURED = Path(__file__).resolve().parents[1] / ".." / "shared" / "samples"


def invented_texts(count: int) -> Iterator[tuple[str, ...]]:
    """Invent articles."""
    return (invented.story(number).paragraphs for number in range(count))


def captured_texts(count: int) -> Iterator[tuple[str, ...]]:
    """Read captured pages, one of each story: their shingles say which are."""
    seen: list[frozenset[str]] = []
    for path in sorted(path for path in CAPTURED.rglob("*") if path.is_file()):
        if len(seen) == count:
            return
        for outcome in parse(path.read_bytes(), path.name):
            if not isinstance(outcome, Article) or len(outcome.text) < SHORTEST:
                continue
            texts = tuple(paragraph.text for paragraph in outcome.paragraphs)
            shingles = shingles_of(silent(texts))
            if all(len(shingles & other) < 0.3 * min(len(shingles), len(other)) for other in seen):
                seen.append(shingles)
                yield texts


def documents_of(texts: Sequence[tuple[str, ...]], random: Random) -> list[tuple[int, ProcessedDocument]]:
    """Make a document of every copy, with the number of the article it comes from, in any order."""
    made = []
    for number, paragraphs in enumerate(texts):
        for place, copy in enumerate(copies(random, paragraphs)):
            uri = f"{number}/{place}.html"
            origin = Origin(uri, sha256(uri.encode()).hexdigest(), 1000)
            [like] = processed(number).outcomes
            assert isinstance(like, Article)  # noqa: S101 - narrows a type, checks no data
            article = replace(
                like,
                title=f"第{place}次转载 {number}",
                paragraphs=tuple(Paragraph("text", paragraph) for paragraph in copy),
                origin=origin,
            )
            made.append((number, ProcessedDocument(origin, (article,))))
    random.shuffle(made)
    return made


def pairs(counts: Counter[object]) -> int:
    """Count the pairs inside groups."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def measure(database: Database, texts: Sequence[tuple[str, ...]]) -> str:
    """Load copies, find stories, and compare: a line of the table."""
    made = documents_of(texts, Random(1))
    with database.lock() as lock:
        migrate.upgrade(database)
        with database.writing() as connection:
            run_id = diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
        loader = Loader(database, run_id, NOW, lock)
        seconds = 0.0
        waiting = iter([document for _, document in made])
        while some := list(islice(waiting, 500)):
            loader.load(some)
            started = time.perf_counter()
            stories.keep_up(database)
            seconds += time.perf_counter() - started
    with database.reading() as connection:
        same = documents.c.id == articles.c.document_id
        query = select(documents.c.uri, articles.c.story_id).join_from(articles, documents, same)
        found = {row.uri: row.story_id for row in connection.execute(query)}
    true = Counter[object](uri.split("/")[0] for uri in found)
    told = Counter[object](found.values())
    both = Counter[object]((uri.split("/")[0], story) for uri, story in found.items())
    precision, recall = pairs(both) / max(1, pairs(told)), pairs(both) / max(1, pairs(true))
    return f"{len(texts):,} | {len(made):,} | {precision:.4f} | {recall:.4f} | {len(made) / seconds:,.0f}"


def main(count: int) -> None:
    """Print the table."""
    print("| articles of | articles | copies | precision | recall | copies/s |\n| --- | --- | --- | --- | --- | --- |")
    for name, texts in (("invented", invented_texts(count)), ("captured pages", captured_texts(count))):
        kept = [text for text in texts if sum(map(len, text)) >= SHORTEST]
        if kept:
            with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{folder}/stories.db") as database:
                print(f"| {name} | {measure(database, kept)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
