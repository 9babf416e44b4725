"""Formats: which one reads a document, and what it says, word for word."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.exceptions import Rejected
from etl.extract.formats import FORMATS, Format
from etl.extract.hints import Hints
from etl.models import ParsedArticle

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
PAIRS = sorted(path for path in DOCUMENTS.glob("*/*") if path.is_file() and not path.name.endswith(".expected.json"))


def said(text: str, uri: str) -> dict[str, object]:
    """What the first format that recognises a text reads in it, as plain values."""
    format_ = next(format_ for format_ in FORMATS if format_.recognises(text, Hints(uri)))
    return {"format": format_.NAME, "articles": [as_plain(outcome) for outcome in outcomes(format_, text, uri)]}


def outcomes(format_: Format, text: str, uri: str) -> list[ParsedArticle | Rejected]:
    """Every outcome, a `Rejected` that is raised among them."""
    found: list[ParsedArticle | Rejected] = []
    try:
        found.extend(format_.parse(text, Hints(uri)))
    except Rejected as rejected:
        found.append(rejected)
    return found


def as_plain(outcome: ParsedArticle | Rejected) -> dict[str, object]:
    """An outcome as plain values, in the order a reader wants them."""
    if isinstance(outcome, Rejected):
        return {"rejected": outcome.reason, "detail": str(outcome)}
    body = outcome.body
    return {
        "statements": [[statement.field, statement.value, statement.place] for statement in outcome.statements],
        "repairs": [[repair.rule, repair.before, repair.after] for repair in outcome.repairs],
        type(body).__name__: (body.html if hasattr(body, "html") else body.text).split("\n"),
    }


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_pairs(path: Path) -> None:
    """Each document beside an `.expected.json` is read as written there, by the format its folder is named after."""
    expected = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))

    got = said(path.read_bytes().decode(), path.name)

    assert got == expected
    assert got["format"] == path.parent.name


def test_every_format_has_a_golden_pair() -> None:
    """No format goes without an example."""
    named = {path.parent.name for path in PAIRS}

    assert {format_.NAME for format_ in FORMATS} <= named


def test_the_registry_ends_in_what_reads_everything() -> None:
    """The last format takes what is left, and only the last."""
    *particular, last = FORMATS

    assert last.recognises("晚霞", Hints())
    assert not any(format_.recognises("晚霞", Hints()) for format_ in particular)


HOSTILE = (
    "---\n" * 1000,
    "---\ntitle: " + "[" * 5000 + "\n---\n",
    "---\n" + "- " * 5000 + "\n---\n",
    "---\n" + "a:\n" * 5000 + "---\n",
    "---\n" + "a: &a [*a]\n---\n正文",
    "+++\na = " + "[" * 5000 + "\n+++\n",
    "{" + '"a":[' * 5000,
    '{"items":' * 5000,
    '[{"' + "a" * 100_000,
    "{%" * 50_000,
    "{{< " * 50_000,
    "<rss><channel>" + "<item>" * 3000,
    "<!--" * 20_000,
    "<" * 100_000,
    "年" * 100_000,
    " " * 100_000 + "x",
    "\n" * 100_000 + "x",
    "# " * 50_000,
    "> " * 5000 + "x\n\n# a\n# b",
    "<p>" * 5000,
    "<?" * 20_000,
    "首页" * 50_000,
    "title,content\n" + '"a\n' * 5000,
    "title,content\n" + '\'","' * 20_000,
    "title\tcontent\n" + "\t" * 100_000,
    "<doc><title>a</title><content>b</content>" + "<a>" * 50_000,
    "<doc><title>a</title><content>b</content></doc>" + "<doc>" * 20_000,
    "# a\n" + "# 北岭渔港今天第几批渔船出港了\n" * 5000,
    "---\ntitle: a\n" + "b\n" * 50_000,
    "title: " + "字" * 100_000 + "\n---\n",
    "<!doctype " + "a" * 100_000,
    "<?xml version='1.0'?><html>" + "<script>" * 50_000 + "<frameset>",
    "<?xml version='1.0'?><html>" + "<![CDATA[" * 50_000,
    '{"a": "' + '\\"' * 50_000,
    '{"a": ' + "," * 100_000,
    "/*" * 50_000 + "{};" * 9000,
    "# \n" * 50_000 + "user-agent",
    ("a" * 60 + "\n") * 5000 + "。",
    "<?php" + "?" * 100_000 + ">x",
    'a\tb\t"' + "c\n" * 50_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: re.sub(r"\W+", " ", text[:12]))
def test_hostile_texts_are_survived(text: str) -> None:
    """Texts written to exhaust a reader give outcomes, or none, and no exception."""
    for format_ in FORMATS:
        if format_.recognises(text, Hints("x.md")):
            for outcome in outcomes(format_, text, "x.md"):
                assert isinstance(outcome, ParsedArticle | Rejected)


PIECES = st.sampled_from(
    [
        *(
            "---",
            "+++",
            ";;;",
            "...",
            "\n",
            "\r\n",
            "\r",
            "\ufeff",
            "title: ",
            "title：",
            "date: 2024-03-09",
            "- 茶",
            "\t- 茶",
            "  ",
        ),
        *('"', "'", "{", "}", "[", "]", ",", ":", "&a ", "*a", "!!str ", "|", ">-", "# ", "{% raw %}", "<!-- more -->"),
        *(
            "<p>",
            "</p>",
            "<html>",
            "<rss>",
            "<item>",
            "</item>",
            "<title>",
            '{"title": "',
            '"}',
            "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        ),
        *(
            "首页 > 正文",
            "正在阅读：",
            "年",
            "渔港复航。",
            "\x00",
            "\u2028",
            "\x85",
            "**",
            "`",
            "](",
            "| a |",
            "|-|",
            "title,content\n",
            ",",
            "<doc>",
            "<url>",
            "<content>",
            "</content>",
            "## ",
        ),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join))


@given(TEXTS, st.sampled_from(["", "a.md", "2024-03-09-a.html", "a.csv"]))
@example("---\n---\n---\n", "a.md")
def test_arbitrary_text_gives_outcomes(text: str, uri: str) -> None:
    """Whatever the text, a format that recognises it gives articles or rejections, and raises nothing else."""
    reading = [format_ for format_ in FORMATS if format_.recognises(text, Hints(uri))]

    for format_ in reading:
        assert all(isinstance(outcome, ParsedArticle | Rejected) for outcome in outcomes(format_, text, uri))


@given(TEXTS)
def test_a_format_is_read_the_same_twice(text: str) -> None:
    """Reading is a function of the text: the same words give the same statements."""
    assert said(text, "a.txt") == said(text, "a.txt")
