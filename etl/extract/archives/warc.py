"""WARC: what crawlers keep. The pages in it are documents; requests, redirects, errors, pictures, scripts are passed over.

A `revisit` says that a page is the same as before and holds none; it is passed over, too. A `conversion` (the WET of Common Crawl)
is a page's text. Which page it was is the first statement on its article's address; the date of the fetch is no date of publication.
"""

import re
from collections.abc import Iterator

from etl.exceptions import Malformed
from etl.extract.archives import http
from etl.extract.archives.limits import Budget
from etl.extract.archives.members import Found, Member, Refusal, address_name
from etl.extract.archives.records import Heading, Record, read_records
from etl.extract.archives.streams import Rewindable, Stream, in_memory
from etl.models import Statement

MAX_HEADERS = 200
WEB = ("http://", "https://")

_VERSION = re.compile(rb"WARC/\d+\.\d+\r*\n\Z")
_NEXT = re.compile(rb"\n(?=WARC/\d+\.\d+\r*\n[A-Za-z-]+:)")


def recognises(head: bytes) -> bool:
    """Tell a WARC by its first line."""
    return _VERSION.match(head.lstrip(b"\r\n").partition(b"\n")[0] + b"\n") is not None


def members(stream: Stream, budget: Budget) -> Iterator[Found]:
    """Open the pages one after the other."""
    for record in read_records(stream, _Layout(), budget.limits):
        read = READERS.get(record.kind)
        if record.fault:
            if read or not record.kind:
                yield Refusal(address_name(record.address), record.fault)
        elif read and (found := read(record, budget)):
            yield found


def _response(record: Record, budget: Budget) -> Found | None:
    """Open a page that a server sent."""
    if not record.address.startswith(WEB):
        return None
    if record.headers.get("warc-segment-number", "1") != "1" or "warc-segment-total-length" in record.headers:
        return Refusal(address_name(record.address), Malformed("the record holds a part of the page only"))
    return page(record.address, record.block, budget)


def page(address: str, block: bytes, budget: Budget) -> Found | None:
    """Open what a server sent, if it is a page."""
    name = address_name(address)
    try:
        response = http.parse_response(block)
    except Malformed as fault:
        return Refusal(name, fault)
    if not response.is_document:
        return None
    return Member(name, http.opened(response, budget), response.charset, _said(address))


def _resource(record: Record, budget: Budget) -> Found | None:  # noqa: ARG001 - as its neighbours
    """Open a file that was kept without a server's headers."""
    content_type = record.headers.get("content-type", "")
    if not record.address.startswith(WEB) or not http.is_document_type(http.media_type_of(content_type)):
        return None
    return _plain(record, http.charset_of(content_type))


def _conversion(record: Record, budget: Budget) -> Found | None:  # noqa: ARG001 - as its neighbours
    """Open a page's text."""
    content_type = record.headers.get("content-type", "")
    if http.media_type_of(content_type) != "text/plain":
        return None
    return _plain(record, http.charset_of(content_type) or "utf-8")


def _plain(record: Record, charset: str | None) -> Member:
    return Member(address_name(record.address), in_memory(record.block), charset, _said(record.address))


def _said(address: str) -> tuple[Statement, ...]:
    return (Statement("url", address_name(address), "WARC-Target-URI"),) if address.startswith(WEB) else ()


READERS = {"response": _response, "resource": _resource, "conversion": _conversion}
"""The kinds of record that hold documents, and what opens them."""


class _Layout:
    """A line with the version, header lines, an empty line."""

    def begins(self, line: bytes) -> bool:
        return _VERSION.match(line) is not None

    def heading(self, line: bytes, source: Rewindable) -> Heading:
        lines: list[bytes] = []
        while (line := source.readline()).strip():
            if self.begins(line) or len(lines) == MAX_HEADERS:
                source.unread(line)
                raise Malformed("the record has no end to its headers")
            lines.append(line)
        headers = http.parse_headers(b"".join(lines))
        length = headers.get("content-length", "")
        address = headers.get("warc-target-uri", "").strip("<>") or headers.get("warc-record-id", "").strip("<>")
        if not (length.isascii() and length.isdigit() and len(length) < _MAX_DIGITS):
            raise Malformed(f"the record of {address or 'a page'} states no length")
        return Heading(address, headers.get("warc-type", "").lower(), headers, int(length))

    def next_heading(self, block: bytes) -> int | None:
        found = _NEXT.search(block)
        return found.end() if found else None


_MAX_DIGITS = 16
