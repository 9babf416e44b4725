"""What a check found: one line of `etl doctor`.

Contains no business logic.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["well", "note", "broken"]
"""`note`: somebody may want to know; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        check: its name; I1 to I5 are the invariants that docs/reliability.md promises.
        state: how grave it is.
        detail: one line for people.
    """

    check: str
    state: State
    detail: str


def noted(check: str, offenders: list[str], well: str = "") -> Finding:
    """Note what somebody may want to do something about.

    >>> noted("upkeep", [], "nothing to do")
    Finding(check='upkeep', state='well', detail='nothing to do')
    """
    return Finding(check, "note" if offenders else "well", "; ".join(offenders) or well)
