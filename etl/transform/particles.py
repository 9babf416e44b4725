"""著 where Taiwan prints it for the particle 着: 隨著 is 随着, 原著 stays.

OpenCC's t2s leaves every 著 and its tw2s turns 原著 into 原着: neither is right, because one character stands for two words.
"""

import re
from collections.abc import Iterable

BEFORE = "专原合名巨拙撰新昭显编论译遗卓土较杂近所自共另曾校医史"
"""Characters that make a word with 著 (to write, to be evident) behind them: 原著, 显著, 所著."""

BEHIND = "作名称述录者书译有闻《"
"""Characters that make a word with 著 before them: 著作, 著名; or what somebody wrote: 著《史记》."""

VERBS = "随跟看沿朝凭接拿抱说听带做望顺对向靠循冒指坐站走笑哭等想盯围绕护领牵陪拉推背扛举握持穿戴挂写读唱喊叫问答试忍忙闲活睡醒躺蹲跪跑跳飞游味"
"""Characters before the particle, where what follows only seems to make a word with 著: 跟著名人, 看著作品."""

_WORD = re.compile(
    rf"(?<=[{BEFORE}])著"
    rf"|(?<![{VERBS}])著(?=[{BEHIND}])"
    r"|(?<=知)著|(?<=素)著|著(?=于竹帛|书立说|作权|作等身)"  # idioms
    r"|(?<=[\s、·/／)）])著(?![\u3400-\u9fff])"  # 鲁迅 著
    r"|(?<=》)[，、]?[^，。；》]{1,12}著(?![\u3400-\u9fff])"  # 《呐喊》，鲁迅著
)


def prints_zhu_for_zhe(texts: Iterable[str]) -> bool:
    """Whether a document prints 著 for 着: it has no 着, and some 著 that is no word of writing.

    >>> prints_zhu_for_zhe(["随著时间过去"]), prints_zhu_for_zhe(["著名的原著"]), prints_zhu_for_zhe(["随着时间，李著说"])
    (True, False, False)
    """
    whole = "\n".join(texts)
    return "著" in whole and "着" not in whole and "著" in _WORD.sub("", whole)


def restore_zhe(text: str) -> str:
    """Print the particle as Simplified text does.

    >>> restore_zhe("随著原著的编者看著作品，著名作家执著于此；鲁迅 著")
    '随着原著的编者看着作品，著名作家执着于此；鲁迅 著'

    Left alone: 著 in words of writing and being evident, and in the line that names an author.
    """
    kept = {place for word in _WORD.finditer(text) for place in range(*word.span())}
    return "".join("着" if char == "著" and place not in kept else char for place, char in enumerate(text))
