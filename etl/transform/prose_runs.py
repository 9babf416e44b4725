"""Runs of prose: what belongs together because little else stands between, in a page's blocks and in a capture's lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FAR = 999
"""How far away is what does not stand there at all."""

CUE_JUNK = 4.0
"""Words of junk that a cue counts for."""


@dataclass(slots=True)
class Run:
    """Prose that is broken by little else.

    Attributes:
        first: its first place.
        last: its last, which is prose, too.
        junk: words of what is no prose since the run before, or since the beginning.
    """

    first: int
    last: int
    junk: float


@dataclass(frozen=True, slots=True)
class Patience:
    """What ends a run of prose.

    Attributes:
        junk: so many words of junk, a cue counting for `CUE_JUNK`.
        places: so many places in a row that are no prose.
    """

    junk: float
    places: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands before each place, and one after the last: the sum of all words, of those that are junk, and of cues."""

    mass: Sequence[float]
    junk: Sequence[float]
    cues: Sequence[float]


def prose_runs(prose: Iterable[float], sums: Sums, patience: Patience) -> list[Run]:
    """Join prose, words of it for each place, to runs.

    >>> nothing = [0.0] * 6
    >>> prose_runs([9, 0, 9, 0, 0], Sums(nothing, nothing, nothing), Patience(12.0, 7))
    [Run(first=0, last=2, junk=0.0)]
    """
    runs: list[Run] = []
    for place, words in enumerate(prose):
        if not words:
            continue
        if not runs:
            runs.append(Run(place, place, sums.mass[place]))
            continue
        before = runs[-1].last
        junk = sums.junk[place] - sums.junk[before + 1] + CUE_JUNK * (sums.cues[place] - sums.cues[before + 1])
        if junk > patience.junk or place - before > patience.places:
            runs.append(Run(place, place, junk))
        else:
            runs[-1].last = place
    return runs


def nearest(runs: Sequence[Run], places: int) -> Iterator[int]:
    """Give for each place the number of the run that it belongs to, or is nearest to; of two, the one above.

    >>> list(nearest([Run(0, 1, 0.0), Run(5, 5, 20.0)], 7))
    [0, 0, 0, 0, 1, 1, 1]
    """
    current = 0
    for place in range(places):
        while current + 1 < len(runs) and runs[current + 1].first - place < place - runs[current].last:
            current += 1
        yield current


def since(flags: Iterable[object]) -> list[int]:
    """Count how many places ago the last flag stood.

    >>> since([False, True, False, False])
    [999, 0, 1, 2]
    """
    found, last = [], -FAR
    for place, flag in enumerate(flags):
        if flag:
            last = place
        found.append(min(FAR, place - last))
    return found
