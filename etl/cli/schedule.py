"""`etl schedule`: `etl run` on a clock."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from etl.cli import options
from etl.cli.tolerance import Tolerance, ToleranceType
from etl.exceptions import DatabaseLocked, UsageError
from etl.models import ColumnName
from etl.schedule import Ended, Event, Job, Skipped, Started, keep_running, require_apscheduler, triggers


@click.command("schedule", epilog="Example: etl schedule --cron '*/15 * * * *' --timezone Asia/Shanghai raw/")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.database
@click.option("--cron", metavar="EXPRESSION", help="When to run: minute hour day month weekday, as in a crontab.")
@click.option(
    "--every",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Run at once, and then every so many seconds.",
)
@click.option(
    "--timezone", metavar="ZONE", help="Where --cron's hours are counted, such as Asia/Shanghai.  [default: here]"
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="As for `etl run`.")
@click.option("--migrate", is_flag=True, help="As for `etl run`.")
@options.column_names
@click.option("--max-rejected", type=ToleranceType(), metavar="N|P%", help="As for `etl run`.")
@click.option(
    "--grace",
    type=click.IntRange(min=0),
    metavar="SECONDS",
    default=30,
    show_default=True,
    help="What a run has to end by itself when the scheduler is stopped.",
)
@click.option(
    "--health-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to touch every few seconds while the scheduler lives, for a health check to look at.",
)
@options.as_json("each run's summary as one JSON object, one a line,")
@click.pass_context
def command(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    *,
    paths: tuple[str, ...],
    database: str,
    cron: str | None,
    every: int | None,
    timezone: str | None,
    workers: int | None,
    migrate: bool,
    names: tuple[ColumnName, ...],
    max_rejected: Tolerance | None,
    grace: int,
    health_file: Path | None,
    as_json: bool,
) -> None:
    """Run `etl run` on a clock, until SIGTERM or Ctrl-C.

    One run at a time, each in a process of its own. A run that falls due while one is under way is skipped; what was
    missed while the machine slept is done once. A database that another run holds is left to it until the next time.
    """
    require_apscheduler()
    now = datetime.now(UTC)  # noqa: TID251 - the schedule begins here
    if cron and not every:
        trigger = triggers.crontab(cron, _zone(timezone), now)
    elif every and not cron:
        trigger = triggers.every(every, now)
    else:
        raise UsageError("give either --cron or --every: `etl schedule --cron '*/15 * * * *'`")
    arguments = list(_arguments(paths, workers, names, migrate=migrate, max_rejected=max_rejected, as_json=as_json))
    environment = dict(os.environ)
    if context.get_parameter_source("database") is click.core.ParameterSource.COMMANDLINE:
        environment["ETL_DATABASE_URL"] = database  # not among the arguments, which every user of the machine may list
    job = Job([sys.executable, "-m", "etl", "run", *arguments], environment, grace, health_file)
    keep_running(job, trigger, on_event=_tell)


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a name at all; the name of a folder of zones
        raise UsageError(f"there is no time zone {name!r}: try Asia/Shanghai or UTC") from error


def _arguments(
    paths: tuple[str, ...],
    workers: int | None,
    names: tuple[ColumnName, ...],
    *,
    migrate: bool,
    max_rejected: Tolerance | None,
    as_json: bool,
) -> Iterator[str]:
    if workers:
        yield f"--workers={workers}"
    if max_rejected:
        yield f"--max-rejected={max_rejected}"
    yield from (f"--map={named.field}={named.name}" for named in names)
    if migrate:
        yield "--migrate"
    if as_json:
        yield "--json"
    yield from ("--", *paths)


def _tell(event: Event) -> None:
    now = datetime.now().astimezone()  # noqa: TID251 - the reader's clock, in the reader's zone
    click.echo(f"{now:%Y-%m-%d %H:%M:%S%z} {_in_words(event)}", err=True)


def _in_words(event: Event) -> str:
    match event:
        case Started():
            return "run begins"
        case Skipped():
            return "run skipped: the one before it is still under way"
        case Ended(0, seconds):
            return f"run ended after {seconds:.1f} s"
        case Ended(DatabaseLocked.exit_code):
            return "run put off: another one holds the database"
        case Ended(exit_code) if exit_code < 0:
            return f"run ended by signal {-exit_code}"
        case Ended(exit_code):
            return f"run failed with exit code {exit_code}"
