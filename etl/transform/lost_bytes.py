"""UTF-8 that was read as GBK or Big5, once or twice: every byte is still there but those that were no character, and those are guessed."""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache, partial
from heapq import nlargest
from itertools import pairwise, product
from math import prod
from typing import NamedTuple, TypeAlias

from etl.transform.language_model import UNSEEN, fold, follows, follows_two, likelihood, minority_script

WIDTH, WIDTH_TWICE = 4, 12
"""Readings that are kept side by side; the second where text was read wrong twice."""

BROKEN, FOREIGN = -20.0, -4.0
"""The prices of a byte that fits nowhere, and of a guess in the script that the text is not printed in."""

LONGEST, LONGEST_TWICE = 20_000, 5_000
"""Characters of a stretch that is worth the time; the second where text was read wrong twice."""

MOST = 0.6
"""The share of bytes that must form UTF-8 where nothing is guessed."""

MOST_GUESSED = 1 / 6
"""The share of bytes that may have to be guessed: beyond that every reading is as good as any other, and takes long to find."""

MOST_GUESSED_TWICE = 1 / 4
"""The same where text was read wrong twice: most of its bytes are then one of a few."""

MOST_CHOICES = 24
"""Characters that are tried in one place, the likeliest behind the one before."""

MOST_WAYS = 5_000
"""Ways to put the lost bytes of one character together, up to which they are gone through."""

PAIR, REPLACEMENT = 2, b"\xef\xbf\xbd"
"""Bytes of a character of GBK, and what UTF-8 makes of U+FFFD."""

_ANY = tuple(range(0x80, 0x100))
"""What a byte may be of which nothing is known."""

LOST, QUESTION = "\ufffd", 0x3F
"""What stands for a byte that was no character; the second only where UTF-8 cannot have it."""

CONTINUATIONS = range(0x80, 0xC0)
SIZES = ((range(0xC2, 0xE0), 2), (range(0xE0, 0xF0), 3), (range(0xF0, 0xF5), 4))
"""First bytes of UTF-8, and how many bytes their characters have."""

NO_CHARACTERS = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes without a character in Windows-1252."""

FULL_WIDTH, MARKS = "F", "，：；！？（）"
"""Full-width letters, digits and signs are not guessed, but for these."""

LEADS = (*range(0xE2, 0xEA), 0xEF)
"""First bytes of the characters of Chinese text, punctuation among them."""

Bytes: TypeAlias = tuple[tuple[int, ...], ...]
"""What each byte of a text may be: one where it is known."""


class _Reading(NamedTuple):
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
    return _utf8(bytes_of(text, codec), codec, MOST_GUESSED, WIDTH) or LOST * len(text)


@lru_cache(2**8)
def utf8_from_twice(text: str, codec: str) -> str:
    """The UTF-8 text that was read in another encoding, written as UTF-8, and read so again.

    >>> once = "工作人员检查了桥面，认为没有问题。".encode().decode("gbk", "replace")
    >>> utf8_from_twice(once.encode().decode("gbk", "replace"), "gbk")
    '工作人员检查了桥面，认为没有问题。'

    What each byte of the first reading may be is found first; the second then is read like any other, of bytes that are open.
    """
    if len(text) > LONGEST_TWICE:
        return LOST * len(text)
    inner: list[tuple[int, ...]] = []
    content = bytes_of(text, codec)
    if not _is_utf8(content):
        return LOST * len(text)
    place = 0
    while place < len(content):
        size = _size(content[place])
        inner += _once_more(content[place : place + size], codec)
        place += size
    return _utf8(tuple(inner), None, MOST_GUESSED_TWICE, WIDTH_TWICE) or LOST * len(text)


def _once_more(part: Bytes, codec: str) -> list[tuple[int, ...]]:
    """What the bytes of a character may be that was read in the codec, each by itself."""
    if prod(map(len, part)) > MOST_WAYS:
        return [_ANY, _ANY]
    ways = set(map(bytes, product(*part)))
    if REPLACEMENT in ways:
        return [_ANY]
    found = {_decoded(way).encode(codec, "ignore") for way in ways}
    single = {content[0] for content in found if len(content) == 1}
    pairs = {content for content in found if len(content) == PAIR}
    if not pairs:
        return [tuple(sorted(single)) or _ANY]
    return [tuple(sorted({pair[at] for pair in pairs})) for at in range(PAIR)]


def bytes_of(text: str, codec: str) -> Bytes:
    """The bytes that a text was read from; for one that was no character those that it may have been."""
    found: list[int | None] = []
    for character in text:
        encoded = b"\x80" if character == "€" else character.encode(codec, "ignore") or _as_control(character)
        found.extend(encoded if character != LOST and encoded else (None,))
    return tuple(
        _lost_bytes(following, codec) if byte is None else (byte,) for byte, following in pairwise((*found, None))
    )


def likeliest(
    content: Bytes,
    characters_at: Callable[[Bytes, int], list[tuple[int, str]]],
    foreign: frozenset[str],
    width: int = WIDTH,
) -> str:
    """The likeliest text of bytes; empty if they cannot be divided into characters.

    Args:
        content: the bytes.
        characters_at: the characters that may begin with a byte, and how many bytes they have.
        foreign: characters of the script that the text is not printed in.
        width: how many readings are kept side by side.
    """
    beam = {0: [_Reading(0.0, "", " ")]}
    for place in range(len(content)):
        best: dict[str, _Reading] = {}
        for reading in sorted(beam.pop(place, ()), key=lambda one: -one.score):
            best.setdefault(reading.last, reading)  # what comes cannot tell one from a likelier one
        readings = list(best.values())[:width]
        choices = characters_at(content, place) if readings else ()
        if len(choices) > MOST_CHOICES:
            last = readings[0].last[-1]
            choices = nlargest(MOST_CHOICES, choices, key=lambda one: (follows(last, fold(one[1])), one))
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
    return max(ends, key=lambda one: one.score + follows_two(one.last, " ")).text if ends else ""


def _utf8(content: Bytes, codec: str | None, most_guessed: float, width: int) -> str:
    """The likeliest text; empty if the bytes are no UTF-8, or too many are open."""
    if sum(len(byte) > 1 for byte in content) > most_guessed * len(content) or not _is_utf8(content):
        return ""
    return likeliest(content, partial(_characters_at, codec), minority_script(_certain(content)), width)


def _as_control(character: str) -> bytes:
    """Latin-1's byte: where Windows-1252 has no character, browsers read a control."""
    return character.encode("latin-1", "ignore")


def _certain(content: Bytes) -> str:
    return bytes(byte[0] for byte in content if len(byte) == 1).decode("utf-8", "ignore")


def _is_utf8(content: Bytes) -> bool:
    """Whether most of the bytes that are known form characters of UTF-8."""
    beyond_ascii = sum(len(byte) == 1 and byte[0] >= CONTINUATIONS.start for byte in content)
    found = sum(len(character.encode()) for character in _certain(content) if not character.isascii())
    return found > MOST * beyond_ascii


def _size(first: tuple[int, ...]) -> int:
    """How many bytes a character has, by its first; Chinese ones have three."""
    if len(first) > 1:
        return 3
    return next((size for leads, size in SIZES if first[0] in leads), 1)


def _characters_at(codec: str | None, content: Bytes, place: int) -> list[tuple[int, str]]:
    """What may stand at a place, and how many bytes of it."""
    first = content[place]
    if len(first) == 1 and first[0] < CONTINUATIONS.start:
        standing = [(1, chr(first[0]))]
        rest = content[place + 1 : place + 3]
        if first[0] == QUESTION and len(rest) > 1 and all(len(byte) == 1 and byte[0] in CONTINUATIONS for byte in rest):
            lead = _lost_bytes(rest[0][0], codec)
            return [*((3, character) for character in _guesses((lead, *rest), codec)), *standing]
        return standing
    size = _size(first)
    part = [first, *content[place + 1 : place + size]]
    for at, byte in enumerate(part):
        if at and byte == (QUESTION,):
            after = content[place + at + 1] if place + at + 1 < len(content) else ()
            part[at] = _lost_bytes(after[0] if len(after) == 1 else None, codec)
    broken = [(1, LOST)]
    if size == 1 or len(part) < size:
        return broken
    if all(len(byte) == 1 for byte in part):
        character = _decoded(bytes(byte[0] for byte in part))
        return broken if character == LOST else [(size, character)]
    return [*((size, character) for character in _guesses(tuple(part), codec)), *broken]


@lru_cache(2**12)
def _guesses(part: Bytes, codec: str | None) -> tuple[str, ...]:
    """The characters that a part with lost bytes may have been, those that nobody writes left out."""
    leads, *rest = part
    choices = [
        leads if len(leads) == 1 else tuple(byte for byte in leads if byte in LEADS),
        *(tuple(byte for byte in bytes_ if byte in CONTINUATIONS) for bytes_ in rest),
    ]
    if prod(map(len, choices)) > MOST_WAYS:
        return ()
    found = {_decoded(bytes(way)) for way in product(*choices) if _may_be_lost(way, part, codec)} - {LOST, "\u3000"}
    return tuple(sorted(filter(_is_guessed, found)))


def _is_guessed(character: str) -> bool:
    return (
        likelihood(fold(character)) > UNSEEN and unicodedata.east_asian_width(character) != FULL_WIDTH
    ) or character in MARKS


def _may_be_lost(way: tuple[int, ...], part: Bytes, codec: str | None) -> bool:
    """Whether no two bytes form a character that were both lost."""
    return codec is None or not any(
        len(first) > 1 and len(second) > 1 and is_character(bytes(way[at : at + PAIR]), codec)
        for at, (first, second) in enumerate(pairwise(part))
    )


@cache
def _lost_bytes(following: int | None, codec: str | None) -> tuple[int, ...]:
    """The bytes that form no character with the byte that follows them."""
    if codec == "cp1252":
        return NO_CHARACTERS
    return tuple(
        byte for byte in _ANY if following is None or codec is None or not is_character(bytes((byte, following)), codec)
    )


@cache
def is_character(content: bytes, codec: str) -> bool:
    """Whether bytes are one character."""
    try:
        return len(content.decode(codec)) == 1
    except UnicodeDecodeError:
        return False


@cache
def _decoded(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return text if len(text) == 1 else LOST
