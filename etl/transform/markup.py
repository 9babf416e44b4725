"""What an element's name and attributes say of the text in it."""

import re
from collections.abc import Mapping
from functools import lru_cache

Attributes = Mapping[str, str | None]
"""As printed; an attribute without a value has None."""

BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"))

BOLD_STYLE = re.compile(r"bold|font-weight:\s*[6-9]00", re.IGNORECASE)
"""In `style`, `class` and their makeshift cousins (`cms-style`)."""

HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

CENTRED_STYLE = re.compile(r"text-align\s*:\s*center|(?<![a-z])center", re.IGNORECASE)

WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
"""Where one word of a name ends and the next begins."""


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is not shown."""
    return bool(attributes) and (
        "hidden" in attributes or HIDDEN_STYLE.search(attributes.get("style") or "") is not None
    )


def is_bold(tag: str, attributes: Attributes) -> bool:
    """Whether the text in an element is bold."""
    return tag in BOLD or any(
        value is not None and BOLD_STYLE.search(value) is not None
        for name, value in attributes.items()
        if name == "class" or name.endswith("style")
    )


def is_centred(tag: str, attributes: Attributes) -> bool:
    """Whether the text in an element is centred."""
    return tag == "center" or any(
        value is not None and CENTRED_STYLE.search(value) is not None
        for name, value in attributes.items()
        if name in ("align", "style", "class")
    )


def words_of(tag: str, attributes: Attributes) -> str:
    """The words of an element's names, in small letters: `relatedNews` are two."""
    return _split(tag, attributes.get("class") or "", attributes.get("id") or "")


@lru_cache(maxsize=1 << 10)
def _split(*names: str) -> str:
    return " ".join(word.lower() for word in WORD_BREAK.split(" ".join(names)) if word)
