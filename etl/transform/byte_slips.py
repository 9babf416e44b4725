"""GBK text that lost a byte on its way: what follows was read one byte off until something brought it back into step.

`城东的集市` without its first byte is read 嵌牡募?: improbable Chinese. A search puts a byte back wherever that makes the rest likely
again. The byte itself is guessed only where the model is sure; elsewhere U+FFFD stands for the one character it spoilt.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from etl.models import Repair
from etl.transform.alignments import QUESTIONS, Token, Window, as_it_stands, best_alignment, bytes_of, stray, written
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

LOST_BYTE, LOST_BYTE_NEAR_QUESTION = -8.0, -6.0
"""The price of a byte that vanished: without a trace, or near a `?`."""

MARGIN = 6.0
"""Nats that a new reading must gain over the text as it stands."""

MARGIN_OF_GUESSES = 11.0
"""The same for a reading in which no character is formed of two bytes that are there."""

UNLIKELY = -8.5
"""A character less likely than this after the one before it speaks for damage, a likelier one against it."""

WORST = -14.0
"""No character counts as less likely than this."""

DOUBT, DOUBT_NEAR_QUESTION = 6.0, 3.0
"""Nats by which a stretch must fall short of `UNLIKELY`, and where a `?` stands near it."""

PROMISE = 9.0
"""Nats by which characters read one byte off must be likelier than those that stand there."""

REACH, LEAD, PADDING = 20, 3, 10
"""Characters around a sign that are looked at; before a doubted stretch, where a byte may be lost; around it, to judge by."""

LONGEST, MOST = 160, 40
"""Characters of a window, and windows of a text, that are worth the time; more is beyond repair."""

RUINED = "锟斤拷"
"""What GBK makes of U+FFFD: bytes that are gone."""

MOST_CHARACTERS, MOST_LOST = 100_000, 0.05
"""Characters of a document, and the share of them that is lost, up to which a search is worth the time."""

PAIR = 2

_HAN = "\u3400-\u9fff"
_TONED = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ"
_TOKEN = re.compile(rf"[?\ufffd](?P<syllable>[{_TONED}]{{1,6}})\)(?=[{_HAN}])|.", re.DOTALL)
_SIGNS = (
    re.compile(rf"[?\ufffd]+(?=[{_HAN}!A-Za-z/āáǎàēéěèīíǐìōóǒòūúǔùü\ue000-\uf8ff]|\Z)"),
    re.compile(rf"[@-~](?<=[{_HAN}].)(?=[{_HAN}])"),
    re.compile(
        "[\u0370-\u04ff\u2160-\u217f\u2500-\u257f\u3041-\u312f\ue000-\uf8ff＜＞＂＃＄＆＇＊＋＝＠＼＾＿｀｛｜｝]"
    ),
)
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

    >>> damaged = "工作人员表示，检查组来到城东的集市，".encode("gbk").replace("查".encode("gbk"), "查".encode("gbk")[1:])
    >>> realign(damaged.decode("gbk", "replace")).text
    '工作人员表示，检查组来到城东的集市，'

    Left alone: question marks that end questions, letters and rare characters in good Chinese, and whatever reads no better.
    """
    parts: list[str] = []
    repairs: list[Repair] = []
    done = 0
    for begin, end in _neighbourhoods(text):
        found = _TOKEN.finditer(text[begin:end])
        tokens = [Token(match[0], begin + match.start(), match["syllable"] or "") for match in found]
        for first, last in _doubted(tokens):
            window = tokens[max(0, first - PADDING) : last + PADDING]
            start, stop = window[0].start, window[-1].start + len(window[-1].text)
            if start < done or len(window) > LONGEST or len(repairs) >= MOST or not _may_have_slipped(window):
                continue
            after = _realigned(window, range(tokens[max(0, first - LEAD)].start, tokens[last - 1].start + 1))
            if after is not None:
                if _SWALLOWED_TAG.search(text, start, stop):
                    after = _TAG_REST.sub("", after)
                parts += (text[done:start], after)
                repairs.append(Repair("byte_slip", text[start:stop], after))
                done = stop
    return Realigned("".join([*parts, text[done:]]), tuple(repairs))


def is_worth_realigning(texts: Iterable[str]) -> bool:
    """Whether a document is short and whole enough: rows of question marks are beyond repair.

    >>> is_worth_realigning(["检查组来到城东的集市?"]), is_worth_realigning(["检?????市"])
    (True, False)
    """
    whole = "".join(texts)
    lost = sum(whole.count(question) for question in QUESTIONS) + len(RUINED) * whole.count(RUINED)
    return len(whole) <= MOST_CHARACTERS and lost <= max(1, MOST_LOST * len(whole))


def _neighbourhoods(text: str) -> Iterator[tuple[int, int]]:
    """Stretches around rare characters and odd signs; everything else is not worth a look."""
    if text.isascii():
        return
    hits = sorted([hit.start() for pattern in (*_SIGNS, rare_characters()) for hit in pattern.finditer(text)])
    begin = end = -1
    for before, hit, after in zip([-REACH, *hits], hits, [*hits[1:], len(text) + REACH], strict=False):
        if text[hit] not in QUESTIONS and hit - before >= REACH and after - hit >= REACH:
            continue  # one rare character or odd sign alone is a name or a formula
        if end < 0 or hit > end + PADDING:
            if end >= 0:
                yield begin, end
            begin = max(0, hit - REACH, end)
        end = min(len(text), hit + REACH)
    if end >= 0:
        yield begin, end


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


def _doubted(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Stretches that are improbable as a whole."""
    folded = [" ", *(fold(token.text[0]) for token in tokens)]
    enough = DOUBT_NEAR_QUESTION if any(token.is_lost for token in tokens) else DOUBT
    sum_, begin = 0.0, 0
    best: tuple[float, int, int] | None = None
    for place in range(len(tokens)):
        likely = follows(folded[place], folded[place + 1])
        sum_ += UNLIKELY - max(likely + stray(tokens[place], folded[place]), WORST)
        if best and (sum_ <= 0 or sum_ < best[0] - 2 * enough):
            yield best[1:]
            sum_, best = 0.0, None
        if sum_ <= 0:
            sum_, begin = 0.0, place + 1
        elif sum_ >= enough and (best is None or sum_ > best[0]):
            best = (sum_, begin, place + 1)
    if best:
        yield best[1:]


def _realigned(tokens: list[Token], core: range) -> str | None:
    """The likeliest reading of a window whose core is doubted, if it gains enough; None if the text is better left alone."""
    content, starts = bytes_of(tokens)
    foreign = minority_script("".join(token.text for token in tokens))
    window = Window(content, starts, core, foreign, LOST_BYTE_NEAR_QUESTION if None in content else LOST_BYTE)
    best = best_alignment(window)
    if best is None or (best.reread == 0 and best.guessed < PAIR):
        return None
    if best.score < as_it_stands(tokens) + (MARGIN if best.reread else MARGIN_OF_GUESSES):
        return None
    after = written(best, window)
    return None if after == "".join(token.text for token in tokens) else after
