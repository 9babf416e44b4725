"""What an article is found by among others that say nearly the same: its shingles, and a short sum of them.

An article is the set of its shingles: all runs of `SHINGLE` characters of its normalised text, signs and spaces left out. Title, credit
and date do not count: copies differ in them.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

SHINGLE = 5
"""Characters of a shingle: shorter ones are shared by all who write about a thing."""

BANDS = 42
ROWS = 3
"""Signatures are compared in so many bands of so many numbers. Of two articles that share half of their shingles together, 99.6 %
meet in some band; of two that share a hundredth, one pair in 24,000."""

SEED = 42

_SILENT = re.compile(r"[\W_]+")


def shingles_of(paragraphs: Iterable[str]) -> frozenset[str]:
    """Cut a text into shingles; one that is too short for any is one shingle.

    >>> sorted(shingles_of(["渡口，", "开了船。"]))
    ['渡口开了船']
    """
    printed = "".join("".join(paragraphs).split())  # white space goes at once: it is most of what is silent
    text = _SILENT.sub("", printed).lower()
    return frozenset([text[start : start + SHINGLE] for start in range(max(1, len(text) - SHINGLE + 1))])


def bands_of(shingles: frozenset[str]) -> tuple[int, ...]:
    """Sum a set of shingles up, so that sets that are alike most probably have a number in common: MinHash, then bands."""
    from rensa import RMinHash

    signature = RMinHash(BANDS * ROWS, SEED)
    signature.update(list(shingles))  # a set of minima: the order does not matter
    numbers = signature.digest()
    rows = (numbers[start : start + ROWS] for start in range(0, BANDS * ROWS, ROWS))
    return tuple(_key(band, row) for band, row in enumerate(rows))


def _key(band: int, row: list[int]) -> int:
    """Give 64 bits, signed as databases have them."""
    text = f"{band}:{row}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)
