"""What a text is to a search: a row of words, one spelling for what means the same.

A Chinese character, a syllable of Korean or a kana is a word of its own, a run of other letters and digits is one word, and so is
each other sign; spaces are nothing. A phrase is words that follow each other. So 国家 is not found in 美国，家庭, and `cat` is not found in
`category`.
"""

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from etl.transform.characters import normalise_characters
from etl.transform.scripts import to_simplified

if TYPE_CHECKING:
    from opencc import OpenCC

ALONE = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3041-\u3096\u30a1-\u30fe\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Characters that are words of their own, as they stand in a class of a pattern."""

TRADITIONAL = ("s2t", "s2tw", "s2hk")
"""OpenCC's configurations for Traditional script: its own standard, and those of Taiwan and Hong Kong."""

LETTER = rf"[^\W_{ALONE}]"
"""A letter or digit of a longer word."""

_WORD = re.compile(rf"[{ALONE}]|{LETTER}+|\S")
_SPECIAL = (("İ", "i"), ("\u212a", "k"))
"""The only capitals that are one letter in another's place: lower() would make two of the first."""


def fold(text: str) -> str:
    """Write a text in small letters, each in its place.

    >>> fold("iPhone与İ"), len(fold("İ"))
    ('iphone与i', 1)
    """
    for capital, small in _SPECIAL:
        if capital in text:
            text = text.replace(capital, small)
    return text.lower()


def words_of(text: str) -> list[str]:
    """Cut a text into words, in small letters.

    >>> words_of("用iPhone 15拍照，5.2秒")
    ['用', 'iphone', '15', '拍', '照', '，', '5', '.', '2', '秒']
    """
    return _WORD.findall(fold(text))


def spellings(typed: str) -> tuple[tuple[str, ...], ...]:
    """Give the words of a phrase in every script it may stand in.

    >>> spellings("詐騙"), spellings("渡口")
    ((('诈', '骗'), ('詐', '騙')), (('渡', '口'),))
    """
    return tuple(dict.fromkeys(words for text in variants(typed) if (words := tuple(words_of(text)))))


def variants(typed: str) -> tuple[str, ...]:
    """Write what somebody typed as articles may have it: Simplified, as typed, and as Taiwan and Hong Kong print it.

    >>> variants("裡面")
    ('里面', '裡面', '裏面')

    Articles are Simplified unless a run was asked for another script; then there is what they quote, and what is not Chinese.
    """
    normalised = normalise_characters(typed)
    simplified = to_simplified(normalised)
    return tuple(dict.fromkeys((simplified, normalised, *_in_traditional(simplified))))


def pattern_of(words: tuple[str, ...]) -> str:
    r"""Write the pattern that finds a phrase in a folded text.

    >>> bool(re.search(pattern_of(("cat", "猫")), "a cat 猫")), bool(re.search(pattern_of(("cat",)), "category"))
    (True, False)
    """
    parts = [re.escape(words[0])]
    for before, word in pairwise(words):
        both_letters = _is_letters(before) and _is_letters(word)
        parts.append(rf"\s{'+' if both_letters else '*'}{re.escape(word)}")
    before = f"(?<!{LETTER})" if _is_letters(words[0]) else ""
    after = f"(?!{LETTER})" if _is_letters(words[-1]) else ""
    return before + "".join(parts) + after


def _is_letters(word: str) -> bool:
    return re.fullmatch(f"{LETTER}+", word) is not None


def _in_traditional(text: str) -> list[str]:
    return [converter.convert(text) for converter in _converters()]


@cache
def _converters() -> "tuple[OpenCC, ...]":
    from opencc import OpenCC

    return tuple(map(OpenCC, TRADITIONAL))
