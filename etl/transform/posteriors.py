"""What a reading of a damaged window may be believed to say, character by character.

Many readings rival for the same bytes: another character with the same second byte, another place where the byte was lost. Each has
its share of the probability of all. A character that too few of them agree on is not written: U+FFFD stands for it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.transform.alignments import Alignment, Window
from etl.transform.language_model import fold

LOST = "\ufffd"

SURE, SURE_ALONE = 0.75, 0.9
"""From this share on a character is written; the second where it is the only one that is formed anew, so that nothing else speaks for it."""

RIVALS, FAR = 12, 9.0
"""Readings that are weighed, and nats behind the best at which one weighs nothing."""

NAMED = 4
"""Candidates that are named for a character that stays open."""


@dataclass(frozen=True, slots=True)
class Written:
    """A window as it may be believed.

    Attributes:
        text: U+FFFD where no character is sure.
        score: the share of the least sure character that is formed anew and written.
        candidates: for each U+FFFD, what it may stand for, likeliest first, each with its share.
    """

    text: str
    score: float = 1.0
    candidates: tuple[tuple[tuple[str, float], ...], ...] = ()


def written(readings: Sequence[Alignment], window: Window) -> Written:
    """The likeliest text of all readings, best reading first; U+FFFD for what its rivals do not agree on."""
    texts: dict[str, float] = {}
    for reading in _one_of_each(readings):
        for text, score in _spelled(reading, window):
            texts[text] = max(score, texts.get(text, -math.inf))
    top = max(texts.values())
    weights = {text: math.exp(score - top) for text, score in texts.items()}
    best = max(weights, key=lambda text: (weights[text], text))
    total = sum(weights.values())
    shares = [0.0] * len(best)
    for text, weight in weights.items():
        for at in _agreeing(best, text):
            shares[at] += weight / total
    is_alone = not readings[0].reread and sum(bool(step.choices) for step in _steps(readings[0])) <= 1
    sure = SURE_ALONE if is_alone else SURE
    kept = "".join(character if share >= sure else LOST for character, share in zip(best, shares, strict=True))
    certain = min((share for share in shares if share >= sure), default=0.0)
    return Written(
        kept,
        min(1.0, certain),
        tuple(_candidates(at, best, weights, total) for at, share in enumerate(shares) if share < sure),
    )


def _one_of_each(readings: Sequence[Alignment]) -> list[Alignment]:
    """The best of the readings that differ in a guess alone."""
    chosen: dict[tuple[str | None, ...], Alignment] = {}
    for reading in readings:
        if reading.score < readings[0].score - FAR:
            break
        chosen.setdefault(tuple(None if step.choices else step.text for step in _steps(reading)), reading)
    return list(chosen.values())[:RIVALS]


def _steps(end: Alignment) -> list[Alignment]:
    steps: list[Alignment] = []
    step: Alignment | None = end
    while step is not None and step.before is not None:
        steps.append(step)
        step = step.before
    return steps[::-1]


def _spelled(reading: Alignment, window: Window) -> Iterator[tuple[str, float]]:
    """The texts that a reading may mean, one guess of it changed at a time, and the score of each."""
    texts = [step.text for step in _steps(reading)]
    folded = [" ", *(fold(text[0]) for text in texts), *"  "]
    yield "".join(texts), reading.score
    for at, step in enumerate(_steps(reading)):
        if not step.choices:
            continue
        before, (one, two) = ("".join(folded[max(0, at - 1) : at + 1]), folded[at + 2 : at + 4])

        def local(choice: str, before: str = before, one: str = one, two: str = two) -> float:
            spelled, model = fold(choice), window.model
            return (
                model.given(before, spelled)
                + model.given(before[-1] + spelled, one)
                + model.given(spelled + one, two)
                + window.price(choice)
            )

        standing = local(step.text)
        for choice in step.choices:
            if choice != step.text:
                yield "".join((*texts[:at], choice, *texts[at + 1 :])), reading.score - standing + local(choice)


def _agreeing(best: str, other: str) -> Iterator[int]:
    """The places of `best` at which the other text has the same character."""
    if len(best) == len(other):
        yield from (at for at, (a, b) in enumerate(zip(best, other, strict=True)) if a == b)
        return
    begin = _same(best, other)
    end = min(_same(best[::-1], other[::-1]), len(best) - begin)
    yield from range(begin)
    yield from range(len(best) - end, len(best))


def _same(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _candidates(at: int, best: str, weights: dict[str, float], total: float) -> tuple[tuple[str, float], ...]:
    shares: dict[str, float] = {}
    for text, weight in weights.items():
        if len(text) == len(best):
            shares[text[at]] = shares.get(text[at], 0.0) + weight / total
    likely = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple(likely[:NAMED])
