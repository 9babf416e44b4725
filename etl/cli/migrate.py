"""`etl migrate`: the schema's versions."""

from datetime import UTC, datetime

import click

from etl.cli import options
from etl.cli.terminal import print_json


@click.command("migrate", epilog="Example: etl migrate --sql > review.sql")
@options.database
@click.option(
    "--to", metavar="REV", default="head", show_default=True, help="Another revision; `base` is the empty schema."
)
@click.option("--sql", is_flag=True, help="Print the SQL instead of running it; change nothing.")
@click.option("--roles", is_flag=True, help="On PostgreSQL: make etl_loader and etl_reader, and grant what they need.")
@click.option(
    "--partitions",
    is_flag=True,
    help="On PostgreSQL: part the table of paragraphs by month, three years ahead; again: add months.",
)
@options.as_json("the revisions before and after as one JSON object")
def command(*, database: str, to: str, sql: bool, roles: bool, partitions: bool, as_json: bool) -> None:
    """Bring the database's schema to the newest version, or back.

    All of it happens in one transaction. `etl run` does this by itself for a new database, and for an older one when
    asked with --migrate.

    With --roles, whoever migrates stays the owner; etl_loader is for runs and changes no schema, etl_reader is for people and BI
    tools: it reads, in UTC, for a minute a statement. Both need a password before they can log in.

    --partitions is for hundreds of millions of paragraphs: VACUUM and REINDEX then take a month at a time. It copies them all once,
    and numbers of new articles begin with their month. A search index is built anew with `etl search --build`.
    """
    from etl import roles as roles_
    from etl.load import migrate
    from etl.load.database import open_database
    from etl.load.partitions import partition

    with open_database(database) as opened:
        if sql:
            click.echo(migrate.script(opened, to), nl=False)
            return
        with opened.lock():
            before = migrate.state(opened).revision
            after = migrate.migrate(opened, to).revision
            months = partition(opened, datetime.now(UTC)) if partitions else None  # noqa: TID251 - the first month is this one
            if roles:
                roles_.grant(opened)
    if as_json:
        print_json({"before": before, "after": after, **({} if months is None else {"months": months})})
    elif before == after:
        click.echo(f"{opened.name} is at schema {after or 'base'} already", err=True)
    else:
        click.echo(f"{opened.name} went from schema {before or 'base'} to {after or 'base'}", err=True)
    if months is not None and not as_json:
        click.echo(f"{months} months more have a partition of their own", err=True)
