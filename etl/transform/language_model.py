"""How likely a run of characters is as Chinese: single characters, pairs and threes, both scripts as one.

The tables hold counts only, made by scripts/make_character_model.py. They are read when a text first looks damaged, row by row; that
of the threes, which is the larger, only when lost bytes are searched for.
"""

import re
from functools import cache, lru_cache
from heapq import nlargest
from itertools import pairwise

from etl.transform.tables import lines_of

STEP = 0.15
"""Nats between two levels of the table."""

LEVELS = 93
"""Levels that one printable character can tell apart."""

RARE = -12.0
"""Below this log-probability a character is rare: less than six in a million."""

UNSEEN = -15.0
"""The log-probability of a character that the table lacks."""

_PUNCTUATION = dict(zip(map(ord, ",.:;!?()"), "，。：；！？（）", strict=True)) | {
    ord("「"): "“",
    ord("」"): "”",
    ord("『"): "‘",
    ord("』"): "’",
}
_CLASSES = (
    dict.fromkeys(map(ord, "0123456789０１２３４５６７８９"), "0")
    | {
        ord(letter) + shift: "a"
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        for shift in (0, 0xFEE0)
    }
    | dict.fromkeys(map(ord, "\t\n\xa0\u3000"), " ")
)


@cache
def _folds() -> dict[int, str]:
    _, traditional, simplified = lines_of("scripts.txt")
    return dict(zip(map(ord, traditional), simplified, strict=True)) | _PUNCTUATION | _CLASSES


def fold(text: str) -> str:
    """The spelling that the table counts: Simplified, one kind of punctuation, `0` for digits and `a` for letters.

    >>> fold("國家2.0,APP")
    '国家0。0，aaa'
    """
    return text.translate(_folds())


@cache
def _rows() -> dict[str, str]:
    return {line[0]: line[1:] for line in lines_of("characters.txt")}


@cache
def _followers(first: str) -> dict[str, float]:
    row = _rows().get(first, "")[2:]
    return {second: _value(level) for second, level in zip(row[::2], row[1::2], strict=True)}


@cache
def likelihood(character: str) -> float:
    """The log-probability of one folded character."""
    row = _rows().get(character)
    return _value(row[0]) if row else UNSEEN


@cache
def _back_off(first: str) -> float:
    row = _rows().get(first)
    return _value(row[1]) if row else 0.0


def follows(first: str, second: str) -> float:
    """The log-probability of one folded character after another."""
    known = _followers(first).get(second)
    return _back_off(first) + likelihood(second) if known is None else known


@cache
def _threes() -> dict[str, str]:
    return {line[:2]: line[2:] for line in lines_of("trigrams.txt")}


@lru_cache(maxsize=20_000)
def _followers_of_two(before: str) -> tuple[float, dict[str, float]]:
    row = _threes().get(before, "")
    if not row:
        return 0.0, {}
    return _value(row[0]), {third: _value(level) for third, level in zip(row[1::2], row[2::2], strict=True)}


def follows_two(before: str, third: str) -> float:
    """The log-probability of one folded character after two others; after one, if only one is given."""
    weight, known = _followers_of_two(before)
    found = known.get(third)
    return weight + follows(before[-1], third) if found is None else found


@cache
def likely_between(first: str, second: str, count: int) -> tuple[str, ...]:
    """The likeliest folded characters after one and before another, Chinese ones only."""
    candidates = {*_followers(first), *_leaders().get(second, ())}
    chinese = (candidate for candidate in candidates if "\u4e00" <= candidate <= "\u9fff")
    return tuple(
        nlargest(
            count, chinese, key=lambda candidate: (follows(first, candidate) + follows(candidate, second), candidate)
        )
    )


@cache
def _leaders() -> dict[str, list[str]]:
    leaders: dict[str, list[str]] = {}
    for first, row in _rows().items():
        for second in row[2::2]:
            leaders.setdefault(second, []).append(first)
    return leaders


def _value(level: str) -> float:
    return -STEP * (ord(level) - 33)


def mean_likelihood(text: str) -> float:
    """The mean log-probability of a text's characters, ASCII left out."""
    folded = " " + fold(text)
    scores = [follows(first, second) for first, second in pairwise(folded) if second not in " 0a"]
    return sum(scores) / len(scores) if scores else UNSEEN


@cache
def rare_characters() -> re.Pattern[str]:
    """Chinese characters that a page of news has hardly one of, and private-use ones."""
    folds = _folds()
    common = {character for character, row in _rows().items() if _value(row[0]) >= RARE}
    rare = (chr(code) for code in range(0x3400, 0xA000) if folds.get(code, chr(code)) not in common)
    return re.compile(f"[{''.join(rare)}\ue000-\uf8ff]")


@cache
def _scripts() -> tuple[frozenset[str], frozenset[str]]:
    simplified, traditional, _ = lines_of("scripts.txt")
    return frozenset(simplified), frozenset(traditional)


def minority_script(text: str) -> frozenset[str]:
    """The characters of the Chinese script that a text is not printed in."""
    simplified, traditional = _scripts()
    return (
        traditional
        if sum(map(simplified.__contains__, text)) >= sum(map(traditional.__contains__, text))
        else simplified
    )


@cache
def _unfolds() -> dict[str, tuple[str, ...]]:
    unfolded: dict[str, tuple[str, ...]] = {}
    for code, folded in _folds().items():
        unfolded[folded] = (*unfolded.get(folded, (folded,)), chr(code))
    return unfolded


def spellings(folded: str) -> tuple[str, ...]:
    """The characters that are folded to one: itself, and its Traditional ones."""
    return _unfolds().get(folded, (folded,))


def has_traditional(text: str) -> bool:
    """Whether some character is Traditional only."""
    return not _scripts()[1].isdisjoint(text)
