"""CNS 11643, the national character set of Taiwan, and EUC-TW, which Python has no codec for."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from etl.extract.encodings.evidence import escaped

_FIRST = 0xA1
_ROW = 94
_SINGLE_SHIFT = 0x8E
_PLANE = 0xA0


@cache
def plane(number: int) -> Mapping[bytes, str]:
    r"""The characters of a plane by the two bytes that stand for them in EUC; empty for a plane that has none.

    >>> plane(1)[b"\xc4\xe3"], plane(2)[b"\xa1\xa1"]
    ('中', '乂')
    """
    characters: dict[bytes, str] = {}
    for line in files(__package__).joinpath("cns11643.txt").read_text(encoding="utf-8").split("\n"):
        place, _, cells = line.partition("\t")
        if place.startswith(f"{number}-"):
            row = _FIRST - 1 + int(place.partition("-")[2])
            characters |= {
                bytes([row, _FIRST + cell]): character for cell, character in enumerate(cells) if character != " "
            }
    return MappingProxyType(characters)


def read_euc_tw(content: bytes) -> str:
    r"""Decode EUC-TW; bytes that it cannot decode become lone surrogates.

    >>> read_euc_tw(bytes.fromhex("c4e3 8ea2a1a1 20 c4"))
    '中乂 \udcc4'
    """
    return "".join(_characters(content))


def _characters(content: bytes) -> Iterator[str]:
    position = 0
    while position < len(content):
        byte = content[position]
        if byte < 0x80:  # noqa: PLR2004 - ASCII
            character, width = chr(byte), 1
        elif byte == _SINGLE_SHIFT and position + 1 < len(content):
            character, width = plane(content[position + 1] - _PLANE).get(content[position + 2 : position + 4], ""), 4
        else:
            character, width = plane(1).get(content[position : position + 2], ""), 2
        if not character:  # one byte is skipped, for the next may begin a good character
            character, width = escaped(content[position : position + 1]), 1
        yield character
        position += width
