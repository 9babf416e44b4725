"""What people type, as a tree: words and "phrases" side by side, AND, OR, NOT, -word, and brackets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from etl.exceptions import UsageError
from etl.search.words import spellings

LONGEST = 1000
"""Characters of a query."""

DEEPEST = 20
"""Brackets inside brackets."""

_LEXEME = re.compile(r'"(?P<phrase>[^"]*)"|(?P<sign>[()]|(?<![^\s(])-(?=\S))|(?P<bare>[^\s()"]+)|(?P<lone>")')
_SIGNS = str.maketrans("（）“”＂－", '()"""-')


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase: words that follow each other, in one of several spellings."""

    spellings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever does not match."""

    part: "Query"


@dataclass(frozen=True, slots=True)
class And:
    """What matches all parts."""

    parts: tuple["Query", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What matches one part at least."""

    parts: tuple["Query", ...]


Query: TypeAlias = Term | Not | And | Or


def parse_query(typed: str) -> Query:
    """Read a query.

    >>> parse_query("诈骗 -电信")
    And(parts=(Term(spellings=(('诈', '骗'), ('詐', '騙'))), Not(part=Term(spellings=(('电', '信'), ('電', '信'))))))

    Two words side by side must both be there, in any order; quotes keep them together. NOT binds closest, then AND, then OR.

    Raises:
        UsageError: it has no words, says only what is not wanted, or its brackets do not match.
    """
    text = typed.encode(errors="replace").decode().replace("\0", " ").translate(_SIGNS)
    if len(text) > LONGEST:
        raise UsageError(f"the query has {len(text)} characters; {LONGEST} are read")
    parser = _Parser([(match.lastgroup or "", match[match.lastgroup or 0]) for match in _LEXEME.finditer(text)])
    query = pushed_down(parser.whole())
    if not is_bounded(query):
        raise UsageError("the query says only what is not wanted: add a word that is")
    return query


def pushed_down(query: Query, *, negated: bool = False) -> Query:
    """Write a query so that only terms are negated."""
    match query:
        case Term():
            return Not(query) if negated else query
        case Not(part):
            return pushed_down(part, negated=not negated)
        case And(parts) | Or(parts):
            inner = tuple(pushed_down(part, negated=negated) for part in parts)
            return And(inner) if isinstance(query, And) is not negated else Or(inner)


def is_bounded(query: Query) -> bool:
    """Tell whether everything that matches holds some word: else a search would be a walk through everything."""
    match query:
        case Term():
            return True
        case Not():
            return False
        case And(parts):
            return any(map(is_bounded, parts))
        case Or(parts):
            return all(map(is_bounded, parts))


def wanted(query: Query) -> tuple[Term, ...]:
    """List the terms that are looked for, not those that must be absent."""
    match query:
        case Term():
            return (query,)
        case Not():
            return ()
        case And(parts) | Or(parts):
            return tuple(term for part in parts for term in wanted(part))


class _Parser:
    """Reads lexemes by descent: or, and, not, one."""

    def __init__(self, lexemes: list[tuple[str, str]]) -> None:
        self.lexemes = lexemes
        self.place = 0
        self.depth = 0

    def whole(self) -> Query:
        if not self.lexemes:
            raise UsageError("the query is empty: try 诈骗")
        query = self.any_of()
        if self.place < len(self.lexemes):
            raise UsageError("the query has a closing bracket too many")
        return query

    def any_of(self) -> Query:
        parts = [self.all_of()]
        while self.takes("bare", "OR"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Query:
        parts = [self.one()]
        while self.place < len(self.lexemes) and self.lexemes[self.place] not in {("bare", "OR"), ("sign", ")")}:
            self.takes("bare", "AND")
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Query:
        if self.place == len(self.lexemes):
            raise UsageError("the query ends where a word should stand")
        kind, text = self.lexemes[self.place]
        self.place += 1
        if (kind, text) in {("bare", "NOT"), ("sign", "-")}:
            return Not(self.nested(self.one))
        if (kind, text) == ("sign", "("):
            query = self.nested(self.any_of)
            if not self.takes("sign", ")"):
                raise UsageError("the query has an opening bracket too many")
            return query
        if kind == "lone":
            raise UsageError("the query has a quotation mark that is never closed")
        if kind == "sign" or (kind == "bare" and text in {"AND", "OR"}):
            raise UsageError(f"the query has {text} where a word should stand")
        found = spellings(text)
        if not found:
            raise UsageError(f"there is no word in {text!r}")
        return Term(found)

    def nested(self, read: Callable[[], Query]) -> Query:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UsageError(f"the query is nested deeper than {DEEPEST} times")
        query = read()
        self.depth -= 1
        return query

    def takes(self, *lexeme: str) -> bool:
        """Step over what comes next, if it is that."""
        if self.lexemes[self.place : self.place + 1] == [lexeme]:
            self.place += 1
            return True
        return False
