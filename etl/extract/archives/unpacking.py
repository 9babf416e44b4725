"""A packed stream, unpacked as it is read: within the limits, and past damage to what follows it.

A layer of compression stands around one document or one archive; it is no container and has no name of its own.
"""

from etl.exceptions import Malformed, TooLarge
from etl.extract.archives.compression import ANYTHING, MAGIC_BYTES, Compression, Decompressor
from etl.extract.archives.limits import Budget
from etl.extract.archives.streams import PIECE, Readable, Source, Stream, buffered


def unpacked(compression: Compression, source: Readable, budget: Budget) -> Stream:
    """Unpack a stream as it is read, within the limits."""
    return buffered(_Unpacking(compression, source, budget))


class _Unpacking(Source):
    """All members of a packed stream, one after the other.

    A damaged member raises `Malformed` where the damage shows, once; the next `read` goes on with the next member whose
    signature can be found. What follows the last member (padding, a line end of a careless copy) is passed over.
    """

    def __init__(self, compression: Compression, source: Readable, budget: Budget) -> None:
        self._compression = compression
        self._source = source
        self._budget = budget
        self._member: Decompressor | None = None
        self._has_begun = False
        self._input = b""  # read from the source and not yet given to the member
        self._given = b""  # given to it last: where it breaks off, the next member may begin in there
        self._output = b""  # unpacked and not yet asked for
        self._trouble: Malformed | TooLarge | None = None  # to be raised when what came before it has been read
        self._is_over = False
        self._packed = self._unpacked = 0

    def _next(self, size: int) -> bytes:
        pieces: list[bytes] = []
        missing = size
        while missing:
            try:
                piece = self._output or self._unpack(missing)
            except (Malformed, TooLarge) as trouble:
                if not pieces:
                    raise
                self._trouble = trouble
                break
            if not piece:
                break
            self._output = piece[missing:]
            pieces.append(piece[:missing])
            missing -= len(pieces[-1])
        return b"".join(pieces)

    def _unpack(self, size: int) -> bytes:
        """Unpack about `size` bytes; none only at the end."""
        if self._trouble:
            trouble, self._trouble = self._trouble, None
            raise trouble
        while not self._is_over:
            member = self._member or self._begin()
            if member and (piece := self._decompress(member, size)):
                self._account(piece)
                return piece
        return b""

    def _begin(self) -> Decompressor | None:
        """Begin the next member, if there is one."""
        self._is_over = not self._fill(1) or (self._has_begun and not self._find_magic(0))
        if not self._is_over:
            self._has_begun = True
            self._member = self._compression.decompressor()
        return self._member

    def _decompress(self, member: Decompressor, size: int) -> bytes:
        """Unpack a piece of a member; it may be empty though more follows."""
        given = b""
        if member.needs_input:
            self._fill(1)
            self._given = given = self._input
            self._input = b""
            if not given:
                self._is_over = True
                raise Malformed(f"its {self._compression.name} data ends early")
        try:
            piece = member.decompress(given, size)
        except self._compression.damage() as error:
            self._member, self._input = None, self._given
            self._is_over = not self._find_magic(1)
            raise Malformed(f"its {self._compression.name} data is damaged: {error}") from error
        if member.eof:
            self._member, self._input = None, member.unused_data
        return piece

    def _find_magic(self, start: int) -> bool:
        """Go on to where the next member begins, from `start` bytes on."""
        if self._compression.magic is ANYTHING:
            return False
        self._input = self._input[start:]
        while self._fill(MAGIC_BYTES):
            if found := self._compression.magic.search(self._input):
                self._input = self._input[found.start() :]
                return True
            self._input = self._input[-MAGIC_BYTES + 1 :] if len(self._input) >= MAGIC_BYTES else b""
        return False

    def _fill(self, size: int) -> bool:
        """Have `size` bytes of input, fewer only at the end; False if there are none."""
        while len(self._input) < size:
            piece = self._source.read(PIECE)
            if not piece:
                break
            self._packed += len(piece)
            self._input += piece
        return bool(self._input)

    def _account(self, piece: bytes) -> None:
        """Count what was unpacked, and stop where it is too much."""
        self._unpacked += len(piece)
        self._is_over = True  # should one of these raise
        self._budget.spend(len(piece))
        self._budget.check_ratio(self._packed, self._unpacked)
        self._is_over = False
