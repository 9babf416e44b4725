"""Pages with known article text: how they are read, split and scored.

A folder of sets, each with `gold.jsonl` (a line per page: `id, url, group, text`) and `<id>.html.gz` beside it.
"""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from urllib.parse import urlsplit

from etl.extract.encodings import decode

FOLDS = 5

_IDEOGRAPH = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")
_HOST = re.compile(r"""(?:href|src|action)\s*=\s*["']?https?://([A-Za-z0-9.-]+)""", re.IGNORECASE)
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))

Shingles = Counter[tuple[str, ...]]
Counts = tuple[float, float, float]
"""Shared, extra and missing shingles of a page, divided by their sum."""


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page whose article is known.

    Attributes:
        set_name: the set it belongs to.
        id: its name there.
        site: where it comes from; pages of one site are never on both sides of a split.
        group: its kind.
        content: as served.
        html: decoded.
        url: its address; empty if unknown.
        text: the article's.
    """

    set_name: str
    id: str
    site: str
    group: str
    content: bytes
    html: str
    url: str
    text: str

    @property
    def fold(self) -> int:
        """The part of a cross-validation it belongs to."""
        return number(f"fold {self.site}") % FOLDS

    @property
    def is_frozen(self) -> bool:
        """Whether it was set aside, once and for all: nothing is trained, tuned or looked up on it, only the final figure."""
        return self.set_name == "news-zh" and number(self.site) % 2 == 1


def number(text: str) -> int:
    """A number that depends on nothing but the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def load(folder: Path, names: Sequence[str]) -> Iterator[GoldPage]:
    """Read the sets."""
    for name in names:
        for line in (
            (folder / name / "gold.jsonl").read_text("utf-8").rstrip("\n").split("\n")
        ):  # a text may hold other line ends
            gold = json.loads(line)
            content = gzip.decompress((folder / name / f"{gold['id']}.html.gz").read_bytes())
            html = decode(content).text
            yield GoldPage(
                set_name=name,
                id=gold["id"],
                site=_site(gold.get("url") or "", html, gold["id"]),
                group=gold.get("group") or "",
                content=content,
                html=html,
                url=gold.get("url") or "",
                text=gold["text"] or "",
            )


def _site(url: str, html: str, page_id: str) -> str:
    """The registered domain of the address, else the one that the page names most often."""
    if url:
        return _domain(urlsplit(url).netloc)
    hosts = Counter(map(_domain, _HOST.findall(html)))
    return hosts.most_common(1)[0][0] if hosts else page_id


def _domain(host: str) -> str:
    labels = host.lower().strip(".").split(".")
    national = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2  # noqa: PLR2004 - news.example.com.cn
    return ".".join(labels[-3:] if national else labels[-2:])


def tokens(text: str) -> list[str]:
    """Words, and each ideograph."""
    return _TOKEN.findall(text)


def shingles(text: str) -> Shingles:
    """Four tokens that follow each other, and how often they do."""
    words = tokens(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def counts(gold: Shingles, found: Shingles) -> Counts:
    """How a page's text compares with what it should be."""
    shared = sum((gold & found).values())
    extra, missing = sum(found.values()) - shared, sum(gold.values()) - shared
    total = shared + extra + missing
    return (shared / total, extra / total, missing / total) if total else (0.0, 0.0, 0.0)


def precision_recall(page: Counts) -> tuple[float | None, float | None]:
    """Of one page; None where nothing was found, or nothing was to be."""
    shared, extra, missing = page
    return (shared / (shared + extra) if shared + extra else None), (
        shared / (shared + missing) if shared + missing else None
    )


def score(pages: Iterable[Counts]) -> tuple[float, float, float]:
    """F, precision and recall of a set: P over pages where something was found, R over all, F of the two."""
    pairs = [precision_recall(page) for page in pages]
    precisions = [p for p, _ in pairs if p is not None]
    recalls = [r for _, r in pairs if r is not None]
    p, r = (fmean(precisions) if precisions else 0.0), (fmean(recalls) if recalls else 0.0)
    return (2 * p * r / (p + r) if p + r else 0.0), p, r


def covered(texts: Sequence[str], gold: str) -> list[float]:
    """For each block, which share of its tokens stands in the gold text: longest passages first, none used twice."""
    words: list[str] = []
    owners: list[int] = []
    for position, text in enumerate(texts):
        found = tokens(text.lower())
        words += found
        owners += [position] * len(found)
    left = shingles(gold.lower())
    grams = [tuple(words[i : i + 4]) for i in range(max(0, len(words) - 3))]
    passages: list[tuple[int, int]] = []
    start = None
    for position, gram in enumerate([*grams, ()]):
        if gram in left:
            start = position if start is None else start
        elif start is not None:
            passages.append((start, position))
            start = None
    hit = bytearray(len(words))
    for first, last in sorted(passages, key=lambda passage: passage[0] - passage[1]):
        for position in range(first, last):
            if left[grams[position]] > 0:
                left[grams[position]] -= 1
                hit[position : position + 4] = b"\x01" * 4
    total, inside = Counter(owners), Counter(owner for owner, is_hit in zip(owners, hit, strict=True) if is_hit)
    return [inside[i] / total[i] if total[i] else 0.0 for i in range(len(texts))]
