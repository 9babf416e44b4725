"""The likeliest way to divide bytes into characters, where some byte is missing.

A beam search walks through the bytes of a window. In step with the text as it stands it may copy what stands there, or put a lost
byte back; out of step it pairs the bytes anew, until an ASCII byte or a `?` brings both into step again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest

from etl.transform.document_model import WindowModel
from etl.transform.gbk_pairs import (
    LETTERS,
    beginning_with,
    between,
    breaks_before,
    character_of,
    ending_in,
    is_guessable,
    read_as,
)
from etl.transform.language_model import RARE, fold, follows, likelihood

WIDTH, HOPELESS = 10, 20.0
"""Readings that are kept side by side, and nats behind the best at which one is given up."""

LOST_SEEN, LOST_HALF_SEEN, FOREIGN = -3.0, -6.0, -4.0
"""The prices of a lost byte that a `?` stands for, of two of which it stands for one, and of a character in the script that the text
is not printed in."""

STRAY, QUESTION_EXPECTED = -4.0, -5.0
"""The price of a `?` behind a character that ends no question: one that `？` follows with less than this log-probability."""

GUESSES = 12
"""Characters tried in the place of one whose byte is lost."""

QUESTIONS = "?\ufffd"
"""What stands for bytes that were no character."""

PUNCTUATION = "，。、：；！？"
"""Marks of which no second one is guessed behind one."""

_FOLDED = {mark: bytes((0xA3, ord(mark) + 0x80)) for mark in ",.:;!()"}
"""Punctuation that was folded to ASCII after the damage; in GBK it had two bytes."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text as it stands.

    Attributes:
        text: as it stands.
        start: where in the text.
        syllable: of an inserted reading whose bracket was swallowed with the lost byte; empty for anything else.
    """

    text: str
    start: int
    syllable: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether it stands for bytes that were no character."""
        return bool(self.syllable) or self.text in QUESTIONS


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text and the bytes it was read from.

    Attributes:
        content: the bytes; None where a `?` stands for one.
        starts: the tokens, by the place of their first byte.
        core: the places in the text where a byte may have vanished.
        foreign: characters of the script that the text is not printed in.
        lost_byte: the price of a byte that vanished without a trace.
        model: what is likely here.
        is_damaged: the document is known to have lost bytes, so a `?` may stand for any character; else it is what some program printed
            for a character that it did not know.
    """

    content: tuple[int | None, ...]
    starts: dict[int, Token]
    core: range
    foreign: frozenset[str]
    lost_byte: float
    model: WindowModel
    is_damaged: bool = False

    def byte(self, place: int) -> int | None:
        """The byte at a place; None beyond the end, too."""
        return self.content[place] if place < len(self.content) else None

    def price(self, character: str) -> float:
        """What a character costs beside its likelihood."""
        return FOREIGN if character in self.foreign else 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A reading of a window up to one character.

    Attributes:
        score: log-probability of all characters so far, prices included.
        text: the character.
        last: the last two characters as the model spells them.
        before: the reading up to the one before.
        reread: how many characters, none of them rare, were formed of bytes that belong to others in the text as it stands.
        guessed: how many were formed of one such byte, or in the place of a `?`; what stands for more counts twice.
        choices: what else the character might be, if a byte of it is lost.
    """

    score: float
    text: str
    last: str
    before: "Alignment | None" = None
    reread: int = 0
    guessed: int = 0
    choices: tuple[str, ...] = ()


START = Alignment(0.0, "", " ")


def bytes_of(tokens: list[Token]) -> tuple[tuple[int | None, ...], dict[int, Token]]:
    """The bytes that tokens were read from, and the tokens by the place of their first."""
    content: list[int | None] = []
    starts: dict[int, Token] = {}
    for token in tokens:
        starts[len(content)] = token
        if token.is_lost:
            content.append(None)
        else:
            content.extend(_FOLDED.get(token.text) or token.text.encode("gb18030", "replace"))
    return tuple(content), starts


def alignments(window: Window) -> list[Alignment]:
    """The likeliest readings of a window, best first; none if the bytes end between two."""
    beam: dict[int, list[Alignment]] = {0: [START]}
    end = len(window.content)
    for place in range(end):
        readings = nlargest(WIDTH, beam.pop(place, ()), key=lambda reading: reading.score)
        for reading in readings:
            if reading.score < readings[0].score - HOPELESS:
                break
            token = window.starts.get(place)
            ways = _in_step(reading, token, place, window) if token else _out_of_step(reading, place, window)
            for size, following in ways:
                beam.setdefault(place + size, []).append(following)
    return sorted(beam.get(end, ()), key=lambda reading: -reading.score)


def as_it_stands(tokens: list[Token], model: WindowModel) -> float:
    """The score of a text that is left alone."""
    reading = START
    for token in tokens:
        reading = _copied(reading, token, model)
    return reading.score


def stray(token: Token, last: str) -> float:
    """The price of a `?` that ends no question."""
    return STRAY if token.text in QUESTIONS and follows(last, "？") < QUESTION_EXPECTED else 0.0


def _copied(before: Alignment, token: Token, model: WindowModel) -> Alignment:
    return _step(before, token.text, stray(token, before.last[-1]), model)


def _in_step(before: Alignment, token: Token, place: int, window: Window) -> Iterator[tuple[int, Alignment]]:
    """In step with the text as it stands: copy a token, or put a lost byte back."""
    first, second = window.byte(place), window.byte(place + 1)
    size = (
        next((at for at in range(place + 1, len(window.content)) if at in window.starts), len(window.content)) - place
    )
    yield size, _copied(before, token, window.model)
    if (
        token.syllable and second is not None and before.text
    ):  # the reading tells which first byte was swallowed with its bracket
        last_byte = before.text[-1].encode("gb18030", "replace")[-1]
        yield from _guesses(before, read_as(token.syllable, last_byte, second), window, _Lost(place, 2, LOST_SEEN, 2))
    elif first is None and second is not None:  # a `?` stands for the first byte
        yield from _guesses(before, ending_in(second), window, _Lost(place, 2, LOST_SEEN, 1))
    elif first is None and place + 1 in window.starts and window.is_damaged:  # `??` stands for a whole character
        yield from _guesses(before, _whole(before, place, 2, window), window, _Lost(place, 2, LOST_SEEN, 2))
    if (
        token.text in QUESTIONS and window.is_damaged
    ):  # it stands for one byte of a character whose other is gone without a trace
        yield from _guesses(before, _whole(before, place, 1, window), window, _Lost(place, 1, LOST_HALF_SEEN, 2))
    elif first is not None and token.start in window.core and first >= LETTERS.start:
        counts = 2 if first in LETTERS else 1  # a letter is a second byte with nothing out of step behind it
        lost = _Lost(place, 1, window.lost_byte, counts)
        yield from _guesses(before, ending_in(first), window, lost)
        if first not in LETTERS:
            yield from _guesses(before, beginning_with(first, None), window, lost)


def _whole(before: Alignment, place: int, size: int, window: Window) -> tuple[str, ...]:
    """What may stand in the place of so many `?`: what is likely between its neighbours, and breaks as it was seen to."""
    last, following, byte = before.last[-1], _following(window, place + size), window.byte(place + size)
    choices = dict.fromkeys((*between(last, following), *window.model.seen_between(last, following)))
    return tuple(choice for choice in choices if is_guessable(choice) and breaks_before(choice, byte, either=size == 1))


def _out_of_step(before: Alignment, place: int, window: Window) -> Iterator[tuple[int, Alignment]]:
    """Out of step: pair the bytes, or meet an ASCII byte or a `?` that ends it."""
    first, second = window.byte(place), window.byte(place + 1)
    if first is None:
        return
    if first <= LETTERS.stop:
        yield 1, _step(before, chr(first), 0.0, window.model)
    elif second is not None:
        character = character_of(first, second)
        if character:
            step = _step(before, character, window.price(character), window.model)
            yield 2, replace(step, reread=before.reread + (likelihood(step.last[-1]) > RARE))
    elif place + 1 in window.starts:  # a `?` stands for the second byte
        after = window.byte(place + 2)
        choices = beginning_with(first, after)
        yield from _guesses(before, choices, window, _Lost(place, 2, 0.0, 0 if after is None else 1))


def _step(before: Alignment, text: str, price: float, model: WindowModel) -> Alignment:
    folded = fold(text[0])
    score = before.score + price + model.given(before.last, folded)
    return Alignment(score, text, before.last[-1] + folded, before, before.reread, before.guessed)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Where a byte is lost: in a character that begins at a place and has `size` bytes left, at a price; what its guess counts for."""

    place: int
    size: int
    price: float
    counts: int


def _guesses(
    before: Alignment, choices: tuple[str, ...], window: Window, lost: _Lost
) -> Iterator[tuple[int, Alignment]]:
    """The likeliest characters in the place of one whose byte is lost."""
    last = before.last[-1]
    if last in PUNCTUATION:
        choices = tuple(choice for choice in choices if choice not in PUNCTUATION)
    following = _following(window, lost.place + lost.size)
    likely = _likeliest(last, choices, following, window.foreign)
    known = (choice for choice in choices if choice not in likely and window.model.has_seen(last + fold(choice)))
    for character in (*likely, *known):
        guess = _step(before, character, lost.price + window.price(character), window.model)
        yield lost.size, replace(guess, guessed=before.guessed + lost.counts, choices=choices)


def _following(window: Window, place: int) -> str:
    """The character, folded, that stands at a place if it is read from there; a space if that cannot be told."""
    if place in window.starts:
        return fold(window.starts[place].text[0])
    first, second = window.byte(place), window.byte(place + 1)
    if first is None or first <= LETTERS.stop:
        return " " if first is None else fold(chr(first))
    return fold(character_of(first, second)) or " " if second is not None else " "


@lru_cache(maxsize=20_000)
def _likeliest(last: str, choices: tuple[str, ...], following: str, foreign: frozenset[str]) -> tuple[str, ...]:
    def likely(character: str) -> tuple[float, str]:
        folded = fold(character)
        price = FOREIGN if character in foreign else 0.0
        return follows(last, folded) + (follows(folded, following) if following != " " else 0.0) + price, character

    return tuple(nlargest(GUESSES, choices, key=likely))
