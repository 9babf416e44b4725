"""A task for the Windows Task Scheduler."""

import re
import subprocess
from xml.sax.saxutils import escape

from etl.exceptions import UsageError
from etl.schedule.plans import Plan
from etl.schedule.recipes.files import File, Place, crontab_of
from etl.schedule.triggers import fields_of

TASK = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- schtasks /Create /TN {name} /XML {name}.xml
     The database's URL is read from the user's environment variable ETL_DATABASE_URL; hours are the machine's. -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>etl: {name}</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      {repetition}<StartBoundary>2024-01-01T{start}:00</StartBoundary>
      <Enabled>true</Enabled>
      {days}
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <StartWhenAvailable>{catch_up}</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""

DAILY = "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
REPETITION = "<Repetition><Interval>PT{minutes}M</Interval><Duration>P1D</Duration></Repetition>\n      "


def windows(plan: Plan, place: Place) -> tuple[File, ...]:
    """Write a task for what a task can say: every so many minutes, every hour, or once a day.

    Raises:
        UsageError: the plan's times are more intricate.
    """
    start, minutes = _rhythm(crontab_of(plan))
    text = TASK.format(
        name=escape(plan.name),
        repetition=REPETITION.format(minutes=minutes) if minutes else "",
        start=start,
        days=DAILY,
        catch_up=str(plan.catch_up).lower(),
        command=escape(place.program),
        arguments=escape(subprocess.list2cmdline(["run", *plan.arguments])),
        folder=escape(place.folder),
    )
    return (File(f"{plan.name}.xml", text),)


def _rhythm(expression: str) -> tuple[str, int | None]:
    """Tell at what time a day's first run is due, and how many minutes later the next one is; None: the next day."""
    minute, hour, *days = fields_of(expression)
    if days == ["*", "*", "*"]:
        step = re.fullmatch(r"\*(?:/(\d+))?", minute)
        if step and hour == "*" and 60 % int(step[1] or 1) == 0:
            return "00:00", int(step[1] or 1)
        if minute.isdecimal() and hour == "*":
            return f"00:{int(minute):02}", 60
        if minute.isdecimal() and hour.isdecimal():
            return f"{int(hour):02}:{int(minute):02}", None
    raise UsageError(
        f"{expression!r} is more than a Windows task can say: try '*/15 * * * *', '@hourly' or '30 6 * * *'"
    )
