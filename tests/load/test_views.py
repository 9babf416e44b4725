"""What people and BI tools open."""

from sqlalchemy import inspect, text

from etl.load.database import Database
from etl.models import Paragraph
from tests.load.conftest import Load, clear, load_into
from tests.load.invented import article, document, rejection

COLUMNS = {
    "v_articles": (
        "article_id title source via author editor url published_on published_at published_precision published_text language script "
        "tags image_url char_count paragraph_count story_id document_id position uri format encoding damage text"
    ),
    "v_paragraphs": "paragraph_id article_id position kind text original_text title source published_on url uri",
    "v_rejections": ("rejection_id uri reason detail status format encoding size_bytes run_id created_at document_id"),
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


def test_both_databases_show_the_same(sqlite: Database, postgresql: Database) -> None:
    """The two texts of one view say the same."""
    query = text(
        "SELECT title, source, via, author, editor, url, published_precision, tags, char_count, text, uri FROM v_articles ORDER BY uri"
    )
    shown = []
    for database in (sqlite, postgresql):
        clear(database)
        load_into(
            database, [document(f"raw/{number}.html", article(tags=tuple("天地人"[:number]))) for number in range(4)]
        )
        with database.reading() as connection:
            shown.append([tuple(row) for row in connection.execute(query)])

    assert shown[0] == shown[1]
