"""chardet, set up so that it can be trusted: for what is neither Unicode nor Chinese, Japanese or Korean."""

import re

from etl.extract.encodings.arbiter import LANGUAGES_OF
from etl.extract.encodings.evidence import Evidence, Reading
from etl.extract.encodings.labels import codec_of
from etl.extract.encodings.mixed import reread
from etl.extract.encodings.multibyte import read_as

_MAX_BYTES = 65536
_CHARSET = re.compile(rb"(?:charset|encoding)(?=\s{0,9}=)", re.IGNORECASE)
_C1 = re.compile("[\x80-\x9f]")
_MOST_C1 = 0.1
"""The share of C1 control characters in a text, above which it is none."""


def by_chardet(evidence: Evidence) -> Reading | None:
    """Read what no other step could, as chardet thinks best.

    chardet believes a declaration whenever the bytes decode. In an alphabet that is well, for there it is the best evidence; but a
    declaration of UTF-8 or of an encoding of CJK is blanked, since the steps before have shown it to be wrong.
    """
    import chardet

    content = evidence.content
    visible = content[:_MAX_BYTES]
    if any(codec in LANGUAGES_OF or codec.startswith("utf-") for codec in evidence.declared):
        visible = _CHARSET.sub(b"########", visible)
    found = chardet.detect(
        content, max_bytes=_MAX_BYTES, prefer_superset=False, compat_names=False, no_match_encoding="ascii"
    )
    label = found["encoding"]
    codec = label and codec_of(label)
    if codec is None:
        return None
    text = read_as(content, codec)
    return None if len(_C1.findall(text)) > _MOST_C1 * len(text) else reread(content, Reading(text, codec, "chardet"))
