"""Write the character model that tells Chinese from damaged Chinese: etl/transform/tables/characters.txt.

    pip install jieba==0.42.1 Pinyin2Hanzi==0.1.1
    python scripts/make_character_model.py TEXTS... > etl/transform/tables/characters.txt

TEXTS are files or folders of news in any format that `etl.parse` reads. Only counts of characters and of pairs of characters enter
the table, no text: pairs that stand in fewer than `FEWEST` places are left out. Two packages add the words of the language: jieba's
dictionary (MIT) with its frequencies and Pinyin2Hanzi's transitions (MIT).

A line is a character, the level of its probability, the level of its back-off weight, then each character that may follow with the
level of its probability. A level is one printable character: `chr(33 + round(-log(p) / STEP))`.
"""

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from etl import Article, parse
from etl.transform.language_model import LEVELS, STEP, fold

FEWEST = 3
"""A pair must be counted so often; below, it might tell of one text."""

REPLACEMENT = "\ufffd"

LONGEST_TABLE = 160_000
"""Pairs that are kept: those that gain most over the single characters."""

WORDS, TRANSITIONS = 4_000_000, 1_500_000
"""How many characters of text the two packages are worth."""


def texts(paths: list[str]) -> Iterator[str]:
    """The paragraphs of every undamaged Chinese article under the paths."""
    for root in map(Path, paths):
        for path in sorted([root] if root.is_file() else root.rglob("*")):
            if path.is_file():
                for outcome in parse(path.read_bytes(), path.name):
                    if isinstance(outcome, Article) and outcome.language == "zh" and not outcome.origin.damage:
                        yield from (paragraph.text for paragraph in outcome.paragraphs)


def package_file(package: str, name: str) -> Path:
    """A file that a package ships, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed")
    return Path(spec.origin).parent / name


def count_words(pairs: defaultdict[str, float], singles: defaultdict[str, float]) -> None:
    """Add the words of jieba's dictionary, as often as it says they are used."""
    rows = [line.split(" ") for line in package_file("jieba", "dict.txt").read_text("utf-8").splitlines()]
    total = sum(int(row[1]) * len(row[0]) for row in rows)
    for word, frequency, *_ in rows:
        weight = int(frequency) * WORDS / total
        for character in fold(word):
            singles[character] += weight
        for first, second in pairwise(fold(word)):
            pairs[first + second] += weight


def count_transitions(pairs: defaultdict[str, float]) -> None:
    """Add Pinyin2Hanzi's transitions; the default of a row is a fifth of one count."""
    rows = json.loads(package_file("Pinyin2Hanzi", "data/hmm_transition.json").read_text("utf-8"))["data"]
    counts = {
        first + second: probability / (5 * row["default"])
        for first, row in rows.items()
        if isinstance(row, dict) and row.get("default")
        for second, probability in row.items()
        if len(second) == 1
    }
    total = sum(counts.values())
    for pair, count in counts.items():
        pairs[pair] += count * TRANSITIONS / total


def level(probability: float) -> str:
    """A probability as one printable character."""
    return chr(33 + min(LEVELS, round(-math.log(probability) / STEP)))


def main(paths: list[str]) -> None:
    """Print the table."""
    counted_pairs: Counter[str] = Counter()
    counted_singles: Counter[str] = Counter()
    for text in texts(paths):
        line = f" {''.join(character for character in fold(text) if character.isprintable() and character != REPLACEMENT)} "
        counted_singles.update(line[1:])
        counted_pairs.update(map("".join, pairwise(line)))
    singles: defaultdict[str, float] = defaultdict(float, counted_singles)
    pairs: defaultdict[str, float] = defaultdict(
        float, {pair: count for pair, count in counted_pairs.items() if count >= FEWEST}
    )
    count_words(pairs, singles)
    count_transitions(pairs)

    total = sum(singles.values())
    rows: dict[str, dict[str, float]] = defaultdict(dict)
    for pair, count in pairs.items():
        if count >= 1 and all(singles[character] for character in pair):
            rows[pair[0]][pair[1]] = count
    gains, followers = [], {}
    for first, row in rows.items():
        mass = max(sum(row.values()), singles[first])
        weight = (len(row) + 1) / (
            mass + len(row) + 1
        )  # Witten and Bell's: many different followers, many more to come
        followers[first] = weight
        for second, count in row.items():
            single = singles[second] / total
            probability = (1 - weight) * count / mass + weight * single
            gains.append((count * math.log(probability / (weight * single)), first, second, probability))
    kept: dict[str, list[str]] = defaultdict(list)
    for _, first, second, probability in sorted(sorted(gains, reverse=True)[:LONGEST_TABLE], key=lambda gain: gain[1:]):
        kept[first].append(second + level(probability))
    print("# How likely characters are, alone and in pairs; counts of news articles and word lists, no text.")
    print(
        "# Made by scripts/make_character_model.py, which explains the format; words from jieba 0.42.1 and Pinyin2Hanzi 0.1.1 (MIT)."
    )
    for character in sorted(singles):
        if singles[character] >= 1:
            print(
                f"{character}{level(singles[character] / total)}{level(followers.get(character, 1.0))}{''.join(kept[character])}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
