"""Large files of records are cut between records, into parts that together say what the whole says."""

import csv
import hashlib
import io
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.extract import expand, parts
from etl.extract.archives import open_stream
from etl.models import Article, ColumnName, ProcessedPart, RawPart, RawRef, Rejection
from etl.process import parse, process
from tests.large_documents import cut_early, doc_records, json_lines, json_list, packed, table

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder where a file of two kilobytes is a large one, and a part has one."""
    monkeypatch.chdir(tmp_path)
    cut_early(monkeypatch)
    return tmp_path


def cut(path: Path, names: tuple[ColumnName, ...] = ()) -> list[RawPart]:
    """Cut a file."""
    found = [task for task in expand(RawRef(path.name, str(path)), names) if isinstance(task, RawPart)]
    assert [part.number for part in found] == list(range(1, len(found) + 1))
    return found


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


def test_what_a_user_calls_his_columns_counts_in_every_part(folder: Path) -> None:
    """A table that only its user can read is cut, too."""
    path = folder / "a.csv"
    path.write_bytes(table(200, "utf-8").replace("标题,正文".encode(), "栏一,栏二".encode()))
    names = (ColumnName("title", "栏一"), ColumnName("content", "栏二"))

    found = [process(part, now=NOW, names=names) for part in cut(path, names)]
    assert all(isinstance(part, ProcessedPart) for part in found)
    assert sum(isinstance(outcome, Article) for part in found for outcome in part.outcomes) == 200


def test_a_large_file_on_another_machine_is_cut(folder: Path) -> None:
    """It is copied as it comes, once, and cut like one that lies here."""
    assert folder
    content_ = json_lines(100)
    found = list(open_stream(io.BytesIO(packed("news.jsonl.gz", content_)), "https://ferry.example/news.jsonl.gz"))

    assert len(found) > 3
    assert b"".join(part.content for part in found if isinstance(part, RawPart)) == content_


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
