"""The nouns that `transform` works on: stretches of a body between two breaks, and what a reader makes of a body.

Contains no business logic.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from etl.models import DroppedBlock, Kind, Repair, Statement

Region: TypeAlias = Literal["head", "body", "tail"]
"""Where a block stands: before the story (menus, title, byline), in it, after it (editor, related reading, footer)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between two breaks, with what its surroundings say of it.

    Attributes:
        kind: what its markup or layout makes of it.
        original: as printed, trimmed, inner white space folded.
        text: normalised; equal to `original` until `normalise` has run.
        repairs: what normalising changed.
        strong: all of it is printed in bold.
        links: the share of its characters that stand inside links, 0 to 1.
        indented: it begins with the white space that opens a Chinese paragraph (two ideographic spaces, or as many ASCII ones).
        gap: how many blank lines stand before it in a capture.
        words: tag, class and id words of the element and its ancestors inside the fragment, lower case, separated by spaces.
        pictured: it is the first text after a picture.
        centred: it is printed in the middle of the column.
        region: where it stands.
        reason: why it is not the article's; None while nothing speaks against it.
    """

    kind: Kind
    original: str
    text: str
    repairs: tuple[Repair, ...] = ()
    strong: bool = False
    links: float = 0.0
    indented: bool = False
    gap: int = 0
    words: str = ""
    pictured: bool = False
    centred: bool = False
    region: Region = "body"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a body.

    Attributes:
        blocks: in their order.
        statements: what its markup says about the article.
        dropped: what a page holds besides, and why it is not the article's.
    """

    blocks: tuple[Block, ...]
    statements: tuple[Statement, ...] = ()
    dropped: tuple[DroppedBlock, ...] = ()
