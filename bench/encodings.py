"""What it costs to find an encoding: `python -m bench.encodings [documents or folder]`.

Invented pages and texts, each in an encoding, are decoded by us, by Python's codec that is told the answer, and only *looked at* by chardet
as it comes, which then has still to decode. CPU time, the least of three rounds for each document.

Of a folder, the files are decoded that are UTF-8: what does it cost not to know that they are?
"""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import chardet

from bench import invented
from etl.exceptions import Rejected
from etl.extract.encodings import decode

DOCUMENTS = 100
ROUNDS = 3
HEAD = ("bytes", "right", "ours us", "chardet us", "told us", "ours/chardet", "ours/told")

CODECS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "hz")
"""Each is Python's own name; Big5 is written in Traditional characters as far as it has them."""


def seconds(work: Callable[[], object]) -> float:
    """The CPU seconds of one call, at best."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def row(contents: list[tuple[bytes, str]], codec: str) -> tuple[str, ...]:
    """One encoding's figures."""
    ours = theirs = told = 0.0
    right = 0
    for content, text in contents:
        try:
            right += decode(content).text == text
        except Rejected:
            continue
        ours += seconds(partial(decode, content))
        theirs += seconds(partial(chardet.detect, content))
        told += seconds(partial(content.decode, codec))
    size = sum(len(content) for content, _ in contents) // len(contents)
    means = (f"{1e6 * whole / len(contents):.0f}" for whole in (ours, theirs, told))
    return (str(size), f"{right}/{len(contents)}", *means, f"{ours / theirs:.2f}", f"{ours / told:.2f}")


def main(documents: int) -> None:
    """Print a table for plain texts and one for pages, which say utf-8 whatever they are in."""
    for form in (invented.plain, invented.page):
        print(f"\n{form.__name__:12}" + "".join(f"{name:>14}" for name in HEAD))
        texts = [decode(form(invented.story(number))).text for number in range(documents)]
        for codec in CODECS:
            script = [text.translate(invented.FONTS) if codec == "big5hkscs" else text for text in texts]
            pairs = [(text.encode(codec, "ignore"), text.encode(codec, "ignore").decode(codec)) for text in script]
            print(f"{codec:12}" + "".join(f"{cell:>14}" for cell in row(pairs, codec)))


def of_folder(folder: Path) -> None:
    """Print one row for the files of a folder that are UTF-8 and more than ASCII."""
    contents = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        with suppress(UnicodeDecodeError):
            text = content.decode()
            if not text.isascii() and "\0" not in text:
                contents.append((content, text.removeprefix("\ufeff")))
    print(f"{len(contents):<12}" + "".join(f"{name:>14}" for name in HEAD))
    print(f"{'utf-8':12}" + "".join(f"{cell:>14}" for cell in row(contents, "utf-8")))


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else str(DOCUMENTS)
    main(int(asked)) if asked.isdigit() else of_folder(Path(asked))
