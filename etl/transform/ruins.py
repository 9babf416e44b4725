"""Text that nobody can read again: what it said is gone. It is marked, so that a reader can leave it out; nothing is guessed."""

import re
from collections.abc import Sequence

RUINED = ("锟斤拷", "錕斤拷")
"""What GBK makes of two U+FFFD in UTF-8; the second where somebody then converted it to Traditional script."""

LOST = "\ufffd"

FEWEST, MOST_LOST = 6, 0.1
"""So many lost characters, and such a share of a text, are more than a slip, a joke or a text about them."""

QUESTIONS, FEWEST_LEFT = 0.4, 0.2
"""The share of a text that rows of question marks take up, and the share of Chinese that a shout (真的吗????) still has."""

SIGNS = (LOST, "斤拷", "??")
"""Of which every ruined text has one."""

_ROW = re.compile(r"\?{2,}")
_HAN = re.compile("[\u3400-\u9fff]")


def ruined(texts: Sequence[str]) -> list[int]:
    """The places of the texts that are beyond repair.

    >>> ruined(["雨停了？", "????2024???????"])
    [1]
    """
    whole = "\n".join(texts)
    if any(sign in whole for sign in SIGNS):
        return [place for place, text in enumerate(texts) if is_beyond_repair(text)]
    return []


def is_beyond_repair(text: str) -> bool:
    """Whether so much of a text is lost that the rest says nothing.

    >>> is_beyond_repair("锟斤拷锟斤拷锟街的硷拷锟斤拷"), is_beyond_repair("????2024???????"), is_beyond_repair("真的吗????????")
    (True, True, False)

    Left alone: a text that merely speaks of such ruins, a shout, a character or two that a slip left open.
    """
    if LOST in text or "斤拷" in text:
        lost = text.count(LOST) + sum(len(ruin) * text.count(ruin) for ruin in RUINED)
        if lost >= FEWEST and lost > MOST_LOST * len(text):
            return True
    if "??" not in text:
        return False
    asked = sum(len(row) for row in _ROW.findall(text))
    return asked >= FEWEST and asked > QUESTIONS * len(text) and len(_HAN.findall(text)) < FEWEST_LEFT * len(text)
