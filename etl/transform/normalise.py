"""One document's way of being normalised, decided once and applied to each of its texts.

What a rule may do depends on the whole document: pinyin is stripped only where it stands throughout, Traditional script is
converted only in Chinese text. So `normaliser_for` looks at everything first; the `Normaliser` then is a plain value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.models import Repair, Script


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text after the rules, and what they changed (without paragraph positions, which are not known yet)."""

    text: str
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Normaliser:
    """What was decided for one document.

    Attributes:
        script: of the document as printed, annotations left out.
        language: ISO 639 code; None if it cannot be told.
        annotated: inline pinyin stands throughout, and is to be stripped.
    """

    script: Script | None
    language: str | None
    annotated: bool

    def normalise(self, text: str) -> Normalised:
        """Apply every rule to one text."""
        return Normalised(text)


def normaliser_for(texts: Sequence[str]) -> Normaliser:
    """Decide by all texts of a document, as printed."""
    return Normaliser(script=None, language=None, annotated=False) if texts else Normaliser(None, None, annotated=False)
