"""PDF, Word and Excel: their words come out as articles, and what cannot be read says why."""

import sys
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import select

from etl import parse
from etl.extract.office import packages
from etl.load.database import open_database
from etl.models import Article, Rejection
from etl.pipeline import RunSettings, run
from etl.schema import documents
from tests.office_documents import PARAGRAPHS, TITLE, docx, packed, pdf, xlsx

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def the_article(content: bytes, name: str) -> Article:
    """Read a document that holds one article."""
    [article] = parse(content, name)
    assert isinstance(article, Article), article
    return article


def reasons(content: bytes, name: str) -> list[str]:
    """Read a document that is rejected."""
    return [outcome.reason for outcome in parse(content, name) if isinstance(outcome, Rejection)]


def test_a_pdf_gives_back_its_paragraphs() -> None:
    """Lines that were broken for the page are joined, and what its author typed into its properties is said."""
    article = the_article(pdf(), "江城.pdf")

    assert [paragraph.text for paragraph in article.paragraphs if paragraph.text in PARAGRAPHS] == list(PARAGRAPHS)
    assert (article.title, article.author, article.origin.format) == (TITLE, "林晓雨", "pdf")
    assert (article.origin.encoding, article.origin.damage) == (None, 0)


def test_what_every_page_repeats_is_the_pages_and_is_told() -> None:
    """Running heads and page numbers leave the text, each by name; on two pages a line may be the text's own."""
    long, short = the_article(pdf(pages=3), "a.pdf"), the_article(pdf(pages=2), "a.pdf")

    assert {repair.before for repair in long.repairs if repair.rule == "running head"} == {
        *(f"江城日报 第{page}版" for page in (1, 2, 3)),
        *(f"- {page} -" for page in (1, 2, 3)),
    }
    assert [paragraph.text for paragraph in long.paragraphs] == list(PARAGRAPHS) * 3
    assert not short.repairs


@pytest.mark.parametrize(("title", "author"), [("Microsoft Word - 1.doc", "Administrator"), ("untitled", "微软用户")])
def test_what_a_program_filled_in_is_nobodys_word(title: str, author: str) -> None:
    """A file's name is no title, and a computer is no author."""
    article = the_article(pdf(title=title, author=author), "a.pdf")

    assert (article.title == title, article.author) == (False, None)


def test_a_word_document_keeps_its_structure() -> None:
    """The heading is the title, a row of a table is a line, and its properties are said."""
    article = the_article(docx(), "江城.docx")

    assert [paragraph.text for paragraph in article.paragraphs] == [
        *PARAGRAPHS,
        "班次 | 时间 | 船",
        "早班 | 六点 | 渡一号",
        "晚班 | 九点 | 渡二号",
    ]
    assert (article.title, article.author, article.tags) == (TITLE, "林晓雨", ("渡口", "船"))
    assert article.published is not None
    assert article.published.instant == datetime(2024, 4, 1, 8, 30, tzinfo=UTC)
    assert article.origin.format == "docx"


def test_a_workbooks_rows_are_articles() -> None:
    """The sheet with a header that is known is read like any table; the name of the list above it and other sheets are passed over."""
    first, second = (outcome for outcome in parse(xlsx(), "江城.xlsx") if isinstance(outcome, Article))

    assert [paragraph.text for paragraph in first.paragraphs] == list(PARAGRAPHS)
    assert (first.title, first.source, first.origin.format) == (TITLE, "江城日报", "xlsx")
    assert first.published is not None
    assert first.published.instant == datetime(2024, 4, 1, 0, 30, tzinfo=UTC)
    assert second.published is not None
    assert (second.published.local_date, second.published.instant) == (date(2024, 4, 2), None)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        pytest.param(pdf(), "a.html", "binary", id="a PDF that calls itself a page"),
        pytest.param(xlsx(), "a.txt", "binary", id="a workbook that calls itself a text"),
        pytest.param(pdf(password="ferry"), "a.pdf", "encrypted", id="a PDF with a password"),  # noqa: S106 - of this test
        pytest.param(pdf(pages=0), "a.pdf", "empty", id="a drawing"),
        pytest.param(pdf()[:900], "a.pdf", "malformed", id="cut off"),
        pytest.param(xlsx(), "a.docx", "malformed", id="a workbook that calls itself a document"),
        pytest.param(packed({"word/document.xml": "<w:"}), "a.docx", "malformed", id="broken XML"),
        pytest.param(
            xlsx(("a", "b", None, None, None)).replace(b"xl/", b"xx/"), "a.xlsx", "malformed", id="parts missing"
        ),
        pytest.param(
            docx(paragraphs=[]).replace(b"PK\x05\x06", b"PK\x05\x07"), "a.docx", "malformed", id="no directory"
        ),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, name: str, reason: str) -> None:
    """One rejection, and nothing else."""
    assert reasons(content, name) == [reason]


def test_a_workbook_without_a_header_asks_for_names() -> None:
    """Its user can say what the columns are called; nobody guesses."""
    workbook, file = Workbook(), BytesIO()
    assert workbook.active is not None
    workbook.active.append([1, 2, 3])
    workbook.save(file)
    [rejection] = parse(file.getvalue(), "a.xlsx")

    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "--map" in rejection.detail) == ("not_an_article", True)


def test_a_package_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says of itself is enough: its reader unpacks no more than that."""
    monkeypatch.setattr(packages, "MAX_UNPACKED", 1000)

    assert reasons(docx(), "a.docx") == ["too_large"]


@pytest.mark.parametrize(
    ("library", "name", "content"),
    [("pypdfium2", "a.pdf", pdf()), ("mammoth", "a.docx", docx()), ("openpyxl", "a.xlsx", xlsx())],
)
def test_without_the_extra_the_rejection_names_it(
    library: str, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to guess what to install."""
    monkeypatch.setitem(sys.modules, library, None)
    [rejection] = parse(content, name)

    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "etl[office]" in rejection.detail) == ("needs_extra", True)


def test_they_are_documents_wherever_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    """In a folder and in an archive, they become rows like any other."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.pdf").write_bytes(pdf())
    (tmp_path / "raw" / "b.xlsx").write_bytes(xlsx())
    with zipfile.ZipFile(tmp_path / "raw" / "c.zip", "w") as archive:
        archive.writestr("早报.docx", docx())
    summary = run(["raw"], RunSettings(sqlite_url), now=NOW)

    assert (summary.seen, summary.loaded, summary.articles) == (3, 3, 4)
    with open_database(sqlite_url) as database, database.reading() as connection:
        found = connection.execute(select(documents.c.uri, documents.c.format).order_by(documents.c.uri)).all()
    assert found == [("raw/a.pdf", "pdf"), ("raw/b.xlsx", "xlsx"), ("raw/c.zip!/早报.docx", "docx")]


def test_a_property_that_is_no_text_is_passed_over() -> None:
    """Half a character in a title costs the title of the file, not the document."""
    broken = pdf(title="\U00020000船").replace(b"\\330@\\334\\000", b"\\330@\\330@")
    article = the_article(broken, "a.pdf")

    assert [paragraph.text for paragraph in article.paragraphs if paragraph.text in PARAGRAPHS] == list(PARAGRAPHS)


@settings(max_examples=40)
@given(st.sampled_from(["a.pdf", "a.docx", "a.xlsx"]), st.data())
def test_a_broken_file_is_an_outcome(name: str, data: st.DataObject) -> None:
    """Whatever bytes are lost or changed, there is at least one article or rejection, and never an error."""
    content = bytearray({"a.pdf": PDF, "a.docx": DOCX, "a.xlsx": XLSX}[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(4, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))

    assert list(parse(bytes(content), name))


PDF, DOCX, XLSX = pdf(), docx(), xlsx()
