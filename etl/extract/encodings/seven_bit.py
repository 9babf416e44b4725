"""Encodings that hide in 7-bit bytes: ISO-2022 with its escape sequences, and HZ with its tildes.

They come before UTF-8, for all of them are valid UTF-8 and would be stored as `$B@Q...` and `~{VPND~}`. Python's codecs read the
Japanese and the Korean ones. ISO-2022-CN it lacks, and its HZ stumbles over the `~` of a web address.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from etl.extract.encodings.cns11643 import plane
from etl.extract.encodings.evidence import escaped

_HZ = re.compile(rb"~(?:\{((?:[\x21-\x7d][\x21-\x7e])*)([\x21-\x7d]?)(?:~\}|(?=\n)|~?\Z)|~|\n)")
_UNSHIFTED = {b"~~": "~", b"~\n": ""}

_ISO_2022_CN = re.compile(
    rb"\x1b\$([)*+])([A-M])"  # a character set is designated to SO, SS2 or SS3
    rb"|\x1b([NO])([\x21-\x7e]{2})"  # one character of SS2 or SS3
    rb"|([\x0e\x0f\n])"  # shift out, shift in, and a line's end, which shifts in, too
    rb"|([\x21-\x7e]+)"
    rb"|(.)",
    re.DOTALL,
)
_CNS_PLANES = {b"G": 1, b"H": 2, b"I": 3, b"J": 4, b"K": 5, b"L": 6, b"M": 7}
_SHIFTS = {b"N": b"*", b"O": b"+"}


TO_HIGH = bytes(byte | 0x80 for byte in range(256))
"""Sets the eighth bit: then a pair of a 7-bit encoding is a pair of EUC."""


def _to_gb2312(pairs: bytes) -> str:
    return pairs.translate(TO_HIGH).decode("gb18030", "surrogateescape")


def _to_cns(number: int) -> Callable[[bytes], str]:
    def read(pairs: bytes) -> str:
        high = pairs.translate(TO_HIGH)
        cells = (high[start : start + 2] for start in range(0, len(high), 2))
        return "".join(plane(number).get(cell) or escaped(cell) for cell in cells)

    return read


_CHARACTER_SETS: Mapping[bytes, Callable[[bytes], str]] = MappingProxyType(
    # E is ISO-IR-165: GB 2312 and some rare characters more
    {b"A": _to_gb2312, b"E": _to_gb2312} | {final: _to_cns(number) for final, number in _CNS_PLANES.items()}
)


def read_hz(content: bytes) -> str:
    """Decode HZ; a tilde that is no escape stays a tilde.

    >>> read_hz(b"~{VPND~} ~~ http://example.org/~li/")
    '中文 ~ http://example.org/~li/'
    """

    def plain(part: bytes) -> str:
        return part.decode("ascii", "surrogateescape")

    parts, end = [], 0
    for found in _HZ.finditer(content):
        parts.append(plain(content[end : found.start()]))
        shifted, odd = found[1], found[2]
        parts.append(_UNSHIFTED[found[0]] if shifted is None else _to_gb2312(shifted) + escaped(odd))
        end = found.end()
    parts.append(plain(content[end:]))
    return "".join(parts)


def read_iso2022_cn(content: bytes) -> str:
    r"""Decode ISO-2022-CN and its extension; a line's end shifts in, so that damage costs a line at most.

    >>> read_iso2022_cn(b"\x1b$)A\x0eVPND\x0f, \x1b$)G\x0eDc\x0f \x1b$*H\x1bN!!")
    '中文, 中 乂'
    """
    sets: dict[bytes, Callable[[bytes], str]] = {}
    shifted, parts = False, []
    for found in _ISO_2022_CN.finditer(content):
        slot, final, shift, single, control, printable, other = found.groups()
        if slot:
            sets[slot] = _CHARACTER_SETS.get(final, escaped)
        elif shift:
            parts.append(sets.get(_SHIFTS[shift], escaped)(single))
        elif control:
            shifted = control == b"\x0e"
            parts.append("\n" if control == b"\n" else "")
        elif printable:
            parts.append(sets.get(b")", escaped)(printable) if shifted else printable.decode("ascii"))
        else:
            parts.append(other.decode("ascii", "surrogateescape"))
    return "".join(parts)
