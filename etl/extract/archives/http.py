"""What a web server sent, as a crawler kept it: status, headers, and a body that may be cut in chunks and packed."""

import re
from dataclasses import dataclass

from etl.exceptions import Malformed
from etl.extract.archives.compression import BROTLI, DEFLATE, GZIP, ZLIB, ZSTD
from etl.extract.archives.limits import Budget
from etl.extract.archives.streams import Stream, in_memory
from etl.extract.archives.unpacking import unpacked

DOCUMENT_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    }
)
"""What may hold an article. What a page is made of (pictures, styles, scripts, the JSON its scripts ask for) does not."""

CODINGS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": ZLIB, "br": BROTLI, "zstd": ZSTD}
MAX_CODINGS = 3
OK = range(200, 300)

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"\n\r*\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"',]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Response:
    """A server's answer.

    Attributes:
        status: its number; 200 if it states none.
        media_type: what the body is said to be, in lower case; empty if that is not said.
        charset: the label of its encoding, as stated.
        codings: how the body is packed, in the order in which that was done.
        body: as it was sent, chunks put together.
    """

    status: int
    media_type: str
    charset: str | None
    codings: tuple[str, ...]
    body: bytes

    @property
    def is_document(self) -> bool:
        """Whether it may hold an article: no error, no redirect, and text of some kind."""
        return self.status in OK and is_document_type(self.media_type)


def is_document_type(media_type: str) -> bool:
    """Tell the media types of documents; what states none may be one."""
    return not media_type or media_type in DOCUMENT_TYPES


def media_type_of(content_type: str) -> str:
    """Take the media type from a header's value.

    >>> media_type_of("Text/HTML; charset=GBK")
    'text/html'
    """
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str | None:
    """Take the charset from a header's value.

    >>> charset_of('text/html; charset="GB2312"'), charset_of("text/html")
    ('GB2312', None)
    """
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def parse_response(block: bytes) -> Response:
    r"""Take an answer apart.

    >>> parse_response(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n<p>...").charset
    'gbk'

    Raises:
        Malformed: a chunk ends early.
    """
    status = _STATUS.match(block)
    if not status:
        return Response(200, "", None, (), block)
    end = _END_OF_HEADERS.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers = parse_headers(head.partition(b"\n")[2])
    content_type = headers.get("content-type", "")
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _without_chunks(body)
    codings = tuple(
        coding.strip() for coding in headers.get("content-encoding", "").lower().split(",") if coding.strip()
    )
    return Response(int(status[1]), media_type_of(content_type), charset_of(content_type), codings, body)


def parse_headers(head: bytes) -> dict[str, str]:
    r"""Read header lines: names in lower case, the first of a name counts, a line that begins with a blank goes on.

    >>> parse_headers(b"WARC-Type: response\r\nX-Long: one\r\n two\r\n")
    {'warc-type': 'response', 'x-long': 'one two'}
    """
    headers: dict[str, str] = {}
    last = ""
    for line in head.decode("utf-8", "surrogateescape").split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in {" ", "\t"}:
            headers[last] = f"{headers.get(last, '')} {line.strip()}".strip()
        elif colon:
            last = name.strip().lower()
            headers.setdefault(last, value.strip())
    return headers


def opened(response: Response, budget: Budget) -> Stream:
    """Open a body, unpacking it as it is read; where a crawler has done so already and left the header, it is left alone."""
    stream = in_memory(response.body)
    for coding in reversed(response.codings[-MAX_CODINGS:]):
        compression = CODINGS.get(coding)
        if compression is ZLIB and not _ZLIB_HEADER.match(stream.peek()):
            compression = DEFLATE  # the standard's zlib, and what some servers took it for
        if compression and compression.magic.match(stream.peek()):
            stream = unpacked(compression, stream, budget)
    return stream


_ZLIB_HEADER = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78][\x01\x5e\x9c\xda]")


def _without_chunks(body: bytes) -> bytes:
    """Put the chunks of a body together; a body that does not begin with a chunk's size was put together before."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        size = _CHUNK_SIZE.match(body, at)
        if not size:
            if not pieces:
                return body
            raise Malformed("a chunk of it has a wrong size")
        end = size.end() + int(size[1], 16)
        if end == size.end():
            break
        if end > len(body):
            raise Malformed(f"it ends {end - len(body)} bytes early, within a chunk")
        pieces.append(body[size.end() : end])
        at = end + (2 if body.startswith(b"\r\n", end) else 1)
    return b"".join(pieces)
