"""WARC and ARC: which records are documents, how their bodies are unpacked, and what is left of a broken crawl."""

import bz2
import gzip
import io
import sys
import zlib
from collections.abc import Callable

import pytest

from etl.extract import extract
from etl.extract.archives import Limits, open_documents
from etl.models import Page, ParsedArticle, RawDocument, RejectedMember, Statement

STORY = "城东集市雨后开张，青菜卖得最快。"
HTML = f"<html><head><title>集市</title></head><body><p>{STORY}</p></body></html>"
WEB_PAGE = HTML.encode("gbk")


def answered(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Write what a server sends."""
    lines = [f"HTTP/1.1 {status}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def html(body: bytes = WEB_PAGE, *headers: str, charset: str = "gbk") -> bytes:
    """Write a page as a server sends it."""
    return answered(body, f"Content-Type: text/html; charset={charset}", *headers)


def record(block: bytes, number: int = 1, kind: str = "response", length: int | None = None, **headers: str) -> bytes:
    """Write a WARC record; its length may lie."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: http://news.example/{number}.html"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def arc(*blocks: bytes, addresses: str = "http://news.example/{}.html") -> bytes:
    """Write an ARC."""
    described = b"1 0 crawler\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://a.arc 0.0.0.0 20070401000000 text/plain %d\n%s\n" % (len(described), described)]
    for number, block in enumerate(blocks, start=1):
        address = addresses.format(number).encode()
        records.append(b"%s 192.0.2.1 20070401000000 text/html %d\n%s\n" % (address, len(block), block))
    return b"".join(records)


def opened(content: bytes, limits: Limits | None = None) -> list[RawDocument | RejectedMember]:
    """Open an archive called `a`."""
    return list(open_documents(io.BytesIO(content), "a", limits))


def verdicts(content: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Say of each page whether it is read, or why not."""
    return [
        (
            found.uri.removeprefix("a!/http://news.example/"),
            found.error.reason if isinstance(found, RejectedMember) else "read",
        )
        for found in opened(content, limits)
    ]


# ------------------------------------------------------------------------------------------------ what is a document


def test_a_page_with_what_is_said_of_it() -> None:
    """A page has its address, and the charset that its server declared."""
    assert opened(record(html())) == [
        RawDocument(
            uri="a!/http://news.example/1.html",
            content=WEB_PAGE,
            charset="gbk",
            statements=(Statement("url", "http://news.example/1.html", "WARC-Target-URI"),),
        )
    ]


@pytest.mark.parametrize(
    "block",
    [
        answered(b"{}", "Content-Type: application/json"),
        answered(b"\x89PNG", "Content-Type: image/png"),
        answered(b"p{}", "Content-Type: text/css"),
        answered(b"", "Location: http://news.example/2.html", status="302 Found"),
        answered(WEB_PAGE, "Content-Type: text/html", status="404 Not Found"),
    ],
)
def test_what_else_a_server_sends_is_passed_over(block: bytes) -> None:
    """Pictures, styles, data, redirects and errors are no documents, and no rejections either."""
    assert verdicts(record(block, 1) + record(html(), 2)) == [("2.html", "read")]


@pytest.mark.parametrize("kind", ["request", "warcinfo", "metadata", "revisit", "continuation"])
def test_records_without_a_page_are_passed_over(kind: str) -> None:
    """A revisit says that the page is elsewhere; requests and notes are about pages."""
    assert verdicts(record(html(), 1, kind) + record(html(), 2)) == [("2.html", "read")]


def test_text_that_was_taken_from_pages() -> None:
    """A conversion is a document, and UTF-8 if it does not say."""
    [found] = opened(record(STORY.encode(), kind="conversion", Content_Type="text/plain"))

    assert isinstance(found, RawDocument)
    assert (found.content.decode(), found.charset) == (STORY, "utf-8")


def test_files_that_were_kept_without_headers() -> None:
    """A resource of the web is a document if it is text; a crawler's own log is not."""
    log = record(b"log", 2, "resource", Content_Type="text/plain").replace(b"http://news.example/", b"urn:log:")

    assert verdicts(record(WEB_PAGE, 1, "resource", Content_Type="text/html") + log) == [("1.html", "read")]


def test_a_part_of_a_page_is_refused() -> None:
    """A page that was cut into several records is not read for a whole one."""
    assert verdicts(record(html(), WARC_Segment_Number="1", WARC_Segment_Total_Length="9999")) == [
        ("1.html", "malformed")
    ]


def test_the_address_of_a_page_comes_first() -> None:
    """Where a page was fetched from is believed before what it says of itself."""
    [found] = opened(record(html()))
    assert isinstance(found, RawDocument)

    [article] = extract(found).articles

    assert isinstance(article, ParsedArticle)
    assert isinstance(article.body, Page)
    assert article.statements[0] == Statement("url", "http://news.example/1.html", "WARC-Target-URI")


def test_the_address_of_a_feed_is_not_its_items() -> None:
    """What an item says of itself is believed before where the feed was fetched from."""
    item = "<item><title>集市</title><link>http://news.example/item</link><description>雨后开张，青菜卖得最快。</description></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>早报</title>{item}</channel></rss>'
    [found] = opened(record(answered(feed.encode(), "Content-Type: application/rss+xml")))
    assert isinstance(found, RawDocument)

    [article] = extract(found).articles

    assert isinstance(article, ParsedArticle)
    assert [said.value for said in article.statements if said.field == "url"] == [
        "http://news.example/item",
        "http://news.example/1.html",
    ]


@pytest.mark.parametrize(
    ("declared", "body"), [("gbk", WEB_PAGE), ("iso-8859-1", WEB_PAGE), ("utf-8", WEB_PAGE), ("gbk", HTML.encode())]
)
def test_a_servers_charset_is_evidence_and_no_truth(declared: str, body: bytes) -> None:
    """A server that is right is believed, one that is wrong is not."""
    [found] = opened(record(html(body, charset=declared)))
    assert isinstance(found, RawDocument)

    decoded = extract(found).decoded

    assert decoded is not None
    assert STORY in decoded.text
    assert decoded.declared == declared


# ------------------------------------------------------------------------------------------------ bodies


def chunked(body: bytes, size: int = 50) -> bytes:
    """Send a body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def deflated(body: bytes) -> bytes:
    """Pack as some servers do: without zlib's header."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    "block",
    [
        html(chunked(WEB_PAGE), "Transfer-Encoding: chunked"),
        html(gzip.compress(WEB_PAGE), "Content-Encoding: gzip"),
        html(chunked(gzip.compress(WEB_PAGE)), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        html(zlib.compress(WEB_PAGE), "Content-Encoding: deflate"),
        html(deflated(WEB_PAGE), "Content-Encoding: deflate"),
        html(gzip.compress(zlib.compress(WEB_PAGE)), "Content-Encoding: deflate, gzip"),
        html(WEB_PAGE, "Content-Encoding: gzip"),
        html(WEB_PAGE, "Transfer-Encoding: chunked"),
        html(WEB_PAGE, "Content-Encoding: identity"),
        html(WEB_PAGE, "Content-Encoding: utf-8"),
        html(chunked(WEB_PAGE)[:-5], "Transfer-Encoding: chunked"),
        html(gzip.compress(WEB_PAGE)),
        answered(WEB_PAGE).replace(b"\r\n", b"\n"),
        WEB_PAGE,
    ],
)
def test_bodies_are_unpacked_as_far_as_they_are_packed(block: bytes) -> None:
    """What the headers say and what was kept differ; a crawler may have unpacked a body and left its header."""
    [found] = opened(record(block))

    assert isinstance(found, RawDocument)
    assert found.content == WEB_PAGE


@pytest.mark.parametrize(
    "block",
    [
        html(chunked(WEB_PAGE)[:-40], "Transfer-Encoding: chunked"),
        html(chunked(WEB_PAGE).replace(b"32\r\n", b"9\r\n"), "Transfer-Encoding: chunked"),
        html(gzip.compress(WEB_PAGE)[:-20], "Content-Encoding: gzip"),
        html(gzip.compress(WEB_PAGE)[:-6] + b"\0\0\0\0\0\0", "Content-Encoding: gzip"),
        html(deflated(WEB_PAGE)[:20], "Content-Encoding: deflate"),
    ],
)
def test_a_body_with_a_piece_missing_is_rejected(block: bytes) -> None:
    """Half a page is no page; the next one is read."""
    assert verdicts(record(block, 1) + record(html(), 2)) == [("1.html", "malformed"), ("2.html", "read")]


def test_a_body_that_is_a_bomb_is_rejected() -> None:
    """Limits hold for bodies, too."""
    bomb = html(gzip.compress(b" " * 4_000_000), "Content-Encoding: gzip")

    assert verdicts(record(bomb, 1) + record(html(), 2)) == [("1.html", "too_large"), ("2.html", "read")]


def test_brotli_and_zstandard() -> None:
    """With the extra, the packings of today's servers are read."""
    brotli = pytest.importorskip("brotli")
    zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

    for name, pack in (("br", brotli.compress), ("zstd", zstd.compress)):
        [found] = opened(record(html(pack(WEB_PAGE), f"Content-Encoding: {name}")))

        assert isinstance(found, RawDocument)
        assert found.content == WEB_PAGE


@pytest.mark.parametrize(("name", "library"), [("br", "brotli"), ("zstd", "backports.zstd")])
def test_without_the_extra_the_page_says_which(name: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing library costs the documents that need it, not the run."""
    missing = "compression.zstd" if name == "zstd" and sys.version_info >= (3, 14) else library
    monkeypatch.setitem(sys.modules, missing, None)
    packed = b"\x28\xb5\x2f\xfd..." if name == "zstd" else b"..."

    found = opened(record(html(packed, f"Content-Encoding: {name}"), 1) + record(html(), 2))

    assert isinstance(found[0], RejectedMember)
    assert found[0].error.reason == "needs_extra"
    assert "etl[archives]" in str(found[0].error)
    assert isinstance(found[1], RawDocument)


# ------------------------------------------------------------------------------------------------ broken crawls


def test_each_record_packed_by_itself() -> None:
    """This is how crawls are kept."""
    content = b"".join(gzip.compress(record(html(), number)) for number in range(3))

    assert verdicts(content) == [("0.html", "read"), ("1.html", "read"), ("2.html", "read")]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress])
def test_a_crawl_packed_as_a_whole(compress: Callable[[bytes], bytes]) -> None:
    """This is how people keep them."""
    assert len(opened(compress(b"".join(record(html(), number) for number in range(3))))) == 3


@pytest.mark.parametrize("number", range(4))
def test_a_damaged_record_among_packed_ones(number: int) -> None:
    """Where one is damaged, the next is found by its signature."""
    packed = [gzip.compress(record(html(f"<p>{number}</p>".encode() * 50), number)) for number in range(4)]
    at = len(packed[number]) // 2
    packed[number] = packed[number][:at] + b"\xff\xff\xff\xff" + packed[number][at + 4 :]

    found = verdicts(b"".join(packed))

    assert [name for name, verdict in found if verdict == "read"] == [
        f"{other}.html" for other in range(4) if other != number
    ]
    assert [verdict for _, verdict in found if verdict != "read"] == ["malformed"]


@pytest.mark.parametrize("error", [-300, -20, -1, 1, 20, 250, 400])
def test_a_record_whose_length_is_wrong(error: int) -> None:
    """The record is rejected, or read if only blanks are in question; those around it are read."""
    block = html()
    content = (
        record(html(), 1) + record(block, 2, length=max(0, len(block) + error)) + record(html(), 3) + record(html(), 4)
    )

    found = dict(verdicts(content))

    assert found["2.html"] == ("read" if error == 1 else "malformed")
    assert {name for name, verdict in found.items() if verdict == "read"} >= {"1.html", "3.html", "4.html"}


def test_a_length_that_takes_in_everything() -> None:
    """The records that it took in are read all the same."""
    content = record(html(), 1, length=9_999_999) + record(html(), 2) + record(html(), 3)

    assert verdicts(content) == [("1.html", "malformed"), ("2.html", "read"), ("3.html", "read")]


@pytest.mark.parametrize("length", ["", "many", "-5", "1e3", "9" * 30])
def test_a_length_that_is_none(length: str) -> None:
    """A record without a length ends where the next begins."""
    broken = record(html(), 1).replace(f"Content-Length: {len(html())}".encode(), f"Content-Length: {length}".encode())

    assert [verdict for _, verdict in verdicts(broken + record(html(), 2))] == ["malformed", "read"]


def test_a_crawl_that_was_cut_off() -> None:
    """The last record is rejected, those before it are read."""
    content = record(html(), 1) + record(html(), 2)

    assert verdicts(content[: -len(WEB_PAGE) // 2]) == [("1.html", "read"), ("2.html", "malformed")]


def test_a_record_that_is_too_large() -> None:
    """It is passed over without being held in memory."""
    content = record(html(WEB_PAGE * 100), 1) + record(html(), 2)

    assert verdicts(content, Limits(member_bytes=1000)) == [("1.html", "too_large"), ("2.html", "read")]


def test_rubbish_between_records() -> None:
    """Reading goes on at the next header."""
    content = record(html(), 1) + b"rubbish\r\n" * 20_000 + record(html(), 2)

    assert [verdict for _, verdict in verdicts(content)] == ["malformed", "read"]


def test_lengths_that_are_wrong_for_ever_end_the_archive() -> None:
    """An archive that makes us read the same bytes again and again is given up, and says so."""
    content = b"WARC/1.0\r\nContent-Length: 9999\r\n\r\n" * 3000

    found = verdicts(content, Limits(member_bytes=10_000))

    assert found[-1] == ("a", "malformed")
    assert len(found) < 100


def test_headers_that_are_sloppy() -> None:
    """Line ends, folded lines, blanks in an address, brackets around it: written by many hands."""
    content = (
        record(html())
        .replace(b"WARC-Type", b"X-Note: one\r\n two\r\nwarc-type")
        .replace(b"http://news.example/1.html", b"<http://news.example/a b>")
    )

    assert verdicts(content) == [("a b", "read")]
    assert verdicts(content.replace(b"\r\n", b"\n", 7)) == [("a b", "read")]
    assert verdicts(record(html()).replace(b"\r\n", b"\r\r\n", 5)) == [("1.html", "read")]


# ------------------------------------------------------------------------------------------------ ARC


def test_pages_of_an_arc() -> None:
    """The format before WARC, with blanks in its addresses."""
    assert verdicts(arc(html(), html())) == [("1.html", "read"), ("2.html", "read")]
    assert verdicts(arc(html(), addresses="http://news.example/a b c")) == [("a b c", "read")]


def test_an_arc_of_the_second_version() -> None:
    """It has more fields, and the length is the last all the same."""
    content = arc(html()).replace(b" text/html ", b" text/html 200 - - 0 a.arc ")

    assert verdicts(content) == [("1.html", "read")]


def test_a_wrong_length_in_an_arc() -> None:
    """The record is rejected, the next is read."""
    content = arc(html(), html(), html())

    for wrong in (len(html()) - 20, len(html()) + 20, 99_999):
        broken = content.replace(f" {len(html())}\n".encode(), f" {wrong}\n".encode(), 1)

        assert verdicts(broken) == [("1.html", "malformed"), ("2.html", "read"), ("3.html", "read")]


@pytest.mark.parametrize("content", [record(html(), 1) + record(html(), 2), arc(html(), html())])
def test_every_truncation_gives_something(content: bytes) -> None:
    """However many bytes are missing, a page is whole or rejected."""
    for size in range(len(content)):
        assert {found.content for found in opened(content[:size]) if isinstance(found, RawDocument)} <= {
            WEB_PAGE,
            content[:size],
        }
