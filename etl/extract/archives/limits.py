"""How much one archive may cost: its bytes, its members, its depth. Archives are hostile until they have been read."""

from dataclasses import dataclass

from etl.exceptions import TooDeep, TooLarge

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one outermost file may unpack to. Where a limit is passed, the rest is rejected, and says so.

    Attributes:
        member_bytes: the largest document, and the largest record or message that is held in memory to be taken apart.
        nested_bytes: the largest archive inside an archive that has to be copied before it can be read (a zip's directory
            stands at its end); the copy lies in memory, beyond `spool_bytes` in a temporary file without a name.
        spool_bytes: see `nested_bytes`; as large as that one, nothing ever touches a disk.
        total_bytes: everything unpacked, at every depth together.
        ratio: how many times its size a stream, or all of a file, may unpack to. Text packs 5 to 30 times smaller, a bomb a
            thousand times.
        free_bytes: of a stream, unpacked before its ratio is asked (a few blanks pack well, too); of a file, `member_bytes` are.
        depth: layers around a document; a `.tar.gz` is two.
        members: documents.
    """

    member_bytes: int = 64 * MIB
    nested_bytes: int = 4096 * MIB
    spool_bytes: int = 16 * MIB
    total_bytes: int = 256 * 1024 * MIB
    ratio: int = 100
    free_bytes: int = MIB
    depth: int = 10
    members: int = 1_000_000


IN_MEMORY = Limits(nested_bytes=64 * MIB, spool_bytes=64 * MIB)
"""For bytes that lie in memory, and may not touch a disk."""


class Budget:
    """What of the limits one outermost file has used up."""

    def __init__(self, limits: Limits, packed_bytes: int) -> None:
        """Open the account of a file of `packed_bytes` bytes; 0 if that is not known, see `receive`."""
        self.limits = limits
        self.exhausted = False
        self._packed = packed_bytes
        self._unpacked = 0
        self._members = 0

    def receive(self, size: int) -> None:
        """Account for bytes of a file whose size shows only as it is read."""
        self._packed += size

    def spend(self, size: int) -> None:
        """Account for unpacked bytes.

        Raises:
            TooLarge: there were too many; nothing more of this file is to be read.
        """
        self._unpacked += size
        if self._unpacked > self.limits.total_bytes:
            raise self._exhaust(f"it unpacks to more than {self.limits.total_bytes} bytes; the rest is not read")
        # A bomb may be built of layers that are each below the ratio. One document's worth is free: a single bomb among
        # honest neighbours is its own stream's matter.
        if self._unpacked > self.limits.member_bytes and self._unpacked > self._packed * self.limits.ratio:
            raise self._exhaust(f"it unpacks to more than {self.limits.ratio} times its size; the rest is not read")

    def count_member(self) -> None:
        """Account for one more document.

        Raises:
            TooLarge: there were too many; nothing more of this file is to be read.
        """
        self._members += 1
        if self._members > self.limits.members:
            raise self._exhaust(f"it holds more than {self.limits.members} documents; the rest is not read")

    def check_depth(self, depth: int) -> None:
        """Refuse to open one layer more.

        Raises:
            TooDeep: `depth` layers are open already.
        """
        if depth >= self.limits.depth:
            raise TooDeep(f"it lies in more than {self.limits.depth} archives, one inside the other")

    def check_ratio(self, packed: int, unpacked: int) -> None:
        """Refuse a stream that unpacks to more than an honest one does.

        >>> Budget(Limits(), packed_bytes=1000).check_ratio(packed=1000, unpacked=30_000)
        >>> Budget(Limits(), packed_bytes=1000).check_ratio(packed=2 * MIB, unpacked=2000 * MIB)
        Traceback (most recent call last):
        etl.exceptions.TooLarge: it unpacks to more than 100 times its size; the rest is not read

        Raises:
            TooLarge: it is a bomb.
        """
        if unpacked > self.limits.free_bytes and unpacked > packed * self.limits.ratio:
            raise TooLarge(f"it unpacks to more than {self.limits.ratio} times its size; the rest is not read")

    def _exhaust(self, detail: str) -> TooLarge:
        self.exhausted = True
        return TooLarge(detail)
