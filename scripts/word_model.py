"""How often characters stand in a row, by what a model of words says: the one that libime, an input method, ships for Simplified Chinese.

    apt-get download libime-data-language-model=1.0.16-1 && dpkg -x libime-data-language-model_1.0.16-1_*.deb FOLDER

`zh_CN.lm` in it says how likely 165,000 words are, 2.0 million of them behind another and 0.6 million behind two others, over web pages and
encyclopaedias of this century. It is a trie that KenLM wrote (quantised, with compressed pointers; format version 5), last words first.
Nothing of libime is run. What it says of words becomes what it says of characters: inside words, and across the border of two or three.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from etl.transform.language_model import fold

Whole = NDArray[np.int64]
Shares = NDArray[np.float64]

MAGIC = b"mmap lm http://kheafield.com/code format version 5\n\0"
SHAPE = bytes((3,)), bytes((5,))
"""Up to three words in a row; a trie that is quantised, with compressed pointers."""

AT_ORDER, AT_KIND, AT_COUNTS, AT_WORDS = 0x58, 0x60, 0x6C, 0x88
"""Where the header says so, where it says how many rows there are of each length, and where the words' hashes begin."""

LONG, FLOAT, PAIR_OF_FLOATS = 8, 4, 8
ROUNDS = 60
"""After so many, how often each word comes changes no more."""

ROUNDING = 1.05
"""Probabilities of what may follow a word, at most; they were rounded to 256 values."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the model lists; words are numbers.

    Attributes:
        spelled: the words.
        alone: how likely each is where nothing is known of what stands before.
        back_off: what that is worth behind each word.
        pairs: the first and the second word of each pair.
        after_one: how likely the second is behind the first.
        threes: the three words of each.
        after_two: how likely the third is behind the others.
    """

    spelled: list[str]
    alone: Shares
    back_off: Shares
    pairs: tuple[Whole, Whole]
    after_one: Shares
    threes: tuple[Whole, Whole, Whole]
    after_two: Shares


@dataclass(frozen=True, slots=True)
class _Packed:
    """Numbers of a few bits each, row behind row."""

    content: NDArray[np.uint8]
    begin: int
    rows: int
    bits: int

    def column(self, first: int, size: int) -> Whole:
        """The numbers of `size` bits that begin at a bit of each row."""
        places = np.arange(self.rows, dtype=np.int64) * self.bits + first
        found = np.zeros(self.rows, np.uint64)
        for byte in range(6):
            found |= self.content[self.begin + (places >> 3) + byte].astype(np.uint64) << np.uint64(8 * byte)
        return ((found >> (places & 7).astype(np.uint64)) & np.uint64((1 << size) - 1)).astype(np.int64)

    @property
    def end(self) -> int:
        """Where the next table begins; KenLM leaves room for a long number."""
        return self.begin + (self.rows * self.bits + 7) // 8 + LONG


def read(path: Path) -> Words:
    """Read a model of words; ends the program if it is none, or is read wrong."""
    raw = path.read_bytes()
    if not raw.startswith(MAGIC) or (raw[AT_ORDER : AT_ORDER + 1], raw[AT_KIND : AT_KIND + 1]) != SHAPE:
        sys.exit(f"{path}: not a model that KenLM wrote for three words in a row, quantised and compressed")
    content = np.frombuffer(raw + bytes(LONG), np.uint8)
    words, pairs, threes = map(int, np.frombuffer(raw, "<u8", 3, AT_COUNTS))
    at = AT_WORDS + LONG + LONG * words

    likely_bits, back_off_bits = raw[at + 1], raw[at + 2]
    likely_of_pairs, back_off_of_pairs, likely_of_threes = 1 << likely_bits, 1 << back_off_bits, 1 << likely_bits
    at += LONG
    after_one = np.frombuffer(raw, "<f4", likely_of_pairs, at)
    after_two = np.frombuffer(raw, "<f4", likely_of_threes, at + FLOAT * (likely_of_pairs + back_off_of_pairs))
    at += FLOAT * (likely_of_pairs + back_off_of_pairs + likely_of_threes)
    alone = np.frombuffer(raw, [("likely", "<f4"), ("back_off", "<f4"), ("pairs", "<u8")], words + 2, at)
    at += (PAIR_OF_FLOATS + LONG) * (words + 2)

    inline = _inline_bits(pairs + 1, threes, raw[at + 7 & ~7 | 1])
    stops = (threes >> inline) + 1
    word_bits = words.bit_length()
    behind_one = _Packed(
        content, at + LONG * (1 + stops) + 7, pairs + 1, word_bits + back_off_bits + likely_bits + inline
    )
    heights = np.searchsorted(np.frombuffer(raw, "<u8", stops, (at + 7 & ~7) + LONG), np.arange(pairs + 1), "right") - 1
    threes_of = (heights << inline) | behind_one.column(word_bits + back_off_bits + likely_bits, inline)
    behind_two = _Packed(content, behind_one.end, threes + 1, word_bits + likely_bits)

    pairs_of: Whole = alone["pairs"][: words + 1].astype(np.int64)
    second = np.repeat(np.arange(words), np.diff(pairs_of))
    first = behind_one.column(0, word_bits)[:-1]
    parent = np.repeat(np.arange(pairs), np.diff(threes_of))
    found = Words(
        raw[behind_two.end :].decode("utf-8").split("\0")[:words],
        _power(alone["likely"][:words]),
        _power(alone["back_off"][:words]),
        (first, second),
        _power(after_one[behind_one.column(word_bits + back_off_bits, likely_bits)[:-1]]),
        (behind_two.column(0, word_bits)[:-1], first[parent], second[parent]),
        _power(after_two[behind_two.column(word_bits, likely_bits)[:-1]]),
    )
    if np.bincount(first, found.after_one).max() > ROUNDING:
        sys.exit(f"{path}: what may follow a word is more than certain, so this is not how it must be read")
    return found


def _inline_bits(rows: int, most: int, allowed: int) -> int:
    """How many bits of a pointer stand in its row, as KenLM chooses them: the others are told by where they change."""
    needed = most.bit_length()
    chopped = range(min(needed, allowed) + 1)
    return needed - min(chopped, key=lambda chop: ((most >> (needed - chop)) * 8 * LONG - rows * chop, chop))


def _power(logarithms: NDArray[np.float32]) -> Shares:
    return np.power(10.0, logarithms.astype(np.float64))


def how_often(words: Words) -> Shares:
    """The share that each word has of a text that the model would write: that of what may follow them all."""
    first, second = words.pairs
    alone = words.alone.copy()
    alone[0] = 0.0  # the word for unknown ones
    gained = words.after_one - words.back_off[first] * alone[second]
    often = _shares(alone)
    for _ in range(ROUNDS):
        listed = np.bincount(second, often[first] * gained, len(often))
        often = _shares(np.maximum(0.0, listed + float(often @ words.back_off) * alone))
    return often


def _shares(parts: Shares) -> Shares:
    return parts / float(parts.sum())


def rows_of_characters(path: Path) -> dict[str, float]:
    """How often one, two and three folded characters stand in a row, in any measure."""
    words = read(path)
    often = how_often(words)
    spelled = [fold(word) for word in words.spelled]
    counts: defaultdict[str, float] = defaultdict(float)
    for word, share in zip(spelled, often.tolist(), strict=True):
        for size in (1, 2, 3):
            for at in range(len(word) - size + 1):
                counts[word[at : at + size]] += share

    first, second = words.pairs
    pairs = often[first] * words.after_one
    for one, other, share in zip(first.tolist(), second.tolist(), pairs.tolist(), strict=True):
        before, behind = spelled[one], spelled[other]
        counts[before[-1:] + behind[0]] += share
        if len(before) > 1:
            counts[before[-2:] + behind[0]] += share
        if len(behind) > 1:
            counts[before[-1] + behind[:2]] += share

    order = np.argsort(first * len(spelled) + second)
    keys = (first * len(spelled) + second)[order]
    one, between, last = words.threes
    threes = pairs[order[np.searchsorted(keys, one * len(spelled) + between)]] * words.after_two
    for a, b, c, share in zip(one.tolist(), between.tolist(), last.tolist(), threes.tolist(), strict=True):
        if len(spelled[b]) == 1:
            counts[spelled[a][-1] + spelled[b] + spelled[c][0]] += share
    return dict(counts)
