"""What each line of a capture is like by itself, and sums of it over any stretch of the lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from etl.transform.blocks import Block
from etl.transform.pages.words import cue_families

IDEOGRAPH_SHARE = 0.3
"""A capture is read as Chinese if so much of its characters are ideographs, kana or hangul."""

WORDS_AN_IDEOGRAPH = 0.6
LETTERS_A_WORD = 6
COUNTED = 16
"""Characters; in shorter lines neither punctuation nor function words are counted."""

CHINESE_PUNCTUATION = tuple("，。、！？：；,“")
PUNCTUATION = tuple(",.;:?!")
CHINESE_FUNCTION_WORDS = tuple("的了是在和不有")
JAPANESE_FUNCTION_WORDS = tuple("はをが")
FUNCTION_WORDS = (" the ", " of ", " and ", " to ", " a ", " in ", " is ", " that ", " you ")
KOREAN_FUNCTION_WORDS = tuple("는을이에")
WORDS_IN_OTHERS = 0.7
"""Japanese and Korean need more characters to say the same."""

HANGUL = re.compile(r"[\uac00-\ud7af]")
HANGUL_SHARE = 0.3
"""Of the ideographs, for a capture to be Korean."""

KANA = "のはを"
KANA_SHARE = 0.05
"""What is Japanese has so much of these."""

ENDS = tuple('.!?。！？…”"」』’')

SHORT = 25.0
"""Words; a line up to here may be a cue, a longer one is prose even without a full stop."""

ENTRY = 9.0
"""Words; what is no longer is like the entry of a menu or the headline of another story."""

SHORT_LINE = 60
"""Characters; a longer line that holds a date is not about the date."""

CREDIT_LINE = 100

DATE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}:\d\d|\d+月\d+日|\b\d{1,2}[-/.]\d{1,2}\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d+ (?:hour|day|minute|month|week|year)s? ago|\d+(?:小时|分钟|天)前|[昨今前]天",
    re.IGNORECASE,
)
"""Anything like a day or a time."""

STAMP = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? \d{4}"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,? \d{4}",
    re.IGNORECASE,
)
"""A day with its year."""

LINE_OF_DATE = re.compile(
    r"^\W*(?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\W*(?:\d{1,2}:\d{2}(?::\d{2})?)?\W*$|^\d{1,2}:\d{2}$"
)
"""A date and nothing else."""

CREDIT = re.compile(
    r"[来來]源|[责責]任[编編][辑輯]|[责責][编編]|作者|[记記]者|[编編][辑輯][:：]|発表|^by |posted|published|updated|written by|投稿日|기자|입력",
    re.IGNORECASE,
)
"""Words of a byline."""


RELATED_BESIDE = re.compile(
    r"関連(?:記事|リンク|ニュース|ワード)|ランキング|おすすめ|あわせて読みたい|もっと見る|記事を読む|続きを読む|次の記事|前の記事|人気記事|新着|トピックス|관련\s?(?:기사|뉴스)|추천|많이 본|인기|더보기|이전\s?기사|다음\s?기사"
)
HARD_BESIDE = re.compile(
    r"シェア|ツイート|リンクをコピー|ログイン|会員登録|利用規約|プライバシー|お問い合わせ|運営会社|広告|コメント|無断転載|구독|로그인|회원|댓글|공유|복사|무단\s?전재|저작권|이용약관|개인정보|광고"
)
"""What Japanese and Korean pages print around a story; `cue_families` knows Chinese and English."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Numbers for each line, and running sums that begin with 0 and are one longer.

    Attributes:
        chinese: most of the capture is.
        mass: words; an ideograph is a part of one.
        marks: of punctuation.
        stops: function words.
        ends: ends as a sentence does.
        prose: mass of lines that read like prose, else 0.
        entry: mass of lines that are like entries of a menu or headlines, else 0.
        lists: begins with a bullet.
        related: announces other stories.
        hard: holds any phrase that does not belong into an article.
    """

    chinese: bool
    mass: list[float]
    marks: list[int]
    stops: list[int]
    ends: list[bool]
    prose: list[float]
    entry: list[float]
    lists: list[bool]
    related: list[bool]
    hard: list[bool]
    mass_sum: list[float]
    prose_sum: list[float]
    entry_sum: list[float]
    list_sum: list[float]
    marks_sum: list[float]
    hard_sum: list[float]
    date_sum: list[float]


def measure(blocks: Sequence[Block]) -> Lines:
    """Measure each line."""
    texts = [block.text for block in blocks]
    size = [max(1, len(text)) for text in texts]
    wide = [(len(text.encode("utf-8", "surrogatepass")) - len(text)) >> 1 for text in texts]
    chinese = sum(wide) > IDEOGRAPH_SHARE * sum(size)
    if chinese:
        mass = [w * WORDS_AN_IDEOGRAPH + (s - w) / LETTERS_A_WORD for w, s in zip(wide, size, strict=True)]
        printed = "".join(texts)
        kana = sum(map(printed.count, KANA))
        hangul = len(HANGUL.findall(printed))
        words = CHINESE_FUNCTION_WORDS
        if kana > KANA_SHARE * sum(wide):
            words = JAPANESE_FUNCTION_WORDS
            mass = [m * WORDS_IN_OTHERS for m in mass]
        elif hangul > HANGUL_SHARE * sum(wide):
            words = KOREAN_FUNCTION_WORDS
            mass = [m * WORDS_IN_OTHERS for m in mass]
        shortest, points = COUNTED // 2, CHINESE_PUNCTUATION
    else:
        mass = [text.count(" ") + 1.0 for text in texts]
        shortest, points, words = COUNTED, PUNCTUATION, FUNCTION_WORDS
    marks = [0 if s < shortest else sum(map(t.count, points)) for t, s in zip(texts, size, strict=True)]
    stops = [0 if s < shortest else sum(map(t.count, words)) for t, s in zip(texts, size, strict=True)]
    ends = [text.endswith(ENDS) for text in texts]
    prose = [
        m if m > 6 and (end or m > SHORT) else 0.0  # noqa: PLR2004 - for trees to weigh
        for m, end in zip(mass, ends, strict=True)
    ]
    entry = [m if not p and (m <= ENTRY or not n) else 0.0 for m, p, n in zip(mass, prose, marks, strict=True)]
    lists = [block.kind == "list" for block in blocks]
    cues = cue_families(texts, chinese=chinese)
    if chinese:
        cues = [
            cue | (1 if RELATED_BESIDE.search(text) else 2 if HARD_BESIDE.search(text) else 0)
            for cue, text in zip(cues, texts, strict=True)
        ]
    hard = [c != 0 and m < SHORT for c, m in zip(cues, mass, strict=True)]
    dates = [s < SHORT_LINE and DATE.search(t) is not None for t, s in zip(texts, size, strict=True)]
    return Lines(
        chinese=chinese,
        mass=mass,
        marks=marks,
        stops=stops,
        ends=ends,
        prose=prose,
        entry=entry,
        lists=lists,
        related=[c & 1 == 1 and m < SHORT for c, m in zip(cues, mass, strict=True)],
        hard=hard,
        mass_sum=sums(mass),
        prose_sum=sums(prose),
        entry_sum=sums(entry),
        list_sum=sums(lists),
        marks_sum=sums(marks),
        hard_sum=sums(hard),
        date_sum=sums(dates),
    )


def sums(values: Iterable[float]) -> list[float]:
    """What stands before each position, and before the end."""
    return list(accumulate(values, initial=0.0))
