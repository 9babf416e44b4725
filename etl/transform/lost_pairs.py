"""GBK that was read as Big5: a byte that was no character of Big5 is lost, and guessed by what its pair may have said."""

from functools import lru_cache

from etl.transform.gbk_pairs import LEADS, TRAILS, character_of, is_guessable
from etl.transform.language_model import UNSEEN, fold, likelihood, minority_script
from etl.transform.lost_bytes import LONGEST, LOST, PAIR, Bytes, bytes_of, is_character, likeliest

MOST_GUESSED = 1 / 10
"""The share of bytes that may have to be guessed; one in 85 is lost, in a short line more."""


@lru_cache(2**8)
def gbk_from(text: str, codec: str) -> str:
    """The GBK text whose bytes were read in another encoding of two bytes; U+FFFD where nothing fits.

    >>> gbk_from("雨停了，集市照常开张。".encode("gbk").decode("big5hkscs", "replace"), "big5hkscs")
    '雨停了，集市照常开张。'

    Args:
        text: as it was read.
        codec: which read it.
    """
    if len(text) > LONGEST:
        return LOST * len(text)
    content = bytes_of(text, codec)
    if sum(len(byte) > 1 for byte in content) > MOST_GUESSED * len(content):
        return LOST * len(text)
    known = bytes(byte[0] for byte in content if len(byte) == 1)
    foreign = minority_script(known.decode("gb18030", "ignore"))
    return likeliest(content, _characters_at, foreign) or LOST * len(text)


def _characters_at(content: Bytes, place: int) -> list[tuple[int, str]]:
    """What may stand at a place, and how many bytes of it."""
    first = content[place]
    if len(first) == 1 and first[0] < LEADS.start:
        return [(1, chr(first[0]) if first[0] < TRAILS.start * 2 else LOST)]
    pair = content[place : place + PAIR]
    if len(pair) < PAIR:
        return [(1, LOST)]
    return [*((PAIR, character) for character in _guesses(pair)), (1, LOST)]


@lru_cache(2**12)
def _guesses(pair: Bytes) -> tuple[str, ...]:
    """The characters that a pair may be; one of which a byte is lost was no character of Big5."""
    leads, trails = pair
    if len(leads) == len(trails) == 1:
        return tuple(filter(None, (character_of(leads[0], trails[0]),)))
    ways = ((lead, trail) for lead in leads if lead in LEADS for trail in trails if trail in TRAILS)
    return tuple(
        character
        for lead, trail in ways
        if is_guessable(character := character_of(lead, trail))
        and likelihood(fold(character)) > UNSEEN
        and not (len(leads) > 1 and len(trails) > 1 and is_character(bytes((lead, trail)), "big5hkscs"))
    )
