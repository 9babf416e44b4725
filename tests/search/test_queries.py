"""What may be typed, and what is shown."""

from datetime import date

import pytest

from etl import search
from etl.exceptions import UsageError
from etl.load import migrate
from etl.load.database import open_database
from etl.models import Paragraph, PublishedDate
from etl.search.index import Filters
from etl.search.matching import Excerpt, matcher_of
from etl.search.query import parse_query
from etl.search.words import fold
from tests.load.conftest import load_into
from tests.load.invented import article, document

MATCHES = [
    # typed, text, whether it is found
    ("诈骗", "警方破获一起诈骗案。", True),
    ("詐騙", "警方破获一起诈骗案。", True),
    ("诈骗", "標題寫着「詐騙」二字", True),  # a Simplified article that quotes
    ("国家", "来自美国，家庭三口", False),  # two words that only meet
    ("渡", "渡口", True),
    ("渡 船", "船到渡口", True),
    ('"渡 船"', "船到渡口", False),
    ('"渡 船"', "渡船", True),
    ("cat", "a category", False),
    ("CAT", "the Cat sat", True),
    ("iphone手机", "新 iPhone 手机", True),
    ("GDP增长5.2%", "去年GDP增长5.2%。", True),
    ("5.2", "5，2", False),
    ("渡 OR 桥", "桥上", True),
    ("渡 AND 桥", "桥上", False),
    ("渡 NOT 桥", "渡口", True),
    ("渡 -桥", "渡口有桥", False),
    ("(渡 OR 桥) -夜", "夜里过桥", False),
    ("渡 (桥 OR -夜)", "夜里的渡口", False),
    ("中国", "中 国", True),  # a space inside a line of Chinese is nothing
    ("ＧＤＰ", "gdp", True),
    ("-5", "气温 5 度", None),
]


@pytest.mark.parametrize(("typed", "said", "expected"), MATCHES)
def test_a_query_means(typed: str, said: str, *, expected: bool | None) -> None:
    """Words, phrases, both scripts, English, signs and numbers."""
    if expected is None:
        with pytest.raises(UsageError):
            parse_query(typed)
        return

    assert matcher_of(parse_query(typed)).matches(fold(said)) is expected


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "(", ")", "()", '"', '""', "AND", "渡 OR", "NOT 渡", "渡 OR -桥", "x" * 2000, "(" * 500, "-" * 500],
)
def test_what_cannot_be_read_is_told(typed: str) -> None:
    """One line, and no traceback, however it is mistyped."""
    with pytest.raises(UsageError):
        parse_query(typed)


def test_the_sentence_that_says_most_is_shown() -> None:
    """Each stretch is where it says; hits that overlap are one."""
    matcher = matcher_of(parse_query("渡船 OR 船票"))

    assert matcher.excerpt("早上有雾。渡船停了，“渡船票可以退。”他说。") == Excerpt(
        "渡船停了，“渡船票可以退。”", ((0, 2), (6, 9))
    )


def test_a_long_sentence_is_cut_around_the_hit() -> None:
    """A paragraph without a full stop does not fill the screen."""
    excerpt = matcher_of(parse_query("渡船")).excerpt("山" * 5000 + "渡船" + "水" * 5000)

    [(start, end)] = excerpt.hits
    assert excerpt.sentence[start:end] == "渡船"
    assert len(excerpt.sentence) <= 120


def test_the_best_article_comes_first(sqlite_url: str) -> None:
    """A title counts more than a sentence, a short text more than a long one, and of equals the later comes first."""
    day = {year: PublishedDate(None, date(year, 1, 1), "day", f"{year}", "x") for year in (2020, 2022)}
    plain = (Paragraph("text", "镇上的渡船开了。"),)
    with open_database(sqlite_url) as database, database.lock():
        migrate.upgrade(database)
        batch = [
            document("early", article(title="甲", paragraphs=plain, repairs=(), published=day[2020])),
            document("late", article(title="乙", paragraphs=plain, repairs=(), published=day[2022])),
            document("title", article(title="渡船停航", paragraphs=(Paragraph("text", "停了。"),), repairs=())),
            document("long", article(title="丙", paragraphs=(Paragraph("text", "水" * 500 + "渡船"),), repairs=())),
        ]
        load_into(database, batch)
        with database.reading() as connection:
            hits = search.search(connection, "渡船", Filters(), 10)
            until = search.search(connection, "渡船", Filters(until=date(2021, 1, 1)), 10)
            nobody = search.search(connection, "渡船", Filters(source="没有这家"), 10)

    assert [hit.uri for hit in hits] == ["title", "late", "early", "long"]
    assert [hit.position for hit in hits] == [0, 1, 1, 1]
    assert [hit.uri for hit in until] == ["early"]
    assert nobody == []
