"""mbox: one mail after the other, each behind a line that begins with `From `."""

import re
from collections.abc import Iterator

from etl.exceptions import TooLarge
from etl.extract.archives.limits import Budget
from etl.extract.archives.members import Found, Member, Refusal, file_name
from etl.extract.archives.streams import PIECE, Stream, in_memory

MAX_LINE_BYTES = 1024 * 1024

_FROM = re.compile(rb"From \S+.* \d{1,2}:\d{2}(?::\d{2})? .*\d{4}[^\n]*\n", re.IGNORECASE)
_HEADER = re.compile(rb"[!-9;-~]+:")
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_ID = re.compile(rb"^Message-ID:\s*<([!-~]{1,200})>", re.IGNORECASE | re.MULTILINE)


def recognises(head: bytes) -> bool:
    """Tell an mbox by its first line and a header after it."""
    first = _FROM.match(head)
    return first is not None and _HEADER.match(head, first.end()) is not None


def members(stream: Stream, budget: Budget) -> Iterator[Found]:
    """Give the mails one after the other, named by their Message-ID or else by their number."""
    for number, message in enumerate(_messages(stream, budget.limits.member_bytes), start=1):
        head = message[:PIECE].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        stated = _ID.search(head)
        name = file_name(stated[1].decode("ascii") if stated else str(number))
        if len(message) > budget.limits.member_bytes:
            yield Refusal(name, TooLarge(f"the mail has more than {budget.limits.member_bytes} bytes"))
        else:
            yield Member(name, in_memory(_QUOTED_FROM.sub(b"", message)))


def _messages(stream: Stream, limit: int) -> Iterator[bytes]:
    """Cut at `From ` lines behind an empty line; of a mail that is too large, a little more than `limit` bytes."""
    lines: list[bytes] = []
    size = 0
    is_after_blank = True
    while line := stream.readline(MAX_LINE_BYTES):
        if is_after_blank and _FROM.match(line):
            if lines:
                yield b"".join(lines)
            lines, size = [], 0
        elif size <= limit:
            lines.append(line)
            size += len(line)
        is_after_blank = not line.strip(b"\r\n")
    if lines:
        yield b"".join(lines)
