"""The likeliest way to divide bytes into characters, where some byte is missing.

A beam search walks through the bytes of a window. In step with the text as it stands it may copy what stands there, or put a lost
byte back; out of step it pairs the bytes anew, until an ASCII byte or a `?` brings both into step again.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

from etl.transform.gbk_pairs import LETTERS, beginning_with, between, character_of, ending_in, read_as
from etl.transform.language_model import RARE, fold, follows, likelihood

WIDTH, HOPELESS = 10, 20.0
"""Readings that are kept side by side, and nats behind the best at which one is given up."""

LOST_SEEN, FOREIGN = -3.0, -4.0
"""The prices of a lost byte that a `?` stands for, and of a character in the script that the text is not printed in."""

STRAY, QUESTION_EXPECTED = -4.0, -5.0
"""The price of a `?` behind a character that ends no question: one that `？` follows with less than this log-probability."""

GUESSES = 12
"""Characters tried in the place of one whose byte is lost."""

SURE = 0.75
"""From this posterior on a character is guessed; below, U+FFFD stands for it."""

QUESTIONS = "?\ufffd"
"""What stands for bytes that were no character."""

LOST = "\ufffd"

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
        lost_byte: the price of a byte that vanished.
    """

    content: tuple[int | None, ...]
    starts: dict[int, Token]
    core: range
    foreign: frozenset[str]
    lost_byte: float

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
        last: the character as the model spells it.
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


def best_alignment(window: Window) -> Alignment | None:
    """The likeliest reading of a window; None if the bytes end between two."""
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
    return max(beam.get(end, ()), key=lambda reading: reading.score, default=None)


def as_it_stands(tokens: list[Token]) -> float:
    """The score of a text that is left alone."""
    reading = START
    for token in tokens:
        reading = _copied(reading, token)
    return reading.score


def stray(token: Token, last: str) -> float:
    """The price of a `?` that ends no question."""
    return STRAY if token.text in QUESTIONS and follows(last, "？") < QUESTION_EXPECTED else 0.0


def _copied(before: Alignment, token: Token) -> Alignment:
    return _step(before, token.text, stray(token, before.last))


def _in_step(before: Alignment, token: Token, place: int, window: Window) -> Iterator[tuple[int, Alignment]]:
    """In step with the text as it stands: copy a token, or put a lost byte back."""
    first, second = window.byte(place), window.byte(place + 1)
    size = (
        next((at for at in range(place + 1, len(window.content)) if at in window.starts), len(window.content)) - place
    )
    yield size, _copied(before, token)
    if (
        token.syllable and second is not None and before.text
    ):  # the reading tells which first byte was swallowed with its bracket
        last_byte = before.text[-1].encode("gb18030", "replace")[-1]
        yield from (
            (2, guess) for guess in _guesses(before, read_as(token.syllable, last_byte, second), LOST_SEEN, window, 2)
        )
    elif first is None and second is not None:  # a `?` stands for the first byte
        yield from ((2, guess) for guess in _guesses(before, ending_in(second), LOST_SEEN, window, 1))
    elif first is None and place + 1 in window.starts:  # `??` stands for a whole character
        following = window.starts.get(place + 2)
        choices = between(before.last, fold(following.text[0]) if following else " ", window.byte(place + 2))
        yield from ((2, guess) for guess in _guesses(before, choices, LOST_SEEN, window, 2))
    elif first is not None and token.start in window.core and first >= LETTERS.start:
        counts = 2 if first in LETTERS else 1  # a letter is a second byte with nothing out of step behind it
        yield from ((1, guess) for guess in _guesses(before, ending_in(first), window.lost_byte, window, counts))
        if first not in LETTERS:
            yield from (
                (1, guess) for guess in _guesses(before, beginning_with(first, None), window.lost_byte, window, 1)
            )


def _out_of_step(before: Alignment, place: int, window: Window) -> Iterator[tuple[int, Alignment]]:
    """Out of step: pair the bytes, or meet an ASCII byte or a `?` that ends it."""
    first, second = window.byte(place), window.byte(place + 1)
    if first is None:
        return
    if first <= LETTERS.stop:
        yield 1, _step(before, chr(first), 0.0)
    elif second is not None:
        character = character_of(first, second)
        if character:
            step = _step(before, character, window.price(character))
            yield 2, replace(step, reread=before.reread + (likelihood(step.last) > RARE))
    elif place + 1 in window.starts:  # a `?` stands for the second byte
        after = window.byte(place + 2)
        choices = beginning_with(first, after)
        yield from ((2, guess) for guess in _guesses(before, choices, 0.0, window, 0 if after is None else 1))


def _step(before: Alignment, text: str, price: float) -> Alignment:
    last = fold(text[0])
    return Alignment(
        before.score + price + follows(before.last, last), text, last, before, before.reread, before.guessed
    )


def _guesses(
    before: Alignment, choices: tuple[str, ...], price: float, window: Window, counts: int
) -> Iterator[Alignment]:
    """The likeliest characters in the place of one whose byte is lost."""
    if before.last in PUNCTUATION:
        choices = tuple(choice for choice in choices if choice not in PUNCTUATION)
    for character in _likeliest(before.last, choices, window.foreign):
        guess = _step(before, character, price + window.price(character))
        yield replace(guess, guessed=before.guessed + counts, choices=choices)


@lru_cache(maxsize=20_000)
def _likeliest(last: str, choices: tuple[str, ...], foreign: frozenset[str]) -> tuple[str, ...]:
    def likely(character: str) -> tuple[float, str]:
        return follows(last, fold(character)) + (FOREIGN if character in foreign else 0.0), character

    return tuple(nlargest(GUESSES, choices, key=likely))


def written(end: Alignment, window: Window) -> str:
    """The characters of a reading: a guess is the likeliest of its choices between its neighbours, or U+FFFD if others rival it."""
    steps: list[Alignment] = []
    step: Alignment | None = end
    while step is not None:
        steps.append(step)
        step = step.before
    steps.reverse()
    columns = [step.choices or (step.text,) for step in steps]
    folded = [tuple(fold(choice[:1]) or " " for choice in column) for column in columns]
    prices = [[window.price(choice) if len(column) > 1 else 0.0 for choice in column] for column in columns]
    ahead = _sums(folded, prices)
    behind = _sums(folded[::-1], prices[::-1], is_reversed=True)[::-1]
    text = []
    for column, left, right, price in zip(columns, ahead, behind, prices, strict=True):
        weights = [math.exp(a + b - p) for a, b, p in zip(left, right, price, strict=True)]
        best = max(range(len(column)), key=weights.__getitem__)
        text.append(column[best] if weights[best] >= SURE * sum(weights) else LOST)
    return "".join(text)


def _sums(columns: list[tuple[str, ...]], prices: list[list[float]], *, is_reversed: bool = False) -> list[list[float]]:
    """For each character of each column, the log-likelihood of all ways that lead there, less that of the column's best."""
    sums = [prices[0]]
    for (before, column), price in zip(pairwise(columns), prices[1:], strict=True):
        row = []
        for character, cost in zip(column, price, strict=True):
            ways = [
                value + (follows(character, other) if is_reversed else follows(other, character))
                for other, value in zip(before, sums[-1], strict=True)
            ]
            top = max(ways)
            row.append(cost + top + math.log(sum(math.exp(way - top) for way in ways)))
        top = max(row)
        sums.append([value - top for value in row])
    return sums
