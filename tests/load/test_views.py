"""What people and BI tools open."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Integer, String, func, insert, inspect, select, text, update
from sqlalchemy.types import TypeEngine

from etl.load.database import Database
from etl.models import Paragraph, PublishedDate
from etl.schema import articles, recurrences
from tests.load.conftest import Load, clear, load_into
from tests.load.invented import article, document, rejection

COLUMNS = {
    "v_articles": (
        "article_id title source via author editor url published_on published_at published_precision published_text language script "
        "tags image_url char_count paragraph_count story_id document_id position uri format encoding damage text iso_year iso_week "
        "iso_week_name week_start year month month_name month_start weekday is_workday content_hash run_id"
    ),
    "v_daily_sources": (
        "published_on source articles paragraphs characters stories iso_year iso_week week_start month_start"
    ),
    "v_paragraphs": (
        "paragraph_id article_id position kind text original_text title source published_on url uri via published_at language script "
        "story_id iso_year iso_week week_start month_start run_id"
    ),
    "v_quality": (
        "day source documents rejected_documents damaged_documents damage articles repaired_articles repairs rejections"
    ),
    "v_recurrences": "article_id position kind text original_text reason mark title source via published_on url uri",
    "v_rejections": "rejection_id uri reason detail status format encoding size_bytes run_id created_at document_id",
    "v_runs": (
        "run_id started_at finished_at seconds status seen loaded updated unchanged rejected articles paragraphs engine workers version "
        "host error"
    ),
    "v_stories": "story_id articles sources lead_article_id title source url published_on published_at last_on",
    "v_tags": "tag_id tag articles sources first_on last_on",
}
"""The columns in their order: once published, they stay, and new ones are added at the end."""


def test_columns_stay(database: Database) -> None:
    """Both databases offer the same views with the same columns, those that were published first."""
    with database.reading() as connection:
        for view, columns in COLUMNS.items():
            found = [column["name"] for column in inspect(connection).get_columns(view)]
            assert found[: len(columns.split())] == columns.split()


def test_an_article_is_one_row(database: Database, load: Load) -> None:
    """Source, tags and text stand in the row, in the order of the article; what is not known is null, not missing."""
    bare = article(source=None, tags=(), paragraphs=(Paragraph("text", "快讯。"),), repairs=(), published=None)
    load([document("raw/1.jsonl", article(tags=("民生", "交通")), bare)])

    with database.reading() as connection:
        query = text("SELECT source, tags, published_on, text, uri FROM v_articles ORDER BY position")
        full, empty = connection.execute(query).all()
    assert full[:2] == ("望江新闻网", "民生, 交通")
    assert str(full.published_on) == "2022-04-15"
    assert full.text == "末班船改到二十三点。\n大家都说方便了。"
    assert tuple(empty) == (None, None, None, "快讯。", "raw/1.jsonl")


def test_long_articles_are_read_in_order(database: Database, load: Load) -> None:
    """The text of a view is put together by position, whatever the order of ids or of an index."""
    paragraphs = tuple(Paragraph("text", f"第{number}段。") for number in range(1, 40))
    load([document("raw/1.html", article(paragraphs=paragraphs[:3], repairs=()))])
    load([document("raw/1.html", article(paragraphs=paragraphs, repairs=()), version=2)])

    with database.reading() as connection:
        [row] = connection.execute(text("SELECT text FROM v_articles")).all()
    assert row.text.split("\n") == [paragraph.text for paragraph in paragraphs]


def test_rejections_name_their_document(database: Database, load: Load) -> None:
    """What is missing, and why, is one query."""
    load(
        [
            document("raw/1.jsonl", article(), rejection()),
            document("raw/2.txt", rejection("empty", "there is nothing in it")),
        ]
    )

    with database.reading() as connection:
        query = text("SELECT uri, status, reason FROM v_rejections ORDER BY uri")
        found = [tuple(row) for row in connection.execute(query)]
    assert found == [("raw/1.jsonl", "loaded", "malformed"), ("raw/2.txt", "rejected", "empty")]


def test_the_views_are_those_listed(database: Database) -> None:
    """A view that is added is published here, too."""
    with database.reading() as connection:
        assert set(inspect(connection).get_view_names()) == set(COLUMNS)


UNDECLARED = {("v_articles", "tags"), ("v_articles", "text")}
"""Columns whose type SQLite does not know. To declare them, the text of every article would be put together even for a count."""


def test_every_column_has_the_same_type_on_both_databases(sqlite: Database, postgresql: Database) -> None:
    """A number is a number and a day a day to every tool; instants are text on SQLite, which has none."""
    types = []
    for database in (sqlite, postgresql):
        with database.reading() as connection:
            types.append(
                {
                    (view, str(column["name"])): kind_of(column["type"])
                    for view in COLUMNS
                    for column in inspect(connection).get_columns(view)
                }
            )

    on_sqlite, on_postgresql = types
    instants = {column for column, kind in on_postgresql.items() if kind == "instant"}
    assert {column for column, kind in on_sqlite.items() if kind == "unknown"} == UNDECLARED
    assert all(on_sqlite[column] == "text" for column in instants)
    assert {column: kind for column, kind in on_sqlite.items() if column not in instants | UNDECLARED} == {
        column: kind for column, kind in on_postgresql.items() if column not in instants | UNDECLARED
    }


def kind_of(type_: TypeEngine[Any]) -> str:
    """Name a column's type as a person would."""
    kinds = {Integer: "number", DateTime: "instant", Date: "day", String: "text"}
    return next((kind for cls, kind in kinds.items() if isinstance(type_, cls)), "unknown")


def test_both_databases_show_the_same(sqlite: Database, postgresql: Database) -> None:
    """Every view has the same rows on both, numbers drawn by the database aside."""
    shown = []
    for database in (sqlite, postgresql):
        clear(database)
        load_into(
            database,
            [document(f"raw/{number}.html", article(tags=tuple("天地人"[:number]))) for number in range(4)],
            [
                document("raw/one day.jsonl", article(source="望江晚报", published=DAY), rejection()),
                document("raw/nothing.jsonl", rejection()),
                document("raw/old.txt", article(source=None, published=LONG_AGO, repairs=(), tags=())),
            ],
        )
        with database.writing() as connection:
            same = articles.c.title == "渡口夜里增开一班船"
            connection.execute(update(articles).where(same).values(story_id=1))
            aside = {
                "position": 3,
                "follows": 2,
                "kind": "text",
                "text": "本站。",
                "reason": "recurs_at_tail",
                "mark": -7,
            }
            first = select(func.min(articles.c.id)).scalar_subquery()
            connection.execute(insert(recurrences).values(article_id=first, **aside))
        with database.reading() as connection:
            shown.append({view: rows_of(connection, view) for view in COLUMNS})

    on_sqlite, on_postgresql = shown
    assert all(on_sqlite.values())
    assert on_sqlite == on_postgresql


DAY = PublishedDate(None, date(2023, 1, 1), "day", "2023年元旦", "chinese")
LONG_AGO = PublishedDate(None, date(1949, 10, 2), "day", "一九四九年十月二日", "chinese")


def rows_of(connection: Connection, view: str) -> list[dict[str, str]]:
    """Read a view, in an order of its own, without what differs from database to database."""
    query = text(f"SELECT * FROM {view}")  # noqa: S608 - names of our own views
    rows = connection.execute(query).mappings().all()
    drawn = {"story_id"} ^ {str(column) for row in rows for column in row if str(column).endswith("_id")}
    shown = [{name: shown_as(value) for name, value in row.items() if name not in drawn} for row in rows]
    return sorted(shown, key=repr)


def shown_as(value: object) -> str:
    """Write a value as a person reads it: an instant to the second, whatever type a driver gives it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(sep=" ")
    return str(value)


def test_weeks_of_an_article_are_iso_weeks(database: Database, load: Load) -> None:
    """The first of January 2023 is a Sunday: it ends week 52 of 2022; a day outside the calendar keeps its row."""
    load([document("raw/1.html", article(published=DAY)), document("raw/2.html", article(published=LONG_AGO))])

    with database.reading() as connection:
        query = text("SELECT iso_week_name, month_name, is_workday FROM v_articles ORDER BY published_on")
        assert [tuple(row) for row in connection.execute(query)] == [(None, None, None), ("2022-W52", "2023-01", 0)]


def test_the_earliest_leads_its_story(database: Database, load: Load) -> None:
    """A story is one row: how many tell it, and who told it first; a year alone is no early day."""
    year = PublishedDate(None, date(2022, 1, 1), "year", "2022年", "chinese")
    load(
        [
            document("raw/1.html", article(source="甲", published=DAY)),
            document("raw/2.html", article(source="乙", url="https://news.example/first.html")),
            document("raw/3.html", article(source="丙", published=year)),
        ]
    )
    with database.writing() as connection:
        connection.execute(update(articles).values(story_id=7))

    with database.reading() as connection:
        [row] = connection.execute(text("SELECT * FROM v_stories")).all()
    assert (row.story_id, row.articles, row.sources, row.source, row.url) == (
        7,
        3,
        3,
        "乙",
        "https://news.example/first.html",
    )
    assert str(row.last_on) == "2023-01-01"


def test_quality_counts_each_document_once(database: Database, load: Load) -> None:
    """A document with two articles is one damaged document, and its damage counts once."""
    load([document("raw/1.jsonl", article(), article(repairs=()), rejection()), document("raw/2.txt", rejection())])

    with database.reading() as connection:
        query = text(
            "SELECT source, documents, rejected_documents, damage, articles, repaired_articles, repairs, rejections "
            "FROM v_quality ORDER BY documents DESC, articles"
        )
        assert {tuple(row) for row in connection.execute(query)} == {
            (None, 1, 1, 1, 0, 0, 0, 1),
            ("望江新闻网", 1, 0, 1, 2, 1, 2, 1),
        }
