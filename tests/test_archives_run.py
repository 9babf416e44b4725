"""Archives on their way through a run, `parse` and `etl show`: each document in them is one like any other."""

import gzip
import hashlib
import json
import os
import tarfile
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from etl import Article, Rejection, parse, tasks
from etl.cli import cli
from etl.extract import expand
from etl.load.database import open_database
from etl.models import RawDocument, RawRef
from etl.pipeline import RunSettings, RunSummary, run
from etl.schema import articles, documents, paragraphs, rejections

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
STORIES = {
    "早报/集市.txt": "雨后的集市\n\n周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快。\n",
    "早报/老桥.txt": "老桥今日通车\n\n修缮三年的老桥今日恢复通车，两岸居民步行过河。\n",
    "晚报/渔港.txt": "渔港复航\n\n渔港复航首日，四十条船赶在潮头出海，码头上的冰厂连夜开机。\n",
}


def zipped(path: Path, stories: dict[str, str]) -> None:
    """Write a zip of stories, a picture and an empty file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in stories.items():
            archive.writestr(name, text.encode("gb18030"))
        archive.writestr("1.png", b"\x89PNG\r\n\x1a\n\0\0")
        archive.writestr("nothing.txt", b"")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder `raw` with a file, a packed file and an archive, and work beside it."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "ferry.txt").write_text("晚到的消息\n\n渡口夜里增开一班船，末班改到二十三点。\n")
    (raw / "harbour.txt.gz").write_bytes(gzip.compress("潮汐表\n\n下周的潮汐表今日公布，渔民可到码头领取。\n".encode()))
    zipped(raw / "papers.zip", STORIES)
    monkeypatch.chdir(tmp_path)
    return raw


def ingest(url: str, workers: int = 0, limit: int | None = None) -> RunSummary:
    """Run over `raw`."""
    return run(["raw"], RunSettings(url, workers=workers, limit=limit), now=NOW)


def rows(url: str) -> list[tuple[object, ...]]:
    """Read what a run left, without its ids."""
    with open_database(url) as database, database.reading() as connection:
        columns = (documents.c.uri, documents.c.status, documents.c.sha256, rejections.c.reason, paragraphs.c.text)
        found = select(*columns).select_from(
            documents.outerjoin(articles, articles.c.document_id == documents.c.id)
            .outerjoin(paragraphs, paragraphs.c.article_id == articles.c.id)
            .outerjoin(rejections, rejections.c.document_id == documents.c.id)
        )
        return sorted(map(tuple, connection.execute(found)), key=repr)


def test_every_member_is_a_document(folder: Path, database_url: str) -> None:
    """A member has its own row, or its own rejection; a packed file keeps its name; nothing is left out."""
    summary = ingest(database_url)

    assert (summary.seen, summary.loaded, summary.rejected) == (7, 5, 2)
    assert {(row[0], row[1], row[3]) for row in rows(database_url)} == {
        ("raw/ferry.txt", "loaded", None),
        ("raw/harbour.txt.gz", "loaded", None),
        *((f"raw/papers.zip!/{name}", "loaded", None) for name in STORIES),
        ("raw/papers.zip!/1.png", "rejected", "binary"),
        ("raw/papers.zip!/nothing.txt", "rejected", "empty"),
    }


def test_a_second_run_changes_nothing(folder: Path, database_url: str) -> None:
    """Members are known by their content, whatever became of the archive around them."""
    ingest(database_url)
    before = rows(database_url)
    zipped(folder / "papers.zip", dict(reversed(STORIES.items())))
    second = ingest(database_url)

    assert (second.seen, second.unchanged) == (7, 7)
    assert rows(database_url) == before


def test_an_edited_member_is_the_only_one_that_changes(folder: Path, database_url: str) -> None:
    """One story edited, one added: the others are unchanged."""
    ingest(database_url)
    zipped(
        folder / "papers.zip",
        STORIES
        | {"早报/老桥.txt": "老桥再次封闭\n\n桥面需要再修三天，市民请绕行。\n", "4.txt": "新闻一则\n\n今日无事。\n"},
    )
    second = ingest(database_url)

    assert (second.updated, second.loaded, second.unchanged) == (1, 1, 6)


def test_workers_share_an_archive(
    folder: Path, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes leave what one does, though the archive is one file."""
    monkeypatch.setattr(tasks, "LOOK_UP_BYTES", 100)
    ingest(sqlite_url)
    other = f"sqlite:///{tmp_path}/other.db"
    summary = ingest(other, workers=2)

    assert (summary.seen, summary.loaded, summary.rejected) == (7, 5, 2)
    assert rows(other) == rows(sqlite_url)


def test_a_limit_counts_members(folder: Path, sqlite_url: str) -> None:
    """A limit is one of documents, not of files."""
    assert ingest(sqlite_url, limit=4).seen == 4


def test_a_broken_archive_is_a_rejection(folder: Path, database_url: str) -> None:
    """What was cut off is said under the archive's own name, and stays said on the next run."""
    content = (folder / "papers.zip").read_bytes()
    (folder / "papers.zip").write_bytes(content[: content.index("晚报/渔港.txt".encode()) - 20])
    first, second = ingest(database_url), ingest(database_url)

    assert ("raw/papers.zip", "malformed") in {(row[0], row[3]) for row in rows(database_url)}
    assert (first.seen, first.loaded, first.rejected) == (5, 4, 1)
    assert (second.seen, second.unchanged) == (5, 5)


def test_a_mended_archive_is_no_rejection_any_more(folder: Path, database_url: str) -> None:
    """Once it opens, nothing is left that says it did not: the database is what it would be had it always been whole."""
    archive = folder / "mended.zip"
    zipped(archive, {"a.txt": "渡口今日增开两班船，往返各一趟。"})
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-30])
    ingest(database_url)
    broken = rows(database_url)
    archive.write_bytes(whole)
    summary = ingest(database_url)
    left = {row[:2] for row in rows(database_url)}

    assert ("raw/mended.zip", "rejected") in {row[:2] for row in broken}
    assert ("raw/mended.zip!/a.txt", "loaded") in left
    assert "raw/mended.zip" not in {uri for uri, _ in left}
    assert summary.seen == summary.loaded + summary.updated + summary.unchanged + summary.rejected


def test_a_mended_archive_in_an_archive_is_no_rejection_any_more(folder: Path, database_url: str) -> None:
    """The same inside another one, and only where it is mended: its neighbour stays rejected."""
    inner, outer = folder / "inner.zip", folder / "outer.tar"
    zipped(inner, {"a.txt": "渡口今日增开两班船，往返各一趟。"})
    whole = inner.read_bytes()
    inner.unlink()
    for mended in (whole[:-30], whole):
        with tarfile.open(outer, "w") as archive:
            for name, content in (("mended.zip", mended), ("broken.zip", whole[:-30])):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, BytesIO(content))
        ingest(database_url)
        found = {row[0]: row[1] for row in rows(database_url) if str(row[0]).startswith("raw/outer.tar")}

    assert found["raw/outer.tar!/mended.zip!/a.txt"] == "loaded"
    assert "raw/outer.tar!/mended.zip" not in found
    assert found["raw/outer.tar!/broken.zip"] == "rejected"


def test_an_office_document_is_one_document_with_its_own_hash(folder: Path, database_url: str) -> None:
    """A broken workbook is rejected, known by its bytes on the next run, and read again when they change."""
    path = folder / "table.xlsx"
    for version in ("1", "2"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/workbook.xml", f"<workbook>{version}</workbook>")
        first, second = ingest(database_url), ingest(database_url)

        assert (first.rejected - (2 if version == "1" else 0), second.rejected) == (1, 0)
        found = [row for row in rows(database_url) if row[0] == "raw/table.xlsx"]
        assert {row[2] for row in found} == {hashlib.sha256(path.read_bytes()).hexdigest()}
        assert {row[3] for row in found} == {"malformed"}


def test_parse_opens_archives(folder: Path) -> None:
    """Each outcome has the origin of its member."""
    found = list(parse((folder / "papers.zip").read_bytes(), "papers.zip"))

    assert [(outcome.origin.uri, type(outcome)) for outcome in found] == [
        *((f"papers.zip!/{name}", Article) for name in STORIES),
        ("papers.zip!/1.png", Rejection),
        ("papers.zip!/nothing.txt", Rejection),
    ]
    assert {outcome.origin.encoding for outcome in found if isinstance(outcome, Article)} == {"gb18030"}


def test_an_archive_that_cannot_be_opened_has_its_own_origin() -> None:
    """What is known of it is its hash and its size."""
    content = gzip.compress(b"...")[:-3]
    [found] = parse(content, "a.gz")

    assert isinstance(found, Rejection)
    assert (found.reason, found.origin.uri, found.origin.size_bytes) == ("malformed", "a.gz", len(content))


def test_what_is_no_archive_is_not_read_before_its_turn(folder: Path) -> None:
    """A plain file is a handle until a worker reads it, and so is what cannot be opened at all."""
    refs = [
        RawRef("ferry", str(folder / "ferry.txt")),
        RawRef("gone", str(folder / "gone.zip")),
        RawRef("folder", str(folder)),
    ]

    assert [list(expand(ref)) for ref in refs] == [[ref] for ref in refs]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_not_opened(folder: Path) -> None:
    """Looking into a pipe would wait for ever."""
    os.mkfifo(folder / "pipe")
    ref = RawRef("pipe", str(folder / "pipe"))

    assert list(expand(ref)) == [ref]


def test_members_come_one_at_a_time(folder: Path) -> None:
    """The second member is read when it is asked for."""
    members = expand(RawRef("papers.zip", str(folder / "papers.zip")))
    first = next(members)
    (folder / "papers.zip").write_bytes(b"")

    assert isinstance(first, RawDocument)
    assert first.uri == "papers.zip!/早报/集市.txt"


@pytest.mark.parametrize(
    ("path", "shown"), [("raw/papers.zip", 5), ("raw/papers.zip!/晚报/渔港.txt", 1), ("raw/harbour.txt.gz", 1)]
)
def test_show_tells_of_members(folder: Path, path: str, shown: int) -> None:
    """An archive's documents one after the other, or the one that is named."""
    result = CliRunner().invoke(cli, ["show", path, "--json"])

    assert result.exit_code == 0
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == shown


def test_show_names_what_is_not_there(folder: Path) -> None:
    """A member that is not in the archive is a typing error."""
    result = CliRunner().invoke(cli, ["show", "raw/papers.zip!/nowhere.txt"])

    assert result.exit_code != 0
    assert "nowhere.txt" in result.output + str(result.exception)
