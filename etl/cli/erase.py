"""`etl erase`: a document that must go, and not come back."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from etl.cli import options
from etl.cli.terminal import print_json, printable
from etl.exceptions import UsageError


@click.command("erase", epilog="Example: etl erase raw/2024/private.html")
@click.argument("uri", metavar="URI")
@options.database
@click.option("--undo", is_flag=True, help="Let it come back with the next run instead.")
@options.as_json("what was removed as one JSON object")
def command(*, uri: str, database: str, undo: bool, as_json: bool) -> None:
    """Remove a document and everything that came from it, for good.

    URI is its name in the database (`documents.uri`); an archive's name removes all that lay in it. Its articles, paragraphs, tags,
    repairs, rejections and earlier versions go, and a mark stays, by name and by hash, so that no later run brings it or a copy of
    it back. The file itself is not touched, nor are backups and exports.
    """
    from etl import recurrence, search
    from etl.load import erasure, migrate
    from etl.load.database import open_database

    now = datetime.now(UTC)  # noqa: TID251 - it happens now
    with open_database(database) as opened, opened.lock() as lock:
        migrate.require_current(opened)
        if undo:
            with opened.writing() as connection:
                restored = erasure.restore(connection, uri)
                lock.check(connection)
            if not restored:
                raise UsageError(f"{uri} was not erased")
            _tell({"restored": restored}, f"{uri} may come back: run again", as_json=as_json)
            return
        with opened.forgetting() as connection:
            erased = erasure.erase(connection, uri, now)
            lock.check(connection)
        with opened.writing() as connection:
            recurrence.review(connection, opened.backend)  # what recurred because of it comes back elsewhere
            lock.check(connection)
        search.keep_up(opened)  # the index holds what was said, too
        opened.backend.empty_log(opened.engine)
    what = f"{erased.documents} documents with {erased.articles} articles" if erased.documents else "nothing yet"
    _tell(asdict(erased), f"{uri}: removed {what}; it will not come back", as_json=as_json)


def _tell(record: dict[str, object], message: str, *, as_json: bool) -> None:
    if as_json:
        print_json(record)
    else:
        click.echo(printable(message), err=True)
