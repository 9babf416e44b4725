"""Traditional characters of the words we look for, and their Simplified twins: so that each word is written once.

Converting *text* is `transform`'s work, with the whole of OpenCC's tables; here a table of the trade's vocabulary is enough.
"""

import re


def simplified(words: str) -> str:
    """Write the trade's words in Simplified characters; others are left as they are.

    >>> simplified("發佈時間"), simplified("相關閱讀")
    ('发布时间', '相关阅读')
    """
    return words.translate(_TWINS) if _TRADITIONAL.search(words) else words


_TWINS = str.maketrans(
    (
        "佈來們備內冊別問圖報導掃擊數於時條標欄權歡瀏為熱爲現當發碼簡籤紙結網編聞聯聲薦處號覽記設評詞語調請論"
        "證讀責贊載輯連違錄鍵鏈門閉間閱關頁頂頻題類餘體點"
    ),
    (
        "布来们备内册别问图报导扫击数于时条标栏权欢浏为热为现当发码简签纸结网编闻联声荐处号览记设评词语调请论"
        "证读责赞载辑连违录键链门闭间阅关页顶频题类余体点"
    ),
)

_TRADITIONAL = re.compile(f"[{''.join(map(chr, _TWINS))}]")
"""Looking for one is much quicker than translating every character of a long Simplified text."""
