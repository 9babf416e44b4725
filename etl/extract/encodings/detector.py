"""chardet, set up so that it can be trusted: for what is neither Unicode nor Chinese, Japanese or Korean."""

import re
import unicodedata

from etl.extract.encodings.arbiter import LANGUAGES_OF
from etl.extract.encodings.evidence import Evidence, Reading
from etl.extract.encodings.labels import codec_of
from etl.extract.encodings.mixed import reread
from etl.extract.encodings.multibyte import read_as

_MAX_BYTES = 65536
_DECLARATION = re.compile(rb"(?:charset|encoding)(?=\s{0,9}=)", re.IGNORECASE)
_CJK = tuple(codec for codec in LANGUAGES_OF if codec != "euc-tw")  # which chardet does not know

_MARKS = frozenset("\xa0«»“”‘’„‚—–…·•°§№¿¡€©®™´¨")
_LATIN = "\u024f"
_MOSTLY = 0.85
_C1 = re.compile("[\x80-\x9f]")
_MOST_C1 = 0.1
"""The share of C1 control characters in a text, above which it is none."""


def by_chardet(evidence: Evidence) -> Reading | None:
    """Read what no other step could, as chardet thinks best, unless that is no text either."""
    codec = _codec(evidence)
    if codec is None:
        return None
    text = read_as(evidence.content, codec)
    if len(_C1.findall(text)) > _MOST_C1 * len(text):
        return None
    return reread(evidence.content, Reading(text, codec, "chardet"))


def _codec(evidence: Evidence) -> str | None:
    """The codec that chardet finds.

    chardet believes a declaration whenever the bytes decode. In an alphabet that is well, for there it is the best evidence. But UTF-8
    and the encodings of CJK have been tried in vain, and `iso-8859-1` is what people write who know no better.
    """
    content = evidence.content[:_MAX_BYTES]
    blank = _DECLARATION.sub(b"########", content)
    if "cp1252" in evidence.declared:
        found = _detect(blank)
        if found is not None and _share_of_letters(read_as(content, found), _LATIN) > _MOSTLY:
            return found
    hopeless = any(codec in LANGUAGES_OF or codec.startswith("utf-") for codec in evidence.declared)
    found = _detect(blank if hopeless else content)
    if found in LANGUAGES_OF:
        other = _detect(blank, _CJK)
        if other is not None and _share_of_letters(read_as(content, other)) > _MOSTLY:
            return other
    return found


def _detect(content: bytes, without: tuple[str, ...] = ()) -> str | None:
    import chardet

    found = chardet.detect(
        content,
        max_bytes=_MAX_BYTES,
        prefer_superset=False,  # its supersets are not: ISO-8859-5 would become Windows-1251
        compat_names=False,
        no_match_encoding="ascii",
        exclude_encodings=without or None,
    )
    label = found["encoding"]
    return codec_of(label) if label is not None and label != "ascii" else None


def _share_of_letters(text: str, beyond: str = "\x7f") -> float:
    """The share of letters, and of marks that stand between words, among the characters that are not ASCII."""
    others = [character for character in text if character > "\x7f"]
    letters = sum(c in _MARKS or (c > beyond and unicodedata.category(c)[0] in "LM") for c in others)
    return letters / max(1, len(others))
