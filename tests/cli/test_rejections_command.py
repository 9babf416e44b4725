"""`etl rejections` and what may be done about them."""

from pathlib import Path

import pytest
from sqlalchemy import select

from etl.load.database import open_database
from etl.schema import documents
from tests.cli.test_with_a_database import etl, records

STORY = "渡口夜里增开一班船\n\n末班船改到二十三点，乘客都说方便了。\n"
RECORD = '{"title": "渡口", "content": "渡口今日增开两班船，往返各一趟。"}\n'


@pytest.fixture
def at(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Ingest a story, an empty file, a picture, and records of which one is broken; give the option that names the database."""
    raw = tmp_path / "raw"
    raw.mkdir()
    monkeypatch.chdir(tmp_path)
    (raw / "story.txt").write_text(STORY)
    (raw / "empty.txt").write_text("")
    (raw / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (raw / "dump.jsonl").write_text(RECORD + "{broken\n")
    option = ("--database", database_url)
    assert etl("run", *option, "--workers", "0").exit_code == 0
    return option


def test_the_list_may_be_of_one_reason(at: tuple[str, str]) -> None:
    """`list` is what the command alone does, and may be narrowed to a reason; a word that is none is told."""
    plain, listed, empty = records("rejections", *at), records("rejections", "list", *at), "empty"

    assert plain == listed
    assert {record["reason"] for record in plain} >= {"empty", "binary", "malformed"}
    assert [record["uri"] for record in records("rejections", "list", "--reason", empty, *at)] == ["raw/empty.txt"]
    assert etl("rejections", "list", "--reason", "nonsense", *at).exit_code == 2


def test_one_document_is_shown(at: tuple[str, str]) -> None:
    """All that was rejected in it, or one line if nothing was."""
    [shown] = records("rejections", "show", "raw/dump.jsonl", *at)
    unknown = etl("rejections", "show", "raw/story.txt", *at)

    assert shown["reason"] == "malformed"
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)


def test_another_try_reads_what_was_rejected_and_nothing_else(at: tuple[str, str], tmp_path: Path) -> None:
    """Only documents with a rejection are read, by reason if one is given; what can be read now is loaded."""
    (tmp_path / "raw" / "empty.txt").write_text(STORY + "票价不变。\n")
    [by_reason] = records("rejections", "retry", "--reason", "binary", "--workers", "0", *at)
    [everything] = records("rejections", "retry", "--workers", "0", *at)

    assert (by_reason["seen"], by_reason["rejected"]) == (1, 1)
    assert (everything["seen"], everything["updated"], everything["rejected"]) == (3, 2, 1)
    with open_database(at[1]) as database, database.reading() as connection:
        rejected = connection.execute(select(documents.c.uri).where(documents.c.status == "rejected")).scalars().all()
    assert rejected == ["raw/picture.png"]


def test_another_try_needs_something_to_try(at: tuple[str, str], tmp_path: Path) -> None:
    """Without rejections, or far from the files, one line says so."""
    nothing = etl("rejections", "retry", "--reason", "timeout", *at)
    for file in (tmp_path / "raw").iterdir():
        file.unlink()
    elsewhere = etl("rejections", "retry", *at)

    assert (nothing.exit_code, nothing.stderr) == (2, "etl: nothing was rejected\n")
    assert elsewhere.exit_code == 2
    assert "nothing that was rejected lies here" in elsewhere.stderr
