"""How well lost bytes are put back: `python -m bench.slips TEXTS... [--part dev|test] [--documents 40] [--worst 20]`.

TEXTS are files or folders of undamaged Chinese news. A model is made without the articles that are measured and without whatever shares
thirteen characters in a row with them, so every figure is held out; `--model FOLDER` keeps it for the next time, and
`--words zh_CN.lm` counts a model of words beside them (scripts/word_model.py). `--part` takes one half of the measured articles:
constants are chosen on `dev`, figures are reported from `test`.

In each longer paragraph of an article one byte of its GBK form is lost or overwritten, and the rest read as it comes. Counted are
paragraphs: *exact*; *within one* character of the original; *precise*: of those that were changed, the share in which every character
that was written is right (U+FFFD writes none); *worse* than before. *False* are changed characters of the same articles undamaged.
"""

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import _lru_cache_wrapper
from pathlib import Path
from tempfile import mkdtemp

from opencc import OpenCC

from etl import Article, parse
from etl.transform import language_model, normalise, tables
from etl.transform.language_model import fold
from etl.transform.scripts import to_simplified
from scripts.make_character_model import make, package_counts, write

SHARED = 13
"""Characters in a row that tell that two texts are one."""

SHORTEST, LONGEST, PARAGRAPHS = 40, 300, 6
"""Characters of a paragraph that is damaged, of one at most, and paragraphs of an article."""

BEFORE, BEHIND, LEAST = 5, 12, 3
"""Characters of a line that stay whole before and behind the damage; paragraphs of an article, at least, that can be damaged."""

LOST = "\ufffd"
KINDS = ("first byte lost", "any byte lost", "first byte overwritten")
HEAD = ("kind", "script", "lines", "exact", "within 1", "changed", "precise", "worse", "ms/text")


@dataclass(slots=True)
class Row:
    """The counts of one kind of damage in one script."""

    lines: int = 0
    exact: int = 0
    within_one: int = 0
    changed: int = 0
    precise: int = 0
    worse: int = 0
    texts: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)

    def count(self, damaged: str, wanted: str, got: str) -> None:
        """Count one paragraph."""
        distance, before = edits(got, wanted), edits(damaged, wanted)
        self.lines += 1
        self.exact += distance == 0
        self.within_one += distance <= 1
        self.changed += got != damaged
        self.precise += got != damaged and edits(got, wanted, free=LOST) == 0
        self.worse += distance > before
        if distance:
            self.failures.append(
                ("! " if got != damaged and edits(got, wanted, free=LOST) else "  ")
                + difference(wanted, got)
                + "   was "
                + difference(wanted, damaged)
            )

    def cells(self) -> tuple[str, ...]:
        """What is printed."""
        of_lines = (f"{100 * part / max(1, self.lines):.1f}" for part in (self.exact, self.within_one, self.changed))
        precise = f"{100 * self.precise / max(1, self.changed):.1f}"
        return (
            str(self.lines), *of_lines, precise, str(self.worse), f"{1000 * self.seconds / max(1, self.texts):.0f}",
        )  # fmt: skip


def edits(got: str, wanted: str, free: str = "") -> int:
    """Characters to change, to put in or to leave out; one that is `free` stands for any single one at no price."""
    start = next((at for at, (a, b) in enumerate(zip(got, wanted, strict=False)) if a != b), min(len(got), len(wanted)))
    end = 0
    while end < min(len(got), len(wanted)) - start and got[-1 - end] == wanted[-1 - end]:
        end += 1
    a, b = got[start : len(got) - end], wanted[start : len(wanted) - end]
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            same = one in (other, free)
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (not same))
    return row[-1]


def difference(wanted: str, got: str) -> str:
    """Where two texts differ, with a little around it."""
    blocks = [b for b in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes() if b[0] != "equal"]
    if not blocks:
        return "="
    begin, end = blocks[0][1], blocks[-1][2]
    return f"{wanted[max(0, begin - 6) : begin]}[{wanted[begin:end]}|{got[blocks[0][3] : blocks[-1][4]]}]{wanted[end : end + 6]}"


def articles_of(paths: Iterable[str]) -> Iterator[list[str]]:
    """The title and the paragraphs of each undamaged article in Simplified script, each once."""
    seen: set[str] = set()
    for root in map(Path, paths):
        for path in sorted([root] if root.is_file() else root.rglob("*")):
            for outcome in parse(path.read_bytes(), path.name) if path.is_file() else ():
                if not isinstance(outcome, Article) or outcome.script != "Hans" or outcome.origin.damage:
                    continue
                lines = [outcome.title or "", *(paragraph.text for paragraph in outcome.paragraphs)]
                if lines[1] not in seen and not any(repair.rule.count("_read_as_") for repair in outcome.repairs):
                    seen.add(lines[1])
                    yield lines


def number_of(article: list[str]) -> int:
    """A number by which articles are divided."""
    return hashlib.sha256("\n".join(article[:2]).encode()).digest()[0]


def shingles(article: list[str]) -> set[str]:
    """Stretches of its text."""
    return {line[at : at + SHARED] for line in map(fold, article) for at in range(len(line) - SHARED + 1)}


def use(folder: Path) -> None:
    """Have the model read from another folder."""
    shipped = tables.lines_of

    def lines_of(name: str) -> tuple[str, ...]:
        if not (folder / name).exists():
            return shipped(name)
        return tuple(
            line for line in (folder / name).read_text("utf-8").split("\n") if line and not line.startswith("#")
        )

    language_model.lines_of = lines_of  # type: ignore[attr-defined]  # imported there, not defined
    for name, module in list(sys.modules.items()):
        if name.startswith("etl.transform"):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()


def damaged(line: str, kind: str, chance: random.Random) -> str | None:
    """One byte of a line lost or overwritten; None if it is too short, or nothing came of it."""
    try:
        content = line.encode("gbk")
    except UnicodeEncodeError:
        return None
    places = [at for at, c in enumerate(line) if "\u4e00" <= c <= "\u9fff" and BEFORE < at < len(line) - BEHIND]
    if len(line) < SHORTEST or not places:
        return None
    at = len(line[: chance.choice(places)].encode("gbk")) + (chance.randint(0, 1) if kind == "any byte lost" else 0)
    after = content[:at] + (b"?" if kind == "first byte overwritten" else b"") + content[at + 1 :]
    bad = after.decode("gbk", "replace").replace(LOST, "?")
    return bad if bad != line else None


def got_of(lines: list[str]) -> list[str]:
    """The lines of a document after all repairs, in Simplified script."""
    normaliser = normalise.normaliser_for(lines)
    return [normaliser.normalise(line).text for line in lines]


def measure(articles: list[list[str]], translate: Callable[[str], str], kind: str) -> Row:
    """One kind of damage in one script."""
    row, chance = Row(), random.Random(17)
    for article in articles:
        wanted = [translate(line)[:LONGEST] for line in article[: PARAGRAPHS + 1]]
        bad = [damaged(line, kind, chance) or line for line in wanted]
        start = time.process_time()
        got = got_of(bad)
        row.seconds += time.process_time() - start
        row.texts += 1
        simplified = (got_of(wanted), [to_simplified(line) for line in bad])
        for before, line, after in zip(simplified[1], simplified[0], got, strict=True):
            if before != line:
                row.count(before, line, after)
    return row


def main() -> None:
    """Make or read the model, and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("texts", nargs="+")
    arguments.add_argument("--part", choices=("dev", "test"), default="test")
    arguments.add_argument("--documents", type=int, default=40)
    arguments.add_argument("--worst", type=int, default=0)
    arguments.add_argument("--model", type=Path)
    arguments.add_argument("--words", type=Path)
    given = arguments.parse_args()

    articles = list(articles_of(given.texts))
    measured = [article for article in articles if number_of(article) % 2]
    folder = given.model or Path(mkdtemp())
    if not (folder / "characters.txt").exists():
        folder.mkdir(exist_ok=True)
        taken = set[str]().union(*map(shingles, measured))
        others = (line for article in articles if not number_of(article) % 2 for line in article[1:])
        write(make((line for line in others if not shingles([line]) & taken), package_counts(given.words)), folder)
    use(folder)

    mine = [
        article for article in measured
        if (number_of(article) // 2) % 2 == (given.part == "test") and sum(len(line) >= SHORTEST for line in article[1:]) >= LEAST
    ]  # fmt: skip
    mine = random.Random(5).sample(sorted(mine), min(given.documents, len(mine)))
    print("".join(f"{name:>12}" for name in HEAD))
    failures = []
    to_traditional: Callable[[str], str] = OpenCC("s2t").convert
    for kind in KINDS:
        for script, translate in (("Hans", str), ("Hant", to_traditional)):
            row = measure(mine, translate, kind)
            failures += [f"{kind:24}{script} {failure}" for failure in row.failures]
            print(f"{kind:24}{script}" + "".join(f"{cell:>12}" for cell in row.cells()))
    for failure in random.Random(5).sample(failures, min(given.worst, len(failures))):
        print(failure)


if __name__ == "__main__":
    main()
