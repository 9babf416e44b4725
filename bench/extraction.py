"""How well and how fast the articles of whole pages are found, beside other extractors.

    python -m bench.extraction           # the table: the project and whichever peers are installed, in one run
    python -m bench.extraction --check   # the project alone against bench/extraction.toml; 1 if a number fell
    python -m bench.extraction --write   # the project alone, and its numbers become the ones to keep

Pages with known text and their scorer stand beside the repository (`../shared`); without them there is nothing to measure, and the command
says so. The pages of `news-zh` are split by site, by a hash: one half was trained and tuned on, the other was set aside. The forest was
trained on `web-en` and `news-meta`, too: what it reaches on sites it has not seen is for `scripts.train_pages` to say, and is written in
docs/extraction.md.
"""

import argparse
import importlib.util
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import stdev
from typing import Any

from scripts.page_gold import load

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT / "../shared"
PAGES, SCORER = SHARED / "samples/pages", SHARED / "score/pages.py"
KEPT = ROOT / "bench/extraction.toml"

PROJECT, PACE = "project", "trafilatura-meta"
"""Ourselves, and the peer that does what we do, too: text, title, author and date."""

PEERS = ("trafilatura", "trafilatura-precision", PACE, "resiliparse", "readability-lxml", "magic-html")
FIELDS = ("title", "author", "date")

DRAWS = 400
PACED = 120
"""Pages of each set on which the speed is compared when the numbers are checked."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are counted together: `news-zh, held-out half`."""

    name: str
    set_name: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and how far it may fall.

    Attributes:
        part: the pages it is of.
        name: `F`, `title`, `author`, `date`, `articles refused`, `x trafilatura-meta`.
        value: as measured.
        error: its standard error, over pages drawn with replacement; 0 where pages are not what varies.
    """

    part: str
    name: str
    value: float
    error: float = 0.0


def scorer() -> Any:  # noqa: ANN401 - a script that ships no types
    """Load the scorer."""
    spec = importlib.util.spec_from_file_location("pages_scorer", SCORER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SCORER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.quiet()
    return module


def parts() -> Iterator[Part]:
    """The pages that are counted together; only articles and documentation of `web-en` resemble what we store."""
    chinese = list(load(PAGES, ("news-zh",)))
    for name, is_frozen in (("news-zh, tuned half", False), ("news-zh, held-out half", True)):
        yield Part(name, "news-zh", frozenset(page.id for page in chinese if page.is_frozen == is_frozen))
    english = list(load(PAGES, ("web-en",)))
    for group in ("article", "documentation"):
        yield Part(f"web-en, {group}", "web-en", frozenset(page.id for page in english if page.group == group))
    yield Part("news-meta", "news-meta", frozenset(page.id for page in load(PAGES, ("news-meta",))))


def measured(score: Any, system: str, part: Part, rows: Sequence[Any]) -> Iterator[Figure]:  # noqa: ANN401 - the scorer's own
    """What one system reaches on one part."""
    counts = [row.counts for row in rows if row.counts is not None]
    dice = Random(1)
    drawn = [score.aggregate(dice.choices(counts, k=len(counts)))[0] for _ in range(DRAWS)]
    for name, value in zip("FPR", score.aggregate(counts), strict=True):
        yield Figure(part.name, name, value, stdev(drawn) if name == "F" else 0.0)
    for field in FIELDS:
        right = [row.meta[field] for row in rows if field in row.meta]
        if len(right) > 1 and any(field in row.given for row in rows):
            share = sum(right) / len(right)
            yield Figure(part.name, field, share, (share * (1 - share) / len(right)) ** 0.5)
    if system == PROJECT:
        yield Figure(part.name, "refused", sum(row.status == "rejected" for row in rows) / len(rows))


def table(score: Any, names: Sequence[str]) -> Iterator[tuple[str, Figure]]:  # noqa: ANN401 - the same
    """Every figure of every system, all systems seeing a page before any sees the next."""
    all_parts = list(parts())
    systems = [score.project(), *(score.baseline(name) for name in names)]
    seconds = dict.fromkeys((system.name for system in systems), 0.0)
    for set_name in dict.fromkeys(part.set_name for part in all_parts):
        wanted = [part for part in all_parts if part.set_name == set_name]
        ids = set().union(*(part.ids for part in wanted))
        results = score.evaluate(score.load(PAGES / set_name, ids=ids), systems, keep_text=False)
        for name, rows in results.items():
            seconds[name] += sum(row.cpu for row in rows)
            for part in wanted:
                for figure in measured(score, name, part, [row for row in rows if row.id in part.ids]):
                    yield name, figure
    for name, spent in seconds.items():
        yield name, Figure("all", f"x {PROJECT}", spent / seconds[PROJECT])


def pace(score: Any) -> Figure:  # noqa: ANN401 - the same
    """How much faster than the peer we are, on an even sample of the articles."""
    spent = dict.fromkeys((PROJECT, PACE), 0.0)
    for set_name, group in (("news-zh", ""), ("web-en", "article"), ("news-meta", "")):
        pages = score.load(PAGES / set_name, PACED, group)
        for name, rows in score.evaluate(pages, [score.project(), score.baseline(PACE)], keep_text=False).items():
            spent[name] += sum(row.cpu for row in rows)
    return Figure("speed", f"x {PACE}", spent[PACE] / spent[PROJECT])


def installed(score: Any) -> list[str]:  # noqa: ANN401 - the same
    """The peers that can be asked here."""
    found = []
    for name in PEERS:
        try:
            score.baseline(name)
        except SystemExit:
            continue
        found.append(name)
    return found


def print_table(rows: Sequence[tuple[str, Figure]]) -> None:
    """Print a line for each part and system."""
    named = {(system, figure.part, figure.name): figure for system, figure in rows}
    columns = ("F", "P", "R", *FIELDS, "refused")
    print("| pages | system | " + " | ".join(columns) + " |")
    print("| --- | --- |" + " --- |" * len(columns))
    for part in dict.fromkeys(figure.part for _, figure in rows if figure.name == "F"):
        for system in dict.fromkeys(system for system, _ in rows):
            cells = [_cell(named.get((system, part, column))) for column in columns]
            print(f"| {part} | {system} | " + " | ".join(cells) + " |")
    for system, figure in rows:
        if figure.part == "all":
            print(f"{system}: {figure.value:.2f} times the project's CPU time, on all pages of the table")


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    return f"{figure.value:.3f}" + (f" ± {figure.error:.3f}" if figure.error else "")


def check(figures: Sequence[Figure]) -> int:
    """Compare with what was kept: 1 if a number fell by more than its tolerance."""
    kept = tomllib.loads(KEPT.read_text("utf-8"))
    tolerances: dict[str, float] = kept["tolerances"]
    fallen = 0
    for figure in figures:
        before = kept["figures"].get(figure.part, {}).get(figure.name)
        if before is None:
            continue
        tolerance = tolerances[figure.name]
        loss = figure.value - before if figure.name == "refused" else before - figure.value
        allowed = tolerance * before if figure.name.startswith("x ") else tolerance
        verdict = "fell" if loss > allowed else "rose" if loss < -allowed else "as before"
        fallen += verdict == "fell"
        print(
            f"{figure.part:26} {figure.name:18} {figure.value:7.4f}  kept {before:7.4f}  may fall by {allowed:.4f}  {verdict}"
        )
    print(f"{fallen} of {len(figures)} numbers fell" if fallen else "no number fell")
    return 1 if fallen else 0


def write(figures: Sequence[Figure]) -> None:
    """Keep these numbers; the tolerances stay."""
    head = KEPT.read_text("utf-8").partition("[figures")[0].rstrip()
    lines = [head]
    for part in dict.fromkeys(figure.part for figure in figures):
        lines += ["", f'[figures."{part}"]']
        lines += [f'"{figure.name}" = {figure.value:.4f}' for figure in figures if figure.part == part]
    KEPT.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    """Do what the command line says."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = arguments.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with the numbers kept, and fail if one fell")
    what.add_argument("--write", action="store_true", help="keep the numbers of today")
    said = arguments.parse_args()
    if not SCORER.exists():
        print("skipped: there are no pages with known text beside this repository (../shared)")
        return 0
    score = scorer()
    peers = installed(score)
    if not (said.check or said.write):
        print_table(list(table(score, peers)))
        return 0
    figures = [figure for _, figure in table(score, ()) if figure.name not in ("P", "R", f"x {PROJECT}")]
    if PACE in peers:
        figures.append(pace(score))
    else:
        print(f"the speed is not compared: {PACE} is not installed (pip install -r bench/peers.txt)")
    if said.write:
        write(figures)
        return 0
    return check(figures)


if __name__ == "__main__":
    sys.exit(main())
