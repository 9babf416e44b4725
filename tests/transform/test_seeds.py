"""The seed documents, where they lie beside the repository: every paragraph and every field."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl import parse
from etl.models import Article

SEEDS = Path(__file__).resolve().parents[2] / "../shared/seeds"
GOLD = SEEDS / "gold.jsonl"

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the seeds do not lie beside this repository")


def golds(*, damaged: bool) -> list[Any]:
    """What is wanted of each seed, apart by whether its bytes were damaged before we got them."""
    lines = GOLD.read_text("utf-8").splitlines() if GOLD.exists() else []
    seeds = [json.loads(line) for line in lines]
    return [pytest.param(seed, id=seed["file"][:3]) for seed in seeds if ("byte slips" in seed["format"]) == damaged]


def read(seed: dict[str, Any]) -> Article:
    """The one article of a seed."""
    [article] = parse((SEEDS / seed["file"]).read_bytes(), seed["file"])
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("seed", golds(damaged=False))
def test_a_seed_gives_its_paragraphs(seed: dict[str, Any]) -> None:
    """Every paragraph, its kind and its order; nothing else."""
    assert [{"kind": paragraph.kind, "text": paragraph.text} for paragraph in read(seed).paragraphs] == seed[
        "paragraphs"
    ]


@pytest.mark.parametrize("seed", [*golds(damaged=False), *golds(damaged=True)])
def test_a_seed_gives_its_fields(seed: dict[str, Any]) -> None:
    """Title, source, people, address, tags, script; the damaged one, too."""
    article = read(seed)

    assert [article.title, article.source, article.author, article.editor, article.url, article.image_url] == [
        seed[name] for name in ("title", "source", "author", "editor", "url", "image")
    ]
    assert (article.script, article.language, set(article.tags)) == (
        seed["script"],
        seed["language"],
        set(seed["tags"]),
    )
    assert article.published is not None
    assert str(article.published.local_date) == seed["published_local_date"]
    assert article.published.precision == seed["published_precision"]


@pytest.mark.parametrize("seed", golds(damaged=True))
def test_a_damaged_seed_gives_as_many_paragraphs(seed: dict[str, Any]) -> None:
    """Damage inside a paragraph neither splits nor drops one."""
    assert [paragraph.kind for paragraph in read(seed).paragraphs] == [
        paragraph["kind"] for paragraph in seed["paragraphs"]
    ]
