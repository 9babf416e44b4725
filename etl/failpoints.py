"""Named places where a test may end the process, to see what is left behind.

Nothing happens at them unless a test, in its own process, puts a hook here; no setting and no variable of the environment can.
"""

from collections.abc import Callable


def _nothing(_name: str) -> None:
    """Go on."""


hook: Callable[[str], None] = _nothing
"""Called with the name of each failpoint that is reached."""


def reach(name: str) -> None:
    """Pass a failpoint.

    Args:
        name: what has just happened, or is about to; the same words every time.
    """
    hook(name)
