"""One document as a page: every passage beside its fate, and nothing of it alive."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl.cli import cli
from etl.models import DroppedBlock, RawDocument
from etl.report.story import Kept, Span, page, story
from tests.report.conftest import Seen

ROOT = Path(__file__).resolve().parents[2]
BODY = (
    "云溪镇的跨河新桥昨天通车，两岸居民不再绕行。镇上的人说，等这座桥等了十二年，孩子都上中学了。",
    "桥长三百六十米，设双向四车道。施工队去年冬天赶在枯水期打完了桩，今年春天合龙，比计划早了一个月。",
)
TRADITIONAL = "雲溪鎮的跨河新橋昨天通車，兩岸居民不再繞行。鎮上的人說，等這座橋等了十二年，孩子都上中學了。"
HOSTILE = f"""<html><head><title>新桥通车&lt;script&gt;document.title="taken"&lt;/script&gt;</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news">新闻</a></div>
<h1>新桥通车&lt;script&gt;document.title="taken"&lt;/script&gt;</h1><div>2024年3月9日 08:30 来源：云溪晚报</div>
<div class="article"><p>{BODY[0]}&lt;img src=x onerror=alert(1)&gt;</p><p>{BODY[1]}</p><p>（责任编辑：苏木）</p></div></body></html>"""


def test_each_passage_stands_beside_its_fate() -> None:
    """Menus were dropped or never read, credits were dropped, paragraphs are kept under their numbers, in printed order."""
    [telling] = story(RawDocument("a.html", HOSTILE.encode())).tellings

    kept = [row for row in telling.rows if isinstance(row.fate, Kept)]
    dropped = [row.fate for row in telling.rows if isinstance(row.fate, DroppedBlock)]
    printed = ["".join(span.text for span in row.printed) for row in telling.rows]
    assert [row.fate.position for row in kept if isinstance(row.fate, Kept)] == [1, 2]
    assert [block.reason for block in dropped][-1] == "credit"
    assert printed.index(BODY[1]) < printed.index("（责任编辑：苏木）")


def test_what_was_dropped_of_traditional_text_finds_its_place() -> None:
    """A credit that is compared in Simplified script was printed in Traditional, and stands where it was printed."""
    printed = f"<div><p>{TRADITIONAL}</p><p>（責任編輯：蘇木）</p><p>{TRADITIONAL[::-1]}</p></div>"
    post = f"---\ntitle: 新橋通車\n---\n\n{printed}"

    [telling] = story(RawDocument("a.md", post.encode())).tellings

    [row] = [row for row in telling.rows if isinstance(row.fate, DroppedBlock)]
    assert "".join(span.text for span in row.printed) == "（責任編輯：蘇木）"
    assert isinstance(row.fate, DroppedBlock)
    assert row.fate.text == "（责任编辑：苏木）"


def test_words_that_gave_fields_are_marked_where_they_stand() -> None:
    """The date's mark says how it was read."""
    [telling] = story(RawDocument("a.html", HOSTILE.encode())).tellings

    marks = {span.text: span.mark for row in telling.rows for span in row.printed if span.mark}
    assert marks["2024年3月9日 08:30"] == "published: 2024-03-09, to the minute, as chinese"
    assert marks["云溪晚报"].startswith("source: ")


def test_changes_are_marked_on_both_sides() -> None:
    """What was printed in Traditional script is marked at the left, what stands there now at the right."""
    text = (
        "標題：新橋通車\n\n"
        "雲溪鎮的跨河新橋昨天通車，兩岸居民不再繞行。鎮上的人說，等這座橋等了十二年。\n\n橋長三百六十米，設雙向四車道。"
    )

    [telling] = story(RawDocument("a.txt", text.encode())).tellings

    row = next(row for row in telling.rows if isinstance(row.fate, Kept))
    assert isinstance(row.fate, Kept)
    assert row.printed[0] == Span("雲", "removed")
    assert row.fate.spans[0] == Span("云", "added")
    assert "".join(span.text for span in row.fate.spans).startswith("云溪镇的跨河新桥")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n\xff\xff\x00"])
def test_a_rejection_has_a_page_too(content: bytes) -> None:
    """It says why, and shows nothing."""
    told = story(RawDocument("a.bin", content))

    assert "Rejected: " in page((told,))


def test_every_sample_has_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """`etl show --html` works for every shape of document that we ship, and lets no markup of theirs through."""
    monkeypatch.chdir(ROOT)

    pages = [
        CliRunner().invoke(cli, ["show", f"raw/{path.name}", "--html"]) for path in sorted((ROOT / "raw").iterdir())
    ]

    assert {result.exit_code for result in pages} == {0}
    assert all(result.stdout.startswith("<!doctype html>") for result in pages)
    assert [
        found for result in pages for found in re.findall(r"<(?:script|img|a|iframe|link)\b[^>]*>", result.stdout)
    ] == []


def test_a_browser_shows_it_without_complaint(browse: Callable[[str], Seen]) -> None:
    """No script of an article runs, nothing is loaded, and the console stays empty."""
    seen = browse(page((story(RawDocument("a.html", HOSTILE.encode())),)))

    assert "<title>etl: a.html</title>" in seen.document
    assert "&lt;img src=x onerror=alert(1)&gt;" in seen.document
    assert seen.complaints == []
