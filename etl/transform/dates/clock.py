"""What a date is read against, and what was found. Contains no business logic."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from etl.models import PublishedDate, Script

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""China's zone, with the summer time of 1986 to 1991; Hong Kong and Taipei are +08:00 today, too."""

ZONES = {"zh": SHANGHAI, "ja": ZoneInfo("Asia/Tokyo"), "ko": ZoneInfo("Asia/Seoul")}
"""Where a language is printed, for languages that one zone prints."""


def zone_of(language: str | None) -> tzinfo:
    """The zone of times printed without one: of the language, Beijing's where it cannot be told, else the world's.

    >>> zone_of("zh"), zone_of("en") is UTC
    (zoneinfo.ZoneInfo(key='Asia/Shanghai'), True)

    English is printed everywhere and tells of no zone; its days are those of the instants it prints, wherever they were read.
    """
    return SHANGHAI if language is None else ZONES.get(language, UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """What a date is read against.

    Attributes:
        zone: of times printed without one, and of the calendar day a printed instant fell on; UTC where the language tells no zone.
        now: an aware time; None: relative dates are not read and no date is too late.
        year: of a date printed without one (4月15日), from the document's other dates; None: the latest such day that is not
            after `now`, or, without `now`, no date.
        written_at: when the document's file was written, aware; a day later than the one after it is refused. None: nobody knows.
        script: of the document; a bare 111年4月15日 is a year of the Republic on Traditional pages only.
    """

    zone: tzinfo = SHANGHAI
    now: datetime | None = None
    year: int | None = None
    script: Script | None = None
    written_at: datetime | None = None


Label = Literal["published", "updated", "other"]
"""What the words before a date call it; `other` is the day of something else (活动时间, 截止日期)."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date inside a longer text, and where it stands (`text[start:end]`).

    Attributes:
        published: the date.
        start: where it begins, its label left out.
        end: where it ends.
        label: what the word before calls it; None if no word does.
    """

    published: PublishedDate
    start: int
    end: int
    label: Label | None = None
