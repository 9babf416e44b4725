"""A page as its features are made from it: the outline, the numbers of its texts, and what was found to be title and description."""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.transform.pages.hints import Hints, folded
from etl.transform.pages.texts import Texts, measure
from etl.transform.pages.walk import HEADINGS, Container, Outline

TITLE_ALIKE = 0.3
"""A block that is less like the title is not taken for it."""

ALIKE_SIZE = 0.25
"""A block is compared with the titles if neither is longer by more."""

NEVER = 10**9


@dataclass(frozen=True, slots=True)
class Page:
    """All that the columns are made from.

    Attributes:
        containers: as walked.
        held: the innermost container of each block.
        texts: the numbers of each block's text.
        share: of the page's prose, for each container.
        depth: how many containers are around each.
        up: the next container around each that holds more blocks.
        alike: how like the page's title each block is, 0 to 1.
        title: the position of the block that is the title; -1 if none is.
        description: the position of the block that the description quotes; -1 if none is.
    """

    containers: Sequence[Container]
    held: Sequence[int]
    texts: Texts
    share: Sequence[float]
    depth: Sequence[int]
    up: Sequence[int]
    alike: Sequence[float]
    title: int
    description: int

    def wider(self, container: int) -> int:
        """The container itself, or the next around it, that holds more than one block; -1 if none does."""
        held = self.containers[container]
        return container if held.last - held.first > 1 else self.up[container]

    def chain(self, container: int) -> list[int]:
        """A container and those around it, each holding more than the one before."""
        found = []
        while container >= 0:
            found.append(container)
            container = self.up[container]
        return found

    def levels(self, chain: Sequence[int]) -> list[float]:
        """For each block, how far up a chain the first container stands that holds it."""
        found = [float(len(chain))] * len(self.held)
        before = after = None
        for level, position in enumerate(chain):
            container = self.containers[position]
            if before is None or after is None:
                found[container.first : container.last] = [0.0] * (container.last - container.first)
            else:
                found[container.first : before] = [float(level)] * (before - container.first)
                found[after : container.last] = [float(level)] * (container.last - after)
            before, after = container.first, container.last
        return found


def survey(outline: Outline, hints: Hints) -> Page:
    """Measure a page; it has at least one block."""
    texts = measure(outline, hints)
    alike = _alike(outline, hints)
    containers = outline.containers
    total = texts.prose_sum[-1] or 1.0
    depth: list[int] = []
    up: list[int] = []
    for container in containers:
        parent = container.parent
        if parent < 0:
            depth.append(0)
            up.append(-1)
        else:
            around = containers[parent]
            depth.append(depth[parent] + 1)
            up.append(up[parent] if around.last - around.first == container.last - container.first else parent)
    held = [block.container for block in outline.blocks]
    return Page(
        containers=containers,
        held=held,
        texts=texts,
        share=[(texts.prose_sum[c.last] - texts.prose_sum[c.first]) / total for c in containers],
        depth=depth,
        up=up,
        alike=alike,
        title=_title(alike, texts, [containers[c].tag for c in held]),
        description=next((i for i, b in enumerate(outline.blocks) if hints.description in b.text), -1)
        if hints.description
        else -1,
    )


def _alike(outline: Outline, hints: Hints) -> list[float]:
    """How like the page's title each block is: the shorter's share of the longer, if one is a part of the other."""
    found = []
    shortest = min(map(len, hints.titles), default=NEVER) * ALIKE_SIZE
    longest = max(map(len, hints.titles), default=0) / ALIKE_SIZE
    for block in outline.blocks:
        best = 0.0
        if shortest <= len(block.text) <= longest:
            text = folded(block.text)
            if len(text) > 3:  # noqa: PLR2004 - the same
                for title in hints.titles:
                    if text in title or title in text:
                        best = max(best, min(len(text), len(title)) / max(len(text), len(title)))
        found.append(best)
    return found


def _title(alike: Sequence[float], texts: Texts, tags: Sequence[str]) -> int:
    """The block that is the title: the likest, headings before others; else the first `h1`."""
    scores = [
        a + (0.5 if tag == "h1" else 0.3 if tag in HEADINGS else 0.0) - 0.5 * link if a > 0.2 else 0.0  # noqa: PLR2004 - weights
        for a, tag, link in zip(alike, tags, texts.link, strict=True)
    ]
    best = max(scores)
    if best > TITLE_ALIKE:
        return scores.index(best)
    return tags.index("h1") if "h1" in tags else -1
