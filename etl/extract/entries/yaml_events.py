"""YAML, read from its parser's events."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from etl.extract.entries import MAX_DEPTH, Entry, NotStrict, clean, refuse_the_huge

if TYPE_CHECKING:
    from yaml.events import Event


def read_yaml(text: str) -> tuple[Entry, ...]:
    r"""Read a YAML mapping without its types; of a key that stands twice the last one counts, as in most YAML readers.

    >>> for entry in read_yaml("title: 2022\ntags: [茶, on]\n"):
    ...     print(entry)
    Entry(key='title', value='2022', listed=False)
    Entry(key='tags', value='茶', listed=True)
    Entry(key='tags', value='on', listed=True)

    Walks the parser's events and builds no objects: tags such as `!!python/object` mean nothing here, and an alias gives the
    scalar it stands for, never a copied tree, so that nothing can explode.

    Raises:
        NotStrict: it is no YAML, or no mapping.
    """
    import yaml

    refuse_the_huge(text)
    if yaml.__with_libyaml__ and not _is_disputed(text):
        with suppress(yaml.YAMLError):  # the reader in Python says why, and has the last word
            return _walk(yaml.parse(text, Loader=yaml.CBaseLoader))
    try:
        return _walk(yaml.parse(text, Loader=yaml.BaseLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotStrict(f"not YAML: line {line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise NotStrict(f"not YAML: {' '.join(str(error).split())}") from error


_DISPUTED = re.compile(
    r"[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"  # tabs, marks of byte order
    r"|^%"  # directives
    r"|(?<![^\s\[{,:?-])!"  # tags
    r"|[|>][-+0-9]*#",  # a comment glued to the head of a block
    re.MULTILINE,
)
"""What libyaml, in C and five times as fast, reads otherwise than PyYAML does in Python."""


def _is_disputed(text: str) -> bool:
    return _DISPUTED.search(text) is not None or ("?" in text and ("[" in text or "{" in text))


def _walk(events: Iterable["Event"]) -> tuple[Entry, ...]:
    walk = _Walk()
    for event in events:
        walk.take(event)
    return walk.entries()


@dataclass(slots=True)
class _Walk:
    """Where a walk over YAML's events stands: the open collections, and the leaves found so far."""

    open: list["_Collection"] = field(default_factory=list)
    found: list[tuple[int, Entry]] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    """Each key of the outermost mapping, and which of its occurrences counts."""
    anchors: dict[str, str] = field(default_factory=dict)

    def take(self, event: "Event") -> None:
        """Take the next event.

        Raises:
            NotStrict: the outermost value is no mapping, a key is no scalar, or the nesting is beyond sense.
        """
        from yaml import events

        match event:
            case events.ScalarEvent():
                if event.anchor:
                    self.anchors[event.anchor] = event.value
                nothing = not event.style and event.value in _NULLS
                self._scalar("" if nothing else clean(event.value))
            case events.AliasEvent():
                self._scalar(self.anchors.get(event.anchor or "", ""))
            case events.CollectionStartEvent():
                self._enter(_Collection(is_mapping=isinstance(event, events.MappingStartEvent)))
            case events.CollectionEndEvent():
                self.open.pop()
                self._value_done()
            case _:
                pass

    def entries(self) -> tuple[Entry, ...]:
        """Give the leaves whose outermost key was not written again later."""
        last = set(self.last.values())
        return tuple(entry for occurrence, entry in self.found if occurrence in last)

    def _scalar(self, value: str) -> None:
        if not self.open:
            raise NotStrict("not a mapping of keys to values")
        top = self.open[-1]
        if top.is_mapping and top.key is None:
            top.key = value.strip()
            if len(self.open) == 1:
                self.last[top.key] = len(self.found)
                top.occurrence = len(self.found)
            return
        if value.strip():
            key = ".".join(level.key for level in self.open if level.key)
            listed = any(not level.is_mapping for level in self.open)
            self.found.append((self.open[0].occurrence, Entry(key, value.strip(), listed)))
        self._value_done()

    def _enter(self, collection: "_Collection") -> None:
        if not self.open and not collection.is_mapping:
            raise NotStrict("not a mapping of keys to values")
        if self.open and self.open[-1].is_mapping and self.open[-1].key is None:
            raise NotStrict("a key that is a collection")
        if len(self.open) > MAX_DEPTH:
            raise NotStrict(f"nested deeper than {MAX_DEPTH}")
        self.open.append(collection)

    def _value_done(self) -> None:
        if self.open:
            self.open[-1].key = None


@dataclass(slots=True)
class _Collection:
    is_mapping: bool
    key: str | None = None
    occurrence: int = 0


_NULLS = frozenset({"~", "null", "Null", "NULL"})
