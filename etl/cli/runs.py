"""`etl runs`: the diary."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from etl.cli import options
from etl.cli.terminal import print_json, print_table

if TYPE_CHECKING:
    from etl.load.diary import RunRecord

HEADINGS = ("run", "began", "took", "status", "seen", "loaded", "updated", "unchanged", "rejected", "articles", "error")


@click.command("runs", epilog="Example: etl runs --limit 1 --json")
@options.database
@options.newest
@options.as_json("one JSON object a run, one a line,")
def command(*, database: str, limit: int, as_json: bool) -> None:
    """List the newest runs: when, how they ended and what they counted."""
    from etl.load import diary, migrate
    from etl.load.database import open_database

    with open_database(database) as opened:
        migrate.require_current(opened)
        records = diary.newest(opened, limit)
    if as_json:
        for record in records:
            print_json(asdict(record))
    else:
        print_table(HEADINGS, [_cells(record) for record in records])


def _cells(run: "RunRecord") -> tuple[str, ...]:
    took = f"{(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else "-"
    counts = (run.seen, run.loaded, run.updated, run.unchanged, run.rejected, run.articles)
    began = f"{run.started_at:%Y-%m-%d %H:%M:%SZ}"
    return (str(run.id), began, took, run.status, *(f"{count:,}" for count in counts), run.error or "")
