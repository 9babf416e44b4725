"""How often Python looks for objects that only refer to each other: seldom, where documents are read one after the other."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG_OBJECTS = 50_000
"""It looks when so many more objects are there than before: about as many as a long document makes. At first it would look seventy times
as often, mostly at what was loaded for good, and that is a tenth of what a page takes."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Collect cycles seldom, and as often as before when it is over: whoever embeds us has reasons of their own."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
