"""Bytes to text by the strongest evidence, saying which.

A binary is recognised by its signature. A text goes up the ladder of `STEPS`, the strongest evidence first: each step reads it or
passes it on. A declaration is evidence among others (`arbiter`), never truth.
"""

from etl.exceptions import Binary, Empty, Undecodable
from etl.extract.encodings.arbiter import FOREIGN, STRANGE, UTF8_RUN, high_bytes, judge, utf8_runs
from etl.extract.encodings.detector import by_chardet
from etl.extract.encodings.escapes import by_damaged_escapes, by_escapes
from etl.extract.encodings.evidence import ESCAPED, Evidence, Reading, is_damaged
from etl.extract.encodings.labels import codec_of, find_declaration
from etl.extract.encodings.mixed import is_shifted, reread
from etl.extract.encodings.multibyte import read_as
from etl.extract.encodings.signatures import CONTROLS, binary_kind, byte_order_mark
from etl.extract.encodings.unicode_forms import by_byte_order_mark, by_byte_phase, by_damaged_utf8, by_utf8
from etl.models import DecodedText

_MOST_NULS = 0.05
"""The share of NULs that a damaged text may have; binary data has more."""
_MOST_CONTROLS = 0.02
"""The share of control characters that a text may have; a word processor's file has a few, noise has a tenth."""
_MOST_DAMAGE = 0.2
"""The share of undecodable characters above which nothing was read."""
_ONE_CHARACTER = 4
"""Bytes; so many may be cut off from any text, however short."""
_HEAD = 16384
"""Bytes that tell in which encoding most of a mixed document is."""


def decode(content: bytes, *, declared: str | None = None) -> DecodedText:
    """Decode a document's bytes.

    >>> decode("早安，今天的新闻。".encode("gbk")).encoding
    'gb18030'

    Args:
        content: the bytes.
        declared: a label from outside, such as the charset of an HTTP header.

    Raises:
        Empty: there are no bytes.
        Binary: it is a picture, an archive, a program, or noise.
        Undecodable: it may be text, but no encoding reads it.
    """
    if not content:
        raise Empty("there are no bytes in it")
    kind = binary_kind(content)
    if kind is not None:
        raise Binary(f"it is {kind}")
    own = find_declaration(content)
    reading = _climb(Evidence(content, _codecs(own, declared) if own or declared else frozenset()))
    text, damage = reading.text, reading.nuls
    if reading.evidence != _CLEAN:
        text, undecodable = ESCAPED.subn("\ufffd", text) if is_damaged(text) else (text, 0)
        damage += undecodable + text.count("\0")
        text = text.replace("\0", "")
        if undecodable > max(_ONE_CHARACTER, _MOST_DAMAGE * len(text)):
            raise Undecodable(f"{undecodable} bytes cannot be read as {reading.encoding}, the likeliest encoding")
    return DecodedText(text.lstrip("\ufeff"), reading.encoding, own or declared, reading.evidence, damage)


def _codecs(*labels: str | None) -> frozenset[str]:
    """The codecs that labels mean, of those that mean one."""
    codecs = (codec_of(label) for label in labels if label)
    return frozenset(codec for codec in codecs if codec)


def by_leaving_out_a_mark(evidence: Evidence) -> Reading | None:
    """Read a text that is not, or not quite, what its byte order mark says: somebody wrote one before bytes in GBK."""
    found = byte_order_mark(evidence.content)
    if found is None:
        return None
    mark, codec = found
    rest = evidence.content
    while rest.startswith(mark):
        rest = rest[len(mark) :]
    return _climb(Evidence(rest, evidence.declared | {codec}))


def by_leaving_out_nuls(evidence: Evidence) -> Reading | None:
    """Read a text that has a few stray NULs, or is padded with them, without them.

    Raises:
        Binary: there are too many for a text.
    """
    content = evidence.content.rstrip(b"\0")
    plain = content.replace(b"\0", b"")
    if not plain or len(content) - len(plain) > _MOST_NULS * len(content):
        raise Binary(f"it is binary data: {evidence.content.count(0)} of its {len(evidence.content)} bytes are NUL")
    if len(plain) == len(evidence.content):
        return None
    reading = _climb(Evidence(plain, evidence.declared))
    return Reading(reading.text, reading.encoding, f"{reading.evidence}, NULs left out", len(content) - len(plain))


def refuse_noise(evidence: Evidence) -> Reading | None:
    """Refuse what has more control characters than any text.

    Raises:
        Binary: it has.
    """
    content = evidence.content
    controls = len(content) - len(content.translate(None, CONTROLS))
    if controls > _MOST_CONTROLS * len(content):
        raise Binary(f"it is binary data: {controls} of its {len(content)} bytes are control characters")
    return None


def by_judgement(evidence: Evidence) -> Reading | None:
    """Read it as the Chinese, Japanese or Korean that is least surprising; leave alone what surprises in each."""
    head = evidence.content[:_HEAD]
    in_utf8 = utf8_runs(head)
    best, *others = judge(evidence.content, evidence.declared)
    if in_utf8 and best.per_character > FOREIGN:
        best, *others = judge(UTF8_RUN.sub(b" ", head), evidence.declared)
    codec, why = best.codec, f"judgement ({best.per_character:.1f} nats a character"
    why += f"; {others[0].codec} {others[0].per_character:.1f})" if others else ")"
    if len(in_utf8) / 3 > (high_bytes(head) - len(in_utf8)) / 2:  # most of its characters are
        codec = "utf-8"
    elif best.per_character > FOREIGN:
        if not is_shifted(evidence.content):
            return None
        codec = "gb18030"
    return reread(evidence.content, Reading(read_as(evidence.content, codec), codec, why))


def by_elimination(evidence: Evidence) -> Reading | None:
    """Read as CJK what surprises, but has no damage, since no alphabet reads it: a list of rare characters."""
    best, *_ = judge(evidence.content, evidence.declared)
    text = read_as(evidence.content, best.codec)
    if best.per_character > STRANGE or is_damaged(text):
        return None
    return Reading(text, best.codec, f"elimination ({best.per_character:.1f} nats a character)")


STEPS = (
    by_byte_order_mark,
    by_escapes,  # before UTF-8, for they are 7-bit and would pass as it
    by_utf8,
    by_leaving_out_a_mark,
    by_byte_phase,
    by_leaving_out_nuls,
    refuse_noise,
    by_damaged_escapes,
    by_damaged_utf8,
    by_judgement,
    by_chardet,
    by_elimination,
)
"""The ladder."""

_CLEAN = "utf-8"
"""The evidence of a reading in which there is nothing to clean."""


def _climb(evidence: Evidence) -> Reading:
    for step in STEPS:
        reading = step(evidence)
        if reading is not None:
            return reading
    raise Undecodable("no encoding reads it as a text in any language")
