"""When a run is due, as cron would say."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from etl.exceptions import UsageError
from etl.schedule.clock import count_anew
from etl.schedule.triggers import crontab, every

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.base import BaseTrigger

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2022, 4, 16, 6, 0, tzinfo=SHANGHAI)


def due(trigger: "BaseTrigger", start: datetime, count: int) -> list[datetime]:
    """List the first times a trigger fires after a start."""
    times: list[datetime] = []
    now, previous = start, None
    while len(times) < count:
        previous = trigger.get_next_fire_time(previous, now)
        assert previous is not None
        times.append(previous)
        now = previous.astimezone(UTC)
    return times


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("*/15 * * * *", ["04-16 06:00", "04-16 06:15", "04-16 06:30"]),
        ("30 6 * * *", ["04-16 06:30", "04-17 06:30", "04-18 06:30"]),
        ("0 8 * * 0", ["04-17 08:00", "04-24 08:00", "05-01 08:00"]),
        ("0 8 * * 7", ["04-17 08:00", "04-24 08:00", "05-01 08:00"]),
        ("0 8 * * 1-5", ["04-18 08:00", "04-19 08:00", "04-20 08:00"]),
        ("0 8 * * 5-7", ["04-16 08:00", "04-17 08:00", "04-22 08:00"]),
        ("0 8 * * */3", ["04-16 08:00", "04-17 08:00", "04-20 08:00"]),
        ("0 8 * * 1/2", ["04-18 08:00", "04-20 08:00", "04-22 08:00"]),
        ("0 8 * * mon,3", ["04-18 08:00", "04-20 08:00", "04-25 08:00"]),
        ("0 8 1 * 1", ["04-18 08:00", "04-25 08:00", "05-01 08:00"]),
        ("0 8 */10 * 1", ["07-11 08:00", "08-01 08:00"]),
        ("@daily", ["04-17 00:00", "04-18 00:00"]),
        ("0 0 29 feb *", ["02-29 00:00"]),
    ],
)
def test_a_crontab_means_what_cron_means(expression: str, expected: list[str]) -> None:
    """Weekdays count from Sunday; a day of the month and a weekday mean either, unless one is a star."""
    times = due(crontab(expression, SHANGHAI, SATURDAY), SATURDAY, len(expected))

    assert [f"{time:%m-%d %H:%M}" for time in times] == expected


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "* * * *",
        "* * * * * *",
        "61 * * * *",
        "* * * * 8",
        "* * * * 5-2",
        "a * * * *",
        "0 0 31 2 *",
        "* * * * 1-",
        "@often",
    ],
)
def test_what_cron_would_refuse_is_refused(expression: str) -> None:
    """A typo, or a day that never comes, is told before the scheduler starts."""
    with pytest.raises(UsageError):
        crontab(expression, SHANGHAI, SATURDAY)


def test_hours_are_those_of_the_zone() -> None:
    """08:00 in Shanghai is midnight in London."""
    [time] = due(crontab("0 8 * * *", SHANGHAI, SATURDAY), SATURDAY, 1)

    assert time.astimezone(UTC) == datetime(2022, 4, 16, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "spring_or_autumn", [datetime(2022, 3, 26, tzinfo=BERLIN), datetime(2022, 10, 29, tzinfo=BERLIN)]
)
def test_a_quarter_of_an_hour_stays_one_when_clocks_change(spring_or_autumn: datetime) -> None:
    """Days of 23 and of 25 hours lose no run and repeat none."""
    times = due(crontab("*/15 * * * *", BERLIN, spring_or_autumn), spring_or_autumn, 3 * 96)

    instants = [time.astimezone(UTC) for time in times]
    assert {later - earlier for earlier, later in pairwise(instants)} == {timedelta(minutes=15)}


@pytest.mark.parametrize(
    ("expression", "start", "expected"),
    [
        ("30 2 * * *", datetime(2022, 3, 26, 12, tzinfo=BERLIN), ["27 01:30", "28 00:30"]),
        ("30 2 * * *", datetime(2022, 10, 29, 12, tzinfo=BERLIN), ["30 00:30", "30 01:30", "31 01:30"]),
        ("0 3 * * *", datetime(2022, 3, 26, 12, tzinfo=BERLIN), ["27 01:00", "28 01:00"]),
        ("0 3 * * *", datetime(2022, 10, 29, 12, tzinfo=BERLIN), ["30 02:00", "31 02:00"]),
        ("0 * * * *", datetime(2022, 3, 27, 0, 30, tzinfo=BERLIN), ["27 00:00", "27 01:00", "27 02:00"]),
        ("0 * * * *", datetime(2022, 10, 30, 1, 30, tzinfo=BERLIN), ["30 00:00", "30 01:00", "30 02:00"]),
    ],
)
def test_days_of_23_and_25_hours(expression: str, start: datetime, expected: list[str]) -> None:
    """An hour that does not exist loses no run: it comes an hour later. One that comes twice has two, and the second finds nothing."""
    times = due(crontab(expression, BERLIN, start), start, len(expected))

    assert [f"{time.astimezone(UTC):%d %H:%M}" for time in times] == expected


def test_a_run_longer_than_its_interval_leaves_no_backlog() -> None:
    """What fell due while a run of an hour was at work is one run, not four: the next is the next quarter."""
    trigger = crontab("*/15 * * * *", SHANGHAI, SATURDAY)
    scheduler = scheduler_of(trigger, SATURDAY)
    [job] = scheduler.get_jobs()

    missed = job._get_run_times(SATURDAY + timedelta(minutes=59))  # noqa: SLF001 - what APScheduler asks at each look at the clock

    assert len(missed) == 4
    assert job.coalesce
    assert trigger.get_next_fire_time(missed[-1], SATURDAY + timedelta(minutes=59)) == SATURDAY + timedelta(hours=1)


@pytest.mark.parametrize("hours", [1, 24 * 365])
@pytest.mark.parametrize("trigger", [every(900, SATURDAY), crontab("*/15 * * * *", SHANGHAI, SATURDAY)])
def test_a_clock_that_is_set_back_makes_nobody_late(trigger: "BaseTrigger", hours: int) -> None:
    """A job is due at once, by the new clock, and from there on as before; also if it is now before the scheduler began."""
    scheduler = scheduler_of(trigger, SATURDAY)
    now = SATURDAY - timedelta(hours=hours) + timedelta(minutes=1)

    count_anew(scheduler, {"papers": True}, now.timestamp())

    [job] = scheduler.get_jobs()
    after = job.trigger.get_next_fire_time(job.next_run_time, now)
    assert job.next_run_time == now
    assert timedelta(0) < after - now <= timedelta(minutes=15)


def test_a_job_that_does_not_catch_up_waits_for_its_hour() -> None:
    """Set back from three past to before it, what is for three only is done at three."""
    now = SATURDAY.replace(hour=2)
    scheduler = scheduler_of(crontab("0 3 * * *", SHANGHAI, now), SATURDAY)

    count_anew(scheduler, {"papers": False}, now.timestamp())

    [job] = scheduler.get_jobs()
    assert job.next_run_time == SATURDAY.replace(hour=3)


def scheduler_of(trigger: "BaseTrigger", now: datetime) -> "BackgroundScheduler":
    """Give a job to a scheduler whose clock stands still."""
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.start(paused=True)
    first = trigger.get_next_fire_time(None, now)
    scheduler.add_job(print, trigger, id="papers", coalesce=True, misfire_grace_time=None, next_run_time=first)
    SCHEDULERS.append(scheduler)
    return scheduler


SCHEDULERS: "list[BackgroundScheduler]" = []


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    """Leave no scheduler's thread behind."""
    yield
    while SCHEDULERS:
        SCHEDULERS.pop().shutdown()


def test_every_so_many_seconds_begins_at_once() -> None:
    """The first run does not wait for the first interval to pass."""
    times = due(every(30, SATURDAY), SATURDAY, 3)

    assert times == [SATURDAY, SATURDAY + timedelta(seconds=30), SATURDAY + timedelta(seconds=60)]
