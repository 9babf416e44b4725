"""The ways to pack bytes, how to tell them, and what unpacks them: zlib, bz2, lzma, Zstandard and Brotli behind one manner."""

import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Protocol

from etl.exceptions import NeedsExtra
from etl.extract.archives.limits import MIB

WINDOW_BYTES = 128 * MIB
"""What unpacking may need in memory: what the strongest ordinary settings of xz and Zstandard do (65 and 128 MiB)."""


class Decompressor(Protocol):
    """What `bz2`, `lzma` and `compression.zstd` offer, and below everything else: one member, a piece at a time."""

    @property
    def eof(self) -> bool:
        """Whether the member is complete."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more input."""

    @property
    def unused_data(self) -> bytes:
        """What was given and lies behind the member."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack, to about `max_length` bytes."""


@dataclass(frozen=True, slots=True)
class Compression:
    """One way to pack bytes.

    Attributes:
        name: for people.
        magic: how a member begins; where one is damaged, the next is looked for by it.
        decompressor: begins a member.
        damage: what the decompressor raises at broken bytes; given by a function, for the library may be missing.
        suffixes: of the names of files packed so; for hints only.
    """

    name: str
    magic: re.Pattern[bytes]
    decompressor: Callable[[], Decompressor]
    damage: Callable[[], type[Exception]]
    suffixes: tuple[str, ...] = ()


class _Zlib:
    """`zlib` with the manners of `bz2` and `lzma`."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self._is_full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._is_full and not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._is_full = len(piece) == max_length
        return piece


class _Brotli:
    """`brotli` with the manners of `bz2` and `lzma`."""

    unused_data = b""

    def __init__(self) -> None:
        self._inner = _library("brotli", "Brotli").Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._inner.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._inner.process(data, output_buffer_limit=max_length))


def _gzip() -> Decompressor:
    return _Zlib(zlib.MAX_WBITS | 16)


def _bzip2() -> Decompressor:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Decompressor:
    import lzma

    return lzma.LZMADecompressor(memlimit=WINDOW_BYTES)


def _lzma_error() -> type[Exception]:
    import lzma

    return lzma.LZMAError


def _zstd() -> Decompressor:
    library = _zstd_library()
    options = {library.DecompressionParameter.window_log_max: WINDOW_BYTES.bit_length() - 1}
    decompressor: Decompressor = library.ZstdDecompressor(options=options)
    return decompressor


def _zstd_library() -> ModuleType:
    # Python 3.14 has it; before, a package of the same people offers the same
    return _library("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", "Zstandard")


def _zstd_error() -> type[Exception]:
    error: type[Exception] = _zstd_library().ZstdError
    return error


def _brotli_error() -> type[Exception]:
    error: type[Exception] = _library("brotli", "Brotli").error
    return error


def _library(name: str, what: str) -> ModuleType:
    """Import a library that an extra brings.

    Raises:
        NeedsExtra: it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise NeedsExtra(f"it is packed with {what}; to read it: pip install 'etl[archives]'") from error


GZIP = Compression(
    name="gzip",
    magic=re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"),
    decompressor=_gzip,
    damage=lambda: zlib.error,
    suffixes=(".gz",),
)
BZIP2 = Compression(
    name="bzip2",
    magic=re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    decompressor=_bzip2,
    damage=lambda: OSError,
    suffixes=(".bz2",),
)
XZ = Compression(name="xz", magic=re.compile(rb"\xfd7zXZ\x00"), decompressor=_xz, damage=_lzma_error, suffixes=(".xz",))
ZSTD = Compression(
    name="Zstandard",
    magic=re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),  # a frame of data, or one to be skipped
    decompressor=_zstd,
    damage=_zstd_error,
    suffixes=(".zst", ".zstd"),
)
ANYTHING = re.compile(rb"")
"""For what has no signature of its own."""
ZLIB = Compression("zlib", ANYTHING, lambda: _Zlib(zlib.MAX_WBITS), lambda: zlib.error)
DEFLATE = Compression("deflate", ANYTHING, lambda: _Zlib(-zlib.MAX_WBITS), lambda: zlib.error)
BROTLI = Compression("Brotli", ANYTHING, _Brotli, _brotli_error)

COMPRESSIONS = (GZIP, BZIP2, XZ, ZSTD)
"""Those that a file can be recognised by."""

MAGIC_BYTES = 10
"""No signature is longer."""


def compression_of(head: bytes) -> Compression | None:
    """Tell how a file is packed by its first bytes.

    >>> compression_of(b"BZh91AY&SY...").name, compression_of(b"BZh is three letters")
    ('bzip2', None)
    """
    return next((compression for compression in COMPRESSIONS if compression.magic.match(head)), None)
