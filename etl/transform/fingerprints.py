"""What an article is found by among others that say nearly the same: its shingles, and a short sum of them.

An article is the set of its shingles: all runs of `SHINGLE` characters of its normalised text, signs and spaces left out. Title, credit
and date do not count: copies differ in them. It is found by longer runs, `STRETCH` characters: any two articles of one trade share
short ones, and among a million every article would meet thousands that it has nothing to do with.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b

SHINGLE = 5
"""Characters of a shingle: shorter ones are shared by all who write about a thing."""

STRETCH = 12
"""Characters of the runs that articles are found by. Counted over the pairs of 872 real pages, an article among a million meets 2,500
others by chance with 5 characters, 10 with 8, 2 with 10; invented ones, made of the same phrases, a quarter as many with 12 as with 10."""

BANDS = 32
ROWS = 3
"""Signatures are compared in so many bands of so many numbers. Of two articles that share half of their stretches together, 98.6 %
meet in some band; of two that share a hundredth, one pair in 31,000."""

SEED = 42

AT_ONCE = 100_000
"""Stretches summed up at a time: those of a text of 30 MB would take a gigabyte together."""

_SILENT = re.compile(r"[\W_]+")


def silent(paragraphs: Iterable[str]) -> str:
    """Leave signs and spaces out.

    >>> silent(["渡口，", "开了船。"])
    '渡口开了船'
    """
    printed = "".join("".join(paragraphs).split())  # white space goes at once: it is most of what is silent
    return _SILENT.sub("", printed).lower()


def shingles_of(text: str) -> frozenset[str]:
    """Cut a text without signs into shingles; one that is too short for any is one shingle.

    >>> sorted(shingles_of("渡口开了船啦"))
    ['口开了船啦', '渡口开了船']
    """
    return frozenset(_runs(text, SHINGLE))


def bands_of(paragraphs: Iterable[str]) -> bytes:
    """Sum a text up, so that texts that are alike most probably have a number in common: MinHash, then bands.

    Returns:
        The numbers, packed: many articles wait for their batch with them. `numbers_of` unpacks them.
    """
    from rensa import RMinHash

    text = silent(paragraphs)
    signature = RMinHash(BANDS * ROWS, SEED)
    for start in range(0, max(1, len(text) - STRETCH + 1), AT_ONCE):  # of minima: order and repetition change nothing
        signature.update(_runs(text[start : start + AT_ONCE + STRETCH - 1], STRETCH))
    numbers = signature.digest()
    rows = (numbers[start : start + ROWS] for start in range(0, BANDS * ROWS, ROWS))
    return array("q", (_key(band, row) for band, row in enumerate(rows))).tobytes()


def numbers_of(bands: bytes) -> Sequence[int]:
    """Unpack bands.

    >>> len(numbers_of(bands_of(["渡口，", "开了船。"])))
    32
    """
    return array("q", bands)


def _runs(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(max(1, len(text) - length + 1))]


def _key(band: int, row: list[int]) -> int:
    """Give 64 bits, signed as databases have them."""
    text = f"{band}:{row}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)
