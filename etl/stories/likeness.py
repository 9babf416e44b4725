"""Whether two articles tell one story in nearly the same words. Pure."""

SHARED_TOGETHER = 0.3
"""From this share of the shingles of both (Jaccard) on, two articles may tell one story: a flash in a long digest does not."""

SHARED_BY_SHORTER = 0.65
"""And the shorter has at least this share of its shingles from the other: two reports of one event have less."""


def tell_one_story(one: frozenset[str], other: frozenset[str]) -> bool:
    """Compare two articles by all their shingles; symmetric."""
    shared = len(one & other)
    together = len(one) + len(other) - shared
    return shared >= SHARED_TOGETHER * together and shared >= SHARED_BY_SHORTER * min(len(one), len(other))
