"""Make `etl/extract/encodings/characters.txt`: how frequent each character is in Chinese, Japanese and Korean text.

    pip download --no-deps --no-binary :all: jieba==0.42.1
    pip download --no-deps lingua-language-detector==1.3.5
    pip install brotli opencc==1.4.2
    python scripts/make_characters.py jieba-0.42.1.tar.gz lingua_language_detector-1.3.5-py3-none-any.whl

Where the figures come from:

* hans (Simplified Chinese): the mean of two shares: of the word counts of jieba's `dict.txt` (MIT licence), each counted for every
  character of the word (which knows rare characters well, but counts 的 far too low), and of lingua's as below, simplified by OpenCC.
* hant (Traditional Chinese): the character shares of lingua's model `zh` (Apache License 2.0), of the characters Big5 has.
* ja, ko (Japanese, Korean): the character shares of lingua's models `ja` and `ko`.

Neither counts punctuation; `PUNCTUATION` gives it the share it has in ordinary news. The result is a table of figures, without any
text, and the same to the bit wherever it is made.
"""

import json
import math
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

OUTPUT = Path(__file__).parents[1] / "etl" / "extract" / "encodings" / "characters.txt"

JIEBA_MEMBER = "jieba-0.42.1/jieba/dict.txt"
LINGUA_MEMBER = "lingua/language-models/{}/unigrams.json.br"

CEILING = 14.0
"""Characters more costly than this (in nats) are left out; the reader of the table charges them a flat price."""

PUNCTUATION = {
    "hans": {
        "，": 55,
        "。": 28,
        "、": 14,
        "“": 9,
        "”": 9,
        "　": 9,
        "：": 6,
        "（": 4,
        "）": 4,
        "《": 4,
        "》": 4,
        "；": 2,
        "？": 2,
        "！": 2,
        "·": 1,
        "—": 2,
        "…": 1,
        "【": 1,
        "】": 1,
        "‘": 0.5,
        "’": 0.5,
    },
    "hant": {
        "，": 55,
        "。": 28,
        "、": 14,
        "「": 9,
        "」": 9,
        "　": 9,
        "：": 6,
        "（": 4,
        "）": 4,
        "《": 3,
        "》": 3,
        "；": 2,
        "？": 2,
        "！": 2,
        "．": 1,
        "─": 1,
        "…": 1,
        "【": 1,
        "】": 1,
        "『": 0.5,
        "』": 0.5,
    },
    "ja": {
        "、": 30,
        "。": 22,
        "「": 9,
        "」": 9,
        "　": 9,
        "・": 4,
        "（": 4,
        "）": 4,
        "！": 2,
        "？": 2,
        "『": 1,
        "』": 1,
        "…": 1,
        "―": 1,
        "～": 0.5,
        "【": 0.5,
        "】": 0.5,
    },
    "ko": {
        "·": 3,
        "‘": 2,
        "’": 2,
        "“": 3,
        "”": 3,
        "…": 1,
        "　": 0.5,
        "「": 0.3,
        "」": 0.3,
        "『": 0.2,
        "』": 0.2,
        "△": 0.2,
        "○": 0.2,
        "※": 0.2,
        "→": 0.1,
    },
}
"""Parts in a thousand characters."""  # fmt: skip


def simplified_counts(archive: Path) -> Counter[str]:
    """Character counts of jieba's dictionary."""
    counts: Counter[str] = Counter()
    with tarfile.open(archive) as sources:
        member = sources.extractfile(JIEBA_MEMBER)
        if member is None:
            sys.exit(f"{archive} holds no {JIEBA_MEMBER}")
        for line in member.read().decode().splitlines():
            word, count, *_ = line.split(" ")
            for character in word:
                counts[character] += int(count)
    return counts


def lingua_shares(archive: Path, language: str) -> dict[str, Fraction]:
    """Character shares of one of lingua's models: `{"1/50": "a b c", ...}` in the file."""
    import brotli  # needed by this script alone

    with zipfile.ZipFile(archive) as wheel:
        model = json.loads(brotli.decompress(wheel.read(LINGUA_MEMBER.format(language))))
    return {
        character: Fraction(share) for share, characters in model["ngrams"].items() for character in characters.split()
    }


def mean_of_simplified(jieba: Mapping[str, int], lingua: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The mean of two countings, the second of which is in both scripts."""
    import opencc

    converter = opencc.OpenCC("t2s")
    simplified: defaultdict[str, Fraction] = defaultdict(Fraction)
    for character, share in lingua.items():
        simplified[converter.convert(character)] += share
    whole = sum(jieba.values())
    return {c: Fraction(jieba.get(c, 0), 2 * whole) + simplified.get(c, Fraction(0)) / 2 for c in {*jieba, *simplified}}


def is_in(character: str, codec: str) -> bool:
    """Whether a codec has the character, as more than one byte."""
    return len(character.encode(codec, "ignore")) > 1


def costs(language: str, codec: str, weights: Mapping[str, Fraction]) -> dict[float, str]:
    """Characters by their cost, -ln(share) in steps of half a nat, cheapest first, inside a step in code point order."""
    punctuation = PUNCTUATION[language]
    weights = {
        c: w for c, w in weights.items() if len(c) == 1 and not c.isascii() and c not in punctuation and is_in(c, codec)
    }
    whole = sum(weights.values())
    left = 1 - sum(punctuation.values()) / 1000
    shares = {c: left * float(Fraction(w) / whole) for c, w in weights.items() if w} | {
        c: parts / 1000 for c, parts in punctuation.items()
    }
    steps: defaultdict[float, list[str]] = defaultdict(list)
    for character, share in shares.items():
        cost = round(-2 * math.log(share)) / 2
        if cost <= CEILING:
            steps[cost].append(character)
    return {cost: "".join(sorted(steps[cost])) for cost in sorted(steps)}


def main(jieba: Path, lingua: Path) -> None:
    """Write the table."""
    chinese = lingua_shares(lingua, "zh")
    tables = {
        "hans": costs("hans", "gb18030", mean_of_simplified(simplified_counts(jieba), chinese)),
        "hant": costs("hant", "big5hkscs", chinese),
        "ja": costs("ja", "cp932", lingua_shares(lingua, "ja")),
        "ko": costs("ko", "cp949", lingua_shares(lingua, "ko")),
    }
    lines = [
        "# Made by scripts/make_characters.py from jieba 0.42.1 (MIT) and lingua 1.3.5 (Apache-2.0), not to be edited.",
        "# language <tab> cost of a character in nats, -ln(share) <tab> the characters of that cost",
        *(
            f"{language}\t{cost}\t{characters}"
            for language, steps in tables.items()
            for cost, characters in steps.items()
        ),
    ]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
