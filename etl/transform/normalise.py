"""One document's way of being normalised, decided once and applied to each of its texts.

What a rule may do depends on the whole document: pinyin is stripped only where it stands throughout, Traditional script is
converted only in Chinese text. So `normaliser_for` looks at everything first; the `Normaliser` then is a plain value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.models import Repair, Script, TargetScript
from etl.transform.annotations import is_annotated, strip_readings
from etl.transform.byte_slips import Realigner, is_worth_realigning
from etl.transform.characters import normalise_all
from etl.transform.languages import language_of
from etl.transform.particles import prints_zhu_for_zhe, restore_zhe
from etl.transform.ruins import ruined
from etl.transform.scripts import (
    CONFIGS,
    converter_name,
    script_of,
    simplify_all,
    to_simplified,
    traditionalise_all,
)

LONGEST_SAMPLE = 60
"""Characters of a ruined text that its mark shows."""


class Normalised(NamedTuple):
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
        texts: what the document says. They are normalised at once when the first is asked for: a rule that looks at all of them together
            costs a fraction of one that is asked text by text.
    """

    script: Script | None
    language: str | None
    annotated: bool
    zhu_for_zhe: bool = False
    realigner: Realigner | None = None
    target: TargetScript = "hans"
    texts: tuple[str, ...] = ()
    _known: dict[str, Normalised] = field(default_factory=dict, init=False, compare=False, repr=False)

    def normalise(self, text: str) -> Normalised:
        """Apply every rule to one text, as printed."""
        if self.texts and not self._known:
            self._known.update(zip(self.texts, self._normalised(self.texts), strict=True))
        known = self._known.get(text)
        return self._normalised((text,))[0] if known is None else known

    def _normalised(self, texts: Sequence[str]) -> list[Normalised]:
        """Apply every rule to texts, one rule after the other."""
        printed = [strip_readings(text) for text in texts] if self.annotated else list(texts)
        repairs: dict[int, tuple[Repair, ...]] = {}
        for place, realigned in self.realigner.realigned(printed) if self.realigner else ():
            repairs[place] = realigned.repairs
            # a character that was put right may now stand before its reading
            printed[place] = strip_readings(realigned.text) if self.annotated else realigned.text
        spelled = normalise_all(printed)
        converted = self._converted(spelled)
        if converted != spelled and not self._is_converted:  # else the document's own repair says so, once
            conversion = _conversion("Hans" if self.target == "hant" else "Hant", self.target)
            for place, (before, after) in enumerate(zip(spelled, converted, strict=True)):
                if before != after:
                    repairs[place] = (*repairs.get(place, ()), conversion)
        for place in ruined(converted):
            beyond = Repair("beyond_repair", converted[place][:LONGEST_SAMPLE], "left as it is")
            repairs[place] = (*repairs.get(place, ()), beyond)
        return [Normalised(text, repairs.get(place, ())) for place, text in enumerate(converted)]

    def _converted(self, texts: Sequence[str]) -> list[str]:
        if self.target == "hans":
            simplified = simplify_all(texts, self.script)
            if self.zhu_for_zhe:
                return [
                    restore_zhe(text) if text != printed else text
                    for printed, text in zip(texts, simplified, strict=True)
                ]
            return simplified
        return traditionalise_all(texts, self.script) if self.target == "hant" else list(texts)

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


IN_THE_OTHER: dict[TargetScript, tuple[Script, ...]] = {
    "hans": ("Hant", "mixed"),
    "hant": ("Hans", "mixed"),
    "keep": (),
}
"""The documents that are converted as a whole, by the script that is wanted."""


def normaliser_for(texts: Sequence[str]) -> Normaliser:
    """Decide by all texts of a document, as printed; what the rules read is Simplified."""
    whole = "\n".join(texts)
    annotated = is_annotated((whole,))
    plain = [strip_readings(text) for text in texts] if annotated else texts
    if annotated:
        whole = "\n".join(plain)
    script = script_of((whole,))
    zhu_for_zhe = (
        script in IN_THE_OTHER["hans"]
        and "着" not in whole
        and prints_zhu_for_zhe([to_simplified(text) for text in plain if "著" in text])
    )
    language = language_of(whole, script)
    realigner = Realigner(plain) if language == "zh" and is_worth_realigning(plain) else None
    return Normaliser(script, language, annotated, zhu_for_zhe, realigner, texts=tuple(dict.fromkeys(texts)))


def _conversion(before: str, target: TargetScript) -> Repair:
    config = CONFIGS[target]
    return Repair(f"opencc_{config}", before, converter_name(config))
