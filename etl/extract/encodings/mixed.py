"""Files in two encodings, and files with lost bytes: their doubtful stretches are read again.

A UTF-8 page may have a paragraph pasted in GBK, a GBK page comments in UTF-8. The main encoding is known; a doubtful stretch is read
character by character, each in the main encoding or in the second one, and the cheapest of all such readings is kept: rare characters
cost more than common ones, a byte that cannot be decoded costs a lot, and so does every change of encoding. Where a byte was lost, all
pairs after it are shifted; to give up one more byte is then the cheapest, so a lost byte costs a character and not a line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from etl.extract.encodings.arbiter import LANGUAGES_OF, NATURAL, STRETCH, judge
from etl.extract.encodings.characters import BAD_BYTE, LANGUAGES, prices
from etl.extract.encodings.evidence import ESCAPED, Reading, is_damaged
from etl.extract.encodings.multibyte import read_as

_UTF8 = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2})+")
"""Ideographs, kana, hangul and their punctuation in UTF-8. Of 100 characters in GBK one begins bytes that look so."""
_LEADS_AND_TRAILS = bytes(ord("L") if 0xE2 <= b <= 0xEF else ord("T") if 0x80 <= b <= 0xBF else 0 for b in range(256))  # noqa: PLR2004
_SURE = 3
"""Characters in a row that are no accident."""

_CHANGE = 14.0
"""What a change of encoding costs, in nats."""
_LONGEST = 2_000
"""Bytes of a stretch that is read again character by character."""
_PATIENCE = 20_000
"""Bytes of a document that are; a file damaged all over stays as it is."""

_WIDTHS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class _Path:
    """The cheapest reading that ends at one byte, in one encoding."""

    cost: float
    text: str
    before: "_Path | None"


def reread(content: bytes, reading: Reading) -> Reading:
    """Read the doubtful stretches of a document again; leaves alone what decodes well in its main encoding.

    Args:
        content: the document, in an encoding that leaves ASCII alone.
        reading: the document in its main encoding.
    """
    main, damaged = reading.encoding, is_damaged(reading.text)
    second = None
    if main == "utf-8":
        second = _second_encoding(content) if damaged else None
        if second is None:
            return reading
    elif main in LANGUAGES_OF:
        second = "utf-8" if _has_utf8(content) else None
        if second is None and not damaged:
            return reading
    else:
        return reading
    text, passages = _read_in(content, (main, second) if second else (main,))
    return replace(
        reading,
        text=text,
        evidence=f"{reading.evidence}, {passages} passages in {second}" if passages else reading.evidence,
    )


def _has_utf8(content: bytes) -> bool:
    return b"LTT" * _SURE in content.translate(_LEADS_AND_TRAILS)


def _second_encoding(content: bytes) -> str | None:
    """The encoding of what is no UTF-8 in a document that mostly is; None if that is damage and no text."""
    rest = b" ".join(_UTF8.sub(b" ", found[0]) for found in STRETCH.finditer(content) if not _is_utf8(found[0]))
    best, *_ = judge(rest, candidates=tuple(LANGUAGES_OF))
    return best.codec if best.per_character < NATURAL else None


def _is_utf8(stretch: bytes) -> bool:
    try:
        stretch.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_in(content: bytes, candidates: Sequence[str]) -> tuple[str, int]:
    """The text, and how many stretches are not in the main encoding alone."""
    main, *others = candidates
    parts: list[str] = []
    end, passages, patience = 0, 0, _PATIENCE
    for found in STRETCH.finditer(content):
        stretch = found[0]
        text = _read_whole(stretch, candidates)
        if text is None and len(stretch) <= min(_LONGEST, patience):
            patience -= len(stretch)
            text = _read_piecewise(stretch, candidates)
        if text is not None:
            parts += read_as(content[end : found.start()], main), text
            passages += bool(others) and text != read_as(stretch, main)
            end = found.end()
    return "".join(parts) + read_as(content[end:], main), passages


def _read_whole(stretch: bytes, candidates: Sequence[str]) -> str | None:
    """A stretch that is surely in one encoding; None if it is not."""
    main, *others = candidates
    runs = _UTF8.findall(stretch)
    longest = max(map(len, runs), default=0)
    if "utf-8" in candidates and longest >= 3 * _SURE and _is_utf8(stretch):
        return stretch.decode()
    if main != "utf-8" and (longest < 3 * _SURE or not others):
        text = read_as(stretch, main)
        return text if ESCAPED.search(text) is None and not (others and _is_utf8(stretch)) else None
    if main == "utf-8" and _is_utf8(stretch):
        return stretch.decode()
    return None


def _read_piecewise(stretch: bytes, candidates: Sequence[str]) -> str:
    """The cheapest reading of a stretch, each character in one of the encodings; it begins and ends in the first."""
    languages = next((LANGUAGES_OF[codec] for codec in candidates if codec in LANGUAGES_OF), LANGUAGES)
    paths: list[dict[str, _Path]] = [{} for _ in range(len(stretch) + 1)]
    paths[0][candidates[0]] = _Path(0.0, "", None)
    for position in range(len(stretch)):
        here = paths[position]
        _change(here, candidates)
        for codec, path in here.items():
            for width, text, price in _steps(stretch[position : position + _WIDTHS[-1]], codec, languages):
                there = paths[position + width]
                if codec not in there or path.cost + price < there[codec].cost:
                    there[codec] = _Path(path.cost + price, text, path)
        paths[position] = {}
    _change(paths[-1], candidates)
    return "".join(reversed(list(_texts(paths[-1][candidates[0]]))))


def _change(here: dict[str, _Path], candidates: Sequence[str]) -> None:
    """Allow a change of encoding at this byte."""
    cheapest = min(here.values(), key=lambda path: path.cost, default=None)
    if cheapest is not None:
        for codec in candidates:
            if codec not in here or here[codec].cost > cheapest.cost + _CHANGE:
                here[codec] = replace(cheapest, cost=cheapest.cost + _CHANGE)


def _texts(path: _Path | None) -> Iterator[str]:
    while path is not None:
        yield path.text
        path = path.before


@lru_cache(maxsize=65536)
def _steps(head: bytes, codec: str, languages: tuple[str, ...]) -> tuple[tuple[int, str, float], ...]:
    """What may stand at the beginning of some bytes: its width, its text, its price."""
    steps = []
    for width in _WIDTHS[: len(head)]:
        text = read_as(head[:width], codec)
        if ESCAPED.search(text) is None:
            price = sum(min(prices(language)[c] for language in languages) for c in text)
            steps.append((width, text, price))
            break
    if head[0] >= 0x80:  # noqa: PLR2004 - an ASCII byte is never given up
        steps.append((1, chr(0xDC00 + head[0]), BAD_BYTE))
    return tuple(steps)
