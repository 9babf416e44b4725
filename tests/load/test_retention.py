"""What is kept for so long, and no longer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from etl.load import checkup, retention
from etl.load.database import Database, open_database
from etl.load.retention import Pruned, older, prune_older
from etl.schema import article_versions, articles, documents, runs, sources, tags
from tests.cli.test_with_a_database import etl, records
from tests.load.conftest import Load, Unguarded
from tests.load.invented import NOW, article, document, rejection

DAY = timedelta(days=1)


@pytest.fixture
def aged(database: Database, load: Load) -> Database:
    """Load five documents long ago, change one of them and load another last week, change that one today."""
    load(
        [document(f"raw/{n}.html", article(source="旧报", tags=("旧",))) for n in range(4)]
        + [document("raw/x", rejection())]
    )
    load([document("raw/0.html", article(title="新题"), version=2), document("raw/new.html", article())])
    load([document("raw/new.html", article(title="再新"), version=2)])
    for number, days in zip(run_ids(database), (400, 7, 0), strict=True):
        with database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == number).values(started_at=NOW - days * DAY))
            connection.execute(
                update(article_versions).where(article_versions.c.run_id == number).values(replaced_at=NOW - days * DAY)
            )
    return database


def run_ids(database: Database) -> list[int]:
    """Number the runs."""
    with database.reading() as connection:
        return list(connection.execute(select(runs.c.id).order_by(runs.c.id)).scalars())


def nothing_is_gone(_uris: Sequence[str]) -> list[str]:
    """Find every file in its place."""
    return []


def everything_is_gone(uris: Sequence[str]) -> Sequence[str]:
    """Find no file in its place."""
    return uris


def names(database: Database) -> list[str]:
    """Name the documents."""
    with database.reading() as connection:
        return list(connection.execute(select(documents.c.uri).order_by(documents.c.uri)).scalars())


def broken(database: Database) -> list[str]:
    """Name what is broken."""
    return [found.check for found in checkup.invariants(database) if found.state == "broken"]


def test_only_what_nobody_changed_goes(aged: Database) -> None:
    """Documents go with their articles, and with sources and tags that nothing else carries; the diary stays, and all is whole."""
    [pruned] = prune_older(aged, Unguarded(), NOW - 365 * DAY, everything_is_gone)

    assert pruned == Pruned(documents=4, articles=3)
    assert names(aged) == ["raw/0.html", "raw/new.html"]
    assert broken(aged) == []
    with aged.reading() as connection:
        assert connection.execute(select(sources.c.name)).scalars().all() == ["望江新闻网"]
        assert "旧" not in connection.execute(select(tags.c.name)).scalars().all()
        assert connection.execute(select(func.count()).select_from(runs)).scalar_one() == 3
        assert connection.execute(select(func.count()).select_from(article_versions)).scalar_one() == 2


def test_earlier_versions_go_too(aged: Database) -> None:
    """What articles said before is kept as long, and no longer, even where the article stays."""
    counted = _counted(aged, 3 * DAY)
    pruned = sum(prune_older(aged, Unguarded(), NOW - 3 * DAY, nothing_is_gone), Pruned())

    assert pruned == counted == Pruned(documents=5, articles=4, versions=0, present=5)
    assert names(aged) == ["raw/new.html"]
    with aged.writing() as connection:
        connection.execute(update(article_versions).values(replaced_at=NOW - 5 * DAY))
    assert _counted(aged, 3 * DAY) == Pruned(versions=1)
    assert list(prune_older(aged, Unguarded(), NOW - 3 * DAY, nothing_is_gone)) == [Pruned(versions=1)]


def _counted(database: Database, age: timedelta) -> Pruned:
    with database.reading() as connection:
        return older(connection, NOW - age, nothing_is_gone)


def test_whoever_is_interrupted_goes_on(aged: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch is whole; after a stop between two, all is well, and the next call removes the rest and nothing else."""
    monkeypatch.setattr(retention, "BATCH", 3)
    batches = prune_older(aged, Unguarded(), NOW - 365 * DAY, everything_is_gone)
    first = next(batches)
    batches.close()  # type: ignore[attr-defined] # it is a generator

    assert first.documents == 3
    assert broken(aged) == []
    assert sum(prune_older(aged, Unguarded(), NOW - 365 * DAY, everything_is_gone), Pruned()).documents == 1
    assert names(aged) == ["raw/0.html", "raw/new.html"]


def test_the_command(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts first if asked to, removes, tells of files that would bring all back, and a run does bring it back."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("渡口通航\n\n望江新闻网讯 三号渡口恢复通航，两岸居民不再绕行。\n", encoding="utf-8")
    at = ("--database", database_url)
    etl("run", "--workers", "0", *at, "a.txt")
    _age(database_url)

    [dry] = records("prune", "--older-than", "365d", "--dry-run", *at)
    [young] = records("prune", "--older-than", "500d", *at)
    done = etl("prune", "--older-than", "365d", *at)
    [again] = records("run", "--workers", "0", *at, "a.txt")

    assert (dry["documents"], dry["articles"], dry["present"], young["documents"]) == (1, 1, 1, 0)
    assert "come back with the next run" in done.stderr
    assert again["loaded"] == 1
    assert etl("prune", *at).exit_code == 2


def _age(url: str) -> None:
    with open_database(url) as database, database.writing() as connection:
        connection.execute(update(runs).values(started_at=datetime.now(UTC) - 400 * DAY))  # noqa: TID251 - the command reads the clock
        assert connection.execute(select(func.count()).select_from(articles)).scalar_one() == 1
