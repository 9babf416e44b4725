"""What is written, what is refused, and what is left alone."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select, text

from etl.exceptions import DatabaseUnavailable
from etl.load import diary, rows
from etl.load.backend import Rows
from etl.load.database import Database
from etl.load.loader import Loader
from etl.load.writer import Writer
from etl.models import Article, Paragraph, ProcessedDocument, ProcessedPart, Repair
from etl.schema import MAX_KEY_BYTES, article_tags, articles, documents, paragraphs, rejections, repairs, sources, tags
from tests.load.conftest import Load, Unguarded, clear, load_into
from tests.load.invented import NOW, article, document, rejection


def read(database: Database, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """Read columns of a table, in the order of its key."""
    with database.reading() as connection:
        query = select(*(table.c[column] for column in columns)).order_by(*table.primary_key.columns)
        return [tuple(row) for row in connection.execute(query)]


def test_every_field_arrives(database: Database, load: Load) -> None:
    """An article with every field fills every column that this step knows of."""
    load([document("raw/1.jsonl", article(), rejection())])

    assert read(database, sources, "name") == [("望江新闻网",)]
    assert read(database, documents, *rows.DOCUMENT[1:-5]) == [
        (
            "raw/1.jsonl",
            document("raw/1.jsonl").origin.sha256,
            1001,
            "json_lines",
            "gb18030",
            "gb2312",
            "declaration",
            1,
            "loaded",
            1,
        )
    ]
    [row] = read(database, articles, "position", *rows.ARTICLE[4:])
    assert row == (
        1,
        "柳河时报",
        "渡口夜里增开一班船",
        "林晚舟",
        "何青梧",
        "https://news.example/1.html",
        datetime(2022, 4, 15, 0, 35, 17, tzinfo=UTC),
        date(2022, 4, 15),
        "second",
        "2022-04-15 08:35:17",
        "iso8601",
        "zh",
        "Hant",
        "https://news.example/1.jpg",
        18,
        2,
        rows.content_hash(article()),
    )
    assert row[6].utcoffset() == timedelta(0)
    assert read(database, paragraphs, *rows.PARAGRAPH[1:]) == [
        (1, "text", "末班船改到二十三点。", "末班船改到二十三點。"),
        (2, "quote", "大家都说方便了。", None),
    ]
    assert sorted(read(database, tags, "name")) == [("交通",), ("民生",)]
    assert sorted(position for (position,) in read(database, article_tags, "position")) == [1, 2]
    assert read(database, repairs, *rows.REPAIR[1:]) == [
        (1, 1, "script", "末班船改到二十三點。", "末班船改到二十三点。", 0.875),
        (2, None, "title", "渡口：", "", None),
    ]
    assert read(database, rejections, "reason", "detail", "created_at") == [("malformed", "line 3 is no record", NOW)]


def test_a_tag_that_is_stated_twice_is_one_tag(database: Database, load: Load) -> None:
    """Repeated tags do not refuse the article that has them."""
    counts = load([document("raw/1.html", article(tags=("交通", "民生", "交通")))])

    assert counts.loaded == 1
    assert read(database, article_tags, "position") == [(1,), (2,)]


def test_a_document_that_lost_articles_keeps_the_others(database: Database, load: Load) -> None:
    """Articles are replaced place by place; places that are gone are deleted with all they had, new ones are added."""
    load([document("raw/1.jsonl", article(title="一"), article(title="二"), article(title="三"))])
    [first, *_] = read(database, articles, "id", "position", "title")
    load([document("raw/1.jsonl", article(title="一改"), version=2)])

    assert read(database, articles, "id", "position", "title") == [(first[0], 1, "一改")]
    assert {article_id for (article_id,) in read(database, paragraphs, "article_id")} == {first[0]}

    load([document("raw/1.jsonl", article(title="甲"), article(title="乙"), version=3)])

    titles = read(database, articles, "id", "position", "title")
    assert titles[0] == (first[0], 1, "甲")
    assert titles[1][1:] == (2, "乙")


@pytest.mark.parametrize(
    ("broken", "detail"),
    [
        (article(title="夜\0航"), "NUL"),
        (article(author="林\ud800"), r"U\+D800"),
        (article(paragraphs=(Paragraph("text", "好", "好\udcff"),), repairs=()), r"U\+DCFF"),
        (article(repairs=(Repair("x", "\0", "", None),)), "NUL"),
        (article(tags=("标" * MAX_KEY_BYTES,)), "2000 characters"),
        (article(source="社" * MAX_KEY_BYTES), "2000 characters"),
    ],
)
def test_an_article_no_database_can_hold_is_rejected_alone(
    database: Database, load: Load, broken: Article, detail: str
) -> None:
    """What cannot be stored becomes a rejection with the reason; its neighbours in file and batch are loaded."""
    counts = load(
        [document("raw/1.jsonl", article(), broken), document("raw/2.html", broken), document("raw/3.html", article())]
    )

    assert (counts.loaded, counts.rejected, counts.articles) == (2, 1, 2)
    with database.reading() as connection:
        found = connection.execute(select(rejections.c.reason, rejections.c.detail)).all()
    assert [reason for reason, _ in found] == ["unstorable", "unstorable"]
    assert all(re.search(detail, said) for _, said in found)


def test_a_part_the_database_refuses_costs_its_whole_document(database: Database) -> None:
    """A document in parts is loaded whole or not at all; the next one is none the worse for it."""
    refused = article(paragraphs=(Paragraph("text", ""),), repairs=())
    with database.writing() as connection:
        run_id = diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
    loader = Loader(database, run_id, NOW, Unguarded())
    for uri, third in (("raw/1.jsonl", refused), ("raw/2.jsonl", article())):
        loader.load_parts(in_parts(document(uri, article(), rejection(), third, article())))

    assert read(database, documents, "uri", "status", "article_count") == [
        ("raw/1.jsonl", "rejected", None),
        ("raw/2.jsonl", "loaded", 3),
    ]
    assert [reason for (reason,) in read(database, rejections, "reason")] == ["unstorable", rejection().reason]
    with database.reading() as connection:
        counts = diary.counted(connection, run_id)
    assert (counts.seen, counts.loaded, counts.rejected, counts.articles) == (2, 1, 1, 3)


def in_parts(whole: ProcessedDocument) -> Iterator[ProcessedPart]:
    """Cut a document into parts of one outcome each."""
    last = len(whole.outcomes)
    for number, outcome in enumerate(whole.outcomes, start=1):
        yield ProcessedPart(whole.origin, (outcome,), number=number, is_last=number == last)


def test_a_document_the_database_refuses_costs_nobody_else(database: Database, load: Load) -> None:
    """A row that violates a constraint is found in the batch by halving; its document alone is rejected, by name."""
    refused = article(paragraphs=(Paragraph("text", ""),), repairs=())
    batch = [document(f"raw/{number}.html", refused if number == 5 else article()) for number in range(11)]
    counts = load(batch)

    assert (counts.loaded, counts.rejected, counts.seen) == (10, 1, 11)
    with database.reading() as connection:
        [row] = connection.execute(
            select(documents.c.uri, rejections.c.reason, rejections.c.detail).join_from(
                rejections, documents, rejections.c.document_id == documents.c.id
            )
        ).all()
    assert row[:2] == ("raw/5.html", "unstorable")
    assert "ck_articles_char_count_is_positive" in row.detail


def test_an_index_of_somebody_else_costs_one_document(postgresql: Database) -> None:
    """PostgreSQL refuses long texts under an index; if an administrator made one, the document that is too long is rejected."""
    clear(postgresql)
    with postgresql.writing() as connection:
        connection.execute(text("CREATE INDEX ix_mine ON articles (title)"))
    try:
        long = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
        counts = load_into(postgresql, [document("raw/1.html", article(title=long)), document("raw/2.html", article())])
    finally:
        with postgresql.writing() as connection:
            connection.execute(text("DROP INDEX ix_mine"))

    assert (counts.loaded, counts.rejected) == (1, 1)


def test_a_known_document_the_database_refuses_keeps_what_it_had(database: Database, load: Load) -> None:
    """If the new version cannot be stored, the old articles stay."""
    load([document("raw/1.html", article())])
    counts = load([document("raw/1.html", article(title=""), version=2)])

    assert counts.rejected == 1
    assert read(database, articles, "title") == [("渡口夜里增开一班船",)]


def test_a_document_twice_in_a_batch_is_unchanged_the_second_time(database: Database, load: Load) -> None:
    """Repeats are told from each other as if they came in two runs; another version of it is an update."""
    one, other = document("raw/1.html", article()), document("raw/1.html", article(title="改"), version=2)
    counts = load([one, one, other])

    assert (counts.loaded, counts.unchanged, counts.updated) == (1, 1, 1)
    assert read(database, articles, "title") == [("改",)]


def test_names_that_no_database_holds_are_written_another_way(database: Database, load: Load) -> None:
    """A path of 5,000 characters, or with bytes that are no text, is one document still, on the second run as well."""
    batch = [document("raw/" + "深" * 5000, article()), document("raw/\udcc4\udce3.html", article())]

    assert load(batch).loaded == 2
    assert load(batch).unchanged == 2
    assert len(read(database, documents, "uri")) == 2


def test_a_batch_is_written_whole_or_not_at_all(
    database: Database, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the database fails in the middle of a batch, nothing of it is there, and the run goes no further."""
    insert = type(database.backend).insert

    def fail_late(self: object, connection: Connection, given: Rows) -> None:
        if given.table is paragraphs:
            raise DatabaseUnavailable("the disk is full")
        insert(database.backend, connection, given)

    monkeypatch.setattr(type(database.backend), "insert", fail_late)
    with pytest.raises(DatabaseUnavailable):
        load([document("raw/1.html", article())])

    assert read(database, documents, "uri") == []
    assert read(database, sources, "name") == []


def test_a_bug_is_not_taken_for_a_bad_document(database: Database, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that is neither the rows' nor the database's is a traceback, not a rejection."""

    def bug(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Writer, "write", bug)

    with pytest.raises(ZeroDivisionError):
        load([document("raw/1.html", article())])
    assert read(database, documents, "uri") == []


def test_the_content_hash_is_of_title_and_paragraphs() -> None:
    """Copies of a text elsewhere have the same hash; moving a line break between paragraphs makes another."""
    copy = article(url="https://elsewhere.example", source="别家", published=None, tags=(), repairs=())
    joined = article(paragraphs=(Paragraph("text", "末班船改到二十三点。大家都说方便了。"),))

    assert rows.content_hash(copy) == rows.content_hash(article())
    assert rows.content_hash(joined) != rows.content_hash(article())
