"""Train the forest that finds an article on a page: `python -m bench.train_content FOLDER... [--validate]`.

A folder holds pages with known text: `gold.jsonl`, an object a line with `id, url, group, text`, and `<id>.html.gz`, the page's bytes.

Recipe. Each stretch of a page (`etl.transform.outline`) is labelled by the share of its four-word shingles that occur in the known text;
one too short for a shingle must be a line of it, or stand among stretches that are in it. Each page weighs the same, a page of Chinese
more (there are few), one that is no article less. `etl.transform.signals` measures; LightGBM grows the trees (an extra for this script
only: `pip install lightgbm`), with fixed seeds and one thread, so that the same pages give the same file to the bit.

`--validate` writes nothing: it trains on three quarters of the sites, judges the pages of the fourth, in turn, and prints token F,
precision and recall a folder and group. The figures of a trained file on its own training pages mean nothing.
"""

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from etl.extract.encodings import decode
from etl.transform.content import BAR, page_outline
from etl.transform.forest import MODEL
from etl.transform.signal_words import IDEOGRAPH
from etl.transform.signals import SIGNALS, signals

if TYPE_CHECKING:
    from lightgbm import Booster

FOLDS = 4

TOKEN = re.compile(rf"{IDEOGRAPH.pattern}|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
LETTER = re.compile(r"[^\W_]")
SHINGLE = 4

FEW_TOKENS = 6
"""A stretch with fewer has no shingles worth counting."""

HALF = 0.5
"""The share of its shingles that must be in the known text."""

LONGEST_TOKENS = 150
"""A stretch with more weighs no more: a wall of text is one decision."""

CHINESE_WEIGHT, OTHER_WEIGHT = 2.0, 0.5
"""What a page of Chinese, and an English page that is no article, weighs beside an English article."""

FOREST = {
    "objective": "binary",
    "num_leaves": 16,
    "learning_rate": 0.14,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
TREES = 70

GIVE_UP_AFTER = (12, 30)
"""After how many trees a row may be given up."""

LOST = 0.002
"""The share of the kept rows' weight that giving up may cost at each stop."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page, measured."""

    name: str
    site: str
    chinese: bool
    article: bool
    gold: Counter[tuple[str, ...]]
    texts: tuple[str, ...]
    rows: list[list[float]]
    labels: list[int]
    weights: list[float]


def examples(folder: Path) -> Iterator[Example]:
    """The pages of a folder."""
    for line in (folder / "gold.jsonl").read_text("utf-8").split("\n"):
        if not line:
            continue
        page = json.loads(line)
        text = decode(gzip.decompress((folder / f"{page['id']}.html.gz").read_bytes())).text
        tree = LexborHTMLParser(text)
        outline = page_outline(tree)
        title = tree.css_first("title")
        texts = tuple(stretch.text for stretch in outline.stretches)
        if not texts:
            continue
        group = page.get("group") or "article"
        chinese = len(IDEOGRAPH.findall(page["text"])) > len(page["text"]) / 3
        article = chinese or group == "article" or folder.name.startswith("news")
        yield Example(
            name=f"{folder.name} {group}",
            site=urlsplit(page.get("url") or "").hostname or page["id"],
            chinese=chinese,
            article=article,
            gold=shingles(page["text"]),
            texts=texts,
            rows=signals(outline, title.text() if title is not None else "").rows,
            labels=labels(texts, page["text"]),
            weights=weights(texts, CHINESE_WEIGHT if chinese else 1.0 if article else OTHER_WEIGHT),
        )


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four tokens in a text, counted."""
    tokens = TOKEN.findall(text)
    return (
        Counter(tuple(tokens[at : at + SHINGLE]) for at in range(max(1, len(tokens) - SHINGLE + 1)))
        if tokens
        else Counter()
    )


def labels(texts: Sequence[str], gold: str) -> list[int]:
    """For each stretch, whether it is in the known text."""
    known = set(shingles(gold))
    lines = {letters(line) for line in gold.splitlines()}
    whole = letters(gold)
    sure: list[float | None] = []
    for text in texts:
        tokens = TOKEN.findall(text)
        if len(tokens) >= FEW_TOKENS:
            found = [tuple(tokens[at : at + SHINGLE]) in known for at in range(len(tokens) - SHINGLE + 1)]
            sure.append(sum(found) / len(found))
        else:
            sure.append(None)
    marked = []
    for position, (text, share) in enumerate(zip(texts, sure, strict=True)):
        if share is not None:
            marked.append(int(share > HALF))
            continue
        near = [other for other in sure[max(0, position - 2) : position + 3] if other is not None]
        said = letters(text)
        is_line = bool(said) and said in lines
        is_part = bool(said) and said in whole
        marked.append(int((is_line and max(near, default=0.0) >= HALF) or (is_part and min(near, default=0.0) >= HALF)))
    return marked


def letters(text: str) -> str:
    """Only the letters and digits."""
    return "".join(LETTER.findall(text))


def weights(texts: Sequence[str], page: float) -> list[float]:
    """What each stretch weighs, so that a page as a whole weighs `page`."""
    lengths = [min(len(TOKEN.findall(text)), LONGEST_TOKENS) ** 0.7 + 1 for text in texts]
    return [100 * page * length / sum(lengths) for length in lengths]


def grow(training: Sequence[Example]) -> "Booster":
    """Grow a forest."""
    import lightgbm
    import numpy as np

    data = lightgbm.Dataset(
        np.array([row for example in training for row in example.rows], dtype=np.float64),
        label=[label for example in training for label in example.labels],
        weight=[weight for example in training for weight in example.weights],
        feature_name=[name.replace(" ", "_") for name in SIGNALS],
    )
    return lightgbm.train(FOREST, data, num_boost_round=TREES)


def validate(pages: Sequence[Example]) -> None:
    """Print what forests trained on other sites reach."""
    figures: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        forest = grow([page for page in pages if fold_of(page) != fold])
        for page in (page for page in pages if fold_of(page) == fold):
            odds = forest.predict(page.rows, raw_score=True)
            text = "\n".join(text for text, score in zip(page.texts, odds, strict=True) if score > BAR)
            figures[page.name].append(measured(page.gold, shingles(text)))
    for name, counts in sorted(figures.items()):
        precision = mean([true / (true + false) for true, false, _ in counts if true + false])
        recall = mean([true / (true + missed) for true, _, missed in counts if true + missed])
        print(
            f"{name:30} {len(counts):5} pages  F {2 * precision * recall / (precision + recall):.3f}  P {precision:.3f}  R {recall:.3f}"
        )


def fold_of(page: Example) -> int:
    """All pages of a site are in one fold."""
    return int(sha256(page.site.encode()).hexdigest(), 16) % FOLDS


def measured(gold: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> tuple[float, float, float]:
    """True, false and missed shingles."""
    true = sum((gold & found).values())
    return true, sum(found.values()) - true, sum(gold.values()) - true


def mean(values: Sequence[float]) -> float:
    """The mean; zero of nothing."""
    return sum(values) / len(values) if values else 0.0


def written(forest: "Booster", pages: Sequence[Example]) -> str:
    """The forest as the file that `etl.transform.forest` reads."""
    dump = forest.dump_model()
    trees = [columns(tree["tree_structure"]) for tree in dump["tree_info"]]
    return (
        '{"signals": '
        + json.dumps(SIGNALS)
        + ',\n"hopeless": '
        + json.dumps(hopeless(forest, pages))
        + ',\n"trees": [\n'
        + ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
        + "\n]}\n"
    )


def columns(root: dict[str, Any]) -> dict[str, list[Any]]:
    """A tree as the parallel columns of `etl.transform.forest.Tree`."""
    tree: dict[str, list[Any]] = {"signals": [], "thresholds": [], "left": [], "right": [], "values": []}

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            tree["values"].append(round(node["leaf_value"], 4))
            return ~(len(tree["values"]) - 1)
        at = len(tree["signals"])
        tree["signals"].append(node["split_feature"])
        tree["thresholds"].append(float(f"{node['threshold']:.7g}"))
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][at] = add(node["left_child"])
        tree["right"][at] = add(node["right_child"])
        return at

    add(root)
    return tree


def hopeless(forest: "Booster", pages: Sequence[Example]) -> list[tuple[int, float]]:
    """Scores below which a row may be given up early."""
    rows = [row for page in pages for row in page.rows]
    weighed = [weight for page in pages for weight in page.weights]
    kept = [score > BAR for score in forest.predict(rows, raw_score=True)]
    stops = []
    for trees in GIVE_UP_AFTER:
        partial = forest.predict(rows, raw_score=True, num_iteration=trees)
        ranked = sorted((score, weight) for score, weight, keep in zip(partial, weighed, kept, strict=True) if keep)
        budget = LOST * sum(weight for _, weight in ranked)
        floor = ranked[0][0]
        for score, weight in ranked:
            budget -= weight
            floor = score
            if budget < 0:
                break
        stops.append((trees, round(float(floor), 3)))
    return stops


def main(arguments: Sequence[str]) -> int:
    """Train, or validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--validate", action="store_true", help="only print what forests reach on sites they were not trained on"
    )
    options = parser.parse_args(arguments)
    pages = [page for folder in options.folders for page in examples(folder)]
    if options.validate:
        validate(pages)
        return 0
    target = Path(__file__).resolve().parents[1] / "etl" / "transform" / "tables" / MODEL
    target.write_text(written(grow(pages), pages), "utf-8")
    print(
        f"{len(pages)} pages, {sum(len(page.rows) for page in pages)} stretches: {target.name}, {target.stat().st_size} bytes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
