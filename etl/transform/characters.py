"""Width, spaces and composition: the one spelling of characters that mean the same ("NFC-zh").

Compatibility normalising (NFKC) is never used on text: it turns ① into 1, ㎡ into m2 and …… into six dots.
"""

import re
import unicodedata
from collections.abc import Sequence

HALF_WIDTH = {
    full: full - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for full in range(first, last + 1)
}
"""Full-width digits and Latin letters. Full-width punctuation is Chinese punctuation and stays."""

RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
"""Kangxi radicals, which PDF exports print for the characters that look the same."""

INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Soft hyphens, zero-width spaces, directions and byte order marks inside text."""

CONTROLS = dict.fromkeys(code for code in range(0x20) if chr(code) not in "\t\n\r")
"""Control characters; those of C1 stay, they are evidence of a wrong reading."""

_TABLE = HALF_WIDTH | RADICALS | INVISIBLE | CONTROLS
_FOLDED = "".join(re.escape(chr(code)) for code in _TABLE) + "\uff61-\uff9f\u200c\u200d"
_RARE = re.compile(f"[{_FOLDED}]")
_HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]+")
_SPACE = "\t\r\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CHANGED = re.compile(f"[{_FOLDED}{_SPACE}]")
"""One class of characters, so that a text is gone through once; two spaces in a row are looked for apart."""
_SPACES = re.compile(f" [ {_SPACE}]+|[{_SPACE}][ {_SPACE}]*")
_EMOJI = r"\u00a9\u00ae\u2000-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
_LOOSE_JOINER = re.compile(rf"(?<![{_EMOJI}\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![{_EMOJI}\u0600-\u0dff])")


_ASCII = bytes(range(0x80))

PROSE = 1.5
"""Bytes of UTF-8 a character, from which on leaving out ASCII takes longer than it saves."""


def beyond_ascii(text: str) -> str:
    """The characters of a text that are not ASCII, in their order: to look for some of them, a hundredth of a page will do.

    >>> beyond_ascii("<p>雨 rain é</p>")
    '雨é'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def to_search(text: str) -> str:
    """What is left of a text for a search that looks for nothing in ASCII: of a page a hundredth, of prose all of it.

    >>> to_search("<p>雨 rain é</p>"), to_search("雨 rain 停了，集市照常开张")
    ('雨é', '雨 rain 停了，集市照常开张')
    """
    content = text.encode("utf-8", "surrogatepass")
    if len(content) > PROSE * len(text):
        return text
    return content.translate(None, _ASCII).decode("utf-8", "surrogatepass")


def has_latin_1(text: str) -> bool:
    """Whether a text holds a character from U+0080 to U+00FF: their first bytes are found as quickly as can be.

    >>> has_latin_1("雨停了，rain"), has_latin_1("café")
    (False, True)
    """
    content = text.encode("utf-8", "surrogatepass")
    return b"\xc2" in content or b"\xc3" in content


def normalise_characters(text: str) -> str:
    """Fold widths and spaces, compose, drop what is invisible.

    >>> normalise_characters("\u3000\u3000ＡＢＣ　１２３　㎡①……，")
    'ABC 123 ㎡①……，'

    Leaves alone: Chinese punctuation and quotes of either style, ①, ㎡, ℃, …, 〇 and ○, private-use characters and U+FFFD
    (evidence of damage), the joiners inside emoji and of the scripts of India and Arabia.
    """
    return normalise_all([text])[0]


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Normalise the characters of each text.

    >>> normalise_all([" 一月", "２月"])
    ['一月', '2月']
    """
    whole = "\n".join(texts)  # no rule looks farther than a line
    if not unicodedata.is_normalized("NFC", whole):
        return [_changed(unicodedata.normalize("NFC", text)) for text in texts]
    if "  " not in whole and not _CHANGED.search(whole):
        return [text.strip() for text in texts]
    return [_changed(text) if "  " in text or _CHANGED.search(text) else text.strip() for text in texts]


def _changed(text: str) -> str:
    if _RARE.search(text):
        text = text.translate(_TABLE)
        text = _HALF_WIDTH_KATAKANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
        text = _LOOSE_JOINER.sub("", text)
    return _SPACES.sub(" ", text).strip()
