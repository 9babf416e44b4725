"""What recurs in the articles of one site leaves their paragraphs; what only looks like it stays."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from bench import invented
from bench.near_duplicates import copies
from etl import recurrence, stories
from etl.cli import cli
from etl.exceptions import LockLost
from etl.load import migrate
from etl.load.checkup import invariants
from etl.load.database import Database, open_database
from etl.load.diary import begin
from etl.load.digest import TableDigest, content_digest
from etl.load.loader import Loader
from etl.load.set_aside import whole
from etl.models import Article, Paragraph, ProcessedDocument, Repair
from etl.pipeline import RunSettings, run
from etl.schema import article_versions, articles, documents, paragraphs, recurrences, repairs
from tests.load.conftest import load_into
from tests.load.invented import NOW, article, document

RIGHTS = "本站所刊文字未经书面许可不得转载，违者将依法追究。"
CONTACT = "读者若有新闻线索，请于工作日致电本报编辑部值班室。"
LEAD = "欢迎阅读望江新闻网每日要闻，以下是今天的报道全文。"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Make a new database."""
    with new(database_url) as opened:
        yield opened


@contextmanager
def new(url: str) -> Iterator[Database]:
    """Make a new database, and hold it."""
    with open_database(url) as database, database.lock():
        migrate.upgrade(database)
        yield database


def told(number: int, said: Sequence[str], **changes: object) -> ProcessedDocument:
    """Make a document of a site."""
    name = f"{number}.html"
    body = tuple(Paragraph("text", one) for one in said)
    usual = {"title": f"要闻之{number}", "url": f"https://news.example/{name}", "paragraphs": body, "repairs": ()}
    return document(name, article(**usual | changes))


def printed(count: int, *tail: str, head: Sequence[str] = ()) -> list[ProcessedDocument]:
    """Make documents of one site that tell different stories between the same lines."""
    return [told(number, [*head, *invented.story(number).paragraphs[:3], *tail]) for number in range(count)]


def keep_up(database: Database) -> None:
    """Do what a run does after each batch."""
    recurrence.keep_up(database)
    stories.keep_up(database)


def texts(database: Database) -> dict[str, list[str]]:
    """Read the paragraphs of each document."""
    query = (
        select(documents.c.uri, paragraphs.c.text)
        .select_from(articles)
        .join(documents, documents.c.id == articles.c.document_id)
        .join(paragraphs, paragraphs.c.article_id == articles.c.id)
    )
    found: dict[str, list[str]] = {}
    with database.reading() as connection:
        for uri, text in connection.execute(query.order_by(documents.c.uri, paragraphs.c.position)):
            found.setdefault(uri, []).append(text)
    return found


def as_read(batch: Sequence[ProcessedDocument]) -> dict[str, list[str]]:
    """Give the paragraphs that documents came with."""
    return {
        one.origin.uri: [paragraph.text for paragraph in outcome.paragraphs]
        for one in batch
        for outcome in one.outcomes
        if isinstance(outcome, Article)
    }


def aside(database: Database) -> list[tuple[int, int, str, str]]:
    """Read what stands aside: place, what it follows, text and reason."""
    columns = (recurrences.c.position, recurrences.c.follows, recurrences.c.text, recurrences.c.reason)
    with database.reading() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*columns).order_by(recurrences.c.article_id, recurrences.c.position))
        ]


def is_well(database: Database) -> bool:
    """Ask for all invariants."""
    return all(finding.state == "well" for finding in invariants(database))


def test_what_recurs_leaves_the_paragraphs_and_is_kept(database: Database) -> None:
    """A head and two last lines of six different articles stand aside with the reason, and everything adds up."""
    batch = printed(6, RIGHTS, CONTACT, head=[LEAD])
    load_into(database, batch)
    keep_up(database)

    assert texts(database) == {uri: said[1:-2] for uri, said in as_read(batch).items()}
    assert aside(database)[:3] == [
        (1, 0, LEAD, "recurs_at_head"),
        (5, 3, RIGHTS, "recurs_at_tail"),
        (6, 3, CONTACT, "recurs_at_tail"),
    ]
    assert is_well(database)
    with database.reading() as connection:
        numbers = connection.execute(select(articles.c.id)).scalars().all()
        told = {tuple(block.text for block in blocks) for blocks in whole(connection, numbers).values()}
    assert told == set(map(tuple, as_read(batch).values()))


def test_few_documents_prove_nothing(database: Database) -> None:
    """Five articles of a site, or six of two sites, or of no site that anybody knows, keep every line."""
    batch = printed(5, RIGHTS)
    elsewhere = told(7, [*invented.story(7).paragraphs, RIGHTS], url="https://other.example/7.html")
    nowhere = [
        told(number, [*invented.story(number).paragraphs, CONTACT], url=None, via=None, source=None)
        for number in range(10, 18)
    ]
    load_into(database, [*batch, elsewhere, *nowhere])
    keep_up(database)

    assert aside(database) == []


SHORT = "（未完待续）"
TWINS: dict[str, Callable[[int], list[str]]] = {
    "a short line of a serial": lambda number: [*invented.story(number).paragraphs, SHORT],
    "one voice of an interview": lambda number: [
        *(
            line
            for said in invented.story(number).paragraphs[:4]
            for line in (f"记者：{said[:6]}是怎么回事？", f"船长：{said}")
        ),
        "记者：好的，非常感谢您今天接受我们的采访。",
    ],
    "what stands in the middle": lambda number: [
        *invented.story(number).paragraphs[:3],
        "主持人请在场的各位观众先鼓掌，再继续往下讲这个故事。",
        *invented.story(number + 50).paragraphs[:3],
        *invented.story(number + 90).paragraphs[:3],
    ],
    "all that there is": lambda _: [RIGHTS],
}


@pytest.mark.parametrize("lines", TWINS.values(), ids=TWINS.keys())
def test_lines_of_the_article_stay(database: Database, lines: Callable[[int], list[str]]) -> None:
    """What belongs to articles stays, however often it is printed."""
    load_into(database, [told(number, lines(number)) for number in range(12)])
    keep_up(database)

    assert aside(database) == []


def test_an_article_printed_again_and_again_loses_nothing(database: Database) -> None:
    """Copies of one story, whole, cut, retitled and with other tails, are no proof of anything."""
    random = Random(3)
    versions = [copy for _ in range(3) for copy in copies(random, invented.story(1).paragraphs)]
    batch = [told(number, copy) for number, copy in enumerate(versions)]
    load_into(database, batch)
    keep_up(database)

    assert texts(database) == as_read(batch)


def test_order_and_runs_make_no_difference(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forwards, backwards, one by one, in chunks of two, and loaded again: the same database."""
    batch = [
        *printed(9, RIGHTS, CONTACT, head=[LEAD]),
        *(told(20 + n, [*invented.story(20 + n).paragraphs]) for n in range(4)),
    ]
    monkeypatch.setattr(recurrence, "CHUNK", 2)
    digests: list[tuple[TableDigest, ...]] = []
    for number, (order, step) in enumerate(((batch, 20), (batch[::-1], 4), (Random(2).sample(batch, len(batch)), 1))):
        with new(f"{sqlite_url}{number}") as database:
            for start in range(0, len(order), step):
                load_into(database, order[start : start + step])
                keep_up(database)
            load_into(database, order)
            keep_up(database)
            with database.reading() as connection:
                digests.append(content_digest(connection))

    assert digests[0] == digests[1] == digests[2]


def test_it_comes_back_when_it_recurs_no_longer(database: Database) -> None:
    """One of six changes: the other five have their line again; what it said before is kept whole."""
    batch = printed(6, RIGHTS)
    load_into(database, batch)
    keep_up(database)
    changed = document(
        "0.html", article(paragraphs=(Paragraph("text", "更正：渡口明天停航。"),), repairs=()), version=2
    )
    load_into(database, [changed])
    keep_up(database)

    assert {uri: said for uri, said in texts(database).items() if uri != "0.html"} == as_read(batch[1:])
    assert aside(database) == []
    assert is_well(database)
    with database.reading() as connection:
        said = connection.execute(select(article_versions.c.text)).scalar_one()
    assert said.split("\n") == as_read(batch)["0.html"]


def test_it_comes_back_when_the_others_go(database: Database) -> None:
    """After documents went, a review finds what recurs no longer."""
    batch = printed(6, RIGHTS)
    load_into(database, batch)
    keep_up(database)
    with database.writing() as connection:
        connection.execute(delete(documents).where(documents.c.uri == "0.html"))
    database.perform(partial(recurrence.review, backend=database.backend))

    assert texts(database) == as_read(batch[1:])
    assert is_well(database)


def test_nothing_stands_aside_once_another_run_has_begun(database_url: str) -> None:
    """Whoever was taken for dead finds out before it commits, though it holds the lock."""
    with open_database(database_url) as database, database.lock() as lock:
        migrate.upgrade(database)
        load_into(database, printed(6, RIGHTS))
        with database.writing() as connection:
            ours = begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
            begin(connection, started_at=NOW + timedelta(hours=1), engine="serial", workers=1, version="0")
        with pytest.raises(LockLost):
            recurrence.keep_up(database, Loader(database, ours, NOW, lock).perform)

        assert aside(database) == []


def test_a_run_that_prunes_leaves_nothing_to_the_next(database_url: str, tmp_path: Path) -> None:
    """A line that comes back because others went changes its article, and stories follow in the same run."""
    for number in range(6):
        said = "\n\n".join([*invented.story(number).paragraphs[:3], LEAD])
        page = f"---\ntitle: 要闻之{number}\nlink: https://news.example/{number}.html\n---\n{said}\n"
        (tmp_path / f"{number}.md").write_text(page, "utf-8")
    run([str(tmp_path)], RunSettings(database_url), now=NOW)
    with open_database(database_url) as database:
        before = len(aside(database))
    (tmp_path / "0.md").unlink()
    run([str(tmp_path)], RunSettings(database_url, is_pruning=True), now=NOW + timedelta(hours=1))

    with open_database(database_url) as database:
        assert (before, aside(database)) == (6, [])
        with database.reading() as connection:
            assert None not in set(connection.execute(select(articles.c.story_id)).scalars())


def test_repairs_follow_their_paragraphs(database: Database) -> None:
    """A paragraph that moves up takes its repairs along, and one that a repair names stays."""
    repair = Repair("byte_slip", "渡囗", "渡口", 3)
    batch = printed(7, RIGHTS, head=[LEAD])
    first = batch[0].outcomes[0]
    assert isinstance(first, Article)
    batch[0] = replace(batch[0], outcomes=(replace(first, repairs=(repair, replace(repair, paragraph_position=5))),))
    load_into(database, batch)
    keep_up(database)

    with database.reading() as connection:
        found = connection.execute(select(repairs.c.paragraph_position).order_by(repairs.c.position)).scalars().all()
    assert found == [2, 4]
    assert texts(database)["0.html"] == as_read(batch)["0.html"][1:]
    assert is_well(database)


def test_the_same_document_again_is_no_change(database: Database) -> None:
    """What stands aside is part of what a document said: reading it by newer rules leaves no version behind."""
    batch = printed(6, RIGHTS)
    load_into(database, batch)
    keep_up(database)
    again = [replace(one, origin=replace(one.origin, sha256=one.origin.sha256[::-1])) for one in batch]
    load_into(database, again)
    keep_up(database)

    with database.reading() as connection:
        assert connection.execute(select(article_versions)).all() == []
    assert len(aside(database)) == 6


def test_show_and_erase_know_what_stands_aside(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run sets a line aside, `etl show` tells of it, and it comes back when `etl erase` takes one of six articles."""
    monkeypatch.chdir(tmp_path)
    for number in range(6):
        said = "".join(f"<p>{one}</p>" for one in (*invented.story(number).paragraphs[:3], LEAD))
        page = f"---\ntitle: 要闻之{number}\nlink: https://news.example/{number}.html\n---\n{said}\n"
        (tmp_path / f"{number}.md").write_text(page, "utf-8")
    called = partial(CliRunner().invoke, cli, env={"ETL_DATABASE_URL": database_url}, catch_exceptions=False)
    called(["run", "."])
    shown = called(["show", "0.md", "--database", database_url])
    told = json.loads(called(["show", "0.md", "--json", "--database", database_url]).stdout)
    called(["erase", "1.md"])

    assert "Stands aside in the database: 1" in shown.stdout
    assert [each["reason"] for each in told["set_aside"]] == ["recurs_at_tail"]
    assert json.loads(called(["show", "0.md", "--json", "--database", database_url]).stdout)["set_aside"] == []
