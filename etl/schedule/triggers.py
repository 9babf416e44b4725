"""When a run is due: by a crontab's five fields, read as cron reads them, or every so many seconds.

APScheduler 3 differs from cron in two ways that its users find out on a wrong day: it counts weekdays from Monday where
cron counts from Sunday, and where both a day of the month and a weekday are given it wants both where cron takes either.
"""

import re
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from etl.exceptions import UsageError

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""What cron offers for the usual rhythms."""

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""By cron's number; Sunday is both 0 and 7."""

WEEKDAY_RANGE = re.compile(r"(?P<first>\*|[0-7])(?:-(?P<last>[0-7]))?(?:/(?P<step>[1-7]))?")
"""One item of a weekday field that is written in numbers."""

FIELDS = 5


def every(seconds: float, now: datetime, jitter: int | None = None) -> "BaseTrigger":
    """Fire at once, and then every so many seconds, give or take `jitter` seconds."""
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.date import DateTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    return OrTrigger([DateTrigger(now), IntervalTrigger(seconds=seconds, start_date=now, jitter=jitter)])


def crontab(expression: str, zone: tzinfo | None, now: datetime, jitter: int | None = None) -> "BaseTrigger":
    """Read a crontab expression.

    Args:
        expression: minute, hour, day of month, month, weekday; or a nickname such as `@hourly`.
        zone: where its hours are counted; None: the zone of this machine.
        now: an expression that never comes true after it is refused.
        jitter: seconds by which each time is moved at random, so that many machines do not begin at once; None: not at all.

    Raises:
        UsageError: it is no such expression.
    """
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger

    minute, hour, day, month, weekday = fields_of(expression)
    times = {"minute": minute, "hour": hour, "month": month, "timezone": zone, "jitter": jitter}
    try:
        named = named_weekdays(weekday)
        if day.startswith("*") or weekday.startswith("*"):
            trigger = CronTrigger(day=day, day_of_week=named, **times)
        else:
            trigger = OrTrigger([CronTrigger(day=day, **times), CronTrigger(day_of_week=named, **times)])
    except ValueError as error:
        raise UsageError(f"{expression!r} is no crontab expression: {error}") from error
    if trigger.get_next_fire_time(None, now) is None:
        raise UsageError(f"{expression!r} never comes true")
    return trigger


def fields_of(expression: str) -> list[str]:
    """Part a crontab expression into its five fields.

    >>> fields_of("@daily")
    ['0', '0', '*', '*', '*']

    Raises:
        UsageError: it has more or fewer.
    """
    fields = NICKNAMES.get(expression.strip().lower(), expression).split()
    if len(fields) != FIELDS:
        raise UsageError(
            f"{expression!r} has {len(fields)} fields; a crontab has {FIELDS}: minute hour day month weekday"
        )
    return fields


def named_weekdays(field: str) -> str:
    """Write cron's weekday numbers as names; names stay as they are.

    >>> named_weekdays("1-5")
    'mon,tue,wed,thu,fri'
    >>> named_weekdays("fri-sun")
    'fri-sun'
    >>> named_weekdays("0,sat")
    'sun,sat'
    """
    return ",".join(_named(item) for item in field.split(","))


def _named(item: str) -> str:
    match = WEEKDAY_RANGE.fullmatch(item)
    if not match or item == "*":
        return item
    first = 0 if match["first"] == "*" else int(match["first"])
    open_end = match["first"] == "*" or match["step"]
    last = int(match["last"]) if match["last"] else 6 if open_end else first
    numbers = range(first, last + 1, int(match["step"] or 1))
    if not numbers:
        raise ValueError(f"{item} ends before it begins")
    return ",".join(dict.fromkeys(WEEKDAYS[number] for number in numbers))
