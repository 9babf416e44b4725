"""chardet, set up so that it can be trusted."""

import re

from etl.extract.encodings.evidence import Evidence, Reading
from etl.extract.encodings.labels import codec_of
from etl.extract.encodings.multibyte import read_as

CLOSED_SET = ("utf-8", "gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949", "cp1252", "ascii")
"""Whom we ask about text that may be Chinese: fewer names are quicker and err less."""

_MAX_BYTES = 65536
_CHARSET = re.compile(rb"charset(?=\s{0,9}=)", re.IGNORECASE)


def blank(content: bytes) -> bytes:
    """Hide the declarations: chardet believes a `<meta charset>` whenever the bytes decode."""
    return _CHARSET.sub(b"harsetc", content)


def detect(content: bytes) -> str | None:
    """The codec chardet finds among all it knows, or None if nothing fits."""
    import chardet

    found = chardet.detect(
        content, max_bytes=_MAX_BYTES, prefer_superset=False, compat_names=False, no_match_encoding="ascii"
    )
    return found["encoding"]


def by_chardet(evidence: Evidence) -> Reading | None:
    """Read what is neither Chinese, Japanese nor Korean, as chardet thinks best."""
    found = detect(evidence.content)
    codec = found and (codec_of(found) or found)
    if codec is None or codec == "ascii":
        return None
    return Reading(read_as(evidence.content, codec), codec, "chardet")
