"""What a user calls his columns goes before what everybody calls them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.exceptions import Rejected
from etl.extract import extract
from etl.extract.columns import HOUSE, columns_with, fold
from etl.models import ColumnName, Fragment, ParsedArticle, PlainText, RawDocument

NAMES = (ColumnName("title", "Titel-Spalte"), ColumnName("content", "栏二"), ColumnName("published", "栏四"))
TEXT = "渡口今日增开两班船，往返各一趟。"


def said(content: str, *names: ColumnName) -> list[tuple[dict[str, str], str]]:
    """The fields stated and the text of each article."""
    found = []
    for parsed in extract(RawDocument("a.dat", content.encode()), names).articles:
        assert isinstance(parsed, ParsedArticle)
        assert isinstance(parsed.body, PlainText | Fragment)
        text = parsed.body.text if isinstance(parsed.body, PlainText) else parsed.body.html
        stated: dict[str, str] = {statement.field: statement.value for statement in reversed(parsed.statements)}
        found.append((stated, text.strip()))
    return found


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"栏一,栏二,titel_spalte,栏四,五,六,七\n略,{TEXT},渡口增班,2024-03-09,,,\n", id="table"),
        pytest.param(f'{{"TITEL SPALTE":"渡口增班","栏二":"{TEXT}","栏四":"2024-03-09"}}\n' * 2, id="json_lines"),
        pytest.param(f'[{{"titel-spalte":"渡口增班","栏二":"{TEXT}","栏四":"2024-03-09"}}]', id="json"),
        pytest.param(
            f"<r><titel-spalte>渡口增班</titel-spalte><栏二>{TEXT}</栏二><栏四>2024-03-09</栏四></r>".replace(
                "栏", "lan"
            )
            .replace("二", "2")
            .replace("四", "4"),
            id="doc_records",
        ),
        pytest.param(f"【Titel-Spalte】渡口增班\n【栏四】2024-03-09\n【栏二】\n{TEXT}\n", id="headed_text"),
    ],
)
def test_named_columns_are_read_in_every_format(content: str) -> None:
    """Title, text and date stand under names that nobody else uses, spelled as people spell them."""
    names = (*NAMES, ColumnName("content", "lan2"), ColumnName("published", "lan4"))

    for stated, text in said(content, *names):
        assert (stated["title"], stated["published"], text) == ("渡口增班", "2024-03-09", TEXT)


def test_front_matter_is_read_with_the_names() -> None:
    """Keys of front matter are named in the same way; its text is what follows it."""
    [(stated, text)] = said(f"---\ntitle: 草稿\ntitel-spalte: 渡口增班\n---\n{TEXT}\n", *NAMES)

    assert stated["title"] == "渡口增班"
    assert TEXT in text


def test_without_names_such_a_table_is_no_table() -> None:
    """The names make the difference: without them nothing in it is known."""
    parsed = extract(RawDocument("a.csv", f"栏一,栏二,栏三\n略,{TEXT},渡口\n".encode()))

    assert parsed.format != "table"


def test_a_name_that_means_something_else_means_it_no_longer() -> None:
    """Who says that `source` holds the title has no source there, and one in `subject` is weaker."""
    content = f'{{"source":"渡口增班","title":"内部编号 7","content":"{TEXT}"}}\n' * 2

    for stated, _ in said(content, ColumnName("title", "source")):
        assert stated == {"title": "渡口增班"}


def test_the_first_name_is_the_strongest() -> None:
    """Of two names for a field the one given first is believed."""
    content = f'{{"甲":"晨渡","乙":"晚渡","content":"{TEXT}"}}\n' * 2

    assert said(content, ColumnName("title", "乙"), ColumnName("title", "甲"))[0][0]["title"] == "晚渡"


def test_a_text_may_lie_inside_an_object() -> None:
    """Dots part a key from the one it lies in."""
    content = f'{{"id":1,"fields":{{"标记":"渡口增班","体":"{TEXT}"}}}}\n' * 2
    names = (ColumnName("title", "fields.标记"), ColumnName("content", "fields.体"))

    for stated, text in said(content, *names):
        assert (stated["title"], text) == ("渡口增班", TEXT)


def test_a_record_without_the_named_text_is_told() -> None:
    """A name that a record lacks costs the record, not the file."""
    content = f'{{"栏二":"{TEXT}"}}\n{{"栏九":"{TEXT}"}}\n'

    first, second = extract(RawDocument("a.jsonl", content.encode()), NAMES).articles
    assert isinstance(first, ParsedArticle)
    assert isinstance(second, Rejected)


@given(st.lists(st.builds(ColumnName, st.sampled_from(["title", "content", "tag"]), st.text(min_size=1)), max_size=5))
def test_any_names_make_a_vocabulary(names: list[ColumnName]) -> None:
    """Whatever a user calls his columns, each name means its first field and no other, and the rest is as it was."""
    columns = columns_with(tuple(names))

    own = {fold(named.name): named.field for named in reversed(names)}
    assert all((name in columns.body) == (field == "content") for name, field in own.items())
    assert all((name in columns.record) != (field == "content") for name, field in own.items())
    assert {
        name: meaning for name, meaning in HOUSE.record.items() if name not in own
    }.items() <= columns.record.items()
