"""GBK text that lost a byte on its way: what follows was read one byte off until something brought it back into step.

`城东的集市` without its first byte is read 嵌牡募?: improbable Chinese. A search puts a byte back wherever that makes the rest likely
again. The byte itself is guessed only where the model is sure; elsewhere U+FFFD stands for the one character it spoilt.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from etl.models import Repair
from etl.transform.alignments import QUESTIONS, Token, Window, alignments, as_it_stands, bytes_of, stray
from etl.transform.document_model import DocumentModel
from etl.transform.gbk_pairs import character_of
from etl.transform.language_model import (
    RARE,
    fold,
    follows,
    has_traditional,
    likelihood,
    minority_script,
    rare_characters,
)
from etl.transform.posteriors import LOST, Written, written


@dataclass(frozen=True, slots=True)
class Caution:
    """What it takes to believe in a lost byte; all in nats.

    Attributes:
        lost_byte: the price of a byte that vanished without a trace.
        near_question: the same, near a `?`.
        margin: what a new reading must gain over the text as it stands.
        margin_of_guesses: the same for a reading in which no character is formed of two bytes that are there.
        doubt: by how much a stretch must fall short of `UNLIKELY`.
        near_question_doubt: the same, near a `?`.
        sign: by how much an odd sign between Chinese characters falls short by itself.
    """

    lost_byte: float
    near_question: float
    margin: float
    margin_of_guesses: float
    doubt: float
    near_question_doubt: float
    sign: float


UNKNOWN = Caution(-8.0, -6.0, 6.0, 5.0, 6.0, 3.0, 0.0)
"""In a document of which nothing is known."""

DAMAGED = Caution(-5.0, -4.0, 3.0, 4.0, 3.0, 3.0, 3.0)
"""In one that lost a byte for certain elsewhere: another is no surprise."""

UNLIKELY = -8.5
"""A character less likely than this after the one before it speaks for damage, a likelier one against it."""

WORST = -14.0
"""No character counts as less likely than this."""

PROMISE = 9.0
"""Nats by which characters read one byte off must be likelier than those that stand there."""

REACH, LEAD, PADDING = 20, 3, 10
"""Characters around a sign that are looked at; before a doubted stretch, where a byte may be lost; around it, to judge by."""

LONGEST, MOST, MOST_OF_ALL = 160, 40, 250
"""Characters of a window, windows of a text and windows of a document that are worth the time; more is beyond repair."""

RUINED = "锟斤拷"
"""What GBK makes of U+FFFD: bytes that are gone."""

MOST_CHARACTERS, MOST_LOST, LOST_AT_ALL = 100_000, 0.05, 300
"""Characters of a document, and the share and the number of them that are lost, up to which a search is worth the time."""

MOST_CHARACTERS_BOLDLY = 20_000
"""Characters of a document up to which every odd sign in it is looked into, once it is known to be damaged."""

PAIR, DIGITS = 2, 3

_HAN = "\u3400-\u9fff"
_TONED = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ"
_TOKEN = re.compile(rf"[?\ufffd](?P<syllable>[{_TONED}]{{1,6}})\)(?=[{_HAN}])|.", re.DOTALL)
_BETWEEN = re.compile(rf"[@-~](?<=[{_HAN}].)(?=[{_HAN}])")
"""What may be the second byte of a character whose first is gone."""

_QUESTION = re.compile(r"[?\ufffd]+")
_ODD_QUESTION = re.compile(
    rf"[?\ufffd]+(?:(?=[{_HAN}\ue000-\uf8ff，、；：])|(?<=[^\0-\x7f][?\ufffd])(?=[!A-Za-z/āáǎàēéěèīíǐìōóǒòūúǔùü]|\Z))"
)
"""One that ends no question: with Chinese behind it, or before it and a letter behind it."""
_ODD = "\u0370-\u04ff\u2160-\u217f\u2474-\u249b\u2500-\u257f\u3041-\u312f＜＞＂＃＄＆＇＊＋＝＠＼＾＿｀｛｜｝"
"""What GBK read one byte off leaves behind, beside rare characters."""

_SWALLOWED_TAG, _TAG_REST = re.compile(r"[?\ufffd]/[a-z]{1,6}\d?>"), re.compile(r"/[a-z]{1,6}\d?>")
"""A closing tag whose `<` went with the lost byte, and what is left of it."""


@dataclass(frozen=True, slots=True)
class Realigned:
    """A text, and each stretch of it that was read anew."""

    text: str
    repairs: tuple[Repair, ...] = ()


def realign(text: str) -> Realigned:
    """Put lost bytes back where that makes improbable Chinese probable.

    >>> damaged = "管理处的工作人员表示，下一步将继续检查。".encode("gbk").replace("工".encode("gbk"), "工".encode("gbk")[1:])
    >>> realign(damaged.decode("gbk", "replace")).text
    '管理处的工作人员表示，下一步将继续检查。'

    Left alone: question marks that end questions, letters and rare characters in good Chinese, and whatever reads no better.
    """
    return Realigner([text]).realign(text)


class Realigner:
    """Reads the texts of one document: what it says elsewhere tells what a damaged text said, and that it is damaged at all."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Remember the texts, nothing more."""
        self._texts = dict.fromkeys(texts)
        self._search = _Search(DocumentModel(self._texts))

    @cached_property
    def _cautious(self) -> dict[str, Realigned]:
        """What is certain without knowing the document; only what changes."""
        realigned = ((text, _realign(text, self._search, UNKNOWN)) for text in _with_signs(list(self._texts)))
        return {text: one for text, one in realigned if one.repairs}

    def realigned(self, texts: Sequence[str]) -> list[tuple[int, Realigned]]:
        """The texts that are read anew, by their places among those that are given."""
        if not self._cautious and all(map(self._texts.__contains__, texts)):
            return []
        found = ((place, self.realign(text)) for place, text in enumerate(texts))
        return [(place, one) for place, one in found if one.repairs]

    def realign(self, text: str) -> Realigned:
        """Put lost bytes back into one text of the document: boldly, once some text of it is known to have lost one."""
        if self._cautious and self._search.document.characters <= MOST_CHARACTERS_BOLDLY:
            return _realign(text, self._search, DAMAGED)
        if text in self._texts:
            return self._cautious.get(text, Realigned(text))
        return _realign(text, self._search, UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Search:
    """What was searched in one document, so that what stands there a thousand times is searched once.

    Attributes:
        document: what it says.
        found: by window, core and caution, what is believed of it.
    """

    document: DocumentModel
    found: dict[tuple[object, ...], Written | None] = field(default_factory=dict)

    def believed(self, window: list[Token], core: range, caution: Caution) -> Written | None:
        """Find the likeliest reading of a window, if it is worth the time."""
        begin = window[0].start
        pieces = tuple((token.text, token.syllable) for token in window)
        key = (pieces, core.start - begin, core.stop - begin, caution)
        if key not in self.found:
            if len(self.found) >= MOST_OF_ALL:
                return None
            self.found[key] = _realigned(window, core, self.document, caution)
        return self.found[key]


def _realign(text: str, search: _Search, caution: Caution) -> Realigned:
    parts: list[str] = []
    repairs: list[Repair] = []
    done = searches = 0
    for begin, end in _neighbourhoods(text, caution):
        if caution is UNKNOWN and _reads_well(text[begin:end]):
            continue
        found = _TOKEN.finditer(text[begin:end])
        tokens = [Token(match[0], begin + match.start(), match["syllable"] or "") for match in found]
        for first, last in _doubted(tokens, caution):
            window = tokens[max(0, first - PADDING) : last + PADDING]
            start, stop = window[0].start, window[-1].start + len(window[-1].text)
            if start < done or len(window) > LONGEST or searches >= MOST:
                continue
            if caution is UNKNOWN and not _may_have_slipped(window):
                continue
            searches += 1
            core = range(tokens[max(0, first - LEAD)].start, tokens[last - 1].start + 1)
            believed = search.believed(window, core, caution)
            if believed is not None:
                after = believed.text
                if _SWALLOWED_TAG.search(text, start, stop):
                    after = _TAG_REST.sub("", after)
                parts += (text[done:start], after)
                repairs.append(Repair("byte_slip", text[start:stop], after, score=round(believed.score, DIGITS)))
                repairs += (_open(candidates) for candidates in believed.candidates)
                done = stop
    return Realigned("".join([*parts, text[done:]]), tuple(repairs))


def _open(candidates: tuple[tuple[str, float], ...]) -> Repair:
    """What a character that stays open may be."""
    named = "、".join(f"{character} {100 * share:.0f} %" for character, share in candidates)
    return Repair("byte_slip_open", LOST, named, score=round(candidates[0][1], DIGITS) if candidates else None)


def is_worth_realigning(texts: Iterable[str]) -> bool:
    """Whether a document is short and whole enough: rows of question marks are beyond repair.

    >>> is_worth_realigning(["检查组来到城东的集市?"]), is_worth_realigning(["检?????市"])
    (True, False)
    """
    whole = "".join(texts)
    lost = sum(whole.count(question) for question in QUESTIONS) + len(RUINED) * whole.count(RUINED)
    return len(whole) <= MOST_CHARACTERS and lost <= min(max(1, MOST_LOST * len(whole)), LOST_AT_ALL)


def _neighbourhoods(text: str, caution: Caution) -> Iterator[tuple[int, int]]:
    """Stretches around rare characters and odd signs; everything else is not worth a look."""
    if text.isascii():
        return
    signs = [_BETWEEN, _odd_or_rare()]
    if any(question in text for question in QUESTIONS):
        signs.append(_QUESTION if caution.sign else _ODD_QUESTION)
    hits = sorted({hit.start() for sign in signs for hit in sign.finditer(text)})
    if not hits:
        return
    begin = end = -1
    for before, hit, after in zip([-REACH, *hits], hits, [*hits[1:], len(text) + REACH], strict=False):
        if not caution.sign and text[hit] not in QUESTIONS and hit - before >= REACH and after - hit >= REACH:
            continue  # one rare character or odd sign alone is a name or a formula
        if end < 0 or hit > end + PADDING:
            if end >= 0:
                yield begin, end
            begin = max(0, hit - REACH, end)
        end = min(len(text), hit + REACH)
    if end >= 0:
        yield begin, end


@cache
def _odd_or_rare() -> re.Pattern[str]:
    """One class of characters, so that a text is gone through once."""
    return re.compile(rare_characters().pattern[:-1] + _ODD + "]")


def _with_signs(texts: list[str]) -> Iterator[str]:
    """The texts that hold a `?`, or two signs close to each other: one pass over all of them."""
    whole = "\n".join(texts)
    hits = sorted(hit.start() for sign in (_BETWEEN, _odd_or_rare()) for hit in sign.finditer(whole))
    near = {hit for pair in pairwise(hits) if pair[1] - pair[0] < REACH for hit in pair}
    if not near and not any(question in whole for question in QUESTIONS):
        return
    begin = 0
    places = sorted(near)
    for text in texts:
        end = begin + len(text)
        at = bisect_left(places, begin)
        if (at < len(places) and places[at] < end) or any(question in text for question in QUESTIONS):
            yield text
        begin = end + 1


def _reads_well(text: str) -> bool:
    """Whether nothing of a stretch without `?` is improbable as a whole: most rare characters stand in words of theirs."""
    if any(question in text for question in QUESTIONS):
        return False
    doubt = 0.0
    for first, second in pairwise(" " + fold(text)):
        doubt = max(0.0, doubt + UNLIKELY - max(follows(first, second), WORST))
        if doubt >= UNKNOWN.doubt:
            return False
    return True


def _may_have_slipped(window: list[Token]) -> bool:
    """A glance before the search: some `?` stands inside, or the bytes read one off are good Chinese for a while."""
    if any(token.is_lost for token in window):
        return True
    pieces = [token.text.encode("gbk", "ignore") for token in window]
    has_letters = has_traditional("".join(token.text for token in window))  # as second bytes of its characters
    gain, last, last_shifted = 0.0, " ", " "
    for token, piece, following in zip(window, pieces, pieces[1:], strict=False):
        standing = fold(token.text)
        shifted = fold(character_of(piece[1], following[0])) if len(piece) == PAIR and following else ""
        if shifted and len(following) == PAIR:
            gain += max(follows(last_shifted, shifted), WORST) - max(follows(last, standing), WORST)
            gain = max(0.0, gain)
        elif shifted and has_letters and likelihood(shifted) > RARE and follows(last, standing) < UNLIKELY:
            return True
        else:
            gain = 0.0
        if gain >= PROMISE:
            return True
        last, last_shifted = standing, shifted or " "
    return False


def _doubted(tokens: list[Token], caution: Caution) -> Iterator[tuple[int, int]]:
    """Stretches that are improbable as a whole."""
    folded = [" ", *(fold(token.text[0]) for token in tokens)]
    enough = caution.near_question_doubt if any(token.is_lost for token in tokens) else caution.doubt
    odd = _odd(tokens) if caution.sign else set[int]()
    sum_, begin = 0.0, 0
    best: tuple[float, int, int] | None = None
    for place in range(len(tokens)):
        likely = follows(folded[place], folded[place + 1])
        sum_ += UNLIKELY - max(likely + stray(tokens[place], folded[place]), WORST)
        if place in odd:
            sum_ = max(sum_, 0.0) + caution.sign
        if best and (sum_ <= 0 or sum_ < best[0] - 2 * enough):
            yield best[1:]
            sum_, best = 0.0, None
        if sum_ <= 0:
            sum_, begin = 0.0, place + 1
        elif sum_ >= enough and (best is None or sum_ > best[0]):
            best = (sum_, begin, place + 1)
    if best:
        yield best[1:]


def _odd(tokens: list[Token]) -> set[int]:
    """The places of signs that speak for themselves, once the document is known to be damaged."""
    between = (hit.start() for hit in _BETWEEN.finditer("".join(token.text[0] for token in tokens)))
    return {*between, *(place for place, token in enumerate(tokens) if token.is_lost)}


def _realigned(tokens: list[Token], core: range, document: DocumentModel, caution: Caution) -> Written | None:
    """The likeliest reading of a window whose core is doubted, if it gains enough; None if the text is better left alone."""
    content, starts = bytes_of(tokens)
    standing = "".join(token.text for token in tokens)
    model = document.without(standing)
    price = caution.near_question if None in content else caution.lost_byte
    window = Window(content, starts, core, minority_script(standing), price, model, caution is DAMAGED)
    readings = alignments(window)
    if not readings:
        return None
    best = readings[0]
    if best.reread == 0 and best.guessed < (PAIR if caution is UNKNOWN else 1):
        return None
    if best.score < as_it_stands(tokens, model) + (caution.margin if best.reread else caution.margin_of_guesses):
        return None
    after = written(readings, window)
    return None if after.text == standing else after
