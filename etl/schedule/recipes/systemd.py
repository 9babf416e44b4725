"""A service and its timer for systemd."""

import re

from etl.exceptions import UsageError
from etl.schedule.plans import Plan
from etl.schedule.recipes.files import File, Place, crontab_of
from etl.schedule.triggers import fields_of, named_weekdays

SERVICE = """\
# Put both files into /etc/systemd/system, then: systemctl enable --now {name}.timer
# The database's URL stands in {folder}/etl.env as ETL_DATABASE_URL=..., readable by the service's user alone.
[Unit]
Description=etl: {name}

[Service]
Type=oneshot
WorkingDirectory={folder}
EnvironmentFile={folder}/etl.env
ExecStart={command}
# another run holds the database: no failure
SuccessExitStatus=75
TimeoutStopSec=60
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=full
"""

TIMER = """\
[Unit]
Description=etl: when {name} is due

[Timer]
{when}
{jitter}Persistent={catch_up}

[Install]
WantedBy=timers.target
"""

STEP = re.compile(r"\*/(\d+)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def systemd(plan: Plan, place: Place) -> tuple[File, ...]:
    """Write a service that runs once, and a timer that starts it; systemd never starts a second copy."""
    command = " ".join(map(_quoted, (place.program, "run", *plan.arguments)))
    service = SERVICE.format(name=plan.name, folder=place.folder.replace("%", "%%"), command=command)
    timer = TIMER.format(
        name=plan.name,
        when="\n".join(f"OnCalendar={event}" for event in calendar_events(crontab_of(plan), plan.timezone)),
        jitter=f"RandomizedDelaySec={plan.jitter}\n" if plan.jitter else "",
        catch_up=str(plan.catch_up).lower(),
    )
    return File(f"{plan.name}.service", service), File(f"{plan.name}.timer", timer)


def calendar_events(expression: str, timezone: str | None = None) -> tuple[str, ...]:
    """Write a crontab expression as systemd's calendar events; any of them starts the timer.

    >>> calendar_events("*/15 * * * *", "Asia/Shanghai")
    ('*-*-* *:00/15:00 Asia/Shanghai',)
    >>> calendar_events("30 6 1 * mon-fri")
    ('*-*-01 06:30:00', 'Mon,Tue,Wed,Thu,Fri *-*-* 06:30:00')

    As in cron, a day of the month and a weekday that are both given are two ways to be due.

    Raises:
        UsageError: it uses what systemd has no word for.
    """
    minute, hour, day, month, weekday = fields_of(expression)
    time = f"{_component(hour, 0)}:{_component(minute, 0)}:00" + (f" {timezone}" if timezone else "")
    every_day, some_days = (
        f"*-{_component(_month_numbers(month), 1)}-{_component(days, 1)} {time}" for days in ("*", day)
    )
    if weekday == "*":
        return (some_days,)
    if day.startswith("*") or weekday.startswith("*"):
        return (f"{_weekdays(weekday)} {some_days}",)
    return some_days, f"{_weekdays(weekday)} {every_day}"


def _component(field: str, first: int) -> str:
    return ",".join(_item(item, first) for item in field.split(","))


def _item(item: str, first: int) -> str:
    if item == "*":
        return item
    if match := STEP.fullmatch(item):
        return f"{first:02}/{int(match[1])}"
    if re.fullmatch(r"\d+", item):
        return f"{int(item):02}"
    if match := re.fullmatch(r"(\d+)-(\d+)(?:/(\d+))?", item):
        step = f"/{int(match[3])}" if match[3] else ""
        return f"{int(match[1]):02}..{int(match[2]):02}{step}"
    raise UsageError(f"{item!r} has no word in systemd: write it as a list")


def _month_numbers(field: str) -> str:
    return re.sub(
        r"[a-z]{3}", lambda name: str(MONTHS.index(name[0]) + 1) if name[0] in MONTHS else name[0], field.lower()
    )


def _weekdays(field: str) -> str:
    names = []
    order = "mon tue wed thu fri sat sun".split()
    for item in named_weekdays(field.lower()).split(","):
        first, _, last = item.partition("-")
        if first not in order or (last and last not in order):
            raise UsageError(f"{item!r} is no weekday: write sun, mon, tue, wed, thu, fri, sat or their numbers")
        span = order[order.index(first) : order.index(last) + 1] if last else [first]
        names += [name.title() for name in span]
    return ",".join(dict.fromkeys(names))


def _quoted(word: str) -> str:
    """Quote a word for `ExecStart`, which expands `%` and `$`, and reads a backslash as C does."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if re.fullmatch(r"[\w./:=,@+%-]+", escaped) else f'"{escaped}"'
