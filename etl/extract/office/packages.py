"""Office Open XML: a zip of XML parts, one of which says who wrote the document and when."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from etl.exceptions import Encrypted, Malformed, TooLarge
from etl.models import Field, Statement

BROKEN = (
    AttributeError,
    EOFError,
    ExpatError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the libraries raise of a package whose parts are broken or contradict each other; they have no word of their own for that."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts together; a bomb of a few kilobytes says more."""

MAX_PROPERTIES = 100_000
"""Bytes of the part that tells the properties; it has a dozen lines."""

_PROPERTIES = "docProps/core.xml"
_PURL, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_FIELDS: tuple[tuple[str, Field], ...] = (
    (f"{_PURL}title", "title"),
    (f"{_PURL}creator", "author"),
    (f"{_TERMS}created", "published"),
    (f"{_TERMS}modified", "modified"),
    (f"{_PURL}description", "description"),
)
_KEYWORDS = f"{_CORE}keywords"

NOBODY = frozenset(
    "administrator admin user users owner windows pc microsoft lenovo dell hp acer asus root test author unknown python-docx openpyxl"
    " 用户 微软用户 微软中国 管理员 作者 未定义 番茄花园 雨林木风 深度技术".split()
)
"""What programs and computers call an author whom nobody named, in lower case and without blanks."""


def told(error: Exception) -> Malformed:
    """Say what a library found."""
    return Malformed(f"its parts do not fit together: {type(error).__name__}: {error}")


def check_package(content: bytes, part: str) -> None:
    """Make sure that a package holds a part and does not unpack to more than anybody writes.

    Raises:
        Malformed: it is no zip, or the part is missing.
        Encrypted: its parts are.
        TooLarge: it says that it unpacks to more than `MAX_UNPACKED`; the reader of zips unpacks no more than they say.
    """
    with _opened(content) as package:
        entries = package.infolist()
        if part not in package.namelist():
            raise Malformed(f"there is no {part} in it")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Encrypted("it opens with a password only")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise TooLarge(f"it unpacks to more than {MAX_UNPACKED} bytes")


def properties_of(content: bytes, kind: str) -> Iterator[Statement]:
    """Read what a package says about its document; nothing, if that cannot be read."""
    from lxml import etree

    with _opened(content) as package:
        try:
            with package.open(_PROPERTIES) as file:
                root = etree.fromstring(
                    file.read(MAX_PROPERTIES), etree.XMLParser(resolve_entities=False, no_network=True)
                )
        except BROKEN:  # lxml's XMLSyntaxError is a SyntaxError
            return
    for tag, field in _FIELDS:
        value = (root.findtext(tag) or "").strip()
        if value and not (field == "author" and is_nobody(value)):
            yield Statement(field, value, f"{kind}: {tag.rpartition('}')[2]}")
    for keyword in (root.findtext(_KEYWORDS) or "").replace("，", ",").replace(";", ",").split(","):
        if keyword.strip():
            yield Statement("tag", keyword.strip(), f"{kind}: keywords")


def is_nobody(name: str) -> bool:
    """Whether an author's name is a program's or a computer's.

    >>> is_nobody("Microsoft"), is_nobody("微软用户"), is_nobody("林晓雨")
    (True, True, False)
    """
    return "".join(name.split()).lower() in NOBODY


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        raise Malformed(f"it cannot be unpacked: {error}") from error
