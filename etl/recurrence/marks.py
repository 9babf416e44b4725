"""Which blocks of an article may turn out to recur, and what they are known by. Pure: no database."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit

HEAD, TAIL = 3, 6
"""How many blocks at an article's edges are looked at: what a site adds stands there. What lies between is the journalist's."""

LEAST, MOST = 16, 600
"""Characters of a block that may go: `（完）`, `未完待续` or `图片` belong to articles however often they are printed, and so does what
is as long as an article."""

SENTENCE = re.compile(r"[^。！？!?.\n]{8,}")
"""What a witness is drawn from: eight characters at least, since 记者说 stands in every article."""

SPEAKER = re.compile(r"[^\s:：，。]{1,8}[:：]")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph as it was read.

    Attributes:
        kind: heading, text, ...
        text: normalised.
        is_repaired: whether a repair names it: what arrived damaged is no block of a template.
    """

    kind: str
    text: str
    is_repaired: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A block that may recur.

    Attributes:
        position: its place in the article, from 1.
        mark: what it is known by, wherever it stands on a site.
        witness: by what the rest of the article is known, so that copies of one article count as one.
    """

    position: int
    mark: int
    witness: int


def site_of(url: str | None, via: str | None, source: str | None) -> str | None:
    """Name the site that printed an article; None: nobody knows.

    >>> site_of("https://www.news.example/a.html", None, "新华社"), site_of(None, "柳河时报", "新华社")
    ('news.example', '柳河时报')
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else via or source


def marks_of(site: str, parts: Sequence[Part]) -> list[Mark]:
    """Mark the blocks at an article's edges that are no heading, neither short nor long, and not one voice of several.

    >>> said = [Part("text", "船在早上六点开出，九点到达对岸。"), Part("text", "本网站所有文字未经许可不得以任何方式转载使用。")]
    >>> [mark.position for mark in marks_of("news.example", said)]
    [1, 2]
    """
    speakers = Counter(speaker.group() for part in parts if (speaker := SPEAKER.match(part.text)))
    drawn = [(part.text, number) for part in parts if (number := _witness(part.text)) is not None]
    found = []
    for position in _edges(len(parts)):
        part = parts[position - 1]
        speaker = SPEAKER.match(part.text)
        if (
            part.kind == "heading"
            or part.is_repaired
            or not LEAST <= len(part.text) <= MOST
            or (speaker and speakers[speaker.group()] > 1)
        ):
            continue
        witness = min((number for text, number in drawn if text != part.text), default=None)
        if witness is not None:
            found.append(Mark(position, _hash(f"{site}\0{''.join(part.text.split())}"), witness))
    return found


def where(position: int, count: int) -> str:
    """Say at which edge of an article of so many blocks one stands: the nearer.

    >>> where(1, 9), where(9, 9)
    ('recurs_at_head', 'recurs_at_tail')
    """
    return "recurs_at_head" if position - 1 < count - position else "recurs_at_tail"


def _edges(count: int) -> Iterator[int]:
    return (position for position in range(1, count + 1) if position <= HEAD or position > count - TAIL)


def _witness(text: str) -> int | None:
    """Draw one sentence of a text, the same from every copy that has it: that with the smallest hash."""
    return min(map(_hash, SENTENCE.findall(text)), default=None)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
