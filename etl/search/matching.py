"""Whether a text matches a query, where, and how well. Pure: the same answer with an index as without."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from etl.search.query import And, Not, Or, Query, Term, wanted
from etl.search.words import fold, pattern_of

SATURATION = 1.2
"""How soon saying a word again stops to count (BM25's k1)."""

LONG_TEXTS = 0.75
"""How much the length of a text takes from what a word in it counts (BM25's b)."""

USUAL_LENGTH = 100
"""Characters of a paragraph that is neither long nor short."""

IMPORTANCE = {"title": 3.0, "heading": 1.5}
"""What a hit counts for by where it stands; elsewhere 1."""

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;…])[”’」』）)]*|\n|(?<=\.)\s")
_LONGEST_SENTENCE = 120


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentence that says it, and the characters that do: stretches from (included) to (not included)."""

    sentence: str
    hits: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A query, ready to be asked of texts.

    Attributes:
        matches: whether a folded text matches.
        terms: for each term that is looked for, what finds it in a folded text.
    """

    matches: Callable[[str], bool]
    terms: tuple[re.Pattern[str], ...]

    def score(self, folded: str, kind: str) -> float:
        """Say how well a folded text matches: the more often and the shorter, the better, for every term that is looked for."""
        norm = SATURATION * (1 - LONG_TEXTS + LONG_TEXTS * len(folded) / USUAL_LENGTH)
        said = 0.0
        for term in self.terms:
            count = len(term.findall(folded))
            said += count / (count + norm)
        return round(IMPORTANCE.get(kind, 1.0) * said, 6)

    def excerpt(self, text: str) -> Excerpt:
        """Cut out the sentence that says most of what is looked for, the first of several.

        >>> from etl.search.query import parse_query
        >>> matcher_of(parse_query("渡船")).excerpt("天晴了。渡口的渡船开了。")
        Excerpt(sentence='渡口的渡船开了。', hits=((3, 5),))
        """
        spans = sorted({match.span() for term in self.terms for match in term.finditer(fold(text))})
        if not spans:
            return Excerpt(text[:_LONGEST_SENTENCE], ())
        ends = [match.end() for match in _SENTENCE_END.finditer(text)]
        bounds = list(zip([0, *ends], [*ends, len(text)], strict=True))
        first, last = max(bounds, key=lambda bound: sum(bound[0] <= start < bound[1] for start, _ in spans))
        inside = [span for span in spans if first <= span[0] < last]
        if last - first > _LONGEST_SENTENCE:
            first = max(first, inside[0][0] - _LONGEST_SENTENCE // 4)
            last = min(last, first + _LONGEST_SENTENCE)
        first += len(text[first:last]) - len(text[first:last].lstrip())
        hits = tuple((start - first, min(end, last) - first) for start, end in inside if start < last)
        return Excerpt(text[first:last].rstrip(), _apart(hits))


def matcher_of(query: Query) -> Matcher:
    """Prepare a query."""
    return Matcher(_test(query), tuple(map(_pattern, wanted(query))))


def _test(query: Query) -> Callable[[str], bool]:
    match query:
        case Term():
            find = _pattern(query).search
            return lambda folded: find(folded) is not None
        case Not(part):
            test = _test(part)
            return lambda folded: not test(folded)
        case And(parts):
            tests = tuple(map(_test, parts))
            return lambda folded: all(test(folded) for test in tests)
        case Or(parts):
            tests = tuple(map(_test, parts))
            return lambda folded: any(test(folded) for test in tests)


def _pattern(term: Term) -> re.Pattern[str]:
    return re.compile("|".join(map(pattern_of, term.spellings)))


def _apart(hits: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Join stretches that overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
