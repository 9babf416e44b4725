"""What a file says of itself in its first bytes: what kind of binary it is, or which Unicode form it is in."""

MAGIC = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBPVP8", "a WebP image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"8BPS\0", "a Photoshop image"),
    (0, b"\0\0\1\0", "an icon"),
    (4, b"ftyp", "an MP4 or related video, sound or image"),
    (4, b"moov", "a QuickTime video"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (0, b"FLV\1", "a Flash video"),
    (0, b"CWS", "a Flash film"),
    (0, b"FWS", "a Flash film"),
    (0, b"OggS\0", "Ogg sound"),
    (0, b"fLaC", "FLAC sound"),
    (0, b"ID3", "MP3 sound"),
    (8, b"AVI LIST", "an AVI video"),
    (8, b"WAVEfmt ", "WAV sound"),
    (0, b"PK\3\4", "a ZIP archive (or an Office, EPUB or APK file)"),
    (0, b"PK\5\6", "an empty ZIP archive"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\7", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"%!PS-Adobe", "a PostScript document"),
    (0, b"{\\rtf1", "an RTF document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document or Outlook message"),
    (0, b"ITSF\3", "a compiled HTML help file"),
    (0, b"AT&TFORM", "a DjVu document"),
    (60, b"BOOKMOBI", "a Mobipocket book"),
    (0, b"\x7fELF", "a Linux program"),
    (0, b"MZ", "a Windows program"),
    (0, b"\xca\xfe\xba\xbe", "a Java class or a macOS program"),
    (0, b"\xcf\xfa\xed\xfe", "a macOS program"),
    (0, b"\0asm", "a WebAssembly module"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\0\1\0\0\0", "a TrueType font or an Access database"),
    (0, b"OTTO\0", "an OpenType font"),
    (0, b"wOFF", "a web font"),
    (0, b"wOF2", "a web font"),
    (0, b"BM", "a bitmap image"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"ARROW1", "an Arrow table"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
)
"""Where a signature stands, the signature, and what it says."""

_FIRST_BYTES = frozenset(magic[0] for offset, magic, _ in MAGIC if offset == 0) | {0, ord("R")}
_HEAD = 512
CONTROLS = bytes([*range(8), *range(0x0E, 0x1A), *range(0x1C, 0x20), 0x7F])
"""Control characters that no text has; it has tabs and breaks, and may have a backspace, an escape and the end-of-file of DOS."""

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
"""Longest first where one begins another: FF FE 00 00 begins with FF FE."""


def binary_kind(content: bytes) -> str | None:
    r"""What a binary file is by its signature, or None if it has none of those we know.

    >>> binary_kind(b"\x89PNG\r\n\x1a\n...")
    'a PNG image'
    >>> binary_kind(b"BM is short for benchmark") is None
    True

    Signatures in plain letters count only if a control character stands in the first bytes, too: a text may begin with `MZ`.
    """
    head = content[:_HEAD]
    if not head or (head[0] not in _FIRST_BYTES and b"\0" not in head):
        return None
    for offset, magic, kind in MAGIC:
        if head.startswith(magic, offset) and (not magic.isalnum() or len(head.translate(None, CONTROLS)) < len(head)):
            return kind
    return None


def byte_order_mark(content: bytes) -> tuple[bytes, str] | None:
    r"""The byte order mark that a text begins with, and the codec it stands for.

    >>> byte_order_mark(b"\xff\xfe\0\0N\0\0\0")
    (b'\xff\xfe\x00\x00', 'utf-32-le')
    """
    if content[:1].isascii() and content[:1] != b"\0":
        return None
    return next(((mark, codec) for mark, codec in BYTE_ORDER_MARKS if content.startswith(mark)), None)
