"""Readings printed after characters: 門(mén), 報(bào), as mirrors of the press insert them throughout a page."""

import re
from collections.abc import Iterable
from functools import cache

from etl.transform.tables import lines_of

FEWEST_CHARACTERS, FEWEST_REPEATED = 3, 2
"""Different annotated characters that a page must have, before annotations are its habit; fewer if one is annotated again, as no
author would who explains a reading."""

SMALLEST_SHARE = 0.02
"""Share of its Chinese characters that must be annotated."""

ABOUT_READINGS = re.compile("拼音|读音|讀音|多音字|声调|聲調|注音|字典|词典|辭典|詞典")
"""Words of a text whose subject is pronunciation: there the readings are the text."""

_TONED = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêếề"
_ANNOTATED = re.compile(rf"(?P<character>[\u3400-\u9fff])[(（](?P<syllable>[{_TONED}]{{1,6}})[)）]")
_BRACKETED = tuple(re.compile(rf"{bracket}[{_TONED}]{{1,6}}[)）]") for bracket in (r"\(", "（"))
"""Each begins with one character, which is found as quickly as can be."""
_HAN = re.compile("[\u3400-\u9fff]")


@cache
def _readings() -> dict[str, frozenset[str]]:
    """The characters of each toned syllable."""
    return {
        syllable: frozenset(characters) for syllable, characters in (line.split(" ") for line in lines_of("pinyin.txt"))
    }


def is_reading(syllable: str, character: str) -> bool:
    """Whether a character may be read so.

    >>> is_reading("zhǎng", "長"), is_reading("rumor", "言")
    (True, False)
    """
    return character in characters_read(syllable)


def characters_read(syllable: str) -> frozenset[str]:
    """The characters of GBK that may be read so."""
    return _readings().get(syllable, frozenset())


def is_annotated(texts: Iterable[str]) -> bool:
    """Whether readings stand throughout a document, and are not what it is about."""
    whole = "\n".join(texts)
    if not any(bracketed.search(whole) for bracketed in _BRACKETED):
        return False
    annotated = [
        match["character"] for match in _ANNOTATED.finditer(whole) if is_reading(match["syllable"], match["character"])
    ]
    different = len(set(annotated))
    fewest = FEWEST_REPEATED if len(annotated) > different else FEWEST_CHARACTERS
    return (
        different >= fewest
        and len(annotated) > SMALLEST_SHARE * len(_HAN.findall(whole))
        and len(ABOUT_READINGS.findall(whole)) <= 1
    )


def strip_readings(text: str) -> str:
    """Leave out each reading that follows its character.

    >>> strip_readings("多部門(mén)發(fā)聲：謠言(rumor)，國內生產總值(GDP)")
    '多部門發聲：謠言(rumor)，國內生產總值(GDP)'

    A syllable whose bracket was lost in a byte slip (斬?cái)喾) stays: it tells which byte is missing.
    """
    return _ANNOTATED.sub(
        lambda match: match["character"] if is_reading(match["syllable"], match["character"]) else match[0], text
    )
