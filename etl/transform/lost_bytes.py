"""UTF-8 that was read as GBK or Big5: every byte is still there but those that were no character, and those are guessed."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product

from etl.transform.language_model import UNSEEN, fold, follows_two, likelihood, minority_script

WIDTH = 4
"""Readings that are kept side by side."""

BROKEN, FOREIGN = -20.0, -4.0
"""The prices of a byte that fits nowhere, and of a guess in the script that the text is not printed in."""

LONGEST = 20_000
"""Characters of a stretch that is worth the time."""

MOST = 0.6
"""The share of bytes that must form UTF-8 where nothing is guessed."""

MOST_GUESSED = 1 / 6
"""The share of bytes that may have to be guessed: beyond that every reading is as good as any other, and takes long to find."""

LOST, QUESTION = "\ufffd", 0x3F
"""What stands for a byte that was no character; the second only where UTF-8 cannot have it."""

CONTINUATIONS = range(0x80, 0xC0)
SIZES = ((range(0xC2, 0xE0), 2), (range(0xE0, 0xF0), 3), (range(0xF0, 0xF5), 4))
"""First bytes of UTF-8, and how many bytes their characters have."""

NO_CHARACTERS = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes without a character in Windows-1252."""

FULL_WIDTH, MARKS = "F", "，：；！？（）"
"""Full-width letters, digits and signs are not guessed, but for these."""

_LEADS = (*range(0xE2, 0xEA), 0xEF)
"""First bytes of the characters of Chinese text, punctuation among them."""


@dataclass(frozen=True, slots=True)
class _Reading:
    score: float
    text: str
    last: str


@lru_cache(2**8)  # what stands on a page a thousand times is searched for once
def utf8_from(text: str, codec: str) -> str:
    """The UTF-8 text whose bytes were read in another encoding; U+FFFD where nothing fits.

    >>> utf8_from("雨停了，集市照常开张。".encode().decode("gbk", "replace"), "gbk")
    '雨停了，集市照常开张。'

    A byte that was no character became U+FFFD: it is one of those that form none with the byte that follows it. A text whose bytes
    are no UTF-8 at all gives nothing but U+FFFD.

    Args:
        text: as it was read.
        codec: which read it.
    """
    if len(text) > LONGEST:
        return LOST * len(text)
    content = _bytes_of(text, codec)
    certain = bytes(byte for byte in content if byte is not None).decode("utf-8", "ignore")
    if content.count(None) > MOST_GUESSED * len(content) or not _is_utf8(content, certain):
        return LOST * len(text)
    foreign = minority_script(certain)
    beam = {0: [_Reading(0.0, "", " ")]}
    for place in range(len(content)):
        readings = sorted(beam.pop(place, ()), key=lambda one: -one.score)[:WIDTH]
        choices = _characters_at(content, place, codec) if readings else ()
        for size, character in choices:
            folded = fold(character)
            price = BROKEN if character == LOST else FOREIGN if len(choices) > 1 and character in foreign else 0.0
            beam.setdefault(place + size, []).extend(
                _Reading(reading.score, reading.text + character, reading.last)
                if character == " "  # some print one between numbers and words: 1 月 is 1月
                else _Reading(
                    reading.score + price + follows_two(reading.last, folded),
                    reading.text + character,
                    reading.last[-1] + folded,
                )
                for reading in readings
            )
    ends = beam.get(len(content), ())
    return max(ends, key=lambda one: one.score + follows_two(one.last, " ")).text if ends else LOST * len(text)


def _bytes_of(text: str, codec: str) -> tuple[int | None, ...]:
    found: list[int | None] = []
    for character in text:
        encoded = b"\x80" if character == "€" else character.encode(codec, "ignore") or _as_control(character)
        found.extend(encoded if character != LOST and encoded else (None,))
    return tuple(found)


def _as_control(character: str) -> bytes:
    """Latin-1's byte: where Windows-1252 has no character, browsers read a control."""
    return character.encode("latin-1", "ignore")


def _is_utf8(content: tuple[int | None, ...], certain: str) -> bool:
    """Whether most of the bytes that are known form characters of UTF-8."""
    beyond_ascii = sum(byte is not None and byte >= CONTINUATIONS.start for byte in content)
    return sum(len(character.encode()) for character in certain if not character.isascii()) > MOST * beyond_ascii


def _characters_at(content: tuple[int | None, ...], place: int, codec: str) -> list[tuple[int, str]]:
    """What may stand at a place, and how many bytes of it."""
    first = content[place]
    if first is not None and first < CONTINUATIONS.start:
        standing = [(1, chr(first))]
        if (
            first == QUESTION
            and len(rest := content[place + 1 : place + 3]) > 1
            and all(byte in CONTINUATIONS for byte in rest)
        ):
            following = content[place + 3] if place + 3 < len(content) else None
            return [*((3, character) for character in _guesses((None, *rest), following, codec)), *standing]
        return standing
    size = next((size for leads, size in SIZES if first in leads), 3 if first is None else 1)
    part = tuple(None if byte == QUESTION else byte for byte in content[place : place + size])
    broken = [(1, LOST)]
    if size == 1 or len(part) < size or not all(byte is None or byte in CONTINUATIONS for byte in part[1:]):
        return broken
    if part.count(None) > (1 if first is None else 2):
        return broken
    if None not in part:
        return [(size, _decoded(bytes(byte for byte in part if byte is not None)))]
    following = content[place + size] if place + size < len(content) else None
    return [*((size, character) for character in _guesses(part, following, codec)), *broken]


@lru_cache(2**12)
def _guesses(part: tuple[int | None, ...], following: int | None, codec: str) -> tuple[str, ...]:
    """The characters that a part with lost bytes may have been, those that nobody writes left out."""
    choices = [
        (byte,) if byte is not None else _lost_bytes(after, codec, lead=at == 0)
        for at, (byte, after) in enumerate(pairwise((*part, following)))
    ]
    found = {_decoded(bytes(combination)) for combination in product(*choices)} - {LOST, "\u3000"}
    return tuple(
        sorted(
            character
            for character in found
            if (likelihood(fold(character)) > UNSEEN and unicodedata.east_asian_width(character) != FULL_WIDTH)
            or character in MARKS
        )
    )


@cache
def _lost_bytes(following: int | None, codec: str, *, lead: bool) -> tuple[int, ...]:
    """The bytes that form no character with the byte that follows them."""
    if codec == "cp1252":
        return () if lead else NO_CHARACTERS
    candidates = _LEADS if lead else CONTINUATIONS
    if following is None:
        return tuple(candidates)
    return tuple(
        byte for byte in candidates if byte == CONTINUATIONS.start or not _is_character(bytes((byte, following)), codec)
    )


def _is_character(content: bytes, codec: str) -> bool:
    try:
        return len(content.decode(codec)) == 1
    except UnicodeDecodeError:
        return False


@cache
def _decoded(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return text if len(text) == 1 else LOST
