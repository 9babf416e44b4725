"""What cuts a document short, or lies about its encoding, costs at most what is lost: its text is read, or it is rejected."""

from itertools import product

import pytest

from etl import Article, parse
from tests.hostile.documents import SECOND, STORY, page, sized
from tests.hostile.verdicts import check

ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    *("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "hz"),
)
PARAGRAPHS = "".join(f"<p>{STORY}{SECOND}</p>\n" for _ in range(16))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_cut_off_anywhere_is_an_article_or_a_rejection(encoding: str) -> None:
    """Two kilobytes and more, ended after every byte (in short, after every 211th), in the middle of a character or a tag."""
    whole = page(PARAGRAPHS).decode().replace("charset=utf-8", f"charset={encoding}").encode(encoding, "replace")
    step = sized(211, 1)

    assert len(whole) > 2000
    assert all(check("a.html", whole[:length]) for length in range(0, len(whole), step))


@pytest.mark.parametrize(
    ("mark", "meta", "header"), list(product((b"", b"\xef\xbb\xbf"), ("utf-8", "gbk"), ("utf-8", "gbk")))
)
def test_the_bytes_say_more_than_any_label(mark: bytes, meta: str, header: str) -> None:
    """With a byte order mark or without, whatever the page and its server say: the text is the one that was written."""
    body = mark + page(PARAGRAPHS).replace(b"charset=utf-8", f"charset={meta}".encode())
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={header}\r\n\r\n".encode() + body
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/a.html\r\nContent-Type: application/http\r\n"
    record = f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    [article] = parse(record, "a.warc")

    assert isinstance(article, Article)
    assert article.text.startswith(STORY + SECOND)
    assert article.origin.damage == 0
