"""Codecs of Python as the web uses them: with the characters they lack, and with damage marked, not fatal."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from etl.extract.encodings.evidence import ESCAPE

_GB18030_2022 = str.maketrans(
    dict(zip(map(chr, range(0xE78D, 0xE797)), "︐︒︑︓︔︕︖︗︘︙", strict=True))
    | {"\ue7c7": "ḿ", "\udc80": "€"}
    | {"\ue816": "\U00020087", "\ue817": "\U00020089", "\ue818": "\U000200cc", "\ue831": "\U000215d7", "\ue83b": "\U0002298f", "\ue855": "\U000241fe"}
    | dict(zip("\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864", "龴龵龶龷龸龹龺龻", strict=True))
)  # fmt: skip
"""Python's gb18030 is the edition of 2000, which left these to private use. A lone 0x80 is the euro sign, as on the web."""

_MICROSOFT_EURO = re.compile("\udca3\udce1")
"""0xA3E1 is the euro sign in Microsoft's Big5 and nothing in Hong Kong's."""

_C1 = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
"""What Windows-1252 leaves undefined, the web reads as control characters."""


def _gb18030(content: bytes) -> str:
    text = content.decode("gb18030", "surrogateescape")
    return text if text.isascii() else text.translate(_GB18030_2022)


def _big5hkscs(content: bytes) -> str:
    return _MICROSOFT_EURO.sub("€", content.decode("big5hkscs", "surrogateescape"))


def _cp1252(content: bytes) -> str:
    return content.decode("cp1252", "surrogateescape").translate(_C1)


_OURS: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {"gb18030": _gb18030, "big5hkscs": _big5hkscs, "cp1252": _cp1252}
)

_SEVEN_BIT = ("hz", "iso2022_jp", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_LOW_BYTES = frozenset((*_SEVEN_BIT, *_WIDE))
"""Encodings in which a byte below 0x80 may be part of what cannot be decoded."""


def read_as(content: bytes, codec: str) -> str:
    r"""Decode with a codec of `labels.CODECS`; bytes that it cannot decode become lone surrogates (U+DC00 + the byte).

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
