"""What is said of an article, and what was changed in it: the words that every stage shares."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Field: TypeAlias = Literal[
    "title",
    "published",
    "modified",
    "source",
    "via",
    "author",
    "editor",
    "contributor",
    "url",
    "tag",
    "image",
    "language",
    "description",
    "kind",
]
"""What a statement can be about."""


ArticleField: TypeAlias = Field | Literal["content"]
"""What a column can hold: what is said about an article, or its text."""


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A user's word for a field: a column of a table, a key of JSON or of front matter.

    Attributes:
        field: what stands there.
        name: what it is called; keys inside keys are parted by dots (`author.name`).
    """

    field: ArticleField
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Something a document says about its article.

    Attributes:
        field: what it is about.
        value: the words, as printed, trimmed.
        place: where they stand, for people: `front matter: title`, `og:title`, `JSON-LD`, `line beside the date`.
    """

    field: Field
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class Repair:
    """One change to what was printed, and the rule that made it.

    Attributes:
        rule: the rule's name.
        before: the words as printed, or a description of what was there.
        after: what stands there now.
        paragraph_position: from 1; None if the change is to a field or to the whole document.
        score: how sure the rule is, from 0 to 1, of the least sure character that it wrote; of what stays open, of the likeliest
            candidate. None if the rule weighs nothing.
    """

    rule: str
    before: str
    after: str
    paragraph_position: int | None = None
    score: float | None = None
