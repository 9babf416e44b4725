"""`etl prune`: what is kept for so long, and no longer."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from etl.cli import options
from etl.cli.durations import DurationType
from etl.cli.terminal import print_json


@click.command("prune", epilog="Example: etl prune --older-than 365d --dry-run")
@click.option(
    "--older-than",
    "age",
    type=DurationType(),
    metavar="AGE",
    required=True,
    help="Since no run has changed a document: 90m, 24h, 365d or 52w.",
)
@options.database
@click.option("--dry-run", is_flag=True, help="Count what would be removed; remove nothing.")
@options.as_json("what was removed as one JSON object")
def command(*, age: timedelta, database: str, dry_run: bool, as_json: bool) -> None:
    """Remove documents that are older, with everything that came from them, and what articles said before.

    Old is what no run has loaded or changed within AGE, whatever day it was published on. May be interrupted, and called again.
    No mark stays (`etl erase` leaves one): a document whose file is still where runs look for it comes back, so move the files
    away first. The diary of runs stays. `etl doctor` tells when VACUUM is worth while.
    """
    from etl import search, stories
    from etl.extract.stamps import gone
    from etl.load import migrate
    from etl.load.database import open_database
    from etl.load.retention import Pruned, older, prune_older

    before = datetime.now(UTC) - age  # noqa: TID251 - it happens now
    with open_database(database) as opened:
        migrate.require_current(opened)
        if dry_run:
            with opened.reading() as connection:
                pruned = older(connection, before, gone)
        else:
            with opened.lock() as lock:
                pruned = sum(prune_older(opened, lock, before, gone), Pruned())
                search.keep_up(opened)
                stories.keep_up(opened)
    if as_json:
        print_json(asdict(pruned))
        return
    would = "would remove" if dry_run else "removed"
    click.echo(
        f"{would} {pruned.documents} documents with {pruned.articles} articles, and {pruned.versions} earlier versions",
        err=True,
    )
    if pruned.present:
        click.echo(f"{pruned.present} of the documents have files still, and come back with the next run", err=True)
