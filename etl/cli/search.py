"""`etl search`: which articles say it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from etl.cli import options
from etl.cli.terminal import console_on_stdout, print_json, printable
from etl.exceptions import UsageError

if TYPE_CHECKING:
    from etl.search import Hit


@click.command("search", epilog="Example: etl search '诈骗 -电信' --source 人民日报 --since 2022-01-01 --json")
@click.argument("query", required=False)
@options.database
@click.option("--source", metavar="NAME", help="Only what this source is credited with, or carried.")
@options.since
@options.until
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="The best N articles."
)
@click.option("--build", is_flag=True, help="Build the index first, anew if it is there; runs keep it up to date.")
@click.option("--drop", is_flag=True, help="Remove the index: the answers stay the same, but take longer.")
@options.as_json("one JSON object an article, one a line,")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    query: str | None,
    database: str,
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    build: bool,
    drop: bool,
    as_json: bool,
) -> None:
    """Find the articles that say QUERY, the best first, each with the sentence that says it.

    Words side by side must all stand in one paragraph or title; "quotes" keep words together; AND, OR, NOT, -word and
    brackets do what they say. Chinese needs no spaces and no dictionary: 诈骗 is found wherever it stands, 詐騙 too.
    """
    from etl import search
    from etl.load import migrate
    from etl.load.database import open_database

    if build and drop:
        raise UsageError("--build and --drop at once: which?")
    if query is None and not (build or drop):
        raise UsageError("what is to be found? Try etl search 诈骗")
    with open_database(database) as opened:
        migrate.require_current(opened)
        if build or drop:
            with opened.lock():
                (search.build if build else search.drop)(opened)
        if query is None:
            return
        filters = search.Filters(source, _day(since), _day(until))
        with opened.reading() as connection:
            hits = search.search(connection, query, filters, limit)
    if as_json:
        for hit in hits:
            print_json(asdict(hit))
    else:
        _print(hits)


def _day(moment: datetime | None) -> date | None:
    return moment and moment.date()


def _print(hits: "list[Hit]") -> None:
    """Print a line of credits and the sentence for each article, what was found in bold on a terminal."""
    from rich.text import Text

    console = console_on_stdout()
    for hit in hits:
        credit = "  ".join(filter(None, (str(hit.published_on or "-"), hit.source, hit.title, hit.url or hit.uri)))
        console.print(Text(printable(credit), style="dim"), soft_wrap=True)
        said, end = Text("  "), 0
        for start, stop in hit.hits:
            said.append(printable(hit.sentence[end:start]))
            said.append(printable(hit.sentence[start:stop]), style="bold")
            end = stop
        console.print(said.append(printable(hit.sentence[end:])), soft_wrap=True)
