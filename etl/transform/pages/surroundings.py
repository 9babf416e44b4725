"""Features of what surrounds a block: the containers around it, the hub and the lead of the page, markup like its own."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from etl.transform.pages.page import Page
from etl.transform.pages.walk import Container
from etl.transform.pages.words import CONTENT_BIT, name_families

Column = Sequence[float]

LINES = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption"))
"""Elements that hold a line of a story, whatever they are named."""

INSIDE = {"figure": 1, "footer": 2, "ul": 4}
"""Elements that are asked for by name, and the bit of each."""
NONE = -1.0


def of_names(page: Page) -> Iterator[Column]:
    """The nearest container around a block that is named so: its share of the page's prose, for a name on everything says nothing."""
    known = {"": 0, "   ": 0}
    near: list[tuple[float, float, float, float]] = []
    inside: list[int] = []
    for container, share in zip(page.containers, page.share, strict=True):
        parent = container.parent
        values, inner = (near[parent], inside[parent]) if parent >= 0 else ((2.0, 2.0, 2.0, 2.0), 0)
        if container.first < container.last:
            families = known.get(names := container.names)
            if families is None:
                families = known[names] = name_families(names)
            if families:
                junk, caption, foot, content = values
                values = (
                    share if families & 1 else junk,
                    share if families & 2 else caption,
                    share if families & 4 else foot,
                    share if families & 8 else content,
                )
            if container.tag in INSIDE:
                inner |= INSIDE[container.tag]
        near.append(values)
        inside.append(inner)
    yield from zip(*[near[c] for c in page.held], strict=True)
    around = [inside[c] for c in page.held]
    for bit in INSIDE.values():
        yield [1.0 if inner & bit else 0.0 for inner in around]


def of_levels(page: Page) -> Iterator[Column]:
    """Sums over the containers around a block: the innermost that holds other blocks, too, and the next three that hold more."""
    texts, containers, up = page.texts, page.containers, page.up
    mass, link, stops, keys = texts.mass_sum, texts.link_sum, texts.stops_sum, texts.keys_sum
    total = keys[-1] or 1.0
    rows: dict[int, tuple[float, ...]] = {}
    for held in set(page.held):
        row = [NONE] * 11
        level = page.wider(held)
        if level >= 0:
            a, z = containers[level].first, containers[level].last
            words = mass[z] - mass[a]
            row[:4] = (
                (stops[z] - stops[a]) / words,
                (keys[z] - keys[a]) / total,
                words / (z - a),
                (link[z] - link[a]) / words,
            )
            level = up[level]
        if level >= 0:
            a, z = containers[level].first, containers[level].last
            row[4:7] = (stops[z] - stops[a]) / (mass[z] - mass[a]), (keys[z] - keys[a]) / total, z - a
            level = up[level]
        if level >= 0:
            a, z = containers[level].first, containers[level].last
            row[7] = (stops[z] - stops[a]) / (mass[z] - mass[a])
            level = up[level]
        if level >= 0:
            a, z = containers[level].first, containers[level].last
            marks, headings = texts.punctuation_sum, texts.heading_sum
            row[8:] = z - a, (headings[z] - headings[a]) / (z - a), (marks[z] - marks[a]) / (mass[z] - mass[a])
        rows[held] = tuple(row)
    yield from zip(*(rows[held] for held in page.held), strict=True)


def of_hub(page: Page) -> Iterator[Column]:
    """Where a block stands beside the hub, the container on which most prose hangs, and beside the core, which holds most of it."""
    texts, containers = page.texts, page.containers
    count = len(page.held)
    votes: Counter[int] = Counter()
    for held, prose in zip(page.held, texts.prose, strict=True):
        if prose:
            around = page.wider(held)
            votes[around] += prose**0.75
            if around >= 0 and page.up[around] >= 0:
                votes[page.up[around]] += prose**0.75 / 2
    hub = max(0, max(votes, key=lambda c: (votes[c], -c), default=0))
    first, last = containers[hub].first, containers[hub].last
    mass, link = texts.mass_sum, texts.link_sum
    yield page.levels(page.chain(hub))
    yield [page.share[hub]] * count
    yield [(i - first) / max(1, last - first) for i in range(count)]
    yield [mass[first] - mass[i] if i < first else mass[i] - mass[last] if i >= last else 0.0 for i in range(count)]
    for share in (0.5, 0.8):
        core = 0
        for position, container in enumerate(containers):
            if container.parent == core and position and page.share[position] >= share:
                core = position
        first, last = containers[core].first, containers[core].last
        yield [-1.0] * first + [0.0] * (last - first) + [1.0] * (count - last)
    yield [mass[last] - mass[first]] * count
    yield [(link[last] - link[first]) / (mass[last] - mass[first] or 1.0)] * count


def of_style(page: Page) -> Iterator[Column]:
    """Where a block stands beside the lead, and how much of the page's prose is marked up like the block."""
    texts, containers = page.texts, page.containers
    count = len(page.held)
    styles = [(containers[c].tag, containers[c].names) for c in page.held]
    paths = [(containers[c].tag, containers[max(0, containers[c].parent)].names, page.depth[c]) for c in page.held]
    lead = _lead(page)
    if lead < 0:
        yield from ([-9.0] * count,) * 9
    else:
        around = page.wider(page.held[lead])
        yield page.levels(page.chain(around))
        yield [2.0 * (path == paths[lead]) + (style == styles[lead]) for path, style in zip(paths, styles, strict=True)]
        yield [m - texts.link_sum[lead] for m in texts.link_sum[:-1]]
        yield [float(c - texts.hard_sum[lead]) for c in texts.hard_sum[:-1]]
        yield [page.share[around] if around >= 0 else NONE] * count
        for is_story in (_is_named, _is_story):
            yield from _inside(page, lead, is_story)
    total = texts.prose_sum[-1] or 1.0
    keys: tuple[Sequence[object], ...] = (styles, paths, [page.depth[c] for c in page.held])
    for marks in keys:
        sums: dict[object, float] = {}
        for mark, prose in zip(marks, texts.prose, strict=True):
            if prose:
                sums[mark] = sums.get(mark, 0.0) + prose
        yield [sums.get(mark, 0.0) / total for mark in marks]


def _inside(page: Page, lead: int, is_story: Callable[[Container], bool]) -> Iterator[Column]:
    """Whether a block shares with the lead the innermost container that is said to be the story, and how much that holds."""
    count = len(page.held)
    position = page.held[lead]
    while position >= 0:
        container = page.containers[position]
        if container.tag not in LINES and is_story(container):
            yield [float(container.first <= i < container.last) for i in range(count)]
            yield [page.share[position]] * count
            return
        position = container.parent
    yield from ([NONE] * count,) * 2


def _is_named(container: Container) -> bool:
    return container.tag != "body" and name_families(container.names) & CONTENT_BIT != 0


def _is_story(container: Container) -> bool:
    return container.tag in ("article", "main") or "articleBody" in container.names


def _lead(page: Page) -> int:
    """The first paragraph of the story: the block that the description quotes, or the first prose after the title; -1 if unknown."""
    if page.description >= 0 and page.texts.mass[page.description] > 6:  # noqa: PLR2004 - no title
        return page.description
    if page.title < 0:
        return -1
    return next((i for i in range(page.title + 1, len(page.held)) if page.texts.prose[i]), -1)
