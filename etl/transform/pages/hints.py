"""What a page says about its article in its head: its title and its description, to compare blocks with."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

DESCRIPTIONS = frozenset(("description", "og:description", "twitter:description"))
TITLES = frozenset(("og:title", "twitter:title"))

NOT_WORDS = re.compile(r"[\W_]+")
KEYWORD = re.compile(r"[a-z][a-z'-]{4,}|[0-9]{3,}|[\u3400-\u9fff]{2,}")

_ASCII_LETTERS_AND_DIGITS = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
"""What becomes of each ASCII character when it is folded."""

MOST_KEYWORDS = 40
SHORTEST_TITLE = 4
"""Letters; a shorter one says nothing."""
QUOTED = 16
"""Characters of the description that a block must quote."""
SHORTEST_QUOTE = 8


@dataclass(frozen=True, slots=True)
class Hints:
    """What to compare blocks with; empty where the page says nothing.

    Attributes:
        titles: `<title>` and its cousins, folded to lower-case letters and digits.
        keywords: longer words of the titles in lower case, and pairs of ideographs.
        description: how the summary for search engines begins, as printed.
    """

    titles: tuple[str, ...]
    keywords: tuple[str, ...]
    description: str


def read_hints(tree: "LexborHTMLParser") -> Hints:
    """Read what the head says."""
    printed: dict[str, None] = {}
    description = ""
    for node in tree.head.iter() if tree.head is not None else ():
        if node.tag == "title":
            printed[node.text()] = None
        elif node.tag == "meta":
            attributes = node.attributes
            name = (attributes.get("property") or attributes.get("name") or "").lower()
            content = attributes.get("content") or ""
            if name in TITLES:
                printed[content] = None
            elif name in DESCRIPTIONS and not description:
                description = " ".join(content.split())[:QUOTED].strip(" .…")
    titles = tuple(dict.fromkeys(title for text in printed if len(title := folded(text)) >= SHORTEST_TITLE))
    return Hints(titles, keywords_of(" ".join(printed)), description if len(description) >= SHORTEST_QUOTE else "")


def folded(text: str) -> str:
    """Only letters and digits, in lower case.

    >>> folded("雨后，Market 2 opens.")
    '雨后market2opens'
    """
    if text.isascii():
        return text.translate(_ASCII_LETTERS_AND_DIGITS)
    return NOT_WORDS.sub("", text).lower()


def keywords_of(title: str) -> tuple[str, ...]:
    """The words that an article shares with its title.

    >>> keywords_of("Market reopens 雨后集市")
    ('market', 'reopens', '雨后', '后集', '集市')
    """
    found: dict[str, None] = {}
    for word in KEYWORD.findall(title.lower()):
        if word.isascii():
            found[word] = None
        else:
            for start in range(len(word) - 1):
                found[word[start : start + 2]] = None
    return tuple(found)[:MOST_KEYWORDS]
