"""Tables that ship with the package; each says in its first lines which script made it, and from what."""

from importlib.resources import files


def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a table, its comments left out."""
    text = files(__name__).joinpath(name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
