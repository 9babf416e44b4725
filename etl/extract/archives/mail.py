"""Mail, and pages saved as mail (MHTML): the text, and what is attached to it.

A mail's subject, sender and date are stated of its text. Of a saved page the address is; its date says when it was saved.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from typing import TypeAlias

from etl.exceptions import Rejected, TooDeep, TooLarge
from etl.extract.archives.limits import Budget
from etl.extract.archives.members import Found, Member, address_name, file_name
from etl.extract.archives.streams import Stream, in_memory
from etl.extract.encodings import decode
from etl.models import Statement

TELLING = re.compile(
    rb"^(?:message-id|mime-version|received|return-path|delivered-to|content-transfer-encoding|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
"""Headers that mail alone has; one of them and a usual one tell a mail."""
USUAL = re.compile(rb"^(from|to|date|subject):", re.IGNORECASE | re.MULTILINE)
ENOUGH = 3
"""So many of the usual ones tell a mail, too."""
TEXTS = ("text/html", "text/plain")
"""What is read of a mail that says the same in two ways, best first."""
NOT_READ = ("image", "audio", "video", "font")
"""What is no document though it is attached."""
WEB = ("http://", "https://")

MAX_BOUNDARIES, MAX_NESTED = 10_000, 100
"""More lines that may part a mail, or more places that say how it is parted, are no mail's; reading them takes minutes."""

_BOUNDARY = re.compile(rb"^--", re.MULTILINE)
_PARTED = re.compile(rb"boundary\*?[0\s]*=", re.IGNORECASE)
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_FRAMESET = re.compile(rb"<frameset\b", re.IGNORECASE)

_Part: TypeAlias = "Message[str, str]"


def recognises(head: bytes) -> bool:
    r"""Tell a mail by its headers.

    >>> recognises(b"From: a@news.example\nSubject: ...\nMIME-Version: 1.0\n\n"), recognises(b"title: ...\ndate: 2023\n\n")
    (True, False)
    """
    found = _HEADERS.match(head.lstrip(b"\r\n"))
    if not found:
        return False
    usual = {name.lower() for name in USUAL.findall(found[0])}
    return len(usual) >= ENOUGH or bool(usual and TELLING.search(found[0]))


def members(stream: Stream, budget: Budget) -> Iterator[Found]:
    """Give the text of a mail under the mail's own name, then what is attached; of a saved page, the page.

    Raises:
        TooLarge: a mail is read in memory.
        TooDeep: parts inside parts inside parts.
    """
    content = stream.read(budget.limits.member_bytes + 1)
    if len(content) > budget.limits.member_bytes:
        raise TooLarge(f"the mail has more than {budget.limits.member_bytes} bytes")
    if len(_BOUNDARY.findall(content)) > MAX_BOUNDARIES or len(_PARTED.findall(content)) > MAX_NESTED:
        raise TooDeep("the mail has too many parts")
    try:
        message = message_from_bytes(content.lstrip(b"\r\n"))
    except RecursionError as error:  # `message/rfc822` inside itself needs no boundaries
        raise TooDeep("the mail has too many parts, one inside the other") from error
    parts = [part for part in _leaves(message) if part.get_content_maintype() not in NOT_READ]
    texts = [part for part in parts if not _file_name(part) or part.get_content_disposition() != "attachment"]
    text = next((part for kind in TEXTS for part in texts if part.get_content_type() == kind), None)
    address = _address(text, message) if text else ""
    if text and address:
        yield from _page(text, address, texts)
    elif text:
        yield Member("", in_memory(_content(text)), _charset(text), tuple(_said(message)))
    for part in parts:
        name = _file_name(part)
        if part is not text and name and part.get_content_disposition() == "attachment":
            yield Member(file_name(name), in_memory(_content(part)), _charset(part))


def _page(root: _Part, address: str, parts: list[_Part]) -> Iterator[Found]:
    """Give a saved page; of a set of frames, the frames: what is in them is the text."""
    content = _content(root)
    if not _FRAMESET.search(content):
        yield Member("", in_memory(content), _charset(root), _said_of_page(address))
        return
    for part in parts:
        if part is not root and part.get_content_type() in TEXTS:
            own = _header(part, "content-location")
            yield Member(address_name(own), in_memory(_content(part)), _charset(part), _said_of_page(own))


def _address(root: _Part, message: _Part) -> str:
    """Tell where a saved page is from; nothing if it is none."""
    stated = (_header(root, "content-location"), _header(message, "snapshot-content-location"))
    return next((address for address in stated if address.startswith(WEB)), "")


def _said_of_page(address: str) -> tuple[Statement, ...]:
    return (
        (Statement("url", address_name(address), "MIME header: Content-Location"),) if address.startswith(WEB) else ()
    )


def _said(message: _Part) -> Iterator[Statement]:
    """Take a mail's own statements on its text."""
    if subject := _header(message, "subject"):
        yield Statement("title", subject, "mail header: Subject")
    if sender := _header(message, "from"):
        name, address = parseaddr(sender)
        yield Statement("author", name or address or sender, "mail header: From")
    if date := _header(message, "date"):
        yield Statement("published", date, "mail header: Date")


def _leaves(message: _Part) -> Iterator[_Part]:
    """List the parts that have no parts, in their order."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart():
            waiting.extend(inner for inner in reversed(list(part.get_payload())) if isinstance(inner, Message))
        else:
            yield part


def _content(part: _Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _header(part: _Part, name: str) -> str:
    return next((_words(value) for key, value in part.raw_items() if key.lower() == name), "")


def _charset(part: _Part) -> str | None:
    return _parameter(part, "charset", "content-type") or None


def _file_name(part: _Part) -> str:
    return _parameter(part, "filename", "content-disposition") or _parameter(part, "name", "content-type")


def _parameter(part: _Part, name: str, header: str) -> str:
    """Read `charset=gbk`, `name="=?gbk?B?...?="` or `name*=gbk''%B3%BF`; the standard library would ask for any codec named there."""
    value = part.get_param(name, "", header)
    if isinstance(value, tuple):
        charset, _, quoted = value
        return _decoded(quoted.encode("latin-1", "replace"), charset)
    return _words(str(value))


def _words(value: str) -> str:
    """Decode a header: `=?gb2312?B?...?=` as it says, other bytes by their evidence."""
    try:
        pieces = decode_header(value) if "=?" in value else [(value, None)]
    except HeaderParseError:
        pieces = [(value, None)]
    return " ".join("".join(_text(piece, charset) for piece, charset in pieces).split())


def _text(piece: str | bytes, charset: str | None) -> str:
    content = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    if content.isascii():
        return content.decode("ascii") if charset is None else _decoded(content, charset)
    return _decoded(content, charset)


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return decode(content, declared=charset).text
    except Rejected:
        return ""
