"""What the Chinese rules cost where nothing is wrong: `python -m bench.clean_text [TEXTS...]`.

Looking for wrong readings and lost bytes, telling script and language, readings in brackets, width and spaces, and conversion where the
text is Traditional: CPU milliseconds for 3,000 characters, the least of five rounds, of the middle article and the mean of all (a few have
a `?` or a rare word that is looked into). Without TEXTS, invented stories.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import invented
from etl import Article, parse
from etl.extract.encodings import decode
from etl.transform.mojibake import mend
from etl.transform.normalise import normaliser_for
from etl.transform.scripts import to_traditional

LENGTH, ROUNDS, DOCUMENTS = 3_000, 5, 60


def articles(paths: list[str]) -> Iterator[list[str]]:
    """The paragraphs of undamaged Simplified articles, up to so many characters of each."""
    if not paths:
        for number in range(DOCUMENTS):
            yield decode(invented.plain(invented.story(number))).text.split("\n")
    for path in (path for root in map(Path, paths) for path in sorted(root.rglob("*")) if path.is_file()):
        for outcome in parse(path.read_bytes(), path.name):
            if (
                isinstance(outcome, Article)
                and outcome.script == "Hans"
                and not (outcome.repairs or outcome.origin.damage)
            ):
                yield [paragraph.text for paragraph in outcome.paragraphs]


def cost(texts: list[str]) -> float:
    """The CPU seconds of all rules on one article, at best."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        mend(["\n".join(texts)])
        normaliser = normaliser_for(texts)
        for text in texts:
            normaliser.normalise(text)
        best = min(best, time.process_time() - start)
    return best


def main(paths: list[str]) -> None:
    """Print the cost of each script."""
    found = [article for article in articles(paths) if sum(map(len, article)) > LENGTH // 10][:DOCUMENTS]
    lengths = [sum(map(len, article)) for article in found]
    for script, translate in (("Hans", str), ("Hant", to_traditional)):
        costs = [1000 * LENGTH * cost([translate(text) for text in article]) for article in found]
        middle = median(one / length for one, length in zip(costs, lengths, strict=True))
        print(
            f"{script}  {len(found)} articles, {middle:.2f} ms, mean {sum(costs) / sum(lengths):.2f} ms for {LENGTH} characters"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
