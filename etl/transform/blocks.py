"""The noun that `transform` works on: a stretch of the page between two breaks.

Contains no business logic.
"""

from dataclasses import dataclass

from etl.models import Kind, Repair


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
