"""`etl rejections`: what could not be read, and why; and once more, please."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from etl.cli import options
from etl.cli.run import print_summary, stopped_by_signals
from etl.cli.terminal import print_json, print_table
from etl.exceptions import Stopped, UsageError, reasons

if TYPE_CHECKING:
    from etl.load.history import RejectionRecord

HEADINGS = ("when", "run", "reason", "document", "detail")

reason = click.option("--reason", type=click.Choice(reasons()), metavar="WORD", help="Those with this reason only.")


@click.group("rejections", invoke_without_command=True, epilog="Example: etl rejections --limit 100 --json")
@options.database
@options.newest
@options.as_json("one JSON object a rejection, one a line,")
@click.pass_context
def command(context: click.Context, *, database: str, limit: int, as_json: bool) -> None:
    """List the newest rejections: documents, or parts of them, that gave no article, each with its reason."""
    if context.invoked_subcommand is None:
        _list(database, limit, None, as_json=as_json)


@command.command("list", epilog="Example: etl rejections list --reason undecodable")
@options.database
@options.newest
@reason
@options.as_json("one JSON object a rejection, one a line,")
def list_(*, database: str, limit: int, reason: str | None, as_json: bool) -> None:
    """List the newest, or the newest with one reason."""
    _list(database, limit, reason, as_json=as_json)


@command.command("show", epilog="Example: etl rejections show raw/2024/broken.html")
@click.argument("uri", metavar="URI")
@options.database
@options.as_json("one JSON object a rejection, one a line,")
def show(*, uri: str, database: str, as_json: bool) -> None:
    """Show every rejection of one document, by its name in the database."""
    from etl.load import history, migrate
    from etl.load.database import open_database

    with open_database(database) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            records = history.rejections_of(connection, uri)
    if not records:
        raise UsageError(f"nothing of {uri} was rejected: `etl rejections` lists what was")
    _print(records, as_json=as_json)


@command.command("retry", epilog="Example: etl rejections retry --reason needs_extra")
@options.database
@reason
@options.workers
@options.as_json("the run's summary as one JSON object")
def retry(*, database: str, reason: str | None, workers: int, as_json: bool) -> None:
    """Read rejected documents again now, from where they lay; call it in the folder where they were ingested.

    Needed when something outside has changed: an extra was installed, a right was given, a disk mounted. When the program itself
    has learnt, every run tries them again without being asked.
    """
    from etl import pipeline
    from etl.extract.stamps import present
    from etl.load import history, migrate
    from etl.load.database import open_database

    now = datetime.now(UTC)  # noqa: TID251 - a run begins here
    with open_database(database) as opened, opened.lock() as lock:
        migrate.require_current(opened)
        with opened.writing() as connection:
            uris = history.forget_rejected(connection, reason)
            lock.check(connection)
    paths = present(uris)
    if len(paths) < len(uris):
        click.echo(
            f"{len(uris)} documents were rejected, in {len(paths)} files that lie here; for addresses call `etl run`",
            err=True,
        )
    if not paths:
        raise UsageError("nothing that was rejected lies here" if uris else "nothing was rejected")
    with stopped_by_signals() as stop:
        summary = pipeline.run(paths, pipeline.RunSettings(database, workers, is_reprocessing=True), now=now, stop=stop)
    if as_json:
        print_json(asdict(summary))
    else:
        print_summary(summary)
    if summary.status == "failed":
        raise Stopped(f"{pipeline.STOPPED_BY} {stop.asked_by}; call it again")


def _list(database: str, limit: int, reason: str | None, *, as_json: bool) -> None:
    from etl.load import history, migrate
    from etl.load.database import open_database

    with open_database(database) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            records = history.newest_rejections(connection, limit, reason)
    _print(records, as_json=as_json)


def _print(records: Sequence["RejectionRecord"], *, as_json: bool) -> None:
    if as_json:
        for record in records:
            print_json(asdict(record))
        return
    rows = [(f"{r.created_at:%Y-%m-%d %H:%M:%SZ}", str(r.run_id), r.reason, r.uri, r.detail) for r in records]
    print_table(HEADINGS, rows)
