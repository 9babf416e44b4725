"""Pairs of GBK bytes: what they make together, and what one of them may have made with a lost one."""

from functools import cache, lru_cache

from etl.transform.annotations import characters_read
from etl.transform.language_model import likely_between, spellings

LEADS, TRAILS = range(0x81, 0xFF), range(0x40, 0xFF)
"""First and second bytes of GBK."""

LETTERS = range(0x40, 0x7F)
"""Second bytes that are ASCII."""

WHOLE = 40
"""Characters tried in the place of one all of whose bytes are lost."""


@cache
def character_of(first: int, second: int) -> str:
    """The character of two bytes; empty if there is none.

    >>> character_of(0xCA, 0xD0), character_of(0xCA, 0x20)
    ('市', '')
    """
    try:
        text = bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return text if len(text) == 1 else ""


@cache
def ending_in(second: int) -> tuple[str, ...]:
    """The characters with this second byte that may be guessed."""
    return tuple(character for first in LEADS if is_guessable(character := character_of(first, second)))


@cache
def beginning_with(first: int, following: int | None) -> tuple[str, ...]:
    """The characters with this first byte whose second makes no character with what follows: it would not have been lost."""
    characters = (
        character_of(first, second) for second in TRAILS if following is None or not character_of(second, following)
    )
    return tuple(character for character in characters if is_guessable(character))


@lru_cache(maxsize=2_000)
def between(last: str, following: str) -> tuple[str, ...]:
    """The characters that are likely between two others."""
    likely = (character for folded in likely_between(last, following, WHOLE) for character in spellings(folded))
    return tuple(character for character in likely if is_guessable(character))


def breaks_before(character: str, byte: int | None, *, either: bool) -> bool:
    """Whether the second byte of a character (or either of its bytes) makes no character with the byte that follows it.

    >>> breaks_before("长", 0x35, either=False), breaks_before("长", 0xB5, either=False)
    (True, False)
    """
    pair = character.encode("gbk")
    return byte is None or not character_of(pair[1], byte) or (either and not character_of(pair[0], byte))


@cache
def read_as(syllable: str, last_byte: int, second: int) -> tuple[str, ...]:
    """The characters whose first byte, behind another byte, makes a character that is read so: a checksum for a swallowed byte."""
    firsts = {pair[1] for character in characters_read(syllable) if (pair := character.encode("gbk"))[0] == last_byte}
    return tuple(character for first in sorted(firsts) if is_guessable(character := character_of(first, second)))


def is_guessable(character: str) -> bool:
    """Chinese characters and punctuation; full-width letters and digits are never guessed."""
    if not character.encode("gbk", "ignore"):
        return False
    return "\u4e00" <= character <= "\u9fff" or (character != "" and character in "，。、：；！？（）“”‘’《》·…—")
