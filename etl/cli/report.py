"""`etl report`: what a database says about itself, as one page."""

from datetime import UTC, datetime
from pathlib import Path

import click

from etl.cli import options
from etl.exceptions import UsageError


@click.command("report", epilog="Example: etl report -o report.html")
@click.argument("run", type=click.IntRange(min=1), required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write the page; without it, to stdout.",
)
@options.database
def command(run: int | None, *, output: Path | None, database: str) -> None:
    """Write one HTML page about RUN (default: the newest) and what the database holds.

    What runs did, articles by day and source, encodings and damage, repairs, rejections with examples, each with the SQL that
    gives it. The page is one file, loads nothing and runs no script. Needs: pip install 'etl[report]'.
    """
    from etl.load import migrate
    from etl.load.database import open_database
    from etl.report import report

    with open_database(database) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            page = report(connection, run, written_at=datetime.now(UTC))  # noqa: TID251 - a report is dated where it begins
    if output is None:
        click.echo(page)
        return
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
