"""Files in two encodings, and files with lost bytes: their doubtful stretches are read again.

A UTF-8 page may have a paragraph pasted in GBK, a GBK page comments in UTF-8. The main encoding is known; a doubtful stretch is read
character by character, each in the main encoding or in the second one, and the cheapest of all such readings is kept: rare characters
cost more than common ones, a byte that cannot be decoded costs a lot, and so does every change of encoding. Where a byte was lost, all
pairs after it are shifted; to give up one more byte is then the cheapest, so a lost byte costs a character and not a line.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations
from operator import attrgetter

from etl.extract.encodings.arbiter import CUT, LANGUAGES_OF, LOOK, NATURAL, SHAPE, STRETCH, UTF8_RUN, judge, sample
from etl.extract.encodings.characters import BAD_BYTE, LANGUAGES, cost, prices
from etl.extract.encodings.evidence import ESCAPED, Reading, escaped, is_damaged
from etl.extract.encodings.multibyte import read_as

_UTF8 = re.compile(rb"(?:[\xe2-\xef][\x80-\xbf]{2})+")
"""Ideographs, kana, hangul and their punctuation in UTF-8. Of 100 characters in GBK one begins bytes that look so."""
_MARGIN = 6
"""Bytes of what surely is UTF-8 that are looked at again beside what is not."""
_PAIR = b"LTT" * 2
"""Two of them in a row are rarely an accident; whether they are, the characters tell."""

_CHANGE = 14.0
"""What a change of encoding costs, in nats."""
_PATIENCE = 30_000
"""Bytes of a document that are read again; a file damaged all over stays as it is."""

_LONG = 48
"""Bytes without a space or a line's end, which alphabets have more often."""
_FEW = 0.1

_WIDEST = 4
_NO_WAY = float("inf")


@dataclass(frozen=True, slots=True)
class _Step:
    """What may stand at some byte: so many bytes, read as this text, at this price."""

    width: int
    text: str
    price: float


def reread(content: bytes, reading: Reading) -> Reading:
    """Read the doubtful stretches of a document again; leaves alone what decodes well in its main encoding.

    Args:
        content: the document, in an encoding that leaves ASCII alone.
        reading: the document in its main encoding.
    """
    main = reading.encoding
    if main == "utf-8":
        second = _second_encoding(content) if is_damaged(reading.text) else None
        doubtful = list(_spans_beside_utf8(content)) if second else []
    elif main in LANGUAGES_OF:
        like_utf8 = _like_utf8(content)
        second = "utf-8" if like_utf8 else None
        doubtful = _spans(content) if is_damaged(reading.text) else _spans_around(content, like_utf8)
    else:
        return reading
    if not doubtful:
        return reading
    text, passages = _read_again(content, doubtful, main, second)
    note = f", {passages} in {second}" if passages else ""
    return replace(reading, text=text, evidence=reading.evidence + note)


def is_shifted(content: bytes) -> bool:
    """Whether a document in one long stretch, which surprises, is GB18030 once a lost byte is allowed for."""
    longest = max(re.split(rb"[\r\n]", sample(content, LOOK)), key=len)
    if len(longest) < _LONG:
        return False
    text = _cheapest(longest, "gb18030", None, CUT)
    read = ESCAPED.sub("", text)
    return len(text) - len(read) <= _FEW * len(text) and cost(read, LANGUAGES_OF["gb18030"]).per_character < NATURAL


def _second_encoding(content: bytes) -> str | None:
    """The encoding of what is no UTF-8 in a document that mostly is; None if that is damage and no text."""
    bad = [content[start:end] for start, end in _spans(content) if not _is_utf8(content[start:end])]
    # a short run may be UTF-8, or an accident inside pairs: it is taken out, and it is not
    rests = (b" ".join(utf8.sub(b" ", stretch) for stretch in bad) for utf8 in (_UTF8, UTF8_RUN))
    best = min((judge(rest, candidates=tuple(LANGUAGES_OF))[0] for rest in rests), key=attrgetter("per_character"))
    return best.codec if best.per_character < NATURAL else None


def _is_utf8(stretch: bytes) -> bool:
    try:
        stretch.decode()
    except UnicodeDecodeError:
        return False
    return True


def _like_utf8(content: bytes) -> list[int]:
    """Where two or more characters would make sense in UTF-8."""
    shape = content.translate(SHAPE)
    positions, position = [], shape.find(_PAIR)
    while position >= 0:
        found = _UTF8.match(content, position)
        end = position + 1 if found is None else found.end()
        if cost(content[position:end].decode("utf-8", "replace")).per_character < NATURAL:
            positions.append(position)
        position = shape.find(_PAIR, end)
    return positions


def _spans(content: bytes) -> list[tuple[int, int]]:
    return [found.span() for found in STRETCH.finditer(content)]


def _spans_beside_utf8(content: bytes) -> Iterator[tuple[int, int]]:
    """The stretches, or their parts, that are not UTF-8."""
    for start, end in _spans(content):
        if not _is_utf8(content[start:end]):
            cut = start
            for sure in UTF8_RUN.finditer(content, start, end):
                yield cut, min(end, sure.start() + _MARGIN)
                cut = sure.end() - _MARGIN
            yield cut, end


def _spans_around(content: bytes, positions: list[int]) -> list[tuple[int, int]]:
    """The stretches that some of the positions lie in."""
    if not positions:
        return []
    return [
        (start, end) for start, end in _spans(content) if bisect_left(positions, start) < bisect_left(positions, end)
    ]


def _read_again(content: bytes, doubtful: list[tuple[int, int]], main: str, second: str | None) -> tuple[str, int]:
    """The whole text, and how many stretches are not in the main encoding alone."""
    parts: list[str] = []
    done, passages, patience = 0, 0, _PATIENCE
    for start, end in doubtful:
        stretch = content[start:end]
        if _is_plain(stretch, main, second):
            continue
        if second == "utf-8" and _is_utf8(stretch) and len(stretch) > len(_PAIR):
            text = stretch.decode()
        elif len(stretch) <= patience:
            patience -= len(stretch)
            text = _cheapest(stretch, main, second, CUT if end == len(content) else BAD_BYTE)
        else:
            continue
        parts += read_as(content[done:start], main), text
        passages += second is not None and text != read_as(stretch, main)
        done = end
    return "".join(parts) + read_as(content[done:], main), passages


def _is_plain(stretch: bytes, main: str, second: str | None) -> bool:
    """Whether a stretch needs no second look."""
    if main == "utf-8":
        return _is_utf8(stretch)
    return (second is None or _UTF8.search(stretch) is None) and not is_damaged(read_as(stretch, main))


def _cheapest(stretch: bytes, main: str, second: str | None, rest: float) -> str:
    """The cheapest reading of a stretch; it begins and ends in the main encoding.

    Args:
        stretch: the bytes.
        main: the encoding of the document.
        second: the other one; None if there is none.
        rest: the price of each byte of a character that is cut off at the end.
    """
    codecs = (main, second) if second else (main,)
    languages = next((LANGUAGES_OF[codec] for codec in codecs if codec in LANGUAGES_OF), LANGUAGES)
    length = len(stretch)
    # for each codec, the cheapest way to each byte: what it costs, and the step before with the codec it was made in
    costs = {codec: [_NO_WAY] * (length + 1) for codec in codecs}
    steps: dict[str, list[tuple[str, _Step | None]]] = {codec: [(codec, None)] * (length + 1) for codec in codecs}
    costs[main][0] = 0.0
    for position in range(length + 1):
        for codec, other in permutations(codecs, 2):
            if costs[other][position] + _CHANGE < costs[codec][position]:
                costs[codec][position] = costs[other][position] + _CHANGE
                steps[codec][position] = (other, None)
        head = stretch[position : position + _WIDEST]
        for codec in codecs if head else ():
            so_far = costs[codec][position]
            for step in _steps(head, codec, languages):
                there = position + step.width
                if so_far + step.price < costs[codec][there]:
                    costs[codec][there] = so_far + step.price
                    steps[codec][there] = (codec, step)
    for width in range(1, min(_WIDEST, length + 1)):
        tail, before = stretch[length - width :], length - width
        if costs[main][before] + rest * width < costs[main][length] and is_damaged(read_as(tail, main)[:1]):
            costs[main][length] = costs[main][before] + rest * width
            steps[main][length] = (main, _Step(width, escaped(tail), rest * width))
    return "".join(reversed(list(_way_back(steps, main, length))))


def _way_back(steps: dict[str, list[tuple[str, _Step | None]]], codec: str, position: int) -> Iterator[str]:
    while position > 0 or steps[codec][position][0] != codec:
        codec, step = steps[codec][position]
        if step is not None:
            yield step.text
            position -= step.width


@lru_cache(maxsize=65536)
def _steps(head: bytes, codec: str, languages: tuple[str, ...]) -> tuple[_Step, ...]:
    """What may stand at the beginning of some bytes: a character, or a byte to give up; an ASCII byte is never given up."""
    texts = ((width, read_as(head[:width], codec)) for width in range(1, len(head) + 1))
    whole = next(((width, text) for width, text in texts if not is_damaged(text)), None)
    steps = [] if head[0] < 0x80 else [_Step(1, escaped(head[:1]), BAD_BYTE)]  # noqa: PLR2004
    if whole is not None:
        width, text = whole
        steps.append(
            _Step(width, text, sum(min(prices(language)[character] for language in languages) for character in text))
        )
    return tuple(steps)
