"""Chinese and Arabic numerals of dates, and the spelling they are read in."""

FOLDS = str.maketrans(
    {ord("０") + digit: str(digit) for digit in range(10)}
    | {ord("Ａ") + letter: chr(ord("A") + letter) for letter in range(26)}
    | {ord("ａ") + letter: chr(ord("a") + letter) for letter in range(26)}
    | dict.fromkeys(map(ord, "\t\xa0\u2002\u2003\u2009\u202f\u3000"), " ")
    | dict.fromkeys(map(ord, "－—–−‐‑"), "-")
    | dict.fromkeys(map(ord, "／∕"), "/")
    | dict.fromkeys(map(ord, "．"), ".")
    | dict.fromkeys(map(ord, "：∶︰"), ":")
    | dict.fromkeys(map(ord, "（"), "(")
    | dict.fromkeys(map(ord, "）"), ")")
    | dict.fromkeys(map(ord, "［【"), "[")
    | dict.fromkeys(map(ord, "］】"), "]")
    | dict.fromkeys(map(ord, "，"), ",")
    | dict.fromkeys(map(ord, "｜│丨"), "|")
    | dict.fromkeys(map(ord, "＋"), "+")
    # Traditional and Japanese characters of dates; one character each, so that places in the text stay
    | str.maketrans(
        "時點鐘鍾後號週國華農曆個兩剛內發佈間報聞訊電網禮於編輯創錄傳載掲臘閏舊陰專開",
        "时点钟钟后号周国华农历个两刚内发布间报闻讯电网礼于编辑创录传载揭腊闰旧阴专开",
    )
)
"""One spelling for what is printed in many widths and scripts; each character becomes exactly one."""

DIGITS = {
    char: value
    for value, chars in enumerate(("〇○零Oo", "一元", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
"""Chinese digits; ○ (U+25CB) and the letter O stand for 〇 in print, 元 for the first year of an era."""

TENS = {"十": 10, "廿": 20, "卅": 30}
"""Chinese tens; 廿 and 卅 are twenty and thirty in one character."""

NUMBER = r"(?:\d{1,2}|[〇○零一二两三四五六七八九十廿卅]{1,3})"
"""A month, day, hour, minute or second, as a pattern."""


def fold(text: str) -> str:
    """Write a text in the one spelling that forms are written for; places stay.

    >>> fold("２０２２年４月１５日　８：３５")
    '2022年4月15日 8:35'
    """
    return text.translate(FOLDS)


def number(numeral: str) -> int:
    """Read a numeral: Arabic, Chinese digit by digit, or Chinese with tens and hundreds.

    >>> number("31"), number("三十一"), number("二〇二二"), number("一百一十一"), number("廿八"), number("元")
    (31, 31, 2022, 111, 28, 1)
    """
    if numeral.isdecimal():
        return int(numeral)
    if not any(char in TENS or char == "百" for char in numeral):
        return int("".join(str(DIGITS[char]) for char in numeral))
    total, digit = 0, None
    for char in numeral:
        if char == "百":
            total, digit = total + 100 * (1 if digit is None else digit), None
        elif char in TENS:
            total, digit = total + TENS[char] * (1 if digit is None else digit), None
        else:
            digit = DIGITS[char]
    return total + (digit or 0)
