"""Keys and values of front matter and records, read as the words they are.

YAML, TOML and JSON know types; news does not: a title `2022` is no number, `on` no truth value and `2022-04-15` no date of
ours yet. So every scalar stays the text that was printed, and every tree is flattened to its leaves: one noun, no trees.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: a key and a scalar below it.

    Attributes:
        key: the keys on the way to it, joined by dots: `author.name`; items of a list share their list's key.
        value: the scalar as printed, trimmed.
        listed: it is an item of a list, so that a comma in it does not part two items.
    """

    key: str
    value: str
    listed: bool = False


class NotStrict(ValueError):
    """The text is not what the strict reader of its language allows; the message says where and why, on one line."""


MAX_CHARACTERS = 100_000
"""A longer front matter is not handed to the strict readers, whose costs are not linear."""

MAX_DEPTH = 6
"""Deeper trees hold nothing we know, and hostile ones hold a great deal of it."""


def clean(text: str) -> str:
    r"""Drop what an escape can smuggle past the decoder: NUL and lone surrogates, which no database takes.

    >>> clean("early\x00 bird \ud83d")
    'early bird '
    """
    return _NEVER_TEXT.sub("", text)


_NEVER_TEXT = re.compile("[\x00\ud800-\udfff]")


def refuse_the_huge(text: str) -> None:
    """Keep a text beyond `MAX_CHARACTERS` from the strict readers.

    Raises:
        NotStrict: it is longer.
    """
    if len(text) > MAX_CHARACTERS:
        raise NotStrict(f"longer than {MAX_CHARACTERS} characters")
