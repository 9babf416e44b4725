"""Streams that read one thing out of another, forward and a piece at a time.

Damage in what is read comes out of `read` as a `Rejected`; whoever reads a single document passes it on, whoever reads many
goes on with the next.
"""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Any, BinaryIO, Protocol, TypeAlias, cast

from etl.exceptions import Malformed, Rejected, RunError, TooLarge
from etl.extract.archives.limits import Limits

PIECE = 64 * 1024
"""How many bytes are read at once, and how many can be looked at before a stream is opened."""

MAX_LINE_BYTES = 32 * 1024
"""What is longer is no line of a header."""

Stream: TypeAlias = "io.BufferedReader[Any]"


class Readable(Protocol):
    """What gives at most as many bytes as it is asked for, and none only at its end."""

    def read(self, size: int, /) -> bytes:
        """Read at most `size` bytes."""


def buffered(raw: io.RawIOBase) -> Stream:
    """Put a buffer before a stream, so that one can look ahead."""
    return io.BufferedReader(raw, PIECE)


def in_memory(content: bytes) -> Stream:
    """Make a stream of bytes that are there already."""
    return io.BufferedReader(io.BytesIO(content), PIECE)


class Source(io.RawIOBase):
    """Some of another stream's bytes. Those who derive from it say which, in `_next`."""

    def readable(self) -> bool:
        """Say yes, as `io` asks."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # io.BufferedReader gives a memoryview
        """Read into a buffer; 0 at the end."""
        piece = self._next(min(len(buffer), PIECE))  # a large document is not held twice
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, size: int) -> bytes:
        raise NotImplementedError


class Part(Source):
    """The next `size` bytes of a stream that is only read forward."""

    def __init__(self, source: Readable, size: int) -> None:
        """Begin where the source stands."""
        self._source = source
        self._left = size

    def drain(self) -> None:
        """Read past what nobody asked for.

        Raises:
            Malformed: the source ends before.
        """
        while self._next(PIECE):
            pass

    def _next(self, size: int) -> bytes:
        if not self._left:
            return b""
        piece = self._source.read(min(size, self._left))
        missing, self._left = self._left, self._left - len(piece)
        if not piece:
            self._left = 0
            raise Malformed(f"it ends {missing} bytes early")
        return piece


class Section(Source):
    """The bytes from `start`, `size` of them, of a file that others read, too."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        """Name the section; nothing is read yet."""
        self._file = file
        self._position = start
        self._end = start + size

    def _next(self, size: int) -> bytes:
        wanted = min(size, self._end - self._position)
        if wanted <= 0:
            return b""
        self._file.seek(self._position)
        piece = self._file.read(wanted)
        if not piece:
            missing, self._end = self._end - self._position, self._position
            raise Malformed(f"it ends {missing} bytes early")
        self._position += len(piece)
        return piece


class Checked(Source):
    """A stream whose length and CRC-32 are known beforehand.

    Wrong ones are damage; they show at the end, before the last reader has its document.
    """

    def __init__(self, source: Readable, size: int, crc: int) -> None:
        """Expect `size` bytes with this checksum."""
        self._source = source
        self._expected = (size, crc)
        self._found = (0, 0)

    def _next(self, size: int) -> bytes:
        piece = self._source.read(size)
        count, crc = self._found
        self._found = (count + len(piece), zlib.crc32(piece, crc))
        if not piece and self._found != self._expected:
            expected, self._expected = self._expected, self._found
            what = "checksum" if expected[0] == count else f"length, {count} bytes for {expected[0]}"
            raise Malformed(f"it is damaged: it has another {what}")
        return piece


class Rewindable:
    """A stream of lines and blocks into which one can put back what one has read too much of.

    Attributes:
        reread: for whom puts back much: how many bytes, in all.
    """

    def __init__(self, stream: Stream) -> None:
        """Begin where the stream stands."""
        self.reread = 0
        self._stream = stream
        self._back = io.BytesIO()
        self._trouble: Rejected | None = None

    def read(self, size: int) -> bytes:
        """Read `size` bytes, fewer at the end."""
        self._raise_trouble()
        piece = self._back.read(size)
        return piece if len(piece) == size else piece + self._stream.read(size - len(piece))

    def readline(self) -> bytes:
        """Read up to the next line end, or `MAX_LINE_BYTES` bytes."""
        self._raise_trouble()
        line = self._back.readline(MAX_LINE_BYTES)
        is_whole = line.endswith(b"\n") or len(line) == MAX_LINE_BYTES
        return line if is_whole else line + self._stream.readline(MAX_LINE_BYTES - len(line))

    def read_some(self) -> bytes:
        """Read what is at hand: at least a byte, but at the end."""
        self._raise_trouble()
        return self._back.read(PIECE) or self._stream.read1(PIECE)

    def unread(self, piece: bytes) -> None:
        """Put bytes back, to be read next."""
        position = self._back.tell()
        with self._back.getbuffer() as held:
            is_held = held[max(0, position - len(piece)) : position] == piece
        if is_held:
            self._back.seek(position - len(piece))
        else:
            self._back = io.BytesIO(piece + self._back.read())

    def ahead(self) -> bytes:
        """Pass over empty lines, and show the next one without reading it: nothing at the end, or where there is damage.

        The damage is raised by whatever is read next: it is nothing to whom has read all that is before it.
        """
        try:
            while piece := self.read_some():
                if rest := piece.lstrip(b"\r\n"):
                    self.unread(rest)
                    line = self.readline()
                    self.unread(line)
                    return line
        except Rejected as trouble:
            self._trouble = trouble
        return b""

    def _raise_trouble(self) -> None:
        if self._trouble:
            trouble, self._trouble = self._trouble, None
            raise trouble


def size_of(file: BinaryIO) -> int:
    """Count a file's bytes, and go back to where it stood."""
    position = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(position)
    return size


@contextmanager
def seekable(stream: Stream, limits: Limits, begun: bytes = b"") -> Iterator[BinaryIO]:
    """Make a stream one in which one can go back: itself, or a copy in memory or in a temporary file without a name.

    Args:
        stream: at its beginning, or behind `begun`.
        limits: say how large a copy may be.
        begun: what was read of it already.

    Raises:
        TooLarge: it has more than `limits.nested_bytes` bytes.
        RunError: there is no room for a copy, which is no fault of the stream's.
    """
    if stream.seekable():
        stream.seek(-len(begun), io.SEEK_CUR)
        yield cast("BinaryIO", stream)
        return
    with SpooledTemporaryFile(max_size=limits.spool_bytes) as copy:
        size = copy.write(begun)
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > limits.nested_bytes:
                raise TooLarge(f"it has more than {limits.nested_bytes} bytes; unpack what is around it first")
            _write(copy, piece)
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _write(copy: "SpooledTemporaryFile[bytes]", piece: bytes) -> None:
    try:
        copy.write(piece)
    except OSError as error:  # the document is well, and the next run may find room
        raise RunError(f"there is no room for a temporary copy in {gettempdir()}: {error.strerror or error}") from error
