"""`etl schedule`: `etl run` on a clock."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from etl.cli import options, run
from etl.cli.log import LogFormat, log, say
from etl.cli.tolerance import Tolerance, ToleranceType
from etl.exceptions import UsageError
from etl.models import ColumnName, TargetScript
from etl.schedule import Event, Job, keep_running, require_apscheduler
from etl.schedule.plans import Plan, read_plans

SCHEDULERS = ("systemd", "cron", "kubernetes", "windows")
"""What `--print` writes files for; a test compares with `etl.schedule.recipes.RECIPES`."""


@click.command("schedule", epilog="Example: etl schedule --cron '*/15 * * * *' --timezone Asia/Shanghai raw/")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.database
@click.option(
    "--jobs",
    "jobs_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A TOML file of jobs, each a table [[job]] with name, cron or every, timezone, jitter, catch-up, paths, database, "
    "options. Jobs on one database wait for each other.",
)
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
@click.option(
    "--jitter", type=click.IntRange(min=1), metavar="SECONDS", help="Move each run at random by up to so many seconds."
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="As for `etl run`.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="As for `etl run`.")
@click.option("--memory", type=click.IntRange(min=256), metavar="MIB", help="As for `etl run`.")
@click.option("--migrate", is_flag=True, help="As for `etl run`.")
@options.column_names
@options.script
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
@click.option(
    "--metrics-address",
    metavar="HOST:PORT",
    help="Serve metrics for Prometheus there, such as 127.0.0.1:9464. Needs: pip install 'etl[metrics]'.",
)
@log(("lines", "json"))
@click.option(
    "--print",
    "scheduler",
    type=click.Choice(SCHEDULERS),
    help="Run nothing: print files that make another scheduler do the same.",
)
@options.as_json("each run's summary as one JSON object, one a line,")
@click.pass_context
def command(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    *,
    paths: tuple[str, ...],
    database: str,
    jobs_file: Path | None,
    cron: str | None,
    every: int | None,
    timezone: str | None,
    jitter: int | None,
    workers: int | None,
    timeout: float | None,
    memory: int | None,
    migrate: bool,
    names: tuple[ColumnName, ...],
    script: TargetScript,
    max_rejected: Tolerance | None,
    grace: int,
    health_file: Path | None,
    metrics_address: str | None,
    log_format: LogFormat,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Run `etl run` on a clock, until SIGTERM or Ctrl-C.

    One run at a time, each in a process of its own. A run that falls due while one is under way is skipped; what was
    missed while the machine slept is done once. A database that another run holds is left to it until the next time.
    """
    if jobs_file:
        if paths or cron or every:
            raise UsageError("--jobs says what to ingest and when: leave out paths, --cron and --every")
        plans = read_plans(jobs_file)
    else:
        limits = {"workers": workers, "timeout": timeout, "memory": memory, "max-rejected": max_rejected}
        typed = tuple(_options(limits, names, script, migrate=migrate))
        plans = (
            Plan(
                cron=cron,
                every=every,
                timezone=timezone,
                jitter=jitter,
                paths=paths,
                # one from the environment is left there, where each run finds it anew
                database=database if _is_typed(context, "database") else None,
                options=typed,
            ),
        )
    if scheduler:
        _print_files(scheduler, plans)
        return
    require_apscheduler()
    now = datetime.now(UTC)  # noqa: TID251 - the schedule begins here
    printing = [*(["--json"] if as_json else []), *(["--log=json"] if log_format == "json" else [])]
    jobs = [_job(plan, now, printing) for plan in plans]
    with _counting(metrics_address, jobs) as count:

        def tell(event: Event) -> None:
            say(event, log_format)
            count(event)

        keep_running(jobs, grace=grace, health_file=health_file, on_event=tell)


@contextmanager
def _counting(address: str | None, jobs: Sequence[Job]) -> Iterator[Callable[[Event], None]]:
    """Serve metrics, if somebody wants them; gives what is to be told of the scheduler's events."""
    if address is None:
        yield lambda _event: None
        return
    from etl.telemetry.prometheus import require_client, serving_metrics

    require_client()
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise UsageError(f"--metrics-address {address}: write a host and a port, such as 127.0.0.1:9464")
    urls = [options.with_password(job.database or options.DEFAULT_DATABASE) for job in jobs]
    with serving_metrics(host.strip("[]"), int(port), urls) as count:
        yield count


def _is_typed(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _job(plan: Plan, now: datetime, printing: Sequence[str]) -> Job:
    """Make a job of a plan, and refuse now what `etl run` would refuse at the first tick."""
    arguments = [*printing, *plan.arguments]
    try:
        run.command.make_context("run", list(arguments))
    except click.UsageError as error:
        raise UsageError(f"job {plan.name}: {error.format_message()}") from error
    environment = dict(os.environ)
    if plan.database:
        environment["ETL_DATABASE_URL"] = (
            plan.database
        )  # not among the arguments, which every user of the machine may list
    return Job(
        name=plan.name,
        trigger=plan.trigger(now),
        command=[sys.executable, "-m", "etl", "run", *arguments],
        environment=environment,
        database=environment.get("ETL_DATABASE_URL", ""),
        catches_up=plan.catch_up,
    )


def _options(
    limits: Mapping[str, int | float | Tolerance | None],
    names: tuple[ColumnName, ...],
    script: TargetScript,
    *,
    migrate: bool,
) -> Iterator[str]:
    yield from (f"--{name}={limit}" for name, limit in limits.items() if limit is not None)
    yield from (f"--map={named.field}={named.name}" for named in names)
    if script != "hans":
        yield f"--script={script}"
    if migrate:
        yield "--migrate"


def _print_files(scheduler: str, plans: tuple[Plan, ...]) -> None:
    """Print the files that do the same under another scheduler, each under its name."""
    from etl.schedule.recipes import RECIPES, Place

    [recipe] = [recipe for recipe in RECIPES if recipe.name == scheduler]
    place = Place(program=shutil.which("etl") or "etl", folder=str(Path.cwd()))
    for plan in plans:
        for file in recipe.write(plan, place):
            click.echo(f"=== {file.name}", err=True)
            click.echo(file.text)
