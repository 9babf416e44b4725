"""`etl export`: rows for other tools."""

from datetime import datetime

import click

from etl.cli import options
from etl.cli.terminal import print_json


@click.command("export", epilog="Example: etl export articles.parquet --since 2024-01-01")
@click.argument("path", metavar="FILE")
@options.database
@click.option("--view", metavar="NAME", default="v_articles", show_default=True, help="The view to export.")
@click.option("--format", "format_name", metavar="FORMAT", help="csv, jsonl or parquet; default: by FILE's suffix.")
@click.option("--source", metavar="NAME", help="Only what this source is credited with, or carried.")
@options.since
@options.until
@click.option(
    "--after-run", type=click.IntRange(min=0), metavar="RUN", help="Only what later runs than this loaded or changed."
)
@options.as_json("view, rows and file as one JSON object")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    path: str,
    database: str,
    view: str,
    format_name: str | None,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    after_run: int | None,
    as_json: bool,
) -> None:
    """Write a view's rows into FILE: CSV for spreadsheets, JSON Lines, or Parquet (- is stdout).

    FILE appears when it is whole. However many rows there are, they pass through little memory. CSV has the byte order mark
    that Excel wants, and an apostrophe before what it would calculate. Parquet needs the extra `parquet`.
    """
    from etl.export import STDOUT, Selection, export, format_for
    from etl.load import migrate
    from etl.load.database import open_database

    format_ = format_for(path, format_name)
    selection = Selection(view, source, since and since.date(), until and until.date(), after_run)
    with open_database(database) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            rows = export(connection, selection, path, format_)
    if as_json and path != STDOUT:
        print_json({"view": view, "rows": rows, "file": path})
    else:
        click.echo(f"{rows:,} rows of {view} written to {'stdout' if path == STDOUT else path}", err=True)
