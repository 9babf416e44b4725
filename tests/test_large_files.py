"""Large files of records: cut into parts, read by whoever is free, committed as the one document they are."""

import csv
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from etl.exceptions import RunError
from etl.extract import expand, parts
from etl.extract.archives import open_stream
from etl.load.database import open_database
from etl.load.digest import content_digest
from etl.models import Article, ColumnName, ProcessedPart, RawPart, RawRef, Rejection
from etl.pipeline import RunSettings, RunSummary, run
from etl.process import parse, process
from etl.schema import articles, documents, paragraphs, rejections

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def json_lines(count: int, start: int = 0) -> bytes:
    """Write records as JSON Lines, every tenth of them broken."""
    lines = (
        json.dumps({"title": f"第{n}班渡船", "content": f"今日第{n}班渡船准点开出，乘客{n}人。"}, ensure_ascii=False)
        if n % 10 != 9
        else '{"title": '
        for n in range(start, start + count)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def table(count: int, encoding: str = "gb18030") -> bytes:
    """Write records as a table, with quotes and line ends in its cells."""
    file = io.StringIO()
    rows = ((f"第{n}班渡船", f'船长说：“{n}”\n今日准点开出，乘客{n}人。\n\n"平安"。') for n in range(count))
    csv.writer(file).writerows([("标题", "正文"), *rows])
    return file.getvalue().encode(encoding)


def json_list(count: int, **layout: int) -> bytes:
    """Write records as one list, with brackets, commas and quotes in their texts."""
    records = (
        {"title": f"第{n}班渡船", "content": f'今日第{n}班]渡船}},{{"准点"[开出\\，乘客{n}人。', "tags": ["船", f"{n}"]}
        for n in range(count)
    )
    return json.dumps(list(records), ensure_ascii=False, **layout).encode()  # type: ignore[arg-type]  # an indent


def doc_records(count: int) -> bytes:
    """Write records in angle brackets, in GBK."""
    records = (
        f"<doc>\n<url>http://ferry.example/{n}</url>\n<contenttitle>第{n}班渡船</contenttitle>\n"
        f"<content>今日第{n}班渡船 & 渔船准点开出，乘客{n}人。</content>\n</doc>\n"
        for n in range(count)
    )
    return "".join(records).encode("gbk")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder where a file of two kilobytes is a large one, and a part has one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parts, "LARGE_BYTES", 2000)
    monkeypatch.setattr(parts, "PART_BYTES", 1000)
    monkeypatch.setattr(parts, "HEAD_BYTES", 1000)
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def cut(path: Path, names: tuple[ColumnName, ...] = ()) -> list[RawPart]:
    """Cut a file."""
    found = [task for task in expand(RawRef(path.name, str(path)), names) if isinstance(task, RawPart)]
    assert [part.number for part in found] == list(range(1, len(found) + 1))
    return found


def ingest(url: str, **changes: object) -> RunSummary:
    """Run over `raw` with the usual settings."""
    return run(["raw"], RunSettings(url, **changes), now=NOW)  # type: ignore[arg-type]


def content(url: str, *tables: Table) -> list[list[object]]:
    """Read whole tables."""
    with open_database(url) as database, database.reading() as connection:
        return [list(connection.execute(select(table).order_by(table.c.id)).all()) for table in tables]


EVERYTHING = (documents, articles, paragraphs, rejections)


# ------------------------------------------------------------------------------------------------ cutting


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        pytest.param("a.jsonl", json_lines(200), id="json lines"),
        pytest.param("a.jsonl", b"\n\n" + json_lines(200).rstrip(b"\n"), id="blank lines and no last line end"),
        pytest.param("a.csv", table(200), id="table in gb18030"),
        pytest.param("a.csv", b"\xef\xbb\xbfsep=,\r\n" + table(200, "utf-8"), id="table of Excel's"),
        pytest.param("a.csv", table(200, "utf-16"), id="table in utf-16 with a byte order mark"),
        pytest.param("a.jsonl", json_lines(200).decode().encode("utf-16-be"), id="json lines in utf-16 without one"),
        pytest.param("a.json", json_list(200), id="json list"),
        pytest.param("a.json", json_list(200, indent=2).decode().encode("gb18030"), id="indented json list in gb18030"),
        pytest.param(
            "a.json", b'{"code": 0, "data": {"list": ' + json_list(200) + b'}, "more": [1]}', id="list inside"
        ),
        pytest.param("a.xml", doc_records(200), id="records in angle brackets"),
        pytest.param("a.xml", b"<?xml version='1.0'?>\n<docs>\n" + doc_records(200) + b"</docs>", id="with a root"),
    ],
)
def test_the_parts_say_what_the_whole_says(
    folder: Path, name: str, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut or not, every record gives the same outcome under the same number, and the hash is the file's."""
    path = folder / name
    path.write_bytes(whole)

    found = [process(part, now=NOW) for part in cut(path)]
    assert len(found) > 3
    assert {part.origin.sha256 for part in found} == {hashlib.sha256(whole).hexdigest()}
    outcomes = [outcome for part in found for outcome in part.outcomes]
    monkeypatch.setattr(parts, "LARGE_BYTES", 10**9)
    expected = list(parse(whole, name, now=NOW))
    assert [asdict(replace(outcome, origin=expected[0].origin)) for outcome in outcomes] == list(map(asdict, expected))


def test_a_list_that_ends_early_costs_its_last_record(folder: Path) -> None:
    """The records before it are read, and the last one says what it is."""
    path = folder / "a.json"
    path.write_bytes(json_list(200)[:-9])

    outcomes = [outcome for part in cut(path) for outcome in process(part, now=NOW).outcomes]
    assert sum(isinstance(outcome, Article) for outcome in outcomes) == 199
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Rejection)] == ["malformed"]


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param("今日第二班渡船准点开出。\n".encode() * 200, id="prose"),
        pytest.param(table(200, "utf-32"), id="an encoding that nobody uses"),
        pytest.param(b'{"title": "' + b"a" * 5000, id="a string without an end"),
        pytest.param(b"[[1, 2], {}, [" + b"3, " * 3000, id="a list of numbers"),
        pytest.param(bytes(5000), id="nothing"),
        pytest.param(json_lines(1) * 20, id="small"),
    ],
)
def test_what_cannot_be_cut_is_left_whole(folder: Path, whole: bytes) -> None:
    """Only files of records are cut, and only large ones; the rest is read as ever."""
    path = folder / "a.txt"
    path.write_bytes(whole)

    ref = RawRef("a.txt", str(path))
    assert list(expand(ref)) == [ref]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file(folder: Path) -> None:
    """The parts stay small, and all but a few records are read."""
    path = folder / "a.csv"
    rows = "".join(f"第{n}班渡船,今日第{n}班渡船准点开出。\n" for n in range(9000))
    path.write_bytes(("标题,正文\n" + '坏的一行,"没有收尾\n' + rows).encode())

    found = [process(part, now=NOW) for part in cut(path)]
    read = sum(isinstance(outcome, Article) for part in found for outcome in part.outcomes)
    assert len(found) > 3
    assert read >= 8990


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.text(st.sampled_from('船,"\n港')), st.text(st.sampled_from('渡"\n,'))), min_size=30))
def test_any_sound_table_is_cut_between_its_rows(folder: Path, rows: list[tuple[str, str]]) -> None:
    """Whatever the cells hold, the parts of a table hold its rows again, each whole."""
    file = io.StringIO()
    written = [("渡" * 40 + one, two) for one, two in rows]
    csv.writer(file).writerows([("标题", "正文"), *written])
    path = folder / "a.csv"
    path.write_bytes(file.getvalue().encode())

    found = cut(path)
    texts = [part.content.decode().removeprefix("标题,正文\r\n") for part in found]
    assert [tuple(row) for text in texts for row in csv.reader(io.StringIO(text, newline=""))] == written
    assert [part.first_record for part in found[1:]] == [
        1 + sum(len(list(csv.reader(io.StringIO(text, newline="")))) for text in texts[:number])
        for number in range(1, len(texts))
    ]


# ------------------------------------------------------------------------------------------------ loading


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
        patch.setattr("etl.pipeline.process", failing_on_the_last(process))
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
    monkeypatch.setattr("etl.engines.serial.serial_map", lambda function, items: reversed(list(map(function, items))))
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


def test_what_a_user_calls_his_columns_counts_in_every_part(folder: Path) -> None:
    """A table that only its user can read is cut, too."""
    path = folder / "a.csv"
    path.write_bytes(table(200, "utf-8").replace("标题,正文".encode(), "栏一,栏二".encode()))
    names = (ColumnName("title", "栏一"), ColumnName("content", "栏二"))

    found = [process(part, now=NOW, names=names) for part in cut(path, names)]
    assert all(isinstance(part, ProcessedPart) for part in found)
    assert sum(isinstance(outcome, Article) for part in found for outcome in part.outcomes) == 200


# ------------------------------------------------------------------------------------------------ packed, and far away


def packed(name: str, content: bytes) -> bytes:
    """Pack a file as its name says."""
    buffer = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("早报/news.jsonl", content)
    elif name.endswith(".tar.gz"):
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            header = tarfile.TarInfo("news.jsonl")
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    else:
        buffer.write(gzip.compress(content))
    return buffer.getvalue()


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


def test_a_large_file_on_another_machine_is_cut(folder: Path) -> None:
    """It is copied as it comes, once, and cut like one that lies here."""
    assert folder
    content_ = json_lines(100)
    found = list(open_stream(io.BytesIO(packed("news.jsonl.gz", content_)), "https://ferry.example/news.jsonl.gz"))

    assert len(found) > 3
    assert b"".join(part.content for part in found if isinstance(part, RawPart)) == content_


def test_a_large_file_that_ends_early_gives_nothing(folder: Path, sqlite_url: str) -> None:
    """What is packed around it says that something is missing before the first part is loaded."""
    content_ = packed("news.jsonl.gz", json_lines(1000))
    (folder / "news.jsonl.gz").write_bytes(content_[: len(content_) // 2])
    found = ingest(sqlite_url)

    assert (found.seen, found.rejected, found.articles) == (1, 1, 0)


def test_bytes_in_memory_may_be_large_too(folder: Path) -> None:
    """Whoever calls `parse` with a large file gets each of its records."""
    assert folder
    found = list(parse(packed("news.jsonl.gz", json_lines(100)), "news.jsonl.gz"))

    assert sum(isinstance(outcome, Article) for outcome in found) == 90
    assert {outcome.origin.size_bytes for outcome in found} == {len(json_lines(100))}
    assert {outcome.origin.size_bytes for outcome in parse(json_lines(100))} == {len(json_lines(100))}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.text(st.sampled_from('{}[],"\\ \n港é')), min_size=30, max_size=80), st.sampled_from([None, 0, 1]))
def test_any_list_is_cut_between_its_records(folder: Path, texts: list[str], indent: int | None) -> None:
    """Whatever the strings hold, the parts of a list hold its records again, each whole."""
    records = [{"title": f"第{n}班渡船", "content": f"渡船{text}开出" * 9} for n, text in enumerate(texts)]
    path = folder / "a.json"
    path.write_text(json.dumps({"code": "0", "list": records, "more": [1]}, indent=indent, ensure_ascii=False))

    found = [json.loads(part.content) for part in cut(path)]
    assert len(found) > 1
    assert [record for part in found for record in part["list"]] == records


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=3000), st.sampled_from([b"\n", b'{"title": "a", "content": "b"}\n', b'"', b"<doc>"]))
def test_whatever_follows_its_beginning_nothing_is_lost(folder: Path, noise: bytes, often: bytes) -> None:
    """The parts of a file that goes on as noise are the file, byte for byte."""
    path = folder / "a.jsonl"
    path.write_bytes(json_lines(60) + (noise + often) * 3)

    assert b"".join(part.content for part in cut(path)) == path.read_bytes()
