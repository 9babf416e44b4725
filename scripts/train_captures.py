"""Train the forest that tells an article's lines from the rest of a page that was saved as text, cross-validate it, and write it.

    python -m scripts.train_captures --pages FOLDER [--captures FOLDER]             # train, write, cross-validate
    python -m scripts.train_captures --pages FOLDER [--captures FOLDER] --dry-run   # cross-validate only

Captures with known articles are few, pages are many (of those that are no articles a third suffices): they are flattened as programs flatten them (`flatten`), each in the layout that
keeps most and some in a second one, real pages and Chinese ones made of English articles (`synthetic_pages`). A line is the article's
if half of its tokens stand in the gold text. The frozen pages of `page_gold` are never trained on, nor is a page of which a capture
stands in the half of `--captures` that is only reported. What is printed of captures comes from a forest that did not see their page.
The same data give the same file to the bit. Needs `pip install lightgbm==4.7.0`, for this script only.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import lightgbm
import numpy as np
from selectolax.lexbor import LexborHTMLParser

from etl.transform.captures import read_capture
from etl.transform.captures.choose import choose
from etl.transform.captures.features import FEATURES, describe
from etl.transform.pages import outline_of
from scripts.flatten import STYLES, Style, flatten
from scripts.page_gold import GoldPage, counts, covered, load, number, precision_recall, score, shingles, tokens
from scripts.synthetic_pages import MARK, rewrite
from scripts.train_pages import CLEAN, GROUP_WEIGHTS, HALF, PARAMETERS, SETS, SYNTHETIC_WEIGHT, nested

MODEL = Path(__file__).resolve().parents[1] / "etl/transform/captures/lines.json"

FOLDS = 3
TREES = 80
FIRST_TREES = 16
HOPELESS = -50.0
"""No line is given up early: a capture has a few hundred."""

NEWS_WEIGHTS = {"news-zh": 1.5, "news-meta": 1.0}
"""Real Chinese pages are few, and what most captures were."""

SECOND_WEIGHT = 0.5
"""What a page weighs in its second layout."""

EASY_TOKENS, EASY_SHARE = 8, 0.15
"""Most of a capture are lines of menus: a part of them, weighing as much more, teaches the same."""

PROSE_AROUND = FEATURES.index("prose_5")


@dataclass(slots=True)
class Sample:
    """One capture as the trainer sees it."""

    name: str
    fold: int
    texts: list[str]
    gold: str
    rows: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    part: np.ndarray


def sample(name: str, seed: str, fold: int, text: str, gold: str, weight: float) -> Sample:
    """Describe a capture. Each weighs the same however long it is; a line by its tokens, a long one not much more than others."""
    blocks = read_capture(text).blocks
    texts = [block.text for block in blocks]
    rows = np.array(describe(blocks) or np.zeros((0, len(FEATURES))), dtype=np.float32)
    labels = (np.array(covered(texts, gold)) >= HALF).astype(np.float64)
    size = np.array([len(tokens(text)) for text in texts], dtype=np.float64)
    weights = np.minimum(size, 150.0) / max(50.0, float((size * labels).sum())) + 0.3 / max(1, len(size))
    weights *= 100.0 * weight / (weights.sum() or 1.0)
    easy = (size < EASY_TOKENS) & (labels < HALF) & (rows[:, PROSE_AROUND] < 1)
    dice = np.random.default_rng(number(seed) % 2**32).random(len(easy))
    return Sample(
        name,
        fold % FOLDS,
        texts,
        gold,
        rows,
        labels,
        np.where(easy, weights / EASY_SHARE, weights),
        ~easy | (dice < EASY_SHARE),
    )


def samples(pages: Iterable[GoldPage]) -> Iterator[Sample]:
    """Pages in one layout or two, and Chinese pages made of English ones."""
    for page in pages:
        dice = number(page.id)
        if page.set_name == "web-en" and page.group != "article" and dice // 64 % 3:
            continue
        tree = LexborHTMLParser(page.html)
        weight = GROUP_WEIGHTS[page.group] if page.set_name == "web-en" else NEWS_WEIGHTS[page.set_name]
        styles = STYLES if page.set_name == "news-zh" else (STYLES[0], STYLES[1 + dice % (len(STYLES) - 1)])
        for style in styles if page.set_name == "news-zh" or dice % 3 == 0 else styles[:1]:
            text = flatten(tree, style)
            share = weight if style is STYLES[0] else weight * SECOND_WEIGHT
            yield sample(f"{page.set_name} {page.group}", page.id + style.name, page.fold, text, page.text, share)
        if (page.set_name == "news-meta" or page.group in ("article", "documentation")) and dice % 3:
            style = STYLES[0] if dice // 8 % 2 else STYLES[1 + dice // 32 % (len(STYLES) - 1)]
            yield from synthetic(page, tree, style)


def synthetic(page: GoldPage, tree: LexborHTMLParser, style: Style) -> Iterator[Sample]:
    """A Chinese page made of an English one, if the gold text fits its blocks."""
    outline = outline_of(tree)
    shares = covered([block.text for block in outline.blocks], page.text)
    kept = [block for block, share in zip(outline.blocks, shares, strict=True) if share >= HALF]
    if score([counts(shingles(page.text), shingles("\n".join(block.text for block in kept)))])[0] < CLEAN:
        return
    article = {node.mem_id for block in kept for node in block.nodes}
    html = rewrite(tree, article, page.id, old=number(page.id) % 2 == 0)
    text = "\n".join(
        block.text.replace(MARK, "")
        for block in outline_of(LexborHTMLParser(html)).blocks
        if sum(MARK in (node.text_content or "") for node in block.nodes) >= HALF * len(block.nodes)
    )
    flat = flatten(LexborHTMLParser(html.replace(MARK, "")), style)
    yield sample("synthetic", page.id + "zh", page.fold, flat, text, SYNTHETIC_WEIGHT)


@dataclass(frozen=True, slots=True)
class GoldCapture:
    """A capture whose article is known.

    Attributes:
        name: of its file; half of the names are for tuning, half are only reported.
        text: the capture.
        body: the article.
        silver: nobody read it: a tool made it.
    """

    name: str
    text: str
    body: str
    silver: bool

    @property
    def is_reported(self) -> bool:
        """Whether it is in the half that nothing was tuned on."""
        return number(self.name) % 2 == 1


def captures(folder: Path) -> Iterator[GoldCapture]:
    """Read the captures of a folder with `gold.jsonl`."""
    for line in (folder / "gold.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
        gold = json.loads(line)
        if gold.get("body"):
            text = (folder / gold["file"]).read_bytes().decode("utf-8", "replace")
            yield GoldCapture(Path(gold["file"]).name, text, gold["body"], gold.get("body_quality") == "silver")


def train(data: Sequence[Sample]) -> lightgbm.Booster:
    """Grow a forest."""
    rows = np.concatenate([one.rows[one.part] for one in data])
    labels = np.concatenate([one.labels[one.part] for one in data])
    weights = np.concatenate([one.weights[one.part] for one in data])
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(rows, labels, weight=weights), TREES)


def report(data: Iterable[Sample], forests: Sequence[lightgbm.Booster]) -> None:
    """Print the mean of F, and of precision and recall, for each set."""
    results: dict[str, list[tuple[float, float]]] = {}
    for one in (one for one in data if one.texts):
        scores = forests[one.fold].predict(one.rows, raw_score=True, num_threads=1)
        _, _, kept = choose(one.rows.tolist(), list(scores))
        found = "\n".join(text for text, keep in zip(one.texts, kept, strict=True) if keep)
        precision, recall = precision_recall(counts(shingles(one.gold), shingles(found)))
        results.setdefault(one.name, []).append((precision or 0.0, recall or 0.0))
    for name, pairs in sorted(results.items()):
        f = [2 * p * r / (p + r) if p + r else 0.0 for p, r in pairs]
        print(
            f"  {name:26} {len(f):5}   F {fmean(f):.4f}   P {fmean(p for p, _ in pairs):.4f}   R {fmean(r for _, r in pairs):.4f}"
        )


def written(forest: lightgbm.Booster) -> str:
    """The model file."""
    head = {
        "trained": f"scripts/train_captures.py, lightgbm {lightgbm.__version__}",
        "features": list(FEATURES),
        "first": FIRST_TREES,
        "hopeless": HOPELESS,
    }
    trees = [nested(tree["tree_structure"]) for tree in forest.dump_model()["tree_info"]]
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return json.dumps(head, indent=1)[:-2] + f',\n "trees": [\n{lines}\n]}}\n'


def main() -> int:
    """Do what the command line says."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, required=True, help="the folder with the sets")
    arguments.add_argument("--captures", type=Path, help="a folder of captures with known articles, to report")
    arguments.add_argument("--dry-run", action="store_true", help="write nothing")
    said = arguments.parse_args()
    known = list(captures(said.captures)) if said.captures else []
    unseen = {one.body.strip() for one in known if one.is_reported}
    pages = list(load(said.pages, SETS))
    folds = {page.text.strip(): page.fold for page in pages}
    data = list(samples(page for page in pages if not page.is_frozen and page.text.strip() not in unseen))
    print(f"{len(data)} captures made, {sum(int(one.part.sum()) for one in data)} lines", flush=True)
    if not said.dry_run:
        MODEL.write_text(written(train(data)), "utf-8")
        print(f"wrote {MODEL.name}: {MODEL.stat().st_size} bytes")
    forests = [train([one for one in data if one.fold != fold]) for fold in range(FOLDS)]
    report(data, forests)
    report(
        (
            sample(
                f"captures {'silver' if one.silver else 'hand'} {'reported' if one.is_reported else 'tuned on'}",
                one.name,
                folds.get(one.body.strip(), 0),
                one.text,
                one.body,
                1.0,
            )
            for one in known
        ),
        forests,
    )
    frozen = [page for page in pages if page.is_frozen]
    report(
        (
            sample("frozen news-zh", page.id, page.fold, flatten(LexborHTMLParser(page.html), STYLES[0]), page.text, 1)
            for page in frozen
        ),
        forests,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
