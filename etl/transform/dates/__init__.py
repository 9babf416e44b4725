"""Written dates, one family of forms a file. `FORMS` is the registry, most particular first.

A reading is a function of the printed text and a `Clock`: it gives a `PublishedDate`, or None when the text is no date, or
none that can be believed. Abstaining is right; guessing is not.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from etl.models import PublishedDate

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""China's zone, with the summer time of 1986 to 1991; Hong Kong and Taipei are +08:00 today, too."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What a date is read against.

    Attributes:
        zone: of times printed without one (`Asia/Shanghai` on Chinese text).
        now: an aware time; None: relative dates are not read and no date is too late.
        year: of a date printed without one (4月15日), from the document's other dates; None: such a date is not read.
    """

    zone: tzinfo = SHANGHAI
    now: datetime | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date inside a longer text, and where it stands (`text[start:end]`)."""

    published: PublishedDate
    start: int
    end: int


def read_date(text: str, clock: Clock) -> PublishedDate | None:  # noqa: ARG001
    """Read a text that is a date and nothing else (labels such as 发布时间 aside)."""
    return None


def find_dates(text: str, clock: Clock) -> tuple[FoundDate, ...]:  # noqa: ARG001
    """Find the dates inside one line, such as a byline, in their order."""
    return ()
