"""What becomes of a story when others print it: cut, retitled, in the other script, with another tail. By rule, from any article."""

from collections.abc import Sequence
from functools import cache
from random import Random

from opencc import OpenCC

from etl.transform.scripts import to_simplified

TAILS = (
    "本文来自网络，转载请注明出处。",
    "更多精彩内容，请关注本报客户端，第一时间了解身边的新鲜事。",
    "（原标题略有改动）（责任编辑：小禾）欢迎来稿，来稿请寄本报编辑部。",
    "免责声明：以上内容只代表作者的看法，与本站立场无关，请读者自行核实相关内容。",
)
"""What sites put below an article, and cleaning did not know; invented."""


def copies(random: Random, paragraphs: Sequence[str]) -> list[tuple[str, ...]]:
    """Make the copies of an article that readers would call the same story."""
    whole = tuple(paragraphs)
    characters = sum(map(len, whole))
    kept = cut(whole, round(characters * random.uniform(0.5, 0.9)))
    return [
        whole,
        kept,
        (*whole, random.choice(TAILS)),
        tuple(there_and_back(paragraph) for paragraph in whole),
        (*(there_and_back(paragraph) for paragraph in kept), random.choice(TAILS)),
        whole[1:] if len(whole[0]) < characters / 3 and len(whole) > 1 else whole,
    ]


def cut(paragraphs: Sequence[str], characters: int) -> tuple[str, ...]:
    """Keep the beginning, as editors do."""
    kept: list[str] = []
    for paragraph in paragraphs:
        if characters <= 0:
            break
        kept.append(paragraph[:characters])
        characters -= len(paragraph)
    return tuple(kept)


def there_and_back(text: str) -> str:
    """Print a text in Traditional script, and normalise it as every article is."""
    return to_simplified(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")
