"""A run, the whole way: files in, rows out, on both databases."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from etl import pipeline
from etl.exceptions import DatabaseAhead, DatabaseBehind, DatabaseLocked, UsageError
from etl.load import migrate
from etl.load.database import open_database
from etl.models import ColumnName, RawRef, TargetScript
from etl.pipeline import RunSettings, RunSummary, run
from etl.process import process
from etl.schema import articles, documents, paragraphs, rejections, runs

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder `raw` with two articles and a broken file, and work beside it."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "market.txt").write_text("雨后的集市\n\n周六清晨，城东的集市照常开张。\n\n摊主们说，雨后的青菜卖得最快。\n")
    (raw / "bridge.txt").write_bytes(
        "老桥今日通车\n\n修缮三年的老桥今日恢复通车，两岸居民步行过河。\n".encode("gb18030")
    )
    (raw / "nothing.txt").write_bytes(b"  \n")
    monkeypatch.chdir(tmp_path)
    return raw


def ingest(url: str, **changes: object) -> RunSummary:
    """Run over `raw` with the usual settings."""
    return run(["raw"], RunSettings(url, **changes), now=NOW)  # type: ignore[arg-type]


def test_files_become_rows(folder: Path, database_url: str) -> None:
    """A first run migrates the database, loads what is readable, and says why the rest is not."""
    summary = ingest(database_url)

    assert (summary.status, summary.seen, summary.loaded, summary.rejected) == ("succeeded", 3, 2, 1)
    with open_database(database_url) as database, database.reading() as connection:
        uris = connection.execute(select(documents.c.uri, documents.c.status).order_by(documents.c.uri)).all()
        assert uris == [("raw/bridge.txt", "loaded"), ("raw/market.txt", "loaded"), ("raw/nothing.txt", "rejected")]
        assert connection.execute(select(rejections.c.reason)).scalars().all() == ["empty"]
        assert len(connection.execute(select(paragraphs)).all()) == summary.paragraphs
        [row] = connection.execute(select(runs)).all()
        assert (row.status, row.seen, row.articles, row.engine) == ("succeeded", 3, summary.articles, "serial")
        assert row.started_at == NOW <= row.finished_at


@pytest.mark.parametrize(
    ("captured_at", "published_on"), [(None, None), (datetime(2019, 5, 8, tzinfo=UTC), date(2019, 5, 6))]
)
def test_a_day_without_a_year_is_read_only_against_the_time_of_capture(
    folder: Path, sqlite_url: str, captured_at: datetime | None, published_on: date | None
) -> None:
    """When the run happens says nothing of when an old file was written, so a dateline alone dates no article."""
    (folder / "dateline.txt").write_text(
        "新桥通车\n\n江城晚报5月6日讯 新桥今日通车，两岸居民步行过河，不再等候渡船。\n"
    )

    ingest(sqlite_url, captured_at=captured_at)

    with open_database(sqlite_url) as database, database.reading() as connection:
        query = (
            select(articles.c.published_on)
            .join(documents, articles.c.document_id == documents.c.id)
            .where(documents.c.uri == "raw/dateline.txt")
        )
        assert connection.execute(query).scalars().all() == [published_on]


def test_a_second_run_changes_nothing(folder: Path, database_url: str) -> None:
    """The same files again are unchanged, the rejected one too, and no row but the run's is written."""
    first = ingest(database_url)
    before = content(database_url)
    second = ingest(database_url)

    assert (second.seen, second.unchanged, second.articles) == (3, 3, 0)
    assert second.run_id != first.run_id
    assert content(database_url) == before


def test_an_edited_file_replaces_its_article_in_place(folder: Path, database_url: str) -> None:
    """The article keeps its id, and none of its old paragraphs stays."""
    ingest(database_url)
    before = article_ids(database_url)
    (folder / "market.txt").write_text("雨后的集市\n\n集市改到周日开张。\n")
    summary = ingest(database_url)

    assert (summary.updated, summary.unchanged) == (1, 2)
    assert article_ids(database_url) == before
    with open_database(database_url) as database, database.reading() as connection:
        texts = connection.execute(select(paragraphs.c.text)).scalars().all()
        assert "集市改到周日开张。" in texts
        assert not any("青菜" in text for text in texts)


def test_a_rejected_file_that_was_mended_is_loaded(folder: Path, database_url: str) -> None:
    """When the file can be read, its rejection goes."""
    ingest(database_url)
    (folder / "nothing.txt").write_text("晚到的消息\n\n渡口夜里增开一班船。\n")
    summary = ingest(database_url)

    assert (summary.updated, summary.rejected) == (1, 0)
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(rejections)).all() == []


def test_an_article_outlives_the_file_that_broke(folder: Path, database_url: str) -> None:
    """A file that shrank to nothing is rejected and says so; what it gave before is not lost."""
    ingest(database_url)
    before = article_ids(database_url)
    (folder / "market.txt").write_text("")
    summary = ingest(database_url)
    again = ingest(database_url)

    assert (summary.rejected, again.unchanged) == (1, 3)
    assert article_ids(database_url) == before
    with open_database(database_url) as database, database.reading() as connection:
        status = connection.execute(select(documents.c.status).where(documents.c.uri == "raw/market.txt")).scalar_one()
        assert status == "rejected"


def test_a_dry_run_counts_and_writes_nothing(folder: Path, database_url: str) -> None:
    """A rehearsal says what a run would do, before and after one, and leaves no trace, not even a file."""
    dry = ingest(database_url, dry_run=True)
    with open_database(database_url) as database:
        assert migrate.state(database).standing == "empty"
        assert database.exists() == (database.backend.name == "postgresql")
    ingest(database_url)
    (folder / "bridge.txt").write_text("老桥今日再次封闭\n\n桥面需要再修三天，市民请绕行。\n")
    before = content(database_url)
    second = ingest(database_url, dry_run=True)

    assert (dry.run_id, dry.loaded, dry.rejected, dry.articles) == (None, 2, 1, 2)
    assert (second.updated, second.unchanged) == (1, 2)
    assert content(database_url) == before


def test_a_limit_is_heeded(folder: Path, sqlite_url: str) -> None:
    """No more documents than asked for are seen."""
    assert ingest(sqlite_url, limit=2).seen == 2


def test_a_bad_path_is_told_before_the_database_is_touched(folder: Path, sqlite_url: str) -> None:
    """A typing error leaves no database behind."""
    with pytest.raises(UsageError, match="nowhere"):
        run(["nowhere"], RunSettings(sqlite_url), now=NOW)

    with open_database(sqlite_url) as database:
        assert not database.exists()


def test_a_second_run_at_the_same_time_is_refused(folder: Path, database_url: str) -> None:
    """While somebody holds the database, a run ends at once and says who."""
    with open_database(database_url) as database, database.lock(), pytest.raises(DatabaseLocked, match="process"):
        ingest(database_url)

    assert ingest(database_url).status == "succeeded"


def test_a_run_that_fails_says_so_and_keeps_what_it_loaded(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in the middle ends the run as failed, with the reason and the counts of the batches before; the next one goes on."""
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 1)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "process_to_load", fails_on_market)
        with pytest.raises(ZeroDivisionError):
            ingest(database_url)

    with open_database(database_url) as database, database.reading() as connection:
        [row] = connection.execute(select(runs)).all()
        assert (row.status, row.seen, row.loaded, row.error) == ("failed", 1, 1, "ZeroDivisionError: a bug")
    assert ingest(database_url).unchanged == 1


def fails_on_market(ref: RawRef, *, now: datetime, names: tuple[ColumnName, ...], script: TargetScript) -> object:
    """Stand in for a worker with a bug."""
    if "market" in ref.uri:
        raise ZeroDivisionError("a bug")
    return process(ref, now=now, names=names, script=script)


def test_a_run_that_was_killed_is_recognised(folder: Path, database_url: str) -> None:
    """A line without an end, while nobody holds the lock, is a crash; it never gets an end it did not have."""
    ingest(database_url)
    with open_database(database_url) as database, database.writing() as connection:
        connection.execute(runs.update().values(status="running", finished_at=None))
    ingest(database_url)

    with open_database(database_url) as database, database.reading() as connection:
        found = connection.execute(select(runs.c.status, runs.c.finished_at).order_by(runs.c.id)).all()
        assert found[0] == ("crashed", None)
        assert found[1].status == "succeeded"


def test_a_database_behind_is_refused_unless_asked(
    folder: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older schema is left alone, with the command to run in the message; `migrate` brings it up."""
    ingest(database_url)
    upgraded: list[str] = []
    behind = migrate.SchemaState("behind", "0000", "0001")
    monkeypatch.setattr(migrate, "state", lambda _database: behind)
    monkeypatch.setattr(migrate, "upgrade", lambda database: upgraded.append(database.name))

    with pytest.raises(DatabaseBehind, match="etl migrate"):
        ingest(database_url)
    assert not upgraded
    with pytest.raises(DatabaseBehind):  # the stand-in above never arrives at the newest revision
        ingest(database_url, migrate=True)
    assert upgraded


def test_a_newer_database_is_refused(folder: Path, sqlite_url: str) -> None:
    """A schema this program does not know is left alone."""
    ingest(sqlite_url)
    with open_database(sqlite_url) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(DatabaseAhead):
        ingest(sqlite_url, migrate=True)


def content(url: str) -> list[list[object]]:
    """Read every row that is not the diary's."""
    with open_database(url) as database, database.reading() as connection:
        tables = (documents, articles, paragraphs, rejections)
        return [list(connection.execute(select(table).order_by(table.c.id)).all()) for table in tables]


def article_ids(url: str) -> dict[str, int]:
    """Read the articles' ids, by their documents' names."""
    with open_database(url) as database, database.reading() as connection:
        rows = connection.execute(
            select(documents.c.uri, articles.c.id).join_from(
                documents, articles, documents.c.id == articles.c.document_id
            )
        )
        return {row.uri: row.id for row in rows}


@pytest.mark.parametrize("workers", [0, 2])
def test_names_of_columns_reach_the_workers_and_what_was_rejected_is_read_again(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """A file that nobody could read is loaded by a run that knows what its columns are called, and then left alone."""
    (folder / "dump.jsonl").write_text('{"t": "渡口增班", "b": "渡口今日增开两班船，往返各一趟。"}\n' * 2)
    first = ingest(sqlite_url, workers=workers)
    names = (ColumnName("title", "t"), ColumnName("content", "b"))
    second = ingest(sqlite_url, workers=workers, names=names)
    third = ingest(sqlite_url, workers=workers, names=names)
    fourth = ingest(sqlite_url, workers=workers)

    assert (first.rejected, second.updated, second.articles, second.unchanged) == (2, 1, 2, 3)
    assert (third.seen, third.unchanged, fourth.unchanged) == (4, 4, 4)
