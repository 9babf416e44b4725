"""Which script and language a text is printed in, and from one Chinese script to the other."""

import math
import re
import string
from collections.abc import Iterable
from functools import cache
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

LETTERS_A_CHARACTER = 3
"""A Chinese character says about as much as three letters of an alphabet."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_NOT_HAN = re.compile(f"[^{_HAN.pattern[1:]}")
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


def _chinese_script_of(text: str) -> Script | None:
    telling = _telling()
    traditional = len(telling.traditional.findall(text))
    if not traditional:
        return "Hans" if _HAN.search(text) else None
    simplified = len(telling.simplified.findall(text))
    if traditional <= MINORITY * (simplified + traditional):
        return "Hans"
    return "Hant" if simplified <= MINORITY * (simplified + traditional) else "mixed"


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
