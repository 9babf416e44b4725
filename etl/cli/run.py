"""`etl run`: raw documents in, rows out."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from etl.cli import options, watching
from etl.cli.log import LogFormat, log
from etl.cli.terminal import print_json, progress
from etl.cli.tolerance import Tolerance, ToleranceType
from etl.exceptions import DatabaseLocked, RunError, Stopped
from etl.models import ColumnName, TargetScript
from etl.models.events import RunEnded
from etl.stopping import Stop

if TYPE_CHECKING:
    from etl.engines import EngineName
    from etl.pipeline import RunStatus, RunSummary

DEFAULT_PATHS = ("raw/",)
CHINA = timezone(timedelta(hours=8))
TOO_MANY_REJECTED = 3
"""The exit code when `--max-rejected` is exceeded."""


@click.command("run", epilog="Example: etl run raw/ 'more/**/*.html' --max-rejected 5%")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.database
@options.workers
@click.option(
    "--engine",
    type=click.Choice(["serial", "processes", "ray"]),
    help="What reads the documents; by default processes of this machine. Ray needs: pip install 'etl[ray]'.",
)
@click.option(
    "--ray-address",
    metavar="ADDRESS",
    envvar="RAY_ADDRESS",
    show_envvar=True,
    help="A Ray cluster that is there, for --engine ray; without it, one of --workers cores is started on this machine.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    default=60,
    show_default=True,
    help="Seconds of CPU time a document may take (ten times as many by the clock; once more for each 8 MiB it has); it is "
    "rejected as `timeout`.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    metavar="MIB",
    default=2048,
    show_default=True,
    help="MiB a worker may hold; a document that needs more is rejected as `too_large`.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N documents.")
@click.option("--dry-run", is_flag=True, help="Read and parse; write nothing.")
@click.option("--migrate", is_flag=True, help="Bring a database that is behind to the newest schema first.")
@click.option(
    "--max-rejected",
    type=ToleranceType(),
    metavar="N|P%",
    help="Exit with 3 if this run rejects more documents: a count, or a percentage of those seen.",
)
@click.option(
    "--reprocess", is_flag=True, help="Read again what older rules have loaded; may be interrupted and repeated."
)
@click.option("--thorough", is_flag=True, help="Open files, too, whose size and time of change are the same as before.")
@click.option("--prune", is_flag=True, help="Remove what the given folders do not hold any more.")
@click.option(
    "--captured",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]),
    metavar="DAY",
    help="When these documents were captured: what they call yesterday, and days without a year, are read against it.",
)
@options.column_names
@options.script
@log(("summary", "lines", "json"))
@watching.metrics_file
@watching.otlp
@options.as_json("the run's summary as one JSON object")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    paths: tuple[str, ...],
    database: str,
    workers: int,
    engine: "EngineName | None",
    ray_address: str | None,
    timeout: float,
    memory: int,
    limit: int | None,
    dry_run: bool,
    migrate: bool,
    max_rejected: Tolerance | None,
    reprocess: bool,
    thorough: bool,
    prune: bool,
    captured: datetime | None,
    names: tuple[ColumnName, ...],
    script: TargetScript,
    log_format: LogFormat,
    metrics_file: Path | None,
    endpoint: str | None,
    as_json: bool,
) -> None:
    """Ingest files, folders, globs and URLs (default: raw/) into the database.

    Running again changes nothing: a document is known by its content, and an edited one replaces what it gave before.
    A document that cannot be read is listed by `etl rejections`; it does not fail the run, nor does one that takes too long,
    takes too much memory or crashes its worker. With --map, or when the program has learnt, what was rejected before is read
    again. A document whose file is gone, or gives nothing any more, keeps its articles until a run with --prune.

    SIGTERM and Ctrl-C end a run with what is in hand: that is committed, the rest is left to the next run, and the exit code is 1.
    A second one ends it at once, which costs what was in hand and nothing else.

    URLs are whatever fsspec reads, https://, s3:// and sftp:// among it, once the extra `remote` is installed.
    """
    from etl import pipeline
    from etl.engines import MIB, Limits

    settings = pipeline.RunSettings(
        database_url=database,
        workers=workers,
        limits=Limits(timeout, memory * MIB),
        limit=limit,
        dry_run=dry_run,
        migrate=migrate,
        names=names,
        script=script,
        is_reprocessing=reprocess,
        is_thorough=thorough,
        is_pruning=prune,
        captured_at=_end_of(captured),
        engine=engine,
        ray_address=ray_address,
    )
    with watching.watching(log_format, endpoint, metrics_file, database) as tell, stopped_by_signals() as stop:
        try:
            with progress(is_wanted=log_format == "summary") as on_progress:
                now = datetime.now(UTC)  # noqa: TID251 - a run begins here
                summary = pipeline.run(
                    paths or DEFAULT_PATHS, settings, now=now, on_progress=on_progress, tell=tell, stop=stop
                )
        except (DatabaseLocked, RunError) as error:
            status: RunStatus = "locked" if isinstance(error, DatabaseLocked) else "failed"
            if as_json:
                print_json(asdict(_nothing_done(status)))
            if log_format == "json":  # whoever reads it reads nothing else
                tell(RunEnded(None, status, 0, error=str(error)))
                raise click.exceptions.Exit(error.exit_code) from error
            raise
    if as_json:
        print_json(asdict(summary))
    elif log_format != "json":
        print_summary(summary)
    if summary.status == "failed":
        if log_format == "json":
            raise click.exceptions.Exit(Stopped.exit_code)
        raise Stopped(f"{pipeline.STOPPED_BY} {stop.asked_by}; the next run goes on from here")
    if max_rejected and not max_rejected.allows(rejected=summary.rejected, seen=summary.seen):
        click.echo(f"etl: {summary.rejected} rejected is more than --max-rejected allows", err=True)
        raise click.exceptions.Exit(TOO_MANY_REJECTED)


def _end_of(captured: datetime | None) -> datetime | None:
    """The last moment of a day in China; a time with a zone is taken as it is."""
    if captured is None or captured.tzinfo is not None:
        return captured
    return captured.replace(hour=23, minute=59, second=59, tzinfo=CHINA)


def print_summary(summary: "RunSummary") -> None:
    """Tell people what a run did."""
    name = "dry run" if summary.run_id is None else f"run {summary.run_id}"
    click.echo(
        f"{name} {summary.status} in {summary.seconds:.1f} s: {summary.seen} documents seen = {summary.loaded} loaded + "
        f"{summary.updated} updated + {summary.unchanged} unchanged + {summary.rejected} rejected; "
        f"{summary.articles} articles, {summary.paragraphs} paragraphs",
        err=True,
    )
    if summary.missing:
        click.echo(
            f"{summary.missing} documents have no file any more; `etl run --prune` removes what they gave", err=True
        )
    if summary.pruned:
        click.echo(f"{summary.pruned} documents were removed, or their articles", err=True)
    if summary.rejected and summary.run_id is not None:
        click.echo("`etl rejections` lists what was rejected and why", err=True)


def _nothing_done(status: "RunStatus") -> "RunSummary":
    """Describe a run that never began, or whose counts are lost with its database."""
    from etl.pipeline import RunSummary

    return RunSummary(None, status, 0, 0, 0, 0, 0, 0, 0, 0.0)


SIGNALS = (signal.SIGTERM, signal.SIGINT)
"""What ends a run: a supervisor's, and Ctrl-C."""


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """Let a signal ask the run to end; a second one ends the process by that signal.

    The same again ends it at once, another as soon as a library that the run waits for answers.

    A signal that whoever started us has switched off, as shells do with Ctrl-C in the background, stays off.
    """
    stop = Stop()

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop.is_asked():  # both came while the run waited in a library, which lets no handler run
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.asked_by = signal.Signals(number).name
        signal.signal(number, signal.SIG_DFL)  # not the other's: it may wait for its handler already, and would be lost
        if sys.stderr.isatty():
            os.write(
                sys.stderr.fileno(), b"\nending with what is in hand; once more ends it at once\n"
            )  # safe in a handler

    before = {number: signal.getsignal(number) for number in SIGNALS}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
