"""What is erased is gone, and stays away."""

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.exceptions import UsageError
from etl.load import erasure
from etl.load.database import Database, open_database
from etl.pipeline import RunSettings, RunSummary, run
from etl.schema import article_versions, articles, documents, erasures, metadata, paragraphs, sources, tags
from tests.cli.test_with_a_database import etl, records
from tests.load.conftest import Load, load_into
from tests.load.invented import NOW, article, document

STORY = "渡口夜里增开一班船\n\n末班船改到二十三点，乘客顾小满说方便了。\n"


def erase(database: Database, uri: str) -> erasure.Erased:
    """Erase in a transaction of its own."""
    with database.forgetting() as connection:
        return erasure.erase(connection, uri, NOW)


def rows(database: Database) -> dict[str, int]:
    """Count the rows of every table but the diary and the tombstones."""
    with database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table in {documents, articles, paragraphs, sources, tags, article_versions}
        }


def test_nothing_of_it_is_left(database: Database, load: Load) -> None:
    """Its articles, their earlier versions and whatever only they carried go; what others carry stays."""
    load([document("raw/1.html", article(source="私人小报", tags=("交通", "隐私"))), document("raw/2.html", article())])
    load([document("raw/1.html", article(source="私人小报", tags=("交通", "隐私"), title="改"), version=2)])
    erased = erase(database, "raw/1.html")

    assert erased == erasure.Erased(documents=1, articles=1)
    assert rows(database) == {
        "documents": 1,
        "articles": 1,
        "paragraphs": 2,
        "sources": 1,
        "tags": 2,
        "article_versions": 0,
    }
    with database.reading() as connection:
        assert set(connection.execute(select(tags.c.name)).scalars()) == {"交通", "民生"}


@pytest.mark.parametrize(("uri", "version"), [("raw/1.html", 1), ("raw/1.html", 2), ("raw/1.html!/part", 1)])
def test_it_does_not_come_back(database: Database, load: Load, uri: str, version: int) -> None:
    """Under its own name nothing comes back, whatever its bytes are now, nor what lies in it."""
    load([document("raw/1.html", article())])
    erase(database, "raw/1.html")
    counts = load([document(uri, article(), version=version), document("raw/2.html", article())])

    assert (counts.loaded, counts.unchanged) == (1, 1)
    assert rows(database)["documents"] == 1


def test_a_copy_under_another_name_does_not_come_back(database: Database, load: Load) -> None:
    """The same bytes are the same document; other bytes under another name are another."""
    load([document("raw/1.html", article())])
    erase(database, "raw/1.html")
    copy = document("raw/1.html", article())
    moved = type(copy)(type(copy.origin)("elsewhere.html", copy.origin.sha256, 1), copy.outcomes)

    assert load([moved]).unchanged == 1
    assert rows(database)["documents"] == 0


def test_a_document_can_be_erased_before_it_ever_came(database: Database, load: Load) -> None:
    """A name alone is enough to keep a document away."""
    assert erase(database, "raw/1.html") == erasure.Erased(0, 0)
    assert erase(database, "raw/1.html") == erasure.Erased(0, 0)
    assert load([document("raw/1.html", article())]).unchanged == 1


def test_an_erasure_can_be_undone(database: Database, load: Load) -> None:
    """Without its mark, the next run brings the document again."""
    load([document("raw/1.html", article())])
    erase(database, "raw/1.html")
    with database.writing() as connection:
        assert erasure.restore(connection, "raw/1.html") == 1
        assert erasure.restore(connection, "raw/1.html") == 0

    assert load([document("raw/1.html", article())]).loaded == 1


def test_the_file_of_a_database_holds_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite, not even the free pages and the log remember."""
    monkeypatch.chdir(tmp_path)
    ingest(tmp_path, "sqlite:///news.db", {"a.txt": STORY})
    words = "顾小满".encode()
    before = [words in file.read_bytes() for file in (tmp_path / "news.db", tmp_path / "news.db-wal") if file.exists()]
    assert etl("erase", "raw/a.txt", "--database", "sqlite:///news.db").exit_code == 0

    assert any(before)
    assert not any(words in file.read_bytes() for file in tmp_path.glob("news.db*"))


def ingest(folder: Path, url: str, files: dict[str, str]) -> RunSummary:
    """Write files and run over them."""
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    for name, content in files.items():
        (raw / name).write_text(content, encoding="utf-8")
    return run(["raw"], RunSettings(url), now=datetime(2026, 11, 20, tzinfo=UTC))


def test_an_archive_s_name_erases_what_lies_in_it(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All members go; new ones of the same archive stay away, too; its neighbours are as before."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    with zipfile.ZipFile(tmp_path / "raw" / "a.zip", "w") as archive:
        archive.writestr("1.txt", STORY)
        archive.writestr("2.txt", STORY + "船票照旧。\n")
    ingest(tmp_path, database_url, {"b.txt": STORY + "票价不变。\n"})
    [erased] = records("erase", "raw/a.zip", "--database", database_url)
    shutil.copy(tmp_path / "raw" / "a.zip", tmp_path / "raw" / "copy.zip")
    with zipfile.ZipFile(tmp_path / "raw" / "a.zip", "a") as archive:
        archive.writestr("3.txt", STORY + "另有一事。\n")
    again = ingest(tmp_path, database_url, {})

    assert erased == {"documents": 2, "articles": 2}
    assert (again.seen, again.unchanged, again.loaded) == (6, 6, 0)
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(documents.c.uri)).scalars().all() == ["raw/b.txt"]


def test_the_command_says_what_it_did(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each: removed, may come back, was never erased."""
    monkeypatch.chdir(tmp_path)
    ingest(tmp_path, sqlite_url, {"a.txt": STORY})
    at = ("--database", sqlite_url)
    results = [etl("erase", "raw/a.txt", *at), etl("erase", "raw/a.txt", *at, "--undo")]
    refused = etl("erase", "raw/a.txt", *at, "--undo")

    assert [result.exit_code for result in results] == [0, 0]
    assert "removed 1 documents with 1 articles" in results[0].stderr
    assert "may come back" in results[1].stderr
    assert (refused.exit_code, refused.stderr.count("\n")) == (UsageError.exit_code, 1)
    with open_database(sqlite_url) as database, database.reading() as connection:
        assert connection.execute(select(erasures)).all() == []


def test_half_an_erasure_is_none(database: Database, load: Load) -> None:
    """If it fails before its commit, the document is as it was."""
    load([document("raw/1.html", article())])

    with pytest.raises(ZeroDivisionError), database.forgetting() as connection:  # noqa: PT012 - it is the block that fails
        erasure.erase(connection, "raw/1.html", NOW)
        raise ZeroDivisionError

    assert rows(database)["articles"] == 1
    assert load_into(database, [document("raw/1.html", article())]).unchanged == 1
