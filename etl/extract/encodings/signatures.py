"""What a file says of itself in its first bytes: what kind of binary it is, or which Unicode form it is in."""

import re
from collections.abc import Iterator

PLAIN = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"%PDF-", "a PDF document"),
    (b"%!PS-Adobe", "a PostScript document"),
    (b"{\\rtf1", "an RTF document"),
    (b"!<arch>\n", "a Unix library or package"),
)
"""What no text begins with; these files may go on for a while without a control character."""

_PLAIN = tuple(magic for magic, _ in PLAIN)

MAGIC = (
    (8, b"WEBPVP8", "a WebP image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (0, b"8BPS\0", "a Photoshop image"),
    (0, b"\0\0\1\0", "an icon"),
    (0, b"\0\0\2\0", "a cursor"),
    (0, b"icns\0", "an icon"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 image"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL image"),
    (0, b"BPG\xfb", "a BPG image"),
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (0, b"FLV\1", "a Flash video"),
    (0, b"\0\0\1\xba", "an MPEG video"),
    (0, b"\0\0\1\xb3", "an MPEG video"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "a Windows Media file"),
    (0, b".RMF\0\0\0", "a RealMedia file"),
    (0, b"OggS\0", "Ogg sound"),
    (0, b"fLaC\0\0\0", "FLAC sound"),
    (0, b"ID3\2", "MP3 sound"),
    (0, b"ID3\3", "MP3 sound"),
    (0, b"ID3\4", "MP3 sound"),
    (0, b"MThd\0\0\0\6", "MIDI music"),
    (0, b"#!AMR\n", "AMR sound"),
    (0, b"#!SILK_V3", "SILK sound"),
    (0, b".snd\0\0", "AU sound"),
    (8, b"AVI LIST", "an AVI video"),
    (8, b"WAVEfmt ", "WAV sound"),
    (0, b"PK\3\4", "a ZIP archive (or an Office, EPUB or APK file)"),
    (0, b"PK\5\6", "an empty ZIP archive"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"\x1f\x9d\x90", "a compress archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"LZIP\1", "an lzip archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\7", "a RAR archive"),
    (0, b"MSCF\0\0\0\0", "a cabinet archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document or Outlook message"),
    (0, b"\xe4R\\{\x8c\xd8\xa7M", "a OneNote document"),
    (0, b"!BDN", "an Outlook mailbox"),
    (0, b"ITSF\3", "a compiled HTML help file"),
    (0, b"AT&TFORM", "a DjVu document"),
    (60, b"BOOKMOBI", "a Mobipocket book"),
    (0, b"CAJ\0", "a CAJ document"),
    (0, b"\x7fELF", "a Linux program"),
    (0, b"dex\n03", "an Android program"),
    (0, b"\0asm", "a WebAssembly module"),
    (0, b"L\0\0\0\1\x14\2\0", "a Windows shortcut"),
    (0, b"bplist0", "a binary property list"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
    (0, b"\0\1\0\0\0", "a TrueType font"),
    (0, b"true\0", "a TrueType font"),
    (0, b"ttcf\0", "a collection of fonts"),
    (0, b"OTTO\0", "an OpenType font"),
    (34, b"LP\0\0", "a web font"),
    (0, b"\1fcp", "a bitmap font"),
    (0, b"FEA1", "a Feather table"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"CDF\1", "a NetCDF file"),
    (0, b"\x0a\x0d\x0d\x0a", "a network capture"),
)
"""Where a signature stands, the signature, and what it says."""

SHAPES = tuple(
    (re.compile(shape, re.DOTALL), kind)
    for shape, kind in (
        (rb"GIF8[79]a.[\0-\x1f]", "a GIF image"),
        (rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", "a bitmap image"),
        (rb"\0{2}..ftypavi", "an AVIF image"),
        (rb"\0{2}..ftyp(?:hei|hev|mif1|msf1)", "an HEIC image"),
        (rb"\0{2}..ftyp", "an MP4 or related video, sound or image"),
        (rb".{4}(?:moov|mdat|wide|free|skip)\0", "a QuickTime video"),
        (rb"FORM.{4}AIF", "AIFF sound"),
        (rb"PAR1[^ -~\s]", "a Parquet table"),
        (rb"ORC[^ -~\s]", "an ORC table"),
        (rb"ARROW1\0\0", "an Arrow table"),
        (rb"wOF[F2](?:\0\x01\0\0|OTTO|true)", "a web font"),
        (rb"[CFZ]WS.{4}\0|[CFZ]WS.{3}\0", "a Flash film"),
        (rb"G(?:.{187}G){2}", "an MPEG video"),
        (rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xee]", "MP3 sound"),
        (rb"\xff[\xf0\xf1\xf8\xf9][\x40-\xbf]", "AAC sound"),
        (rb"MZ.{,30}\0", "a Windows program"),
        (rb"\xca\xfe\xba\xbe\0", "a Java class or a macOS program"),
        (rb"[\xce\xcf]\xfa\xed\xfe.{2}\0|\xfe\xed\xfa[\xce\xcf]\0", "a macOS program"),
        (rb"BC\xc0\xde.{,6}\0", "LLVM code"),
        (rb"[^\0\r\n].\r\n[\0-\x03]\0{3}", "compiled Python"),
        (rb"\x80(?:[\x04\x05]\x95.{4}\0{4}|[\x02\x03](?:[\x7d\x5d\x28]q\0|c[a-z_.]+\n))", "a Python pickle"),
        (rb"\x80\x01.{4}%!", "a PostScript font"),
        (rb"Obj\x01[\x02-\x10]", "an Avro table"),
        (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "a bzip2 archive"),
        (rb"\]\0\0.[\0-\x20](?:\xff{8}|.{5}\0{3})", "an LZMA archive"),
        (rb"..-lh[0-7d]-", "an LHA archive"),
        (rb".{7}\*\*ACE\*\*", "an ACE archive"),
        (rb"\x60\xea..[\x1a-\x30]", "an ARJ archive"),
        (rb"\xed\xab\xee\xdb[\x03\x04]", "a Linux package"),
        (rb"\xc5\xd0\xd3\xc6.{2}\0\0", "a PostScript document"),
        (rb"\xd4\xc3\xb2\xa1\x02\0|\xa1\xb2\xc3\xd4\0\x02", "a network capture"),
        (
            # version, day, number of records, sizes, what is reserved; then the first column: its name, filled up, and its type
            rb"[\x03\x04\x30-\x32\x43\x63\x83\x8b\x8e\xcb\xf5\xfb].[\x01-\x0c][\x01-\x1f].{28}(?=.{11}[BCDFGILMNOTVY@+])[^\0]{1,10}\0",
            "a dBASE table",
        ),
    )
)
"""How files begin that have no signature, or one that is a word in some encoding."""

_GLANCE, _HEAD = 128, 512
"""So many bytes hold a control character, and a signature."""
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

    A signature counts only if a control character stands in the first bytes, too, but for those of `PLAIN`: a text may begin with `MZ`.
    """
    head = content[:_GLANCE]
    if len(head.translate(None, CONTROLS)) == len(head) and not head.startswith(_PLAIN):
        return None
    return next(_kinds(content[:_HEAD]), None)


def _kinds(head: bytes) -> Iterator[str]:
    yield from (kind for magic, kind in PLAIN if head.startswith(magic))
    yield from (kind for offset, magic, kind in MAGIC if head.startswith(magic, offset))
    yield from (kind for shape, kind in SHAPES if shape.match(head))


def byte_order_mark(content: bytes) -> tuple[bytes, str] | None:
    r"""The byte order mark that a text begins with, and the codec it stands for.

    >>> byte_order_mark(b"\xff\xfe\0\0N\0\0\0")
    (b'\xff\xfe\x00\x00', 'utf-32-le')
    """
    if content[:1].isascii() and content[:1] != b"\0":
        return None
    return next(((mark, codec) for mark, codec in BYTE_ORDER_MARKS if content.startswith(mark)), None)
