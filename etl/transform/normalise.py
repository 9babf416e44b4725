"""One document's way of being normalised, decided once and applied to each of its texts.

What a rule may do depends on the whole document: pinyin is stripped only where it stands throughout, Traditional script is
converted only in Chinese text. So `normaliser_for` looks at everything first; the `Normaliser` then is a plain value.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.models import Repair, Script
from etl.transform.annotations import is_annotated, strip_readings
from etl.transform.byte_slips import Realigner, is_worth_realigning
from etl.transform.characters import normalise_characters
from etl.transform.languages import language_of
from etl.transform.particles import prints_zhu_for_zhe, restore_zhe
from etl.transform.scripts import CONFIG, converter_name, is_traditional, script_of, to_simplified


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
        document_repairs: what is done to the document as a whole; the repairs of single texts come with `Normalised`.
    """

    script: Script | None
    language: str | None
    annotated: bool
    zhu_for_zhe: bool = False
    realigner: Realigner | None = None
    document_repairs: tuple[Repair, ...] = ()

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
        if is_traditional(text, self.script):
            converted = to_simplified(text)
            if self.zhu_for_zhe:
                converted = restore_zhe(converted)
            if self.script == "Hans" and converted != text:  # else the document's own repair says so, once
                repairs += (_conversion("Hant"),)
            text = converted
        return Normalised(text, repairs)


def normaliser_for(texts: Sequence[str]) -> Normaliser:
    """Decide by all texts of a document, as printed."""
    annotated = is_annotated(texts)
    plain = [strip_readings(text) for text in texts] if annotated else texts
    script = script_of(plain)
    repairs = []
    if annotated:
        repairs.append(Repair("inline_pinyin", "readings in brackets throughout", "left out"))
    zhu_for_zhe = False
    if script in ("Hant", "mixed"):
        repairs.append(_conversion(script))
        zhu_for_zhe = any("著" in text for text in plain) and prints_zhu_for_zhe(
            [to_simplified(text) for text in plain]
        )
    if zhu_for_zhe:
        repairs.append(Repair("particle_zhe", "著", "着, where it is a particle"))
    language = language_of("\n".join(plain), script)
    realigner = Realigner(plain) if language == "zh" and is_worth_realigning(plain) else None
    return Normaliser(script, language, annotated, zhu_for_zhe, realigner, tuple(repairs))


def _conversion(before: str) -> Repair:
    return Repair(f"opencc_{CONFIG}", before, converter_name())
