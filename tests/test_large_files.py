"""Large files of records: read in parts by whoever is free, committed as the one document they are."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from etl import failpoints
from etl.exceptions import RunError
from etl.extract import expand, parts
from etl.load.database import open_database
from etl.load.digest import content_digest
from etl.models import RawPart, RawRef
from etl.pipeline import RunSettings, RunSummary, run
from etl.process import process
from etl.schema import articles, documents, paragraphs, rejections
from etl.stopping import Stop
from tests.large_documents import cut_early, json_lines, packed, table

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder where a file of two kilobytes is a large one, and a part has one."""
    monkeypatch.chdir(tmp_path)
    cut_early(monkeypatch)
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def ingest(url: str, **changes: object) -> RunSummary:
    """Run over `raw` with the usual settings."""
    return run(["raw"], RunSettings(url, **changes), now=NOW)  # type: ignore[arg-type]


def content(url: str, *tables: Table) -> list[list[object]]:
    """Read whole tables."""
    with open_database(url) as database, database.reading() as connection:
        return [list(connection.execute(select(table).order_by(table.c.id)).all()) for table in tables]


EVERYTHING = (documents, articles, paragraphs, rejections)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_large_file_is_one_document(
    folder: Path, database_url: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its articles, rejections and counts are those of the file read whole; a second run changes nothing."""
    (folder / "a.jsonl").write_bytes(json_lines(100))
    (folder / "b.csv").write_bytes(table(100))
    (folder / "c.txt").write_text("渡口增班\n\n渡口今日增开两班船，往返各一趟。\n")
    first = ingest(database_url, workers=workers)
    before = content(database_url, *EVERYTHING)
    second = ingest(database_url, workers=workers)

    assert (first.seen, first.loaded, first.articles, first.rejected) == (3, 3, 191, 0)
    assert (second.seen, second.unchanged, second.articles) == (3, 3, 0)
    assert content(database_url, *EVERYTHING) == before
    with open_database(database_url) as database, database.reading() as connection:
        found = connection.execute(select(documents.c.uri, documents.c.article_count).order_by(documents.c.uri)).all()
        places = connection.execute(
            select(articles.c.position)
            .join(documents, articles.c.document_id == documents.c.id)
            .where(documents.c.uri == "raw/a.jsonl")
            .order_by(articles.c.position)
        )
        assert found == [("raw/a.jsonl", 90), ("raw/b.csv", 100), ("raw/c.txt", 1)]
        assert list(places.scalars()) == list(range(1, 91))


def test_cut_or_whole_the_database_is_the_same(
    folder: Path, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loaded, then changed to fewer records and to more: at each step the content is that of the file read whole."""
    for content_ in (json_lines(100), json_lines(40, start=7), json_lines(80)):
        (folder / "a.jsonl").write_bytes(content_)
        digests = []
        for url, large in ((database_url, 2000), (f"sqlite:///{tmp_path}/whole.db", 10**9)):
            monkeypatch.setattr(parts, "LARGE_BYTES", large)
            ingest(url)
            with open_database(url) as database, database.reading() as connection:
                digests.append(content_digest(connection))
        assert digests[0] == digests[1]


def test_a_document_that_breaks_off_leaves_nothing(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in the last part takes all parts back; the next run loads them."""
    (folder / "a.jsonl").write_bytes(json_lines(20))
    ingest(database_url)
    before = content(database_url, *EVERYTHING)
    (folder / "a.jsonl").write_bytes(json_lines(100))
    with monkeypatch.context() as patch:
        patch.setattr("etl.pipeline.process_to_load", failing_on_the_last(process))
        with pytest.raises(ZeroDivisionError):
            ingest(database_url)

    assert content(database_url, *EVERYTHING) == before
    assert ingest(database_url).updated == 1


@pytest.mark.parametrize("good", [0, 1, 3])
def test_a_file_that_cannot_be_read_on_is_rejected_or_ends_the_run(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    """Before its first part it is unreadable; later the run ends, with nothing of it loaded, and the next tries again."""
    (folder / "a.jsonl").write_bytes(json_lines(100))

    def read(*_: object) -> Iterator[str]:
        yield from ['{"title": "a", "content": "b"}\n'] * good
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_pieces", read)
        if good > 1:
            with pytest.raises(RunError, match=r"raw/a\.jsonl cannot be read on: Input/output error"):
                ingest(sqlite_url)
            assert content(sqlite_url, documents, articles) == [[], []]
        else:
            assert ingest(sqlite_url).rejected == 1

    assert ingest(sqlite_url).articles == 90


def failing_on_the_last(real: Callable[..., object]) -> Callable[..., object]:
    """Stand in for a worker with a bug."""

    def process(task: object, **options: object) -> object:
        if isinstance(task, RawPart) and task.is_last:
            raise ZeroDivisionError("a bug")
        return real(task, **options)

    return process


def test_a_large_file_that_became_unreadable_keeps_its_articles(folder: Path, database_url: str) -> None:
    """It is rejected, says why for each record, and what it gave before is not lost."""
    (folder / "a.jsonl").write_bytes(json_lines(100))
    ingest(database_url)
    before = content(database_url, articles)
    (folder / "a.jsonl").write_bytes(b'{"id": "7"}\n' * 400)
    second, third = ingest(database_url), ingest(database_url)

    assert (second.rejected, second.articles, third.unchanged) == (1, 0, 1)
    assert content(database_url, articles) == before
    assert len(content(database_url, rejections)[0]) == 400


def test_a_limit_counts_documents_and_cuts_none(folder: Path, sqlite_url: str) -> None:
    """The parts of a document are one document."""
    for name in "abc":
        (folder / f"{name}.jsonl").write_bytes(json_lines(100))
    found = ingest(sqlite_url, limit=2)

    assert (found.seen, found.articles) == (2, 180)


def test_a_dry_run_counts_the_same(folder: Path, database_url: str) -> None:
    """A rehearsal says what a run would do with a document in parts, before and after one."""
    (folder / "a.jsonl").write_bytes(json_lines(100))
    dry, real, again = ingest(database_url, dry_run=True), ingest(database_url), ingest(database_url, dry_run=True)

    assert (dry.loaded, dry.articles, dry.paragraphs) == (real.loaded, real.articles, real.paragraphs)
    assert (again.seen, again.unchanged) == (1, 1)


def test_parts_that_come_in_any_order_are_loaded_in_theirs(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers finish when they finish, and other documents in between."""
    for name in "ab":
        (folder / f"{name}.jsonl").write_bytes(json_lines(100))
    (folder / "c.txt").write_text("渡口增班\n\n渡口今日增开两班船，往返各一趟。\n")
    ingest(sqlite_url)
    expected = content(sqlite_url, articles)
    backwards = nullcontext(lambda function, items: reversed(list(map(function, items))))
    monkeypatch.setattr("etl.engines.serial.start", lambda *_: backwards)
    url = sqlite_url.replace("0.db", "9.db")
    ingest(url)

    [found] = content(url, articles)
    titles = {(row.document_id, row.position): row.title for row in found}  # type: ignore[attr-defined]
    assert len(titles) == len(expected[0]) == 181
    of_each = [
        [titles[document, place] for place in range(1, 91)]
        for document in {d for d, _ in titles}
        if (document, 2) in titles
    ]
    assert of_each == [[f"第{n}班渡船" for n in range(100) if n % 10 != 9]] * 2


@pytest.mark.parametrize("name", ["news.jsonl.gz", "news.zip", "news.tar.gz"])
def test_a_large_file_is_cut_wherever_it_lies(folder: Path, database_url: str, name: str) -> None:
    """Packed or in an archive, it is one document in parts, and what stands in the database is what the bare file gives."""
    (folder / name).write_bytes(packed(name, json_lines(100)))
    tasks = list(expand(RawRef(name, str(folder / name))))
    first, second = ingest(database_url), ingest(database_url)

    assert len(tasks) > 3
    assert all(isinstance(task, RawPart) for task in tasks)
    assert (first.seen, first.loaded, first.articles) == (1, 1, 90)
    assert (second.seen, second.unchanged) == (1, 1)
    with open_database(database_url) as database, database.reading() as connection:
        [found] = connection.execute(select(documents.c.sha256, documents.c.size_bytes))
        assert found == (hashlib.sha256(json_lines(100)).hexdigest(), len(json_lines(100)))


def test_a_large_file_that_ends_early_gives_nothing(folder: Path, sqlite_url: str) -> None:
    """What is packed around it says that something is missing before the first part is loaded."""
    content_ = packed("news.jsonl.gz", json_lines(1000))
    (folder / "news.jsonl.gz").write_bytes(content_[: len(content_) // 2])
    found = ingest(sqlite_url)

    assert (found.seen, found.rejected, found.articles) == (1, 1, 0)


def test_a_stop_in_the_midst_of_it_leaves_it_to_the_next_run(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts are rolled back; what else was in hand is committed."""
    (folder / "a.txt").write_text("老桥今日通车\n\n修缮三年的老桥今日恢复通车，两岸居民步行过河。\n", encoding="utf-8")
    (folder / "b.jsonl").write_bytes(json_lines(200))
    stop = Stop()

    def ask(reached: str) -> None:
        if reached == "articles are inserted":
            stop.asked_by = "a test"

    with monkeypatch.context() as patched:
        patched.setattr(failpoints, "hook", ask)
        stopped = run(["raw"], RunSettings(database_url), now=NOW, stop=stop)
    rest = ingest(database_url)

    assert (stopped.status, stopped.seen, stopped.articles) == ("failed", 1, 1)
    assert (rest.status, rest.unchanged, rest.loaded, rest.articles) == ("succeeded", 1, 1, 180)
