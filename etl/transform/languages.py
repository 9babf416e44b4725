"""Which language a text is written in, by the simplest sign that tells."""

import re
from collections import Counter

from etl.models import Script

BY_SCRIPT = {"Hans": "zh", "Hant": "zh", "mixed": "zh", "Jpan": "ja", "Kore": "ko"}

FUNCTION_WORDS = {
    "en": "the of and to in is that for it was with as on are this from have not",
    "de": "der die und den von das mit ist des nicht ein eine dem auch sich für auf wird",
    "fr": "le la les de des et du un une est que dans pour qui sur pas par au",
    "es": "el la los de que y en las un una por con para del se su como más",
    "pt": "o os de que e do da em um uma para com não por dos das ao mais",
    "it": "il di che la e del della un una per con non sono gli nel alla le più",
    "nl": "de het een van en dat die niet is met voor op zijn te aan ook er maar",
    "pl": "w i na z do się że nie jest to od jak po dla ale przez za który",
    "sv": "och att det som en på är för av med den till inte har de ett om",
    "tr": "ve bir bu da de için ile olarak daha çok olan gibi sonra kadar en ne",
    "vi": "và của là có cho không được trong người với những một các này đã khi",
    "id": "yang dan di ini dengan untuk dari pada dalam tidak itu akan adalah ke juga",
    "ru": "и в не на что с по это как из за от для его но к у был",
    "uk": "і в не на що з до як за від для та це його але про є був",
}  # fmt: skip
"""The commonest words of each language; most sentences hold some, and few of another language's."""

_WORDS = re.compile(r"[^\W\d_]+")
_LONGEST = 20_000
_SCARCE = 0.08
"""A text of a language has at least this share of its commonest words."""


def language_of(text: str, script: Script | None) -> str | None:
    """The ISO 639 code of a text's language; None if it cannot be told.

    >>> language_of("The council said on Friday that the bridge is to be closed for repairs.", "other")
    'en'
    """
    if script in BY_SCRIPT:
        return BY_SCRIPT[script]
    words = Counter(_WORDS.findall(text[:_LONGEST].lower()))
    total = words.total()
    shares = {code: sum(words[word] for word in common.split()) for code, common in FUNCTION_WORDS.items()}
    best = max(shares, key=shares.__getitem__)
    return best if total and shares[best] >= _SCARCE * total else None
