"""What a second run leaves unread, what it reads again, and what becomes of files that are gone."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from etl import extract, pipeline
from etl.load.database import open_database
from etl.models import RawDocument, RawRef
from etl.pipeline import RunSettings, RunSummary, run
from etl.schema import article_versions, articles, documents, paragraphs, rejections

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
LONG_AGO = 1_600_000_000

MARKET = "雨后的集市\n\n周六清晨，城东的集市照常开张。\n\n摊主们说，雨后的青菜卖得最快。\n"
BRIDGE = "老桥今日通车\n\n修缮三年的老桥今日恢复通车，两岸居民步行过河。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder `raw` with two old articles and an old broken file, and work beside it."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, content in (("market.txt", MARKET), ("bridge.txt", BRIDGE), ("nothing.txt", " \n")):
        write(raw / name, content)
    monkeypatch.chdir(tmp_path)
    return raw


def write(path: Path, content: str, changed: float = LONG_AGO) -> None:
    """Write a file that was last changed at some time, in seconds since 1970."""
    path.write_text(content, encoding="utf-8")
    os.utime(path, (changed, changed))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Remember which files are read."""
    names: list[str] = []

    def read(ref: RawRef) -> RawDocument:
        names.append(ref.uri)
        return extract.read(ref)

    monkeypatch.setattr("etl.process.read", read)
    return names


@pytest.fixture
def newer_rules(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the program learn something."""
    return lambda: monkeypatch.setattr(pipeline, "rules_version", lambda: "0.2+newer")


def ingest(url: str, **changes: object) -> RunSummary:
    """Run over `raw` with the usual settings."""
    return run(["raw"], RunSettings(url, **changes), now=NOW)  # type: ignore[arg-type]


def counts(summary: RunSummary) -> tuple[int, int, int, int]:
    """Give what became of the documents: loaded, updated, unchanged, rejected."""
    assert summary.seen == summary.loaded + summary.updated + summary.unchanged + summary.rejected
    return summary.loaded, summary.updated, summary.unchanged, summary.rejected


def test_unchanged_files_are_not_opened(folder: Path, database_url: str, opened: list[str]) -> None:
    """Size and time of change are enough to pass over a file, a rejected one too; --thorough opens it all the same."""
    first = ingest(database_url)
    opened.clear()
    second = ingest(database_url)
    assert (counts(first), counts(second), opened) == ((2, 0, 0, 1), (0, 0, 3, 0), [])

    thorough = ingest(database_url, is_thorough=True)
    assert (counts(thorough), len(opened)) == ((0, 0, 3, 0), 3)


def test_a_file_that_was_only_touched_is_opened_once(folder: Path, database_url: str, opened: list[str]) -> None:
    """Another time of change with the same content is unchanged, and the next run knows that time."""
    ingest(database_url)
    write(folder / "market.txt", MARKET, LONG_AGO + 60)
    opened.clear()
    summaries = [ingest(database_url), ingest(database_url)]

    assert [counts(summary) for summary in summaries] == [(0, 0, 3, 0)] * 2
    assert opened == ["raw/market.txt"]


def test_a_file_of_the_same_size_and_a_later_time_is_read(folder: Path, database_url: str) -> None:
    """Size alone proves nothing."""
    ingest(database_url)
    write(folder / "market.txt", MARKET.replace("青菜", "白菜"), LONG_AGO + 1)

    assert counts(ingest(database_url)) == (0, 1, 2, 0)


def test_a_file_changed_just_now_is_not_trusted(folder: Path, database_url: str, opened: list[str]) -> None:
    """It could change again within one tick of the clock, so the next run opens it, whatever its time says."""
    write(folder / "market.txt", MARKET, NOW.timestamp() - 1)
    ingest(database_url)
    write(folder / "market.txt", MARKET.replace("青菜", "白菜"), NOW.timestamp() - 1)

    assert counts(ingest(database_url)) == (0, 1, 2, 0)


def test_a_limit_counts_what_is_passed_over(folder: Path, sqlite_url: str) -> None:
    """At most so many documents are seen, whether they are read or not."""
    ingest(sqlite_url)

    assert ingest(sqlite_url, limit=2).seen == 2


def test_what_was_rejected_is_tried_again_by_newer_rules(
    folder: Path, database_url: str, opened: list[str], newer_rules: Callable[[], None]
) -> None:
    """A new version of the rules looks at rejected documents once, by itself, and leaves loaded ones alone."""
    ingest(database_url)
    opened.clear()
    newer_rules()
    summaries = [ingest(database_url), ingest(database_url)]

    assert [counts(summary) for summary in summaries] == [(0, 0, 2, 1), (0, 0, 3, 0)]
    assert opened == ["raw/nothing.txt"]
    with open_database(database_url) as database, database.reading() as connection:
        assert len(connection.execute(select(rejections.c.id)).all()) == 1


def test_reprocessing_reads_what_older_rules_have_loaded(
    folder: Path, database_url: str, opened: list[str], newer_rules: Callable[[], None]
) -> None:
    """Once, however often it is asked for; articles keep their ids, and nothing that says the same is kept as history."""
    ingest(database_url)
    assert counts(ingest(database_url, is_reprocessing=True)) == (0, 0, 3, 0)
    before = ids(database_url)
    opened.clear()
    newer_rules()

    assert counts(ingest(database_url, is_reprocessing=True)) == (0, 2, 0, 1)
    assert counts(ingest(database_url, is_reprocessing=True)) == (0, 0, 3, 0)
    assert len(opened) == 3
    assert ids(database_url) == before
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(article_versions)).all() == []
        assert set(connection.execute(select(documents.c.rules)).scalars()) == {"0.2+newer"}


def test_reprocessing_goes_on_where_it_was_interrupted(
    folder: Path, database_url: str, opened: list[str], newer_rules: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done is done: only the rest is read again."""
    ingest(database_url)
    newer_rules()
    ingest(database_url, is_reprocessing=True, limit=1)
    opened.clear()

    assert counts(ingest(database_url, is_reprocessing=True)) == (0, 1, 1, 1)
    assert len(opened) == 2


def ids(url: str) -> list[tuple[str, int]]:
    """Read the articles' ids with their documents' names."""
    with open_database(url) as database, database.reading() as connection:
        query = select(documents.c.uri, articles.c.id).join(articles, articles.c.document_id == documents.c.id)
        return sorted((uri, number) for uri, number in connection.execute(query))


def test_what_an_article_said_before_is_a_query(folder: Path, database_url: str) -> None:
    """An update that changes title or text keeps the old ones, one that changes neither keeps nothing."""
    ingest(database_url)
    write(folder / "market.txt", MARKET.replace("青菜", "白菜"), LONG_AGO + 1)
    write(folder / "bridge.txt", BRIDGE + "\n\n", LONG_AGO + 1)
    ingest(database_url)

    with open_database(database_url) as database, database.reading() as connection:
        [version] = connection.execute(select(article_versions)).all()
        [article] = connection.execute(select(articles).where(articles.c.title == "雨后的集市")).all()
    assert (version.document_id, version.position, version.title) == (article.document_id, 1, "雨后的集市")
    assert version.text == "周六清晨，城东的集市照常开张。\n摊主们说，雨后的青菜卖得最快。"
    assert version.content_hash != article.content_hash
    assert (version.run_id, version.replaced_at) == (2, NOW)


def test_an_article_that_a_document_lost_is_kept_as_history(folder: Path, database_url: str) -> None:
    """What is removed was said once, too."""
    record = '{{"title": "{}", "content": "渡口今日增开两班船，往返各一趟，{}。"}}\n'
    write(folder / "dump.jsonl", record.format("渡口", "周末照常") + record.format("码头", "平日停航"))
    ingest(database_url)
    write(folder / "dump.jsonl", record.format("渡口", "周末照常"), LONG_AGO + 1)
    ingest(database_url)

    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(article_versions.c.title, article_versions.c.position)).all() == [("码头", 2)]


def test_what_is_gone_is_reported_and_kept_until_it_is_pruned(folder: Path, database_url: str) -> None:
    """A file that vanished, or shrank to nothing, costs no article unless somebody says so; one that comes back is there again."""
    ingest(database_url)
    (folder / "market.txt").unlink()
    write(folder / "bridge.txt", "", LONG_AGO + 1)
    second, third = ingest(database_url), ingest(database_url)
    assert [(summary.missing, summary.pruned) for summary in (second, third)] == [(1, 0), (1, 0)]
    assert len(ids(database_url)) == 2

    write(folder / "market.txt", MARKET)
    assert ingest(database_url).missing == 0
    (folder / "market.txt").unlink()
    pruned = ingest(database_url, is_pruning=True)
    assert (pruned.missing, pruned.pruned) == (0, 2)
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(documents.c.uri).order_by(documents.c.uri)).scalars().all() == [
            "raw/bridge.txt",
            "raw/nothing.txt",
        ]
        assert connection.execute(select(paragraphs)).all() == []
    assert counts(ingest(database_url)) == (0, 0, 2, 0)


def test_an_empty_folder_is_not_taken_at_its_word(folder: Path, database_url: str) -> None:
    """A disk that is not mounted looks like a folder that was emptied: nothing is pruned by a run that saw nothing."""
    ingest(database_url)
    for file in folder.iterdir():
        file.unlink()
    summary = ingest(database_url, is_pruning=True)

    assert (summary.seen, summary.missing, summary.pruned) == (0, 3, 0)
    assert len(ids(database_url)) == 2


def test_only_the_folders_that_were_named_are_looked_into(folder: Path, database_url: str) -> None:
    """A run over one folder says nothing of another, nor of one whose name begins alike."""
    other = folder.with_name("raw_2_%")
    other.mkdir()
    write(other / "far.txt", BRIDGE)
    run(["raw", "raw_2_%"], RunSettings(database_url), now=NOW)
    (other / "far.txt").unlink()

    assert ingest(database_url, is_pruning=True).pruned == 0
    assert run([".", "raw"], RunSettings(database_url, is_pruning=True), now=NOW).pruned == 1


def test_rows_of_an_older_schema_are_read_once_more(folder: Path, database_url: str) -> None:
    """Documents that were loaded before their rules and times were written down are unchanged; rejected ones are tried."""
    ingest(database_url)
    with open_database(database_url) as database, database.writing() as connection:
        connection.execute(update(documents).values(rules=None, modified_ns=None))

    assert counts(ingest(database_url)) == (0, 0, 2, 1)
    assert counts(ingest(database_url)) == (0, 0, 3, 0)
