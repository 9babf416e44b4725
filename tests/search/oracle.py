"""A second opinion on what matches: words side by side in lists, nothing clever. Slow, and written without a look at the first."""

import random
from collections.abc import Sequence

from etl.search.query import And, Not, Or, Query, Term
from etl.search.words import words_of

SYLLABLES = "渡口夜里增开一班船诈骗电信局市民说天气晴国家庭美中發髮发"
WORDS = ("GDP", "iPhone", "5", "2", "15", "Ünal", "strasse", "Straße", "cat", "category", "K")
SIGNS = ("，", "。", "、", " ", ".", "%", "“", "”", "-", "'", '"', "\\", ":", "&", "|", "(", "*", "!", "\u3000")


def text(random_: random.Random) -> str:
    """Invent a text of few words, so that queries find something."""
    pieces = random_.choices((SYLLABLES, WORDS, SIGNS), (12, 1, 3), k=random_.randint(1, 30))
    return "".join(random_.choice(piece) for piece in pieces).strip() or "船"


def typed(random_: random.Random, texts: Sequence[str]) -> str:
    """Invent a query: mostly a piece of a text, or several."""
    kind = random_.random()
    if kind < 0.6:
        return phrase(random_, texts)
    parts = [phrase(random_, texts) for _ in range(random_.randint(2, 3))]
    if kind < 0.75:
        return " ".join(parts)
    if kind < 0.85:
        return " OR ".join(parts)
    if kind < 0.95:
        return f"{parts[0]} -{parts[1]}"
    return f"({parts[0]} OR NOT {parts[1]}) {parts[-1]}"


def phrase(random_: random.Random, texts: Sequence[str]) -> str:
    """Cut a piece of one to six characters out of a text; quoted, since it may hold anything but a quotation mark."""
    whole = random_.choice(texts)
    start = random_.randrange(len(whole))
    piece = whole[start : start + random_.choice((1, 2, 2, 2, 3, 4, 6))]
    for mark in '"“”＂':
        piece = piece.replace(mark, "")
    return f'"{piece if piece.strip() else "船"}"'


def is_match(query: Query, said: str) -> bool:
    """Look for the words of a query among those of a text."""
    return _is_match(query, words_of(said))


def _is_match(query: Query, words: list[str]) -> bool:
    match query:
        case Term(spellings):
            return any(_holds(words, list(phrase_)) for phrase_ in spellings)
        case Not(part):
            return not _is_match(part, words)
        case And(parts):
            return all(_is_match(part, words) for part in parts)
        case Or(parts):
            return any(_is_match(part, words) for part in parts)


def _holds(words: list[str], wanted: list[str]) -> bool:
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))
