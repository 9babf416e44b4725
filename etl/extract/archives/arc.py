"""ARC, what crawlers kept before WARC: a line with address, date and length, then what the server sent."""

import re
from collections.abc import Iterator

from etl.exceptions import Malformed
from etl.extract.archives import http
from etl.extract.archives.limits import Budget
from etl.extract.archives.members import Found, Refusal, address_name
from etl.extract.archives.records import Heading, read_records
from etl.extract.archives.streams import Rewindable, Stream
from etl.extract.archives.warc import WEB, page

FIRST = b"filedesc://"
DATES = (-3, -8)
"""Where the date stands among the fields, from the end, in versions 1 and 2; an address may hold blanks."""

_DATE = re.compile(rb"\d{8,14}")
_LINES = re.compile(rb"\n([a-z][a-z0-9+.-]*:[^\n]+\n)")


def recognises(head: bytes) -> bool:
    """Tell an ARC by its first record, which describes it."""
    return head.startswith(FIRST)


def members(stream: Stream, budget: Budget) -> Iterator[Found]:
    """Open the pages one after the other."""
    for record in read_records(stream, _Layout(), budget.limits):
        if not record.address.startswith(WEB) or not (record.fault is None or http.is_document_type(record.kind)):
            continue
        found = (
            Refusal(address_name(record.address), record.fault)
            if record.fault
            else page(record.address, record.block, budget)
        )
        if found:
            yield found


class _Layout:
    """`address ip date type length`, or in version 2 `address ip date type result checksum location offset file length`."""

    def begins(self, line: bytes) -> bool:
        return _fields(line) is not None

    def heading(self, line: bytes, source: Rewindable) -> Heading:  # noqa: ARG002 - the line is all
        fields = _fields(line)
        if fields is None:
            raise Malformed("the record has no heading")
        return fields

    def next_heading(self, block: bytes) -> int | None:
        return next((found.start(1) for found in _LINES.finditer(block) if self.begins(found[1])), None)


def _fields(line: bytes) -> Heading | None:
    fields = line.rstrip(b"\r\n").split(b" ")
    if not fields[-1].isdigit() or b":" not in fields[0]:
        return None
    for date in DATES:
        if len(fields) >= 2 - date and _DATE.fullmatch(fields[date]):
            address = b" ".join(fields[: date - 1]).decode("utf-8", "surrogateescape")
            return Heading(address, fields[date + 1].decode("ascii", "replace").lower(), {}, int(fields[-1]))
    return None
