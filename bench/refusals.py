"""Which pages are refused as no articles: `python -m bench.refusals [SET]...`.

Reads pages with known groups from `../shared/samples/pages` (all sets, unless some are named) and prints, for each half of the sites, how
many pages of each group are refused and why. The bars of `etl.transform.refusals` were found on the half that is called tuned: the other
one counts. A page of a listing or a collection holds no article; every other may hold one.
"""

import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from etl import Rejection, parse

SAMPLES = Path(__file__).parents[1] / "../shared/samples/pages"

NO_ARTICLE = frozenset(("listing", "collection"))
"""Groups whose pages may be refused."""

HALVES = ("tuned", "held out")


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a page."""

    half: str
    group: str
    refused: str | None


def judged(names: list[str]) -> Iterator[Judged]:
    """Read every page of the sets."""
    for gold in sorted(SAMPLES.glob("*/gold.jsonl")):
        if names and gold.parent.name not in names:
            continue
        for line in filter(None, gold.read_text("utf-8").split("\n")):
            page = json.loads(line)
            content = gzip.decompress((gold.parent / f"{page['id']}.html.gz").read_bytes())
            outcome = next(iter(parse(content, page.get("url") or "")))
            refused = outcome.detail if isinstance(outcome, Rejection) and outcome.reason == "not_an_article" else None
            yield Judged(half_of(page.get("url") or page["id"]), page.get("group") or "article", refused)


def half_of(address: str) -> str:
    """The half that a site belongs to, by its name alone."""
    site = ".".join((urlsplit(address).hostname or address).split(".")[-2:])
    return HALVES[hashlib.sha256(site.encode()).digest()[0] % 2]


def main(names: list[str]) -> None:
    """Print the table."""
    pages = list(judged(names))
    for half in HALVES:
        here = [page for page in pages if page.half == half]
        refused = [page for page in here if page.refused]
        right = [page for page in refused if page.group in NO_ARTICLE]
        others = [page for page in here if page.group not in NO_ARTICLE]
        print(f"\n{half}: {len(here)} pages, {len(refused)} refused, {len(right)} of them rightly")
        print(f"precision {len(right) / max(1, len(refused)):.3f}", end=", ")
        print(f"refused of what may be an article {(len(refused) - len(right)) / max(1, len(others)):.4f}", end=", ")
        print(f"of listings and collections {len(right) / max(1, len(here) - len(others)):.3f}")
        for group, count in sorted(Counter(page.group for page in here).items()):
            print(f"  {group:16}{count:6}{sum(page.group == group for page in refused):6}")
        for why, count in Counter((page.refused or "").split(":")[0] for page in refused).most_common():
            print(f"  {why:40}{count:4}")


if __name__ == "__main__":
    main(sys.argv[1:])
