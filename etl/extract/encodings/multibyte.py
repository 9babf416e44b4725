"""Codecs of Python as the web uses them: with the characters they lack, and with damage marked, not fatal."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from etl.extract.encodings.cns11643 import read_euc_tw
from etl.extract.encodings.evidence import ESCAPE
from etl.extract.encodings.seven_bit import read_hz, read_iso2022_cn

_GB18030_2022 = dict(
    zip(map(chr, range(0xE78D, 0xE797)), "︐︒︑︓︔︕︖︗︘︙", strict=True),
) | dict(
    zip(
        "\ue7c7\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
        "ḿ\U00020087\U00020089\U000200cc龴龵龶龷\U000215d7龸\U0002298f龹龺\U000241fe龻",
        strict=True,
    ),
)
"""Python's gb18030 is the edition of 2000, which left these characters to private use."""

_LATER = re.compile("[" + "".join(_GB18030_2022) + "]")
_MEMBERS = {
    "a": b"\xa6",
    "b": bytes.fromhex("d9dadbdcdddedfecedf3"),
    "c": b"\xa8",
    "d": b"\xbc",
    "e": b"\xfe",
    "f": bytes.fromhex("515253596166676c6d767e9091a0"),
}
"""The first and second bytes of these characters: ab, cd, ef. A quick look for them spares most documents the slow search."""
_CLASSES = bytes(next((ord(name) for name, members in _MEMBERS.items() if byte in members), 0) for byte in range(256))
_SURROGATE_PAIR = re.compile("\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf]")
"""An emoji as some databases export it: the two halves of UTF-16, each written as a character of UTF-8 (CESU-8)."""

_C1 = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""What Windows-1252 leaves undefined, the web reads as control characters."""

_SEVEN_BIT = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_LOW_BYTES = frozenset((*_SEVEN_BIT, *_WIDE))
"""Encodings in which a byte below 0x80 may be part of what cannot be decoded."""


def _gb18030(content: bytes) -> str:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "surrogateescape").replace("\udc80", "€")  # as on the web
    classes = content.translate(_CLASSES)
    if b"ab" in classes or b"cd" in classes or b"ef" in classes:
        text = _LATER.sub(lambda found: _GB18030_2022[found[0]], text)
    return text


def _utf8(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _SURROGATE_PAIR.sub(_joined, content.decode("utf-8", "surrogateescape"))


def _joined(pair: re.Match[str]) -> str:
    halves = bytes(ord(escape) - 0xDC00 for escape in pair[0])
    return halves.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")


def _big5hkscs(content: bytes) -> str:
    try:
        return content.decode("big5hkscs")
    except UnicodeDecodeError:  # 0xA3E1 is the euro sign in Microsoft's Big5 and nothing in Hong Kong's
        return content.decode("big5hkscs", "surrogateescape").replace("\udca3\udce1", "€")


def _euc_jp(content: bytes) -> str:
    try:
        return content.decode("euc_jp")
    except UnicodeDecodeError:  # ① and other characters of Japanese computers
        return content.decode("euc_jis_2004", "surrogateescape")


def _cp1252(content: bytes) -> str:
    return content.decode("cp1252", "surrogateescape").translate(_C1)


_OURS: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {
        "utf-8": _utf8,
        "gb18030": _gb18030,
        "big5hkscs": _big5hkscs,
        "cp1252": _cp1252,
        "euc_jp": _euc_jp,
        "euc-tw": read_euc_tw,
        "hz": read_hz,
        "iso-2022-cn": read_iso2022_cn,
    }
)


def read_as(content: bytes, codec: str) -> str:
    r"""Decode with a codec of `labels.CODECS`; bytes that it cannot decode become lone surrogates.

    >>> read_as(b"\x80\xa8\xbc", "gb18030")
    '€ḿ'
    >>> ascii(read_as(b"\xd6<p>", "gb18030"))
    "'\\udcd6<p>'"

    A bad pair costs its first byte only: the second may begin a good character, and an ASCII byte is never swallowed.
    """
    ours = _OURS.get(codec)
    if ours is not None:
        return ours(content)
    return content.decode(codec, ESCAPE if codec in _LOW_BYTES else "surrogateescape")
