"""What each block's text is like by itself, and sums of it over any stretch of the page."""

from dataclasses import dataclass
from itertools import accumulate

from etl.transform.pages.hints import Hints
from etl.transform.pages.walk import HEADINGS, Outline
from etl.transform.pages.words import cue_families

IDEOGRAPH_SHARE = 0.3
"""A page is Chinese if so much of its characters are ideographs."""

WORDS_AN_IDEOGRAPH = 0.6
LETTERS_A_WORD = 6
COUNTED = 16
"""Characters; in shorter blocks neither punctuation nor function words are counted."""

CHINESE_PUNCTUATION = tuple("，。、！？：,")
PUNCTUATION = tuple(",.;:?!")
CHINESE_FUNCTION_WORDS = tuple("的了是在和不有")

KOREAN_ENDINGS = tuple("은는을를의에")
KOREAN_SHARE = 0.05
"""A page is Korean if so many of its wide characters end words so. It has spaces and full stops: its words and marks are counted as in
English, its function words are not, for the forest does not know them."""

FUNCTION_WORDS = (" the ", " of ", " and ", " to ", " a ", " in ", " is ", " that ", " you ")
ENDS = tuple('.!?。！？…”"」』’')

SHORT = 25.0
"""Words; a block up to here may be a cue, a longer one is prose even without a full stop."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Numbers for each block, and running sums that begin with 0 and are one longer.

    Attributes:
        chinese: most of the page is.
        mass: words; an ideograph is a part of one.
        link: share of characters inside links.
        prose: mass of blocks that read like prose, else 0.
        punctuation: marks.
        stops: function words.
        ends: ends as a sentence does.
        keys: share of the title's keywords that stand in it.
        cues: families of phrases.
        related: announces other stories.
        hard: holds any phrase that does not belong into an article.
        heading: stands in a heading.
    """

    chinese: bool
    mass: list[float]
    link: list[float]
    prose: list[float]
    punctuation: list[int]
    stops: list[int]
    ends: list[bool]
    keys: list[float]
    cues: list[int]
    related: list[bool]
    hard: list[bool]
    heading: list[bool]
    mass_sum: list[float]
    link_sum: list[float]
    prose_sum: list[float]
    punctuation_sum: list[int]
    stops_sum: list[int]
    keys_sum: list[float]
    hard_sum: list[int]
    heading_sum: list[int]


def measure(outline: Outline, hints: Hints) -> Texts:
    """Measure the text of each block."""
    texts = [block.text for block in outline.blocks]
    size = [len(text) for text in texts]
    wide = [
        0 if text.isascii() else (len(text.encode("utf-8", "surrogatepass")) - length) >> 1
        for text, length in zip(texts, size, strict=True)
    ]
    chinese = sum(wide) > IDEOGRAPH_SHARE * sum(size) and not _is_korean(texts, sum(wide))
    if chinese:
        mass = [w * WORDS_AN_IDEOGRAPH + (s - w) / LETTERS_A_WORD for w, s in zip(wide, size, strict=True)]
        shortest, points, words = COUNTED // 2, CHINESE_PUNCTUATION, CHINESE_FUNCTION_WORDS
    else:
        mass = [text.count(" ") + 1.0 for text in texts]
        shortest, points, words = COUNTED, PUNCTUATION, FUNCTION_WORDS
    punctuation = [
        0 if length < shortest else sum(map(text.count, points)) for text, length in zip(texts, size, strict=True)
    ]
    stops = [0 if length < shortest else sum(map(text.count, words)) for text, length in zip(texts, size, strict=True)]
    link = [min(1.0, block.linked / length) for block, length in zip(outline.blocks, size, strict=True)]
    ends = [text.endswith(ENDS) for text in texts]
    prose = [
        m if m > 6 and share < 0.35 and (end or m > SHORT) and (marks > 1 or m > 12) else 0.0  # noqa: PLR2004 - for trees to weigh
        for m, share, marks, end in zip(mass, link, punctuation, ends, strict=True)
    ]
    keywords = hints.keywords
    keys = [
        sum(map(text.lower().__contains__, keywords)) / len(keywords)
        if keywords and m > 8 and share < 0.5  # noqa: PLR2004 - the same
        else 0.0
        for text, m, share in zip(texts, mass, link, strict=True)
    ]
    cues = cue_families(texts, chinese=chinese)
    short = [m < SHORT for m in mass]
    hard = [c != 0 and s for c, s in zip(cues, short, strict=True)]
    heading = [outline.containers[block.container].tag in HEADINGS for block in outline.blocks]
    return Texts(
        chinese=chinese,
        mass=mass,
        link=link,
        prose=prose,
        punctuation=punctuation,
        stops=stops,
        ends=ends,
        keys=keys,
        cues=cues,
        related=[c & 1 == 1 and s for c, s in zip(cues, short, strict=True)],
        hard=hard,
        heading=heading,
        mass_sum=list(accumulate(mass, initial=0.0)),
        link_sum=list(accumulate((m * share for m, share in zip(mass, link, strict=True)), initial=0.0)),
        prose_sum=list(accumulate(prose, initial=0.0)),
        punctuation_sum=list(accumulate(punctuation, initial=0)),
        stops_sum=list(accumulate(stops, initial=0)),
        keys_sum=list(accumulate(keys, initial=0.0)),
        hard_sum=list(accumulate(hard, initial=0)),
        heading_sum=list(accumulate(heading, initial=0)),
    )


def _is_korean(texts: list[str], wide: int) -> bool:
    """Whether a page of wide characters is Korean, by the ends of its words, which no other page has."""
    page = "\n".join(texts)
    return sum(map(page.count, KOREAN_ENDINGS)) > KOREAN_SHARE * wide
