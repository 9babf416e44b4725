"""What the Chinese rules change in text that nobody damaged: `python -m bench.false_repairs TEXTS... [--model FOLDER]`.

Each Simplified article of TEXTS as it is and converted to Traditional by OpenCC. Every repair of a wrong reading or of lost bytes is printed,
for somebody to judge: some articles of any archive did lose bytes. `--model` is one that `bench.slips --model` made; then the articles are
those that it has not counted. The last line counts the characters that do not come back from Traditional script.
"""

import argparse
from pathlib import Path

from opencc import OpenCC

from bench.slips import articles_of, number_of, use
from etl.transform.mojibake import mend
from etl.transform.normalise import normaliser_for
from etl.transform.scripts import to_simplified, to_traditional

SHOWN = 60
"""Characters of a repair that are printed."""


def repairs_of(article: list[str]) -> list[str]:
    """What was changed in an article, conversion and characters that stay open left out."""
    repairs = list(mend(article).repairs)
    normaliser = normaliser_for(article)
    for line in article:
        repairs += normaliser.normalise(line).repairs
    return [
        f"{repair.rule}: {repair.before[:SHOWN]} -> {repair.after[:SHOWN]}"
        for repair in repairs
        if repair.rule == "byte_slip" or "_read_as_" in repair.rule
    ]


def main() -> None:
    """Print every repair, and how many characters were looked at."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("texts", nargs="+")
    arguments.add_argument("--model", type=Path)
    given = arguments.parse_args()

    articles = list(articles_of(given.texts))
    if given.model:
        articles = [article for article in articles if number_of(article) % 2]
        use(given.model)
    characters = sum(len(line) for article in articles for line in article)
    for script, translate in (("Hans", str), ("Hant", OpenCC("s2t").convert)):
        found = [repair for article in articles for repair in repairs_of([translate(line) for line in article])]
        print(
            *found, f"{script}: {len(found)} repairs in {characters} characters of {len(articles)} articles", sep="\n"
        )
    lines = [line for article in articles for line in article if line == to_simplified(line)]
    lost = sum(
        one != other for line in lines for one, other in zip(line, to_simplified(to_traditional(line)), strict=False)
    )
    total = sum(map(len, lines))
    print(f"{lost} of {total} characters do not come back from Traditional script: {100 - 100 * lost / total:.4f} % do")


if __name__ == "__main__":
    main()
