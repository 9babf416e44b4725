"""The article's part of a page: its tree without what is not the article's."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from etl.transform.pages.walk import Outline

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ROWS = frozenset(("tr", "tbody", "thead", "tfoot"))
"""Elements that need the table around them."""

CONCEALS = ("hidden", "style", "aria-hidden")
"""Attributes that hide an element until a script shows it. (`style` says nothing else that matters here.)"""


def cut(outline: Outline, kept: Sequence[bool]) -> "LexborNode":
    """Free the smallest element that holds all kept blocks from the others. The tree is spoilt after it.

    Args:
        outline: the page.
        kept: whether each of its blocks is the article's; at least one is.
    """
    keeps = list(accumulate(kept, initial=0))
    containers = outline.containers
    root = max(i for i, held in enumerate(containers) if keeps[held.last] - keeps[held.first] == keeps[-1])
    while containers[root].tag in ROWS:
        root = containers[root].parent
    gone: set[int] = set()
    for position in range(root + 1, len(containers)):
        container = containers[position]
        if container.parent < root:  # past the root's end
            break
        if container.parent in gone:
            gone.add(position)
        elif container.first < container.last and keeps[container.last] == keeps[container.first]:
            gone.add(position)
            container.node.decompose()
        else:
            _show(container.node)
    for block, is_kept in zip(
        outline.blocks[containers[root].first : containers[root].last], kept[containers[root].first :], strict=False
    ):
        if not is_kept and block.container not in gone:
            for node in block.nodes:
                node.decompose()
    node = containers[root].node
    _show(node)
    return node


def _show(node: "LexborNode") -> None:
    """Take away what hides an element."""
    attributes = node.attributes
    for name in CONCEALS:
        if name in attributes:
            del node.attrs[name]
