"""`etl migrate`: the schema's versions."""

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
@options.as_json("the revisions before and after as one JSON object")
def command(*, database: str, to: str, sql: bool, roles: bool, as_json: bool) -> None:
    """Bring the database's schema to the newest version, or back.

    All of it happens in one transaction. `etl run` does this by itself for a new database, and for an older one when
    asked with --migrate.

    With --roles, whoever migrates stays the owner; etl_loader is for runs and changes no schema, etl_reader is for people and BI
    tools: it reads, in UTC, for a minute a statement. Both need a password before they can log in.
    """
    from etl import roles as roles_
    from etl.load import migrate
    from etl.load.database import open_database

    with open_database(database) as opened:
        if sql:
            click.echo(migrate.script(opened, to), nl=False)
            return
        with opened.lock():
            before = migrate.state(opened).revision
            after = migrate.migrate(opened, to).revision
            if roles:
                roles_.grant(opened)
    if as_json:
        print_json({"before": before, "after": after})
    elif before == after:
        click.echo(f"{opened.name} is at schema {after or 'base'} already", err=True)
    else:
        click.echo(f"{opened.name} went from schema {before or 'base'} to {after or 'base'}", err=True)
