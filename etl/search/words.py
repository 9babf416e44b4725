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

LETTER = rf"[^\W_{ALONE}]"
"""A letter or digit of a longer word."""

_WORD = re.compile(rf"[{ALONE}]|{LETTER}+|\S")
_SPECIAL = {ord("İ"): "i", ord("\u212a"): "k"}
"""The only capitals that are one letter in another's place: lower() would make two of the first."""


def fold(text: str) -> str:
    """Write a text in small letters, each in its place.

    >>> fold("iPhone与İ"), len(fold("İ"))
    ('iphone与i', 1)
    """
    return text.translate(_SPECIAL).lower()


def words_of(text: str) -> list[str]:
    """Cut a text into words, in small letters.

    >>> words_of("用iPhone 15拍照，5.2秒")
    ['用', 'iphone', '15', '拍', '照', '，', '5', '.', '2', '秒']
    """
    return _WORD.findall(fold(text))


def spellings(typed: str) -> tuple[tuple[str, ...], ...]:
    """Give the words of a phrase as somebody typed it, as paragraphs are normalised, and in Traditional script.

    >>> spellings("詐騙"), spellings("渡口")
    ((('诈', '骗'), ('詐', '騙')), (('渡', '口'),))

    Paragraphs are Simplified, but for what a Simplified article quotes and for what is not Chinese.
    """
    normalised = normalise_characters(typed)
    simplified = to_simplified(normalised)
    variants = (simplified, normalised, _to_traditional(simplified))
    return tuple(dict.fromkeys(words for text in variants if (words := tuple(words_of(text)))))


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


def _to_traditional(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("s2t")
