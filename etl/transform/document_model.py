"""How likely a character is after two others in one document: what the language says, and what the document says elsewhere.

Names and terms recur: what an article says in ten clean places is the best witness to the eleventh, which lost a byte.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from operator import add

from etl.transform.language_model import fold, follows_two

ELSEWHERE = (0.05, 0.15, 0.20)
"""What a long document's own counts of single characters, pairs and threes weigh beside the language."""

SHORT = 300
"""A document of so many characters weighs half of that."""

BACKED = 0.5
"""How many more times a character counts as seen behind others, each as likely as behind fewer."""

LONGEST_ROW = 3


class DocumentModel:
    """The counts of one document, taken when a text of it is first looked at closely."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Remember the texts, nothing more."""
        self._texts: Sequence[str] = tuple(texts)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often one, two and three folded characters stand in a row."""
        counts: Counter[str] = Counter()
        for text in self._texts:
            counts.update(_rows(text))
        return counts

    @cached_property
    def around(self) -> dict[str, list[str]]:
        """The threes, by their first and last character."""
        threes: dict[str, list[str]] = {}
        for row in self.counts:
            if len(row) == LONGEST_ROW:
                threes.setdefault(row[0] + row[-1], []).append(row)
        return threes

    @cached_property
    def characters(self) -> int:
        """How many characters there are."""
        return sum(map(len, self._texts))

    def without(self, text: str) -> "WindowModel":
        """The model for a stretch of the document, which is no witness to itself."""
        return WindowModel(self, Counter(_rows(text)))


class WindowModel:
    """What is likely in one stretch of a document.

    >>> model = DocumentModel(["云溪桥通车", "记者走上云溪桥", "云?桥"]).without("云?桥")
    >>> model.given("上云", "溪") > DocumentModel().without("").given("上云", "溪")
    True
    """

    def __init__(self, document: DocumentModel, own: Counter[str]) -> None:
        """Take a stretch's own counts off those of its document."""
        self._document, self._counts, self._characters, self._own = (
            document, document.counts, document.characters, own,
        )  # fmt: skip
        self._known: dict[tuple[str, str], float] = {}

    def given(self, before: str, character: str) -> float:
        """The log-probability of a folded character after one or two others."""
        known = self._known.get((before, character))
        if known is None:
            known = self._known[before, character] = self._given(before, character)
        return known

    def has_seen(self, row: str) -> bool:
        """Whether two or three characters stand in a row somewhere else."""
        return self._count(row) > 0

    def seen_between(self, last: str, following: str) -> tuple[str, ...]:
        """The characters that stand between two others somewhere else."""
        return tuple(row[1] for row in self._document.around.get(last + following, ()) if self._count(row))

    def _given(self, before: str, character: str) -> float:
        language = follows_two(before, character)
        if not self._characters:
            return language
        share = self._count(character) / self._characters
        elsewhere = ELSEWHERE[0] * share
        for row, weight in zip((before[-1:], before), ELSEWHERE[1:], strict=True):
            share = (self._count(row + character) + BACKED * share) / (self._count(row) + BACKED)
            elsewhere += weight * share
        trust = self._characters / (self._characters + SHORT)
        return math.log((1 - trust * sum(ELSEWHERE)) * math.exp(language) + trust * elsewhere)

    def _count(self, row: str) -> int:
        count = self._counts.get(row, 0)
        return max(0, count - self._own[row]) if count else 0


def _rows(text: str) -> Iterable[str]:
    folded = f" {fold(text)} "
    pairs = list(map(add, folded, folded[1:]))
    return chain(folded, pairs, map(add, pairs, folded[2:]))
