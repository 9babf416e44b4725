"""Train the forest that tells an article's blocks from the rest of a page, cross-validate it, and write it into the package.

    python -m scripts.train_pages --pages FOLDER              # cross-validate, train on everything but what is frozen, write
    python -m scripts.train_pages --pages FOLDER --dry-run    # cross-validate only
    python -m scripts.train_pages --pages FOLDER --final      # also score the written forest on the frozen pages

Data: `web-en` (all groups, articles and documentation weighing most), `news-meta`, the half of `news-zh` whose sites are not frozen, and
Chinese pages made of the English articles (`synthetic_pages`). A block is the article's if half of its tokens stand in the gold text.
The same data give the same file to the bit: one thread, fixed seeds, numbers rounded when they are written. Needs `pip install lightgbm==4.7.0`, for this script only.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from selectolax.lexbor import LexborHTMLParser

from etl.transform.pages import outline_of
from etl.transform.pages.choose import choose
from etl.transform.pages.features import FEATURES, describe
from etl.transform.pages.forest import Tree, load_forest
from etl.transform.pages.hints import read_hints
from etl.transform.pages.walk import Outline
from scripts.page_gold import FOLDS, Counts, GoldPage, counts, covered, load, number, score, shingles, tokens
from scripts.synthetic_pages import MARK, rewrite

MODEL = Path(__file__).resolve().parents[1] / "etl/transform/pages/blocks.json"

SETS = ("web-en", "news-zh", "news-meta")

GROUP_WEIGHTS = {
    "article": 1.0,
    "documentation": 1.3,
    "service": 0.3,
    "forum": 0.15,
    "product": 0.3,
    "listing": 0.2,
    "collection": 0.3,
}
"""Of `web-en`. In a forum replies are the text, under an article they are not: both cannot be learned at once."""
NEWS_WEIGHT = 1.5
SYNTHETIC_WEIGHT = 0.5

TREES = 160
FIRST_TREES = 24
"""After so many most blocks are hopeless."""
LOST = 0.002
"""So much of the articles' weight may be given up as hopeless."""
HALF = 0.5
"""The share of a block's tokens that must stand in the gold text."""
CLEAN = 0.9
"""F of the blocks so labelled; only a page that reaches it is worth copying."""
EASY_LINK, EASY_MASS, EASY_SHARE = 0.8, 12.0, 0.25
"""Most of a page are short links: a fourth of them, weighing four times as much, teaches the same."""

PARAMETERS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(slots=True)
class Sample:
    """One page as the trainer sees it."""

    page: GoldPage
    outline: Outline
    rows: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    part: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))


def sample(page: GoldPage, tree: LexborHTMLParser, outline: Outline, shares: Sequence[float], weight: float) -> Sample:
    """Describe a page. A page weighs the same however long it is; a block by its tokens, a long one not much more than others."""
    rows = np.array(describe(outline, read_hints(tree)).rows or np.zeros((0, len(FEATURES))), dtype=np.float64)
    labels = (np.array(shares) >= HALF).astype(np.float64)
    size = np.array([len(tokens(block.text)) for block in outline.blocks], dtype=np.float64)
    weights = np.minimum(size, 150.0) / max(50.0, float((size * labels).sum())) + 0.3 / max(1, len(size))
    weights *= 100.0 * weight / (weights.sum() or 1.0)
    easy = (
        (rows[:, FEATURES.index("link")] > EASY_LINK) & (rows[:, FEATURES.index("mass")] < EASY_MASS) & (labels < HALF)
    )
    dice = np.random.default_rng(number(page.id) % 2**32).random(len(easy))
    return Sample(
        page, outline, rows, labels, np.where(easy, weights / EASY_SHARE, weights), ~easy | (dice < EASY_SHARE)
    )


def samples(pages: Iterable[GoldPage]) -> Iterator[Sample]:
    """Real pages, each followed by the synthetic ones made of it."""
    for page in pages:
        tree = LexborHTMLParser(page.html)
        outline = outline_of(tree)
        shares = covered([block.text for block in outline.blocks], page.text)
        weight = GROUP_WEIGHTS[page.group] if page.set_name == "web-en" else NEWS_WEIGHT
        yield sample(page, tree, outline, shares, weight)
        if page.set_name == "news-meta" or page.group in ("article", "documentation"):
            kept = "\n".join(block.text for block, share in zip(outline.blocks, shares, strict=True) if share >= HALF)
            if score([counts(shingles(page.text), shingles(kept))])[0] >= CLEAN:
                yield from synthetic(page, tree, outline, shares)


def synthetic(page: GoldPage, tree: LexborHTMLParser, outline: Outline, shares: Sequence[float]) -> Iterator[Sample]:
    """A Chinese page, in today's layout or an old one; of some pages also an English one in an old layout."""
    article = {
        node.mem_id
        for block, share in zip(outline.blocks, shares, strict=True)
        if share >= HALF
        for node in block.nodes
    }
    old = number(page.id) % 2 == 0
    kinds = [("zh", old, True)] + ([("en", True, False)] if number(page.id) % 5 == 0 else [])
    for kind, is_old, translate in kinds:
        html = rewrite(tree, article, page.id, old=is_old, translate=translate)
        marked = outline_of(LexborHTMLParser(html))
        clean = LexborHTMLParser(html.replace(MARK, ""))
        plain = outline_of(clean)
        if len(marked.blocks) != len(plain.blocks):
            continue
        part = [
            sum(MARK in (node.text_content or "") for node in block.nodes) / len(block.nodes) for block in marked.blocks
        ]
        text = "\n".join(block.text for block, share in zip(plain.blocks, part, strict=True) if share >= HALF)
        made = GoldPage("synthetic", f"{page.id} {kind}", page.site, page.group, b"", "", "", text)
        yield sample(made, clean, plain, part, SYNTHETIC_WEIGHT)


def train(data: Sequence[Sample]) -> lightgbm.Booster:
    """Grow a forest."""
    rows = np.concatenate([one.rows[one.part] for one in data])
    labels = np.concatenate([one.labels[one.part] for one in data])
    weights = np.concatenate([one.weights[one.part] for one in data])
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(rows, labels, weight=weights), TREES)


def raw_scores(forest: lightgbm.Booster, rows: np.ndarray) -> list[float]:
    """The log odds of each row."""
    return [float(score) for score in forest.predict(rows, raw_score=True, num_threads=1)] if len(rows) else []


def result(one: Sample, scores: Sequence[float]) -> Counts:
    """How the text of the kept blocks compares with the gold text."""
    verdicts = choose(one.outline, [tuple(row) for row in one.rows.tolist()], list(scores))
    return counts(shingles(one.page.text), shingles("\n".join(v.text for v in verdicts if v.reason is None)))


def report(name: str, results: dict[str, list[Counts]]) -> None:
    """Print F, precision and recall, and the standard error of F over pages drawn with replacement."""
    print(name)
    dice = np.random.default_rng(1)
    for group, pages in results.items():
        f, p, r = score(pages)
        drawn = [score([pages[i] for i in dice.integers(0, len(pages), len(pages))])[0] for _ in range(300)]
        print(f"  {group:24} {len(pages):5} pages   F {f:.4f} ± {np.std(drawn):.4f}   P {p:.4f}   R {r:.4f}")


def grouped(data: Iterable[Sample], scores_of: Callable[[Sample], Sequence[float]]) -> dict[str, list[Counts]]:
    """Results by set, and by group where the groups differ in kind."""
    found: dict[str, list[Counts]] = {}
    for one in data:
        page_result = result(one, scores_of(one))
        found.setdefault(one.page.set_name, []).append(page_result)
        if one.page.set_name == "web-en":
            found.setdefault(f"web-en {one.page.group}", []).append(page_result)
    return dict(sorted(found.items()))


def nested(tree: dict[str, Any]) -> Tree:
    """One tree of LightGBM's dump as `etl.transform.pages.forest` reads it."""
    if "leaf_value" in tree:
        return float(f"{tree['leaf_value']:.5g}")
    return [
        tree["split_feature"],
        float(f"{tree['threshold']:.7g}"),
        nested(tree["left_child"]),
        nested(tree["right_child"]),
    ]


def written(forest: lightgbm.Booster, data: Sequence[Sample]) -> str:
    """The model file."""
    trees = [nested(tree["tree_structure"]) for tree in forest.dump_model()["tree_info"]]
    early = np.concatenate(
        [
            forest.predict(one.rows, raw_score=True, num_iteration=FIRST_TREES, num_threads=1)
            for one in data
            if len(one.rows)
        ]
    )
    labels = np.concatenate([one.labels for one in data if len(one.rows)])
    weights = np.concatenate([one.weights for one in data if len(one.rows)]) * labels
    order = np.argsort(early, kind="stable")
    hopeless = float(early[order][np.searchsorted(np.cumsum(weights[order]), LOST * weights.sum())])
    print(f"  hopeless below {hopeless:.3f}: {float((early < hopeless).mean()):.2f} of all blocks")
    head = {
        "trained": f"scripts/train_pages.py, lightgbm {lightgbm.__version__}",
        "features": list(FEATURES),
        "first": FIRST_TREES,
        "hopeless": round(hopeless, 3),
    }
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return json.dumps(head, indent=1)[:-2] + f',\n "trees": [\n{lines}\n]}}\n'


def main() -> int:
    """Do what the command line says."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, required=True, help="the folder with the sets")
    arguments.add_argument("--dry-run", action="store_true", help="write nothing")
    arguments.add_argument(
        "--final", action="store_true", help="also score the frozen pages: to report, not to choose by"
    )
    arguments.add_argument("--folds", type=int, default=FOLDS, help="0: no cross-validation")
    said = arguments.parse_args()
    pages = list(load(said.pages, SETS))
    data = list(samples(page for page in pages if not page.is_frozen))
    real = [one for one in data if one.page.set_name != "synthetic"]
    print(
        f"{len(real)} pages, {len(data) - len(real)} made of them, {sum(int(one.part.sum()) for one in data)} blocks",
        flush=True,
    )
    forests = [train([one for one in data if one.page.fold != fold]) for fold in range(said.folds)]
    if forests:
        report(
            "cross-validated by site",
            grouped(
                real,
                lambda one: raw_scores(forests[one.page.fold], one.rows),
            ),
        )
    if said.dry_run:
        return 0
    MODEL.write_text(written(train(data), data), "utf-8")
    print(f"wrote {MODEL.name}: {MODEL.stat().st_size} bytes")
    if said.final:
        forest = load_forest("blocks")
        frozen = [
            sample(p, t, o, [0.0] * len(o.blocks), 1.0)
            for p in pages
            if p.is_frozen
            for t in [LexborHTMLParser(p.html)]
            for o in [outline_of(t)]
        ]
        report("frozen, never trained on", grouped(frozen, lambda one: forest.scores(one.rows.tolist())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
