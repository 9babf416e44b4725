"""`etl show`: the whole story of one document, without a database."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl import process as process_module
from etl.cli import cli
from etl.models import (
    Article,
    DroppedBlock,
    Origin,
    Outcome,
    Paragraph,
    ProcessedDocument,
    PublishedDate,
    RawRef,
    Rejection,
    Repair,
    Statement,
)

ORIGIN = Origin(
    uri="raw/集市.html",
    sha256="0" * 64,
    size_bytes=12345,
    format="html",
    encoding="gb18030",
    declared_encoding="big5",
    encoding_evidence="chardet",
    damage=3,
)
ARTICLE = Article(
    title="雨后的集市",
    source="江城晚报",
    via=None,
    author=None,
    editor=None,
    url=None,
    published=PublishedDate(
        instant=datetime(2022, 4, 15, 0, 35, tzinfo=UTC),
        local_date=date(2022, 4, 15),
        precision="minute",
        text="2022年4月15日 08:35",
        form="chinese",
    ),
    language="zh",
    script="Hant",
    tags=("集市", "民生"),
    image_url=None,
    paragraphs=(Paragraph("text", "周六清晨，集市开张。", "週六清晨，集市開張。"), Paragraph("heading", "摊主")),
    origin=ORIGIN,
    repairs=(Repair("traditional", "週六", "周六", 1, 0.97),),
    dropped=(DroppedBlock("相关阅读：\x1b[31m昨日集市", "links"),),
    evidence=(
        Statement("title", "雨后的集市", "og:title"),
        Statement("published", "2022年4月15日 08:35", "line below the title"),
        Statement("source", "江城晚报讯", "byline"),
    ),
)


@pytest.fixture
def document(tmp_path: Path) -> str:
    """Write a small real document."""
    path = tmp_path / "集市.txt"
    path.write_text("周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快。\n", encoding="utf-8")
    return str(path)


def show(monkeypatch: pytest.MonkeyPatch, document: str, outcomes: tuple[Outcome, ...], *options: str) -> str:
    """Show what a faked `process` made of a document."""

    def process(
        ref: RawRef, *, now: datetime | None = None, names: object = (), script: str = "hans"
    ) -> ProcessedDocument:
        return ProcessedDocument(origin=ORIGIN, outcomes=outcomes)

    monkeypatch.setattr(process_module, "process", process)
    result = CliRunner().invoke(cli, ["show", document, *options])
    assert result.exit_code == 0
    return result.stdout


def test_each_stage_tells_what_it_did(monkeypatch: pytest.MonkeyPatch, document: str) -> None:
    """Detected, kept, dropped and why, repaired, normalised, and the evidence of each field."""
    lines = show(monkeypatch, document, (ARTICLE,)).splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "raw/集市.html",
        f"size 12,345 bytes (sha256 {'0' * 64})",
        "encoding gb18030 (by chardet; the document says big5)",
        "damage 3 bytes could not be decoded (each shows as \N{REPLACEMENT CHARACTER})",
        "format html",
        "",
        "Article",
        "title 雨后的集市 (og:title)",
        "published 2022-04-15 00:35:00+00:00, to the minute, as chinese (line below the title: 2022年4月15日 08:35)",
        "source 江城晚报 (byline: 江城晚报讯)",
        "via -",
        "author -",
        "editor -",
        "url -",
        "tags 集市, 民生",
        "image -",
        "language zh",
        "script Hant (as printed)",
        "",
        "Paragraphs kept: 2",
        "1 text 周六清晨，集市开张。",
        "printed 週六清晨，集市開張。",
        "2 heading 摊主",
        "",
        "Blocks dropped: 1",
        "links 相关阅读：\\x1b[31m昨日集市",
        "",
        "Repairs: 1",
        "traditional 週六 -> 周六 (paragraph 1, 97 % sure)",
        "",
    ]


def test_several_outcomes_are_numbered(monkeypatch: pytest.MonkeyPatch, document: str) -> None:
    """A feed of two: one article, one record that could not be read, and why."""
    story = show(monkeypatch, document, (ARTICLE, Rejection("malformed", "no closing brace", ORIGIN)))

    assert "\nArticle 1 of 2\n" in story
    assert "\nRejected 2 of 2\n  malformed  no closing brace\n" in story


def test_json_prints_one_object_for_each_outcome(monkeypatch: pytest.MonkeyPatch, document: str) -> None:
    """Everything that people see, scripts get, a line for each outcome."""
    story = show(monkeypatch, document, (ARTICLE, Rejection("malformed", "no closing brace", ORIGIN)), "--json")

    article, rejection = (json.loads(line) for line in story.splitlines())
    assert article["outcome"] == "article"
    assert article["text"] == "周六清晨，集市开张。\n摊主"
    assert article["published"]["instant"] == "2022-04-15T00:35:00+00:00"
    assert article["published"]["local_date"] == "2022-04-15"
    assert article["dropped"] == [{"text": "相关阅读：\x1b[31m昨日集市", "reason": "links", "original": None}]
    assert article["evidence"][0] == {"field": "title", "value": "雨后的集市", "place": "og:title"}
    assert (rejection["outcome"], rejection["reason"]) == ("rejection", "malformed")
    assert rejection["origin"]["encoding"] == "gb18030"


def test_a_real_document_is_taken_through_every_stage(document: str) -> None:
    """Without any fake: the document's words come out, and nothing is written."""
    result = CliRunner().invoke(cli, ["show", document])

    assert result.exit_code == 0
    assert "雨后的青菜卖得最快" in result.stdout
    assert list(Path(document).parent.iterdir()) == [Path(document)]


def test_a_document_that_cannot_be_read_is_shown_as_rejected(tmp_path: Path) -> None:
    """An empty document is a finding, not a failure."""
    (tmp_path / "empty.txt").write_bytes(b"")

    result = CliRunner().invoke(cli, ["show", str(tmp_path / "empty.txt")])

    assert result.exit_code == 0
    assert "\nRejected\n  empty  " in result.stdout


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("missing.txt", "does not exist"),
        (".", "is not one document"),
        ("*.nothing", "no file matches"),
        ("a\0b", "does not exist"),
    ],
)
def test_a_bad_path_is_told_in_one_line(path: str, part: str) -> None:
    """A path that names no document ends with 2."""
    result = CliRunner().invoke(cli, ["show", path])

    assert (result.exit_code, result.stdout) == (2, "")
    assert part in result.stderr
    assert result.stderr.count("\n") == 1
