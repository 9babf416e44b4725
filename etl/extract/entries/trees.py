"""JSON and TOML: trees that the standard library builds, flattened to their leaves."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time

from etl.extract.entries import MAX_DEPTH, Entry, NotStrict, clean, refuse_the_huge


def read_json(text: str, start: int = 0) -> tuple[object, int]:
    """Read the JSON value that begins at or after `start`, numbers as they are printed, and tell where it ends.

    >>> read_json('{"title": 2022, "score": 1.50} and more')
    ({'title': '2022', 'score': '1.50'}, 30)

    Raises:
        NotStrict: there is none, or it is nested beyond sense.
    """
    found = _NOT_SPACE.search(text, start)
    try:
        return _DECODER.raw_decode(text, found.start() if found else len(text))
    except (ValueError, RecursionError) as error:
        raise NotStrict(f"not JSON: {error}") from error


def mended(text: str) -> str:
    """Blank the commas behind which nothing follows in a list or an object, as people leave them; all else stays where it is.

    >>> mended('{"tags": ["茶,]", "山",],}')
    '{"tags": ["茶,]", "山" ] }'
    """
    return _TRAILING_COMMA.sub(lambda found: found["string"] or " ", text)


_TRAILING_COMMA = re.compile(r'(?P<string>"(?:[^"\\]++|\\.)*+(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_NOT_SPACE = re.compile(r"[^\s\ufeff]")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)


def read_toml(text: str) -> tuple[Entry, ...]:
    r"""Read TOML; its dates come out in their ISO form.

    >>> read_toml("title = '茶市开秤'\ndate = 2024-03-09T08:00:00+08:00\n")[1].value
    '2024-03-09T08:00:00+08:00'

    Raises:
        NotStrict: it is no TOML.
    """
    refuse_the_huge(text)
    try:
        tree = tomllib.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise NotStrict(f"not TOML: {error}") from error
    return leaves(tree)


def leaves(tree: object) -> tuple[Entry, ...]:
    """Flatten a tree of dictionaries, lists and scalars to its leaves, in their order; null states nothing.

    >>> for entry in leaves({"author": {"name": "林早"}, "tags": ["茶", "山"], "cover": None}):
    ...     print(entry)
    Entry(key='author.name', value='林早', listed=False)
    Entry(key='tags', value='茶', listed=True)
    Entry(key='tags', value='山', listed=True)
    """
    return tuple(_leaves(tree))


def _leaves(tree: object) -> Iterator[Entry]:
    stack: list[tuple[str, object, bool, int]] = [("", tree, False, 0)]
    while stack:
        key, value, listed, depth = stack.pop()
        match value:
            case dict() if depth <= MAX_DEPTH:
                children = ((f"{key}.{name}" if key else str(name), child) for name, child in value.items())
                stack.extend(reversed([(path, child, listed, depth + 1) for path, child in children]))
            case list() if depth <= MAX_DEPTH:
                stack.extend(reversed([(key, child, True, depth + 1) for child in value]))
            case dict() | list() | None:
                continue
            case bool():
                yield Entry(clean(key), "true" if value else "false", listed)
            case date() | time():
                yield Entry(clean(key), value.isoformat(), listed)
            case _:
                if text := clean(str(value)).strip():
                    yield Entry(clean(key), text, listed)
