"""A wish, made while a run is under way, that it end early; whoever works looks at it between two documents.

What is in hand is committed and nothing new is begun, so that nothing is lost and the next run goes on from there.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Stop:
    """Whether a run is asked to end.

    Not frozen: it is the one thing that changes while a run works, by a signal, which can only set a value.

    Attributes:
        asked_by: who asks, such as SIGTERM; None: nobody, as yet.
    """

    asked_by: str | None = None

    def is_asked(self) -> bool:
        """Tell whether somebody does."""
        return self.asked_by is not None
