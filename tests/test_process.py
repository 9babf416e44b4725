"""What a worker makes of a document, for people and for the loader."""

from dataclasses import replace
from pathlib import Path

from etl.models import Article, RawRef
from etl.process import process, process_to_load

PAGE = """<html><body><ul><li><a href=/>首页</a><li><a href=/n>新闻</a><li><a href=/t>体育</a></ul>
<div><h1>渡口又开了船</h1>
<p>周一清晨，江城的渡口又开了船，等了半个月的村民挑着担子上了船，船上很快就坐满了人。</p>
<p>船长说，水位已经退到警戒线以下，但是江面上还有漂木，所以船开得比平时慢了一些。</p></div></body></html>"""


def test_the_loader_gets_everything_but_what_was_dropped(tmp_path: Path) -> None:
    """People are told of the menu; the loader writes none of it, and is sent none."""
    path = tmp_path / "ferry.html"
    path.write_text(PAGE, "utf-8")
    ref = RawRef("ferry.html", str(path))

    [told] = process(ref).outcomes
    [sent] = process_to_load(ref).outcomes

    assert isinstance(told, Article)
    assert "首页" in "".join(block.text for block in told.dropped)
    assert sent == replace(told, dropped=())
