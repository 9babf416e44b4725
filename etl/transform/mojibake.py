"""Text whose bytes were read in the wrong encoding, put right where the bytes can be had back.

UTF-8, GBK and Big5 read as Latin-1 or Windows-1252, GBK and Big5 as each other, UTF-8 as either (lossy: bytes that were no
character are guessed), twice over, and escapes that nobody resolved. A damaged text is Chinese that no Chinese would write, and a
repair is taken only if it reads like Chinese. What cannot be had back (锟斤拷, rows of question marks) stays as it is.
"""

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from etl.models import Repair
from etl.transform.characters import has_latin_1, to_search
from etl.transform.language_model import mean_likelihood, rare_characters
from etl.transform.lost_bytes import LOST, utf8_from, utf8_from_twice
from etl.transform.lost_pairs import gbk_from

PLAUSIBLE = -8.0
"""Mean log-probability of a character from which on a text reads like Chinese: news has about -5, a wrong reading -12."""

TRUST = 2.0
"""What a reading is worth more, once it has put another stretch of the document right."""

DAMAGED = -9.0
"""Mean log-probability of a character below which a piece of a sentence is doubted."""

GAIN = 2.0
"""What a repair must gain a character over the text as it stands."""

RARE_SHARE = 0.1
"""From this share of rare characters on, a stretch is doubted."""

FEWEST_RARE = 3
"""Fewer rare characters are a name."""

FIRST_BEYOND_ASCII, FIRST_LEAD = 0x80, 0xC0

MOST_CHARACTERS = 200_000
"""Characters of a text up to which a search for lost bytes is worth the time."""

DIGITS = 3
"""Of a score."""

MOST_ROUNDS = 3
"""Text may be misread twice; the third round finds nothing more."""

MOST_LOST, MOST_LOST_ONCE_KNOWN = 0.1, 0.25
"""Share of characters that a reading may leave undecodable."""

_BYTES = {chr(code): code for code in range(0x80, 0x100)} | {
    bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
"""What single bytes become: Latin-1, and Windows-1252 where it differs."""

_CONTINUATION = "".join(re.escape(char) for char, code in _BYTES.items() if code < FIRST_LEAD)
_BYTE = "".join(map(re.escape, _BYTES))
_UTF8 = re.compile(
    rf"(?:[\xc2-\xdf][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION}]{{2}}|[\xf0-\xf4][{_CONTINUATION}]{{3}}){{3,}}"
    rf"|[\xe0-\xef][{_CONTINUATION}]{{2}}(?:[\xe0-\xef][{_CONTINUATION}]{{2}})?"
)
_ANY_UTF8 = re.compile(
    rf"(?:[\xc2-\xdf][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION}]{{2}}|[\xf0-\xf4][{_CONTINUATION}]{{3}})+"
)
_LATIN = re.compile("[\x80-\x9f\xa1-\xff]")
"""A space that does not break is none of them: pages print rows of those."""
_SINGLE_BYTES = re.compile(
    rf"{_LATIN.pattern}(?:(?<=[{_BYTE}][{_BYTE}].)|[{_BYTE}](?:[{_BYTE}]|(?<=[{_BYTE}]..)))", re.DOTALL
)
"""Three in a row, one of them Latin-1's. The search begins at that one: of the others (“”…) Chinese text is full."""
_RUN = re.compile(rf"[\x20-\x7e{_BYTE}\ufffd]+")
"""As long as it gets: what is ASCII alone is let go afterwards, so that a long script costs one pass."""
_STRETCH, _NOT_STRETCH = re.compile(r"[^\n<>]+"), re.compile(r"[\n<>]")
_PIECE = re.compile(r"[^。！？；\ufffd]*[。！？；\ufffd]|[^。！？；\ufffd]+")
"""What a wrong reading may begin or end with: a sentence, or the byte that was lost at its end."""

_HAN = re.compile("[\u3400-\u9fff\ue000-\uf8ff]")
_ENTITY = re.compile(r"&#(?:\d{3,6}|[xX][\da-fA-F]{2,5});")
_BETWEEN = r"[ -%'-~，。、]{0,6}?"
_ENTITIES = re.compile(rf"{_ENTITY.pattern}{_BETWEEN}(?:{_ENTITY.pattern}{_BETWEEN}){{3,}}")
_ESCAPE = re.compile(r"\\(?:u([\da-fA-F]{4})|([\\/\"nrt]))")
_SHORT_ESCAPES = {"n": "\n", "r": "", "t": " "}
_ESCAPES = re.compile(r"\\u[\da-fA-F]{4}[ -\[\]-~]{0,12}?(?:\\u[\da-fA-F]{4}[ -\[\]-~]{0,12}?){3,}")
_CODE = re.compile(r"<(script|style)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mended:
    """The texts of a document, and what was put right in them: one repair for each kind of damage, with its first example."""

    texts: tuple[str, ...]
    repairs: tuple[Repair, ...] = ()


class Change(NamedTuple):
    """The name of the damage, a damaged stretch, what it said before, and how sure that is: None if the bytes prove it."""

    rule: str
    before: str
    after: str
    score: float | None = None


def mend(texts: Sequence[str]) -> Mended:
    """Put wrongly read stretches right; what proves itself in one text of a document is trusted more in the others.

    >>> mend(["市场".encode().decode("latin-1") + "开张：" + "市场里的青菜".encode("gbk").decode("latin-1")]).texts
    ('市场开张：市场里的青菜',)
    >>> mend(["José und Müller, Ærø, “5·10”——……3×4"]).repairs
    ()
    """
    changes: list[Change] = []
    mended = tuple(texts)
    for _ in range(MOST_ROUNDS):
        before = mended
        mended = tuple(_mend_prose(text, changes) for text in before)
        if mended == before:
            break
    rules = dict.fromkeys(change.rule for change in changes)
    return Mended(mended, tuple(_repair(rule, [change for change in changes if change.rule == rule]) for rule in rules))


def _repair(rule: str, changes: list[Change]) -> Repair:
    _, before, after, _ = changes[0]
    scores = [change.score for change in changes if change.score is not None]
    more = f" (and {len(changes) - 1} more)" if len(changes) > 1 else ""
    score = round(min(scores), DIGITS) if scores else None
    return Repair(rule, before[:60] + more, after[:60] + more, score=score)


def _mend_prose(text: str, changes: list[Change]) -> str:
    """One round, everywhere but in scripts and styles: escapes are at home there, and no reader sees them."""
    parts: list[str] = []
    begin = 0
    while code := _CODE.search(text, begin):
        closing = re.compile(f"</{code[1]}", re.IGNORECASE).search(text, code.end())
        end = closing.start() if closing else len(text)
        parts += (_mend_once(text[begin : code.start()], changes), text[code.start() : end])
        begin = end
    return "".join((*parts, _mend_once(text[begin:], changes)))


def _mend_once(text: str, changes: list[Change]) -> str:
    """One round of every kind of damage, each only where its sign is seen."""
    if "&#" in text:
        text = _resolve_entities(text, changes)
    if "\\u" in text:
        text = _resolve_escapes(text, changes)
    if text.isascii():
        return text
    beyond = to_search(text)
    if changes or (has_latin_1(beyond) and _SINGLE_BYTES.search(text)):
        text = _RUN.sub(lambda run: _from_single_bytes(run[0], changes), text)
        beyond = to_search(text)
    if len(text) > MOST_CHARACTERS or not _HAN.search(beyond):
        return text
    rare = rare_characters()
    if _rare(beyond) >= FEWEST_RARE and _has_many_rare(text) if not changes else rare.search(beyond):
        text = _STRETCH.sub(
            lambda stretch: _from_two_bytes(stretch[0], changes) if rare.search(stretch[0]) else stretch[0], text
        )
    return text


def _has_many_rare(text: str) -> bool:
    """Whether one stretch has as many rare characters as make it doubtful, so that most texts are not taken apart."""
    places = [hit.start() for hit in rare_characters().finditer(text)]
    spans = zip(places, places[FEWEST_RARE - 1 :], strict=False)
    return any(not _NOT_STRETCH.search(text, first, last) for first, last in spans)


def _changed(changes: list[Change], rule: str, before: str, after: str) -> str:
    if "\ufffd" in after:
        return before
    changes.append(Change(rule, before, after))
    return after


def _resolve_entities(text: str, changes: list[Change]) -> str:
    """Resolve every entity beyond ASCII, if somewhere a row of them stands: `<` and `&` may be written on purpose."""
    row = _ENTITIES.search(text)
    if row is None:
        return text
    changes.append(Change("unresolved_entities", row[0], html.unescape(row[0])))
    return _ENTITY.sub(
        lambda entity: (
            html.unescape(entity[0]) if ord(html.unescape(entity[0])[0]) >= FIRST_BEYOND_ASCII else entity[0]
        ),
        text,
    )


def _resolve_escapes(text: str, changes: list[Change]) -> str:
    r"""Resolve `\u56fd` and what stands beside it in a string of JSON, if somewhere a row of them stands."""
    row = _ESCAPES.search(text)
    if row is None:
        return text
    changes.append(Change("unresolved_escapes", row[0], _unescape(row[0])))
    return "\n".join(_unescape(line) if "\\u" in line else line for line in text.split("\n"))


def _unescape(line: str) -> str:
    resolved = _ESCAPE.sub(
        lambda escape: chr(int(escape[1], 16)) if escape[1] else _SHORT_ESCAPES.get(escape[2], escape[2]), line
    )
    whole = resolved.encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    )  # two surrogates become one character
    return whole.replace("\0", "")  # no database holds it


def _bytes(run: str) -> bytes:
    return bytes(_BYTES.get(char, ord(char)) for char in run)


def _from_single_bytes(run: str, changes: list[Change]) -> str:
    """UTF-8 proves itself; GBK and Big5 are what reads like Chinese."""
    if run.isascii():
        return run
    utf8 = _ANY_UTF8 if any(change.rule == UTF8_AS_SINGLE_BYTES for change in changes) else _UTF8
    others = utf8.sub("", run)
    if len(others) < len(run) and others.isascii():
        return _changed(changes, UTF8_AS_SINGLE_BYTES, run, _bytes(run).decode("utf-8", "replace"))
    if not _SINGLE_BYTES.search(run):
        return run
    readings = {UTF8_AS_SINGLE_BYTES: utf8_from(run, "cp1252")}  # five bytes are no character of Windows-1252
    if LOST not in run:
        content = _bytes(run)
        readings["gbk_read_as_single_bytes"] = content.decode("gb18030", "replace")
        readings["big5_read_as_single_bytes"] = content.decode("big5hkscs", "replace")
    chosen = _best(run, readings, changes, unlike=UNLIKELY)
    if chosen != run or len(others) > len(run) / 2:
        return chosen
    return utf8.sub(
        lambda part: _changed(changes, UTF8_AS_SINGLE_BYTES, part[0], _bytes(part[0]).decode("utf-8", "replace")), run
    )


UTF8_AS_SINGLE_BYTES = "utf8_read_as_single_bytes"

UNLIKELY = -14.0
"""What single bytes are worth as Chinese."""


def _from_two_bytes(stretch: str, changes: list[Change]) -> str:
    """A stretch full of rare characters, or those of its sentences that were misread."""
    if _rare(stretch) < (1 if changes else FEWEST_RARE):
        return stretch
    whole = _read_again(stretch, changes)
    if whole != stretch:
        return whole
    pieces = _PIECE.findall(stretch)
    if _rare("".join(filter(_is_full_of_rare, pieces))) < (1 if changes else FEWEST_RARE):
        return stretch
    runs = groupby(pieces, key=lambda piece: mean_likelihood(piece.rstrip(LOST)) < DAMAGED)
    return "".join(_read_again("".join(run), changes) if is_damaged else "".join(run) for is_damaged, run in runs)


def _rare(stretch: str) -> int:
    return len(rare_characters().findall(stretch))


def _is_full_of_rare(stretch: str) -> bool:
    """Whether its Chinese is such as nobody writes."""
    rare = _rare(stretch)
    return rare > 0 and rare >= RARE_SHARE * len(_HAN.findall(stretch))


def _read_again(stretch: str, changes: list[Change]) -> str:
    """The bytes of another encoding, if that reads better."""
    if _rare(stretch) < (1 if changes else FEWEST_RARE) or not _is_full_of_rare(stretch):
        return stretch
    gbk = "gbk" if _fits(stretch, "gbk") else "gb18030"
    readings = {
        "utf8_read_as_gbk": utf8_from(stretch, gbk),
        "utf8_read_as_big5": utf8_from(stretch, "big5hkscs"),
        "big5_read_as_gbk": _reread(stretch, "gb18030", "big5hkscs"),
    }
    if _fits(stretch, "big5hkscs"):
        readings["gbk_read_as_big5"] = gbk_from(stretch, "big5hkscs")
    if max(map(mean_likelihood, readings.values())) < PLAUSIBLE:
        readings["utf8_read_as_gbk_twice"] = utf8_from_twice(stretch, gbk)
    return _best(stretch, readings, changes, unlike=mean_likelihood(stretch))


def _fits(text: str, codec: str) -> bool:
    try:
        text.replace(LOST, "").encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _reread(text: str, wrong: str, right: str) -> str:
    """Read the bytes again; a byte that was lost leaves its partner behind, which is dropped where that reads better."""
    if not _fits(text, wrong):
        return LOST * len(text)
    first, *others = (part.encode(wrong) for part in text.split(LOST))
    parts = [first.decode(right, "replace")]
    for content in others:
        whole, rest = content.decode(right, "replace"), content[1:].decode(right, "replace")
        parts.append(max(whole, rest, key=mean_likelihood))
    return LOST.join(parts)


def _best(before: str, readings: dict[str, str], changes: list[Change], *, unlike: float) -> str:
    known = {change.rule for change in changes}
    scores = {
        rule: mean_likelihood(text) + (TRUST if rule in known else 0.0)
        for rule, text in readings.items()
        if text.count(LOST) <= (MOST_LOST_ONCE_KNOWN if rule in known else MOST_LOST) * len(text)
    }
    rule = max(scores, key=scores.__getitem__, default=None)
    if rule is None or scores[rule] < max(PLAUSIBLE, unlike + GAIN):
        return before
    rivals = sum(math.exp(score - scores[rule]) for score in (unlike, *scores.values()))
    changes.append(Change(rule, before, readings[rule], 1 / rivals))
    return readings[rule]
