"""What the elements around a stretch tell: their names, what they hold, how many look the same, where the article seems to be."""

from collections import Counter
from math import log2

from etl.transform.measures import Measures
from etl.transform.outline import Container, Outline
from etl.transform.signal_words import ELEMENTS, FAMILIES, FAR, WORD_BREAK, WORD_FAMILIES

LEVELS = 5
"""How many containers, from the innermost outwards, are measured."""

ALIKE_LEVELS = 4
"""How many containers are asked how many elements beside them look the same: replies and teasers have many."""

BULK = 0.6
"""The share of a container's prose that one child must hold for the article to be inside it."""


def tops_of(page: Outline, measures: Measures) -> tuple[int, int]:
    """Two guesses at the article's element: down from the body while one child holds the bulk, and where most prose hangs together."""
    children: dict[int, list[int]] = {}
    for position, container in enumerate(page.containers):
        children.setdefault(container.parent, []).append(position)

    def prose(position: int) -> float:
        container = page.containers[position]
        return measures.prose_sums[container.end] - measures.prose_sums[container.first]

    bulk = 0
    while (
        inner := next(
            (child for child in children.get(bulk, ()) if prose(child) > 0 and prose(child) >= BULK * prose(bulk)), None
        )
    ) is not None:
        bulk = inner
    hanging: dict[int, float] = {}
    for stretch, worth in zip(page.stretches, measures.prose, strict=True):
        around = stretch.container
        hanging[around] = hanging.get(around, 0.0) + worth / 2
        parent = page.containers[around].parent
        if parent >= 0:
            hanging[parent] = hanging.get(parent, 0.0) + worth
    return bulk, max(hanging, key=lambda position: (hanging[position], -position))


def surroundings(page: Outline, measures: Measures, tops: tuple[int, int]) -> list[list[float]]:
    """What the containers around a stretch tell, for each container."""
    bulk, top = (_ancestors(page, position) for position in tops)
    families: list[list[int]] = []
    elements: list[list[float]] = []
    own: list[list[float]] = []
    beside: list[list[float]] = []
    rows = []
    total_prose = measures.prose_sums[-1] or 1.0
    looks = Counter((container.parent, container.tag, container.names) for container in page.containers)
    alike: list[list[float]] = []
    for position, container in enumerate(page.containers):
        outer = container.parent
        near = [min(FAR, distance + 1) for distance in families[outer]] if outer >= 0 else [FAR] * len(FAMILIES)
        for word in WORD_BREAK.split(container.names):
            for family in WORD_FAMILIES.get(word.lower(), ()):
                near[family] = 0
        families.append(near)
        inside = [*elements[outer]] if outer >= 0 else [0.0] * len(ELEMENTS)
        if container.tag in ELEMENTS:
            inside[ELEMENTS.index(container.tag)] = 1.0
        elements.append(inside)
        text = measures.size_sums[container.end] - measures.size_sums[container.first]
        prose = measures.prose_sums[container.end] - measures.prose_sums[container.first]
        own.append(
            [
                log2(1 + text),
                measures.share_of_links(container.first, container.end),
                prose / total_prose,
                prose / (text or 1.0),
                log2(1 + container.end - container.first),
            ]
        )
        levels = []
        level = position
        for _ in range(LEVELS):
            levels += own[level]
            level = max(page.containers[level].parent, 0) if page.containers[level].parent >= 0 else level
        outwards = beside[outer] if outer >= 0 else [0.0, 0.0, 0.0, 0.0]
        beside.append(
            [
                *((float(bulk[position]), 0.0) if position in bulk else (outwards[0], outwards[1] + 1)),
                *((float(top[position]), 0.0) if position in top else (outwards[2], outwards[3] + 1)),
            ]
        )
        here = log2(looks[container.parent, container.tag, container.names])
        alike.append([here, *(alike[outer] if outer >= 0 else [0.0] * ALIKE_LEVELS)][:ALIKE_LEVELS])
        rows.append(
            [
                *map(float, near),
                *inside,
                *levels,
                *alike[-1],
                float(container.depth),
                float(container.hidden),
                *beside[-1],
            ]
        )
    return rows


def _ancestors(page: Outline, position: int) -> dict[int, int]:
    """A container and those around it, with how far out each is."""
    around: dict[int, int] = {}
    while position >= 0:
        around[position] = len(around)
        position = page.containers[position].parent
    return around


def beside_top(top: Container, position: int) -> tuple[float, float]:
    """On which side of an element a stretch stands, and how far from it."""
    if position < top.first:
        return -1.0, float(min(50, top.first - position))
    if position >= top.end:
        return 1.0, float(min(50, position - top.end + 1))
    return 0.0, 0.0
