"""Which script and language a text is printed in, and from one Chinese script to the other."""

import math
import re
import string
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from etl.models import Script, TargetScript
from etl.transform.characters import beyond_ascii
from etl.transform.tables import lines_of

if TYPE_CHECKING:
    from opencc import OpenCC

CONFIGS: dict[TargetScript, str] = {"hans": "t2s", "hant": "s2t"}
"""OpenCC's configurations: characters and phrases, no words of a region (tw2sp would turn 程序 into 进程)."""

KANA_SHARE = 0.1
"""From this share of kana on, a text that is not ASCII is Japanese."""

HANGUL_SHARE = 0.3
"""From this share of hangul on, it is Korean."""

MINORITY = 0.1
"""A script that has less than this share of the telling characters is a quotation, a name or a slip."""

TOLERATED: dict[Script | None, float] = {"Hant": math.inf, "mixed": 1.0, "Hans": MINORITY}
"""How many Simplified characters a text may have for each Traditional one and still be converted, by its document's script."""

TOLERATED_TRADITIONAL: dict[Script | None, float] = {"Hans": math.inf, "mixed": 1.0, "Hant": MINORITY}
"""The same the other way round."""

HEAD = 500
"""Characters of a text whose script says which one the whole is likely to have."""

LETTERS_A_CHARACTER = 3
"""A Chinese character says about as much as three letters of an alphabet."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_NOT_HAN = re.compile(f"[^{_HAN.pattern[1:]}")
_KANA_OR_HANGUL = re.compile(_KANA.pattern[:-1] + _HANGUL.pattern[1:])
_KINDS = bytes.maketrans(
    bytes(range(0x80, 0x100)) + string.ascii_letters.encode() + b"h",
    b"".join(b"a" if 0xC2 <= byte <= 0xE1 else b"h" if 0xE4 <= byte <= 0xE9 else b" " for byte in range(0x80, 0x100))  # noqa: PLR2004 - U+0080 to U+1FFF, U+4000 to U+9FFF
    + b"a" * len(string.ascii_letters) + b"a",
)  # fmt: skip
"""Bytes of UTF-8: `a` for letters of every alphabet, `h` for Chinese characters."""
_LETTERS = string.ascii_letters.encode()
_ALPHABETIC = re.compile("[\u00aa-\u1fff]")


class _Telling(NamedTuple):
    simplified: re.Pattern[str]
    traditional: re.Pattern[str]


@cache
def _telling() -> _Telling:
    simplified, traditional, _ = lines_of("scripts.txt")
    return _Telling(re.compile(f"[{simplified}]"), re.compile(f"[{traditional}]"))


def script_of(texts: Iterable[str]) -> Script | None:
    """The script that texts are printed in; None if they have no letters.

    >>> script_of(["国内新闻", "頭條"]), script_of(["國內新聞，頭條"]), script_of(["安全点検、各地で始まる"])
    ('mixed', 'Hant', 'Jpan')

    A ratio decides, not presence: one 國 in a Simplified article is a slip. Chinese without a telling character counts as
    Simplified, which it already is.
    """
    text = "\n".join(texts)
    if _is_plainly_chinese(text):
        return _chinese_script_of(text)
    beyond = beyond_ascii(text)
    others = "".join(_NOT_HAN.findall(beyond))  # few in Chinese, so what follows costs little there
    if len(_KANA.findall(others)) > KANA_SHARE * len(beyond):
        return "Jpan"
    if len(_HANGUL.findall(others)) > HANGUL_SHARE * len(beyond):
        return "Kore"
    ascii_only = text.encode("ascii", "ignore")
    alphabetic = len(ascii_only) - len(ascii_only.translate(None, _LETTERS)) + len(_ALPHABETIC.findall(others))
    if alphabetic > LETTERS_A_CHARACTER * (len(beyond) - len(others)):
        return "other"
    return _chinese_script_of(beyond)


def _is_plainly_chinese(text: str) -> bool:
    """A quick look that is never wrong to say yes: no kana, no hangul, few letters. It counts first bytes of UTF-8."""
    kinds = text.encode("utf-8", "surrogatepass").translate(_KINDS)
    return kinds.count(b"a") <= LETTERS_A_CHARACTER * kinds.count(b"h") and not _KANA_OR_HANGUL.search(text)


def _chinese_script_of(text: str) -> Script | None:
    telling = _telling()
    if not telling.traditional.search(text):
        return "Hans" if _HAN.search(text) else None
    head = text[:HEAD]
    ways: list[tuple[Script, re.Pattern[str], re.Pattern[str]]] = [
        ("Hans", telling.traditional, telling.simplified),
        ("Hant", telling.simplified, telling.traditional),
    ]
    if len(telling.traditional.findall(head)) > len(telling.simplified.findall(head)):
        ways.reverse()
    return next((script for script, few, many in ways if _is_minority(few, many, text)), "mixed")


def _is_minority(few: re.Pattern[str], many: re.Pattern[str], text: str) -> bool:
    """Whether some characters are few beside others: these are counted only until they are enough."""
    enough = math.ceil(len(few.findall(text)) * (1 - MINORITY) / MINORITY)
    return sum(1 for _ in islice(many.finditer(text), enough)) == enough


def is_traditional(text: str, document: Script | None) -> bool:
    """Whether one text is to be converted, in a document of this script.

    >>> is_traditional("攤主說", "Hans"), is_traditional("摊主說", "Hans"), is_traditional("摊主說", "Hant")
    (True, False, True)
    """
    if document not in TOLERATED:
        return False
    telling = _telling()
    if not telling.traditional.search(text):
        return False
    if math.isinf(TOLERATED[document]):
        return True
    simplified = len(telling.simplified.findall(text))
    return not simplified or simplified <= TOLERATED[document] * len(telling.traditional.findall(text))


def is_simplified(text: str, document: Script | None) -> bool:
    """Whether one text is to be converted to Traditional, in a document of this script.

    >>> is_simplified("摊主说", "Hant"), is_simplified("攤主说", "Hant"), is_simplified("皇后", "Hans")
    (True, False, True)

    A Simplified document's text without a telling character is Simplified: its 后 may be 後.
    """
    if document not in TOLERATED_TRADITIONAL:
        return False
    telling = _telling()
    traditional = len(telling.traditional.findall(text))
    simplified = len(telling.simplified.findall(text))
    if not simplified:
        return document == "Hans" and not traditional
    return traditional <= TOLERATED_TRADITIONAL[document] * simplified


def simplify_all(texts: Sequence[str], document: Script | None) -> list[str]:
    """Convert those texts of a document that are Traditional, all of them at once.

    >>> simplify_all(["皇后說：", "頭條", "說说"], "mixed")
    ['皇后说：', '头条', '说说']

    Args:
        texts: none, some or all of them Traditional.
        document: the script of the document.
    """
    if document not in TOLERATED or not _telling().traditional.search("\n".join(texts)):
        return list(texts)
    converted = list(texts)
    places = [place for place, text in enumerate(texts) if is_traditional(text, document)]
    whole = "\n".join(texts[place] for place in places)
    lines = to_simplified(whole).split("\n")  # no phrase of OpenCC's holds the end of a line
    if len(lines) != len(places):  # some text has lines of its own
        lines = [to_simplified(texts[place]) for place in places]
    for place, line in zip(places, lines, strict=True):
        converted[place] = line
    return converted


def traditionalise_all(texts: Sequence[str], document: Script | None) -> list[str]:
    """Convert those texts of a document that are Simplified."""
    return [to_traditional(text) if is_simplified(text, document) else text for text in texts]


def to_simplified(text: str) -> str:
    """Convert Traditional to Simplified.

    >>> to_simplified("乾隆皇帝以後，乾燥的餅乾；皇后")
    '乾隆皇帝以后，干燥的饼干；皇后'
    """
    return _convert(text, CONFIGS["hans"])


def to_traditional(text: str) -> str:
    """Convert Simplified to Traditional; a spelling is kept where OpenCC's phrases prefer another, so that it comes back.

    >>> to_traditional("皇后以后，干燥的饼干；好象坐落在此")
    '皇后以後，乾燥的餅乾；好象坐落在此'
    """
    converted = _convert(text, CONFIGS["hant"])
    back = to_simplified(converted)
    if back == text or not len(back) == len(text) == len(converted):
        return converted
    return "".join(
        printed if came_back != printed and _is_of_both(printed) else other
        for printed, other, came_back in zip(text, converted, back, strict=True)
    )


@cache
def _is_of_both(character: str) -> bool:
    """Whether a character is written in Traditional text too, and means itself there."""
    return not _telling().simplified.search(character) and to_simplified(character) == character


def converter_name(config: str) -> str:
    """What converts, for the record: configuration and version."""
    from importlib.metadata import version

    return f"{config}, OpenCC {version('opencc')}"


def _convert(text: str, config: str) -> str:
    converted: str = _converter(config).convert(text)
    return converted


@cache
def _converter(config: str) -> "OpenCC":
    from opencc import OpenCC

    return OpenCC(config)
