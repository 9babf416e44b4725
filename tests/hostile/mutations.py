"""Documents gone wrong by chance, the same for the same numbers: bits flipped, ends lost, files mixed up, markup gone wild."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]

MAX_BYTES = 60_000
"""A mutant is cut here: what is large is hostile in another way (see `hostile_documents`)."""

SHORTEST_CASE = 12
"""A text of a case with fewer characters is not worth the mutation."""

CODECS = (
    "utf-8",
    "gb18030",
    "big5hkscs",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "hz",
    "iso2022_jp",
    "euc_kr",
    "shift_jis",
    "utf-7",
)

NAMES = (
    "a.md",
    "a.html",
    "a.txt",
    "a.xml",
    "a.json",
    "a.jsonl",
    "a.csv",
    "a.tsv",
    "a.eml",
    "a",
    "2024-03-05-a.md",
    "a.zip",
)

TOKENS = tuple(
    token.encode()
    for token in (
        *(
            "<p>",
            "</p>",
            "<div ",
            "</div>",
            "<table>",
            "<td",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<script>",
            "</script>",
            "<br/>",
        ),
        *(
            "<svg>",
            "<math>",
            "<template>",
            "<textarea>",
            "<plaintext>",
            "<ruby>春<rt>",
            "<!DOCTYPE html>",
            "<meta charset=utf-7>",
        ),
        *(
            "&#0;",
            "&#xD800;",
            "&#x110000;",
            "&amp;amp;",
            "&nbsp",
            "&",
            "<",
            ">",
            '"',
            "'",
            "\\u0000",
            "\\ud800",
            "\\",
            "%00",
        ),
        *(
            "---\n",
            "+++\n",
            "title: ",
            "date: 2024-13-45",
            "- ",
            "&a *a",
            "!!python/object:x ",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\t",
        ),
        *(
            "\r",
            "\n\n",
            "\f",
            "\v",
            "\x1b[2J",
            "\x85",
            "\u2028",
            "\u202e",
            "\ufeff",
            "\u200b",
            "\ufffd",
            "\U00020bb7",
            "\u0301",
            "　",
        ),
        *(
            "年",
            "月",
            "日",
            "时",
            "2024年2月30日",
            "民國0年",
            "昨天",
            "来源：",
            "责任编辑：",
            "记者 ",
            "（",
            "）",
            "|",
            "·",
            "相关阅读",
            "　　",
        ),
        *(
            "# ",
            "* ",
            "```",
            "> ",
            "![](",
            "](",
            "{% raw %}",
            "{{",
            "<rss><channel><item>",
            "<?xml version='1.0' encoding='x'?>",
        ),
        *(
            "From a@b\n",
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
            "WARC/1.0\r\n",
            "PK\x03\x04",
            "\x1f\u008b\x08",
            "~{",
            "\x1b$B",
        ),
    )
)
"""What means something to a reader of some format."""


@cache
def corpus() -> tuple[bytes, ...]:
    """The documents to begin with: the samples, the golden documents, the texts of the cases; in a fixed order."""
    folders = (ROOT / "raw", ROOT / "tests" / "documents")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    whole = [path.read_bytes() for path in files if not path.name.endswith(".expected.json")]
    cases = sorted((ROOT / "tests" / "cases").rglob("*.json"))
    texts = [
        text for path in cases for text in _texts(json.loads(path.read_text("utf-8"))) if len(text) > SHORTEST_CASE
    ]
    together = ["\n\n".join(texts[start : start + 5]).encode("utf-8", "replace") for start in range(0, len(texts), 5)]
    return (*filter(None, whole), *together)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            for each in value.values():
                yield from _texts(each)


def mutant(seed: int, number: int) -> tuple[str, bytes]:
    """Make the mutant with that number: a name and its bytes."""
    random = Random(f"{seed} {number}")
    content = random.choice(corpus())
    for _ in range(random.randint(1, 6)):
        content = random.choice(MUTATIONS)(content, random)[:MAX_BYTES]
    return random.choice(NAMES), content


# ------------------------------------------------------------------------------------------------ mutations


def flip_bits(content: bytes, random: Random) -> bytes:
    """Flip a few bits anywhere."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def lose_a_span(content: bytes, random: Random) -> bytes:
    """Leave something out: the end, the beginning, the middle."""
    start, end = _span(content, random)
    return content[:start] + content[end:]


def keep_a_span(content: bytes, random: Random) -> bytes:
    """Leave everything else out."""
    start, end = _span(content, random)
    return content[start:end]


def repeat_a_span(content: bytes, random: Random) -> bytes:
    """Say something twice, or a thousand times."""
    start, end = _span(content, random)
    end = min(end, start + random.choice((1, 3, 30, 3000)))
    times = random.choice((2, 3, 50, 1000))
    return content[:start] + content[start:end] * times + content[end:]


def splice(content: bytes, random: Random) -> bytes:
    """Go on as another document does."""
    other = random.choice(corpus())
    return content[: _span(content, random)[0]] + other[_span(other, random)[0] :]


def insert_tokens(content: bytes, random: Random) -> bytes:
    """Put in what means something to somebody, once or very often."""
    for _ in range(random.randint(1, 5)):
        place = random.randint(0, len(content))
        token = random.choice(TOKENS) * random.choice((1, 1, 1, 2, 7, 500))
        content = content[:place] + token + content[place:]
    return content


def insert_controls(content: bytes, random: Random) -> bytes:
    """Put in a few bytes that are no letters anywhere."""
    place = random.randint(0, len(content))
    return content[:place] + bytes(random.choice((0, 1, 8, 27, 127, 128, 255)) for _ in range(3)) + content[place:]


def insert_noise(content: bytes, random: Random) -> bytes:
    """Put in anything."""
    place = random.randint(0, len(content))
    return content[:place] + random.randbytes(random.choice((1, 2, 5, 100))) + content[place:]


def write_in_another_encoding(content: bytes, random: Random) -> bytes:
    """Write the text in another encoding than it was in."""
    return content.decode("utf-8", "replace").encode(random.choice(CODECS), "replace")


def read_wrong(content: bytes, random: Random) -> bytes:
    """Read the bytes in a wrong encoding, and write what comes of it."""
    return content.decode(random.choice((*CODECS, "latin-1", "cp1252")), "replace").encode("utf-8", "replace")


def shuffle_lines(content: bytes, random: Random) -> bytes:
    """Change the order."""
    lines = content.splitlines(keepends=True)
    random.shuffle(lines)
    return b"".join(lines)


def lose_line_ends(content: bytes, random: Random) -> bytes:
    """Make it one line, or many."""
    return content.replace(b"\n", random.choice((b"", b" ", b"\r", b"\r\n", b"\n\n\n", b"\x00\n")))


def _span(content: bytes, random: Random) -> tuple[int, int]:
    start, end = sorted((random.randint(0, len(content)), random.randint(0, len(content))))
    return start, end


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    flip_bits,
    lose_a_span,
    keep_a_span,
    repeat_a_span,
    splice,
    insert_tokens,
    insert_controls,
    insert_noise,
    write_in_another_encoding,
    read_wrong,
    shuffle_lines,
    lose_line_ends,
)
