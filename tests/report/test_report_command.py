"""The page as a whole: the same from both databases, safe against what articles say, and right in a real browser."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from etl.cli import cli
from etl.load.database import open_database
from etl.report.questions import QUESTIONS
from etl.schema import documents
from tests.report.conftest import Seen

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = """---
title: <script>document.title = "taken"</script><img src=x onerror=alert(1)>
date: 2024-03-09 08:30:00
source: "\\"><script src=//evil.example/x.js></script>"
---

云溪镇的桥昨天通车，两岸居民不再绕行。镇上的人说，等这座桥等了十二年。
"""
SLOWEST = re.compile(r'<section id="slowest">.*?</section>', re.DOTALL)
"""What no two runs have in common."""
MINUTE = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d UTC)?")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with our samples and a document that attacks the page."""
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    (tmp_path / "raw" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "raw" / "<b>nothing.txt").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def etl(*arguments: str) -> Result:
    """Run a command to its end; a bug in it fails the test at once."""
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def page_of(url: str) -> str:
    """Ingest the folder twice, and report."""
    for _ in range(2):
        assert etl("run", "--database", url, "--workers", "1").exit_code == 0
    return etl("report", "--database", url).stdout


def test_both_databases_tell_the_same(folder: Path, sqlite_url: str, postgresql_url: str) -> None:
    """But for the minute and what reading took, the pages are equal to the last character, numbers, order and queries."""
    pages = [SLOWEST.sub("", MINUTE.sub("(then)", page_of(url))) for url in (sqlite_url, postgresql_url)]

    assert pages[0] == pages[1]
    assert pages[0].count("<section ") == len(QUESTIONS) - 1


def test_the_slowest_documents_are_named(folder: Path, sqlite_url: str) -> None:
    """Every document that was read has its milliseconds, and the page tells of the longest, with the query that finds them."""
    page = page_of(sqlite_url)

    [slowest] = SLOWEST.findall(page)
    assert slowest.count("<tr>") == 1 + 20
    assert "ORDER BY documents.cpu_ms DESC" in slowest
    with open_database(sqlite_url) as database, database.reading() as connection:
        assert connection.execute(select(func.count()).where(documents.c.cpu_ms.is_(None))).scalar_one() == 0


def test_what_a_document_says_is_text(folder: Path, sqlite_url: str) -> None:
    """Markup in titles, sources and names of files is shown; the page runs no script and loads nothing."""
    page = page_of(sqlite_url)

    assert "&lt;b&gt;nothing.txt" in page
    assert "//evil.example" in page
    assert "<script" not in page
    assert "<img" not in page
    assert re.findall(r"""(?:href|src|action)\s*=\s*"(?!#)[^"]*""", page) == []
    assert "default-src 'none'" in page


def test_a_run_by_its_number(folder: Path, sqlite_url: str) -> None:
    """The page tells of the run asked for, and its queries name it; without a number, of the newest."""
    newest = page_of(sqlite_url)

    first = etl("report", "1", "--database", sqlite_url, "-o", "first.html")
    page = Path("first.html").read_text(encoding="utf-8")

    assert (first.exit_code, first.stdout) == (0, "")
    assert "<h1>Run 1</h1>" in page
    assert "WHERE id = 1" in page
    assert "<h1>Run 2</h1>" in newest


def test_no_such_run_is_one_line(folder: Path, sqlite_url: str) -> None:
    """A number that no run has, and a database without any run."""
    assert etl("migrate", "--database", sqlite_url).exit_code == 0

    empty = etl("report", "--database", sqlite_url)
    wrong = etl("report", "7", "--database", sqlite_url)

    assert (empty.exit_code, wrong.exit_code) == (2, 2)
    assert empty.stderr == "etl: there is no run to report on yet: begin with `etl run`\n"
    assert wrong.stderr.count("\n") == 1


def test_a_browser_shows_it_without_complaint(folder: Path, sqlite_url: str, browse: Callable[[str], Seen]) -> None:
    """Chromium opens the page, prints nothing on its console, and ends with the title we wrote."""
    seen = browse(page_of(sqlite_url))

    assert "<title>etl: run 2</title>" in seen.document
    assert seen.complaints == []
