"""Records and their fields: what a writer put in comes out word for word."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.columns import FRONT_MATTER, RECORD, fold, statements
from etl.extract.entries import MAX_CHARACTERS, Entry, NotStrict
from etl.extract.entries.by_line import read_lines
from etl.extract.entries.trees import leaves, read_json, read_toml
from etl.extract.entries.yaml_events import read_yaml
from etl.extract.formats import json_lines, json_records, table
from etl.extract.hints import Hints
from etl.extract.record_trees import find_records
from etl.extract.seams import seams_of_rows
from etl.models import ParsedArticle, PlainText

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="<\ufeff"),
    min_size=1,
    max_size=30,
)
ROWS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8)


def titles_and_texts(outcomes: object) -> list[tuple[str, str]]:
    """The title and the text of each article."""
    assert isinstance(outcomes, list)
    found = []
    for outcome in outcomes:
        assert isinstance(outcome, ParsedArticle)
        assert isinstance(outcome.body, PlainText)
        title = next(statement.value for statement in outcome.statements if statement.field == "title")
        found.append((title, outcome.body.text))
    return found


@given(ROWS, st.sampled_from([",", "\t", ";"]))
def test_a_written_table_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    """Whatever the cells hold, a table written by the standard library gives its rows again."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([("标题", "正文"), *rows])

    assert titles_and_texts(list(table.parse(file.getvalue(), Hints()))) == rows


@given(st.lists(WORDS, max_size=5))
def test_a_cell_may_hold_lines(lines: list[str]) -> None:
    """A quoted cell with line ends is one cell."""
    rows = [("晚霞", "\n".join(["起", *lines, "止"])), ("晨雾", "散去")]
    file = io.StringIO()
    csv.writer(file).writerows([("标题", "正文"), *rows])

    assert titles_and_texts(list(table.parse(file.getvalue(), Hints()))) == rows


@given(ROWS)
def test_written_json_is_read_back(rows: list[tuple[str, str]]) -> None:
    """JSON Lines and a list of objects give the records they were written from."""
    records = [{"title": title, "content": content} for title, content in rows]
    lines = "\n".join(json.dumps(record) for record in records)

    assert titles_and_texts(list(json_lines.parse(lines, Hints()))) == rows
    assert titles_and_texts(list(json_records.parse(json.dumps(records, ensure_ascii=False), Hints()))) == rows


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), WORDS, min_size=1, max_size=6))
def test_strict_readers_and_the_line_reader_agree(values: dict[str, str]) -> None:
    """A quoted scalar is the same words in YAML, in JSON and read line by line."""
    quoted = {key: value.replace("\\", "").replace('"', "") or "x" for key, value in values.items()}
    expected = list(quoted.items())
    text = "".join(f'{key}: "{value}"\n' for key, value in quoted.items())

    assert [(entry.key, entry.value) for entry in read_yaml(text)] == expected
    assert [(entry.key, entry.value) for entry in read_lines(text)] == expected
    assert [(entry.key, entry.value) for entry in leaves(read_json(json.dumps(quoted))[0])] == expected


@pytest.mark.parametrize("scalar", ["2022", "on", "2022-04-15", "1.50", "0o17", "1_000", "yes", ".inf", "12:30:00"])
def test_scalars_stay_the_words_they_are(scalar: str) -> None:
    """No number, truth value or date is read into a scalar."""
    assert [entry.value for entry in read_yaml(f"title: {scalar}\n")] == [scalar]


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_states_nothing(nothing: str) -> None:
    """An empty value is no entry, one between quotes is what the quotes hold."""
    assert read_yaml(f"title: {nothing}\n") == ()
    assert [entry.value for entry in read_yaml(f"title: '{nothing or 'x'}'\n")] == [nothing or "x"]


@pytest.mark.parametrize(
    "text",
    [
        "a: [" * 50,
        "- a\n- b\n",
        "title: a: b\n",
        "title：晚霞\n",
        "? [a, b]\n: c\n",
        "\ttitle: a\n",
        "title: a\n" * (MAX_CHARACTERS // 8),
    ],
)
def test_what_is_no_strict_yaml_is_refused_in_one_line(text: str) -> None:
    """The strict reader says where it stopped, on one line."""
    with pytest.raises(NotStrict) as caught:
        read_yaml(text)

    assert "\n" not in str(caught.value)


def test_an_alias_bomb_gives_no_more_than_it_prints() -> None:
    """Aliases to collections stand for nothing, so that eight lines do not become a billion."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{key}: &{key} [*{above}, *{above}]\n" for above, key in zip("abcdefg", "bcdefgh", strict=True)
    )

    assert len(read_yaml(bomb)) == 2


@pytest.mark.parametrize("text", ["title = ", "date = 2024-13-45\n", "a = " + "[" * 5000, "= 1"])
def test_what_is_no_toml_is_refused(text: str) -> None:
    """Broken TOML is left to the line reader."""
    with pytest.raises(NotStrict):
        read_toml(text)


def test_names_are_folded_to_what_people_mean() -> None:
    """Case, spaces, width, script and punctuation around a name do not matter."""
    names = ["Pub_Date", "pub-date", "ｐｕｂ ｄａｔｅ", "PubDate：", '"pubdate"']

    assert {fold(name) for name in names} == {"pubdate"}
    assert fold("【 發佈時間 】") == fold("发布时间")


def test_the_strongest_name_of_a_field_comes_first() -> None:
    """A date of publication goes before one of change, wherever they stand."""
    entries = [Entry("updated", "2024-03-10"), Entry("date", "2024-03-09")]

    assert [statement.value for statement in statements(entries, FRONT_MATTER, "x")] == ["2024-03-09", "2024-03-10"]


def test_switches_state_nothing_but_titles_may() -> None:
    """`cover: false` is no picture, an article may be called so."""
    entries = [Entry("cover", "false"), Entry("published", "true"), Entry("title", "None")]

    assert [statement.value for statement in statements(entries, FRONT_MATTER, "x")] == ["None"]


def test_keywords_are_tags_in_tables_only() -> None:
    """In front matter they are written for search engines."""
    entries = [Entry("keywords", "桥梁、交通")]

    assert statements(entries, FRONT_MATTER, "x") == ()
    assert [statement.value for statement in statements(entries, RECORD, "x")] == ["桥梁", "交通"]


@pytest.mark.parametrize(
    ("entry", "tags"),
    [
        (Entry("tags", "[茶, 山]"), ["茶", "山"]),
        (Entry("tags", "【茶，山】"), ["茶", "山"]),
        (Entry("tags", "#春茶 #山 里"), ["春茶", "山 里"]),
        (Entry("tags", "-茶 -山"), ["茶", "山"]),
        (Entry("tags", "“茶”，“山”", listed=True), ["茶", "山"]),
        (Entry("tags", "a, b", listed=True), ["a, b"]),
        (Entry("tags", "C#"), ["C#"]),
        (Entry("tags", "[图]与[文]"), ["[图]与[文]"]),
    ],
)
def test_a_string_that_was_meant_for_a_list_is_one(entry: Entry, tags: list[str]) -> None:
    """Brackets, marks and commas that YAML does not know part tags; what a list holds between its own commas stays whole."""
    assert [statement.value for statement in statements([entry], FRONT_MATTER, "x")] == tags


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("post_title", "title"),
        ("文章发布时间", "published"),
        ("newsSourceName", "source"),
        ("媒体名称", "source"),
        ("标题（必填）", "title"),
        ("title.rendered", "title"),
        ("metadata.publish_date", "published"),
        ("date.$date", "published"),
        ("user.title", None),
        ("post_id", None),
        ("文章编号", None),
    ],
)
def test_longer_names_mean_what_their_kernel_means(name: str, field: str | None) -> None:
    """Programs say of what a column is the title, and wrap its values; what lies in an object nobody knows means nothing."""
    assert [statement.field for statement in statements([Entry(name, "晨雾")], RECORD, "x")] == (
        [field] if field else []
    )


def test_numbers_name_nobody() -> None:
    """The author of a dump is often the number of a row elsewhere."""
    assert statements([Entry("author", "17"), Entry("source", "3")], RECORD, "x") == ()
    assert statements([Entry("title", "1984")], RECORD, "x")[0].value == "1984"


def test_a_part_of_a_table_repeats_the_caption_with_the_header() -> None:
    """A large table is cut below its header, wherever that stands."""
    seams = seams_of_rows("三月汇总,,\n标题,正文,来源\n晨雾,散去,江岸晚报\n", Hints())

    assert seams is not None
    assert seams.head == "三月汇总,,\n标题,正文,来源\n"


def test_records_are_found_inside_wrappers() -> None:
    """An answer of an interface wraps its records in codes and pages."""
    record = {"title": "晨雾", "body": "散去。"}

    assert list(find_records({"code": "0", "data": {"page": {"rows": [record]}}})) == [record]
    assert list(find_records(record)) == [record]
    assert list(find_records({"code": "0", "data": []})) == []
