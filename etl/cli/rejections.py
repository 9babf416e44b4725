"""`etl rejections`: what could not be read, and why."""

from dataclasses import asdict

import click

from etl.cli import options
from etl.cli.terminal import print_json, print_table

HEADINGS = ("when", "run", "reason", "document", "detail")


@click.command("rejections", epilog="Example: etl rejections --limit 100 --json")
@options.database
@options.newest
@options.as_json("one JSON object a rejection, one a line,")
def command(*, database: str, limit: int, as_json: bool) -> None:
    """List the newest rejections: documents, or parts of them, that gave no article, each with its reason."""
    from etl.load import history, migrate
    from etl.load.database import open_database

    with open_database(database) as opened:
        migrate.require_current(opened)
        with opened.reading() as connection:
            records = history.newest_rejections(connection, limit)
    if as_json:
        for record in records:
            print_json(asdict(record))
    else:
        rows = [(f"{r.created_at:%Y-%m-%d %H:%M:%SZ}", str(r.run_id), r.reason, r.uri, r.detail) for r in records]
        print_table(HEADINGS, rows)
