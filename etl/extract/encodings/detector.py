"""chardet, set up so that it can be trusted: for what is neither Unicode nor Chinese, Japanese or Korean."""

import re
import unicodedata
from itertools import islice, pairwise

from etl.extract.encodings.arbiter import LANGUAGES_OF
from etl.extract.encodings.evidence import Evidence, Reading, is_damaged
from etl.extract.encodings.labels import CODECS, codec_of
from etl.extract.encodings.mixed import reread
from etl.extract.encodings.multibyte import read_as

_MAX_BYTES = 65536
_RUN = re.compile("[^\x00-\x7f]+")
_RUNS, _MAX_CHARACTERS = 100, 500
"""Of a text's runs of characters that are not ASCII, how many tell whether it is one."""
_DECLARATION = re.compile(rb"(?:charset|encoding)(?=\s{0,9}=)", re.IGNORECASE)
_CJK = ("gb18030", "big5hkscs", "cp932", "shift_jis_2004", "euc_jis_2004", "euc_kr", "cp949", "johab")
"""chardet's names of what has been tried in vain."""

_DEFAULT = "cp1252"
_HOPELESS = frozenset((*LANGUAGES_OF, *(codec for codec in CODECS.values() if codec.startswith("utf-")), _DEFAULT))
"""What no declaration makes likely any more, or ever did."""

_MARKS = frozenset("\xa0«»“”‘’„‚—–…·•°§№¿¡€©®™´¨")
_LATIN = "\u024f"
_FEW = 8
"""Letters that tell no language."""
_AT_LEAST = 0.7
"""The share of letters that a text in an alphabet has among its characters that are not ASCII; noise has half as many."""
_MOST_CAPITALS_INSIDE = 0.05
"""The share of letters that are capitals after a small letter."""
_MOST_CONTROLS = 0.02
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MOST_PRIVATE = 0.05
"""The share of private-use characters; noise read as GB18030 has a seventh."""
_ENDLESS = re.compile("[\x80-\U0010ffff]{400}")
"""No language writes so many letters without a space or a line's end; Thai, which has few, writes a hundred."""


def by_chardet(evidence: Evidence) -> Reading | None:
    """Read what no other step could, as chardet thinks best, unless that is no text either."""
    codec = _codec(evidence)
    if codec is None:
        return None
    text = read_as(evidence.content, codec)
    seen = text[:_MAX_BYTES]
    if len(_PRIVATE.findall(seen)) > _MOST_PRIVATE * len(seen) if codec in _CJK else not _is_written(seen):
        return None
    return reread(evidence.content, Reading(text, codec, "chardet"))


def _codec(evidence: Evidence) -> str | None:
    """The codec that is declared, if what it reads looks written; else the one that chardet finds.

    chardet believes a declaration whenever the bytes decode. In an alphabet that is well, for there it is the best evidence. But UTF-8
    and the encodings of CJK have been tried in vain, and `iso-8859-1` is what people write who know no better.
    """
    content = evidence.content[:_MAX_BYTES]
    for codec in sorted(evidence.declared - _HOPELESS):
        text = read_as(content, codec)
        if not is_damaged(text) and _is_written(text):
            return codec
    blank = _DECLARATION.sub(b"########", content)
    found = _detect(blank if evidence.declared & _HOPELESS else content)
    if found in _CJK:
        other = _detect(blank, _CJK)
        if other is not None and _is_written(read_as(content, other)):
            return other
    if found is not None and evidence.declared <= {_DEFAULT} and _is_western(read_as(content, found)):
        return _DEFAULT
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


def _is_western(text: str) -> bool:
    """Whether a few accented letters are all there is, which tell no language: then it is most likely the commonest alphabet."""
    letters = _others(text)
    return len(letters) < _FEW and all(character <= _LATIN or character in _MARKS for character in letters)


def _is_written(text: str) -> bool:
    """Whether a text in an alphabet looks as if somebody had written it."""
    others = _others(text)
    capitals = sum(before.islower() and character.isupper() for before, character in pairwise(others))
    return (
        len(_CONTROL.findall(text)) <= _MOST_CONTROLS * len(text)
        and capitals <= _MOST_CAPITALS_INSIDE * len(others)
        and _share_of_letters(text) >= _AT_LEAST
        and _ENDLESS.search(text) is None
    )


def _share_of_letters(text: str) -> float:
    """The share of letters, and of marks that stand between words, among the characters that are not ASCII."""
    others = _others(text).replace(" ", "")
    letters = sum(c in _MARKS or unicodedata.category(c)[0] in "LM" for c in others)
    return letters / max(1, len(others))


def _others(text: str) -> str:
    """Runs of characters that are not ASCII, with spaces between; the first few hundred are enough."""
    return " ".join(run[0] for run in islice(_RUN.finditer(text), _RUNS))[:_MAX_CHARACTERS]
