"""What the database knows of documents, and whether that settles what to do with one that is found again."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import Connection, select

from etl.load import rows
from etl.load.slices import slices
from etl.models import Origin
from etl.schema import documents, erasures

INSIDE = "!/"
"""Stands in a name between an archive and what lies in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of a document.

    Attributes:
        id: its number.
        sha256, size_bytes, modified_ns: of its file when it was last read; see `documents`.
        status: loaded or rejected.
        article_count: its articles; None if it never gave one.
        rules: the version of the rules that read it.
    """

    id: int
    sha256: str
    size_bytes: int
    modified_ns: int | None
    status: str
    article_count: int | None
    rules: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """When the same bytes are worth another look.

    Attributes:
        rules: the version of the rules that this run reads by.
        is_reprocessing: whether what an older version loaded is read again; what it rejected always is.
        knows_names: whether the user has words of their own for fields, which may make what was rejected readable.
    """

    rules: str = ""
    is_reprocessing: bool = False
    knows_names: bool = False

    def settles(self, known: Known) -> bool:
        """Tell whether the same bytes would give the same again, or are not asked for.

        >>> old = Known(1, "", 0, None, "rejected", None, "0.1")
        >>> Policy("0.1").settles(old), Policy("0.2").settles(old), Policy("0.1", knows_names=True).settles(old)
        (True, False, False)
        """
        if known.status == "rejected":
            return known.rules == self.rules and not self.knows_names
        return known.rules == self.rules or not self.is_reprocessing


EVERY_RULE_IS_ONE = Policy()
"""For whoever has no rules that could change."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the database holds of some names.

    Attributes:
        documents: what it knows, by name.
        erased: names that must not come back.
    """

    documents: Mapping[str, Known]
    erased: AbstractSet[str]


def held(connection: Connection, uris: Sequence[str]) -> Held:
    """Find out what is held under names, as they are found; the database may have others for them (`rows.key_of`)."""
    keys = {uri: rows.key_of(uri) for uri in uris}
    found = look_up(connection, list(keys.values()))
    names = {key: set(_and_around(key)) for key in keys.values()}
    gone = _matching(connection, "uri", {name for around in names.values() for name in around})
    return Held(
        {uri: found[key] for uri, key in keys.items() if key in found},
        {uri for uri, key in keys.items() if names[key] & gone},
    )


def look_up(connection: Connection, keys: Sequence[str]) -> dict[str, Known]:
    """Find what the database holds of documents, by the names it has for them."""
    columns = [documents.c.uri, *(documents.c[name] for name in Known.__slots__)]
    return {
        uri: Known(*values)
        for some in slices(keys)
        for uri, *values in connection.execute(select(*columns).where(documents.c.uri.in_(some)))
    }


def erased_among(connection: Connection, origins: Iterable[Origin]) -> set[str]:
    """Find those documents, by name, that were erased: by their own name, an archive's around them, or as a copy."""
    by_name = {origin.uri: {*_and_around(origin.uri), origin.sha256} for origin in origins}
    marks = {mark for marks in by_name.values() for mark in marks}
    erased = _matching(connection, "uri", marks) | _matching(connection, "sha256", marks)
    return {uri for uri, marks in by_name.items() if marks & erased}


def _and_around(key: str) -> list[str]:
    """Name a document, and the archives around it.

    >>> _and_around("a.zip!/b.zip!/c.html")
    ['a.zip', 'a.zip!/b.zip', 'a.zip!/b.zip!/c.html']
    """
    parts = key.split(INSIDE)
    return [INSIDE.join(parts[: number + 1]) for number in range(len(parts))]


def _matching(connection: Connection, column: str, values: Iterable[str]) -> set[str]:
    wanted = erasures.c[column]
    return {
        value
        for some in slices(sorted(values))
        for value in connection.execute(select(wanted).where(wanted.in_(some))).scalars()
    }
