"""One document's way of being normalised, decided once and applied to each of its texts.

What a rule may do depends on the whole document: pinyin is stripped only where it stands throughout, Traditional script is
converted only in Chinese text. So `normaliser_for` looks at everything first; the `Normaliser` then is a plain value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.models import Repair, Script, TargetScript
from etl.transform.annotations import is_annotated, strip_readings
from etl.transform.byte_slips import Realigner, is_worth_realigning
from etl.transform.characters import normalise_characters
from etl.transform.languages import language_of
from etl.transform.particles import prints_zhu_for_zhe, restore_zhe
from etl.transform.ruins import is_beyond_repair
from etl.transform.scripts import (
    CONFIGS,
    converter_name,
    is_simplified,
    is_traditional,
    script_of,
    to_simplified,
    to_traditional,
)

LONGEST_SAMPLE = 60
"""Characters of a ruined text that its mark shows."""


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
        zhu_for_zhe: 著 is printed for the particle 着, as in Taiwan.
        realigner: by what bytes that were lost are put back, where that makes good Chinese; None: they are not.
        target: the script that Chinese is written in.
    """

    script: Script | None
    language: str | None
    annotated: bool
    zhu_for_zhe: bool = False
    realigner: Realigner | None = None
    target: TargetScript = "hans"

    def normalise(self, text: str) -> Normalised:
        """Apply every rule to one text, as printed."""
        if self.annotated:
            text = strip_readings(text)
        repairs: tuple[Repair, ...] = ()
        if self.realigner:
            realigned = self.realigner.realign(text)
            text, repairs = realigned.text, realigned.repairs
            if repairs and self.annotated:  # a character that was put right may now stand before its reading
                text = strip_readings(text)
        text = normalise_characters(text)
        converted = self._convert(text)
        if converted != text and not self._is_converted:  # else the document's own repair says so, once
            repairs += (_conversion("Hans" if self.target == "hant" else "Hant", self.target),)
        if is_beyond_repair(converted):
            repairs += (Repair("beyond_repair", converted[:LONGEST_SAMPLE], "left as it is"),)
        return Normalised(converted, repairs)

    def document_repairs(self) -> Iterator[Repair]:
        """What is done to the document as a whole; the repairs of single texts come with `Normalised`."""
        if self.annotated:
            yield Repair("inline_pinyin", "readings in brackets throughout", "left out")
        if self.script and self._is_converted:
            yield _conversion(self.script, self.target)
        if self.zhu_for_zhe and self.target == "hans":
            yield Repair("particle_zhe", "著", "着, where it is a particle")

    @property
    def _is_converted(self) -> bool:
        """Whether the document is, not only a quotation in it."""
        return self.script in IN_THE_OTHER[self.target]

    def _convert(self, text: str) -> str:
        if self.target == "hans" and is_traditional(text, self.script):
            simplified = to_simplified(text)
            return restore_zhe(simplified) if self.zhu_for_zhe else simplified
        if self.target == "hant" and is_simplified(text, self.script):
            return to_traditional(text)
        return text


IN_THE_OTHER: dict[TargetScript, tuple[Script, ...]] = {
    "hans": ("Hant", "mixed"),
    "hant": ("Hans", "mixed"),
    "keep": (),
}
"""The documents that are converted as a whole, by the script that is wanted."""


def normaliser_for(texts: Sequence[str]) -> Normaliser:
    """Decide by all texts of a document, as printed; what the rules read is Simplified."""
    annotated = is_annotated(texts)
    plain = [strip_readings(text) for text in texts] if annotated else texts
    script = script_of(plain)
    zhu_for_zhe = script in IN_THE_OTHER["hans"] and prints_zhu_for_zhe(
        [to_simplified(text) for text in plain if "著" in text or "着" in text]
    )
    language = language_of("\n".join(plain), script)
    realigner = Realigner(plain) if language == "zh" and is_worth_realigning(plain) else None
    return Normaliser(script, language, annotated, zhu_for_zhe, realigner)


def _conversion(before: str, target: TargetScript) -> Repair:
    config = CONFIGS[target]
    return Repair(f"opencc_{config}", before, converter_name(config))
