"""Boosted decision trees, read from a small file and walked in plain Python: no library is needed to judge a page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

MODEL = "content.json"


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as parallel columns. A branch below zero is a leaf: `~branch` is its position in `values`.

    Attributes:
        signals: the signal each node asks about.
        thresholds: a row goes left if its signal is not above this.
        left: where it goes then.
        right: where it goes else.
        values: what each leaf adds to the score.
    """

    signals: tuple[int, ...]
    thresholds: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    values: tuple[float, ...]

    def value(self, row: Sequence[float]) -> float:
        """What this tree says of a row."""
        signals, thresholds, left, right = self.signals, self.thresholds, self.left, self.right
        node = 0 if signals else -1
        while node >= 0:
            node = left[node] if row[signals[node]] <= thresholds[node] else right[node]
        return self.values[~node]


@dataclass(frozen=True, slots=True)
class Forest:
    """A sum of trees.

    Attributes:
        signals: the names of the signals it was trained on, in their order.
        trees: those that say most come first.
        hopeless: after how many trees a row is given up, and below which score.
    """

    signals: tuple[str, ...]
    trees: tuple[Tree, ...]
    hopeless: tuple[tuple[int, float], ...]

    def score(self, row: Sequence[float]) -> float:
        """The log odds that a row is what the forest was trained to find; less than true for a row that is given up."""
        total = 0.0
        stops = ((0, 0.0), *self.hopeless, (len(self.trees), 0.0))
        for (first, _), (end, floor) in pairwise(stops):
            for tree in self.trees[first:end]:
                total += tree.value(row)
            if total < floor and end < len(self.trees):
                break
        return total


@cache
def content_forest() -> Forest:
    """The forest that tells an article's stretches from the rest of a page."""
    model = json.loads(resources.files("etl.transform.tables").joinpath(MODEL).read_text("utf-8"))
    return Forest(
        signals=tuple(model["signals"]),
        trees=tuple(
            Tree(
                signals=tuple(tree["signals"]),
                thresholds=tuple(tree["thresholds"]),
                left=tuple(tree["left"]),
                right=tuple(tree["right"]),
                values=tuple(tree["values"]),
            )
            for tree in model["trees"]
        ),
        hopeless=tuple((int(trees), float(floor)) for trees, floor in model["hopeless"]),
    )
