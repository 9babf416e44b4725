"""Export: a view's rows, whole, filtered or new, as a file for other tools; one row at a time, however many there are.

view --select--> rows --converted--> batches --a format--> file, under its name only when it is whole
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, Connection, Date, DateTime, Integer, column, inspect, or_, select, table

from etl.exceptions import UsageError
from etl.export import csv, jsonl, parquet
from etl.export.columns import Batch, Column, Format

FORMATS: tuple[Format, ...] = (csv.CSV, jsonl.JSON_LINES, parquet.PARQUET)
"""What can be written; the suffix of a file tells which."""

STDOUT = "-"

BATCH_ROWS = 1000
BATCH_CHARACTERS = 8_000_000
"""Rows held at a time: so many, fewer if they have so many characters together."""

ORDERS = {"v_articles": ("article_id",), "v_paragraphs": ("article_id", "position"), "v_rejections": ("rejection_id",)}
"""The order of the large views' rows, so that two exports of the same are the same."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of which view.

    Attributes:
        view: its name.
        source: only what this source is credited with, or carried.
        since: only what was published on this day or later.
        until: only what was published on this day or earlier.
        after_run: only what a later run than this loaded or changed.
    """

    view: str
    source: str | None = None
    since: date | None = None
    until: date | None = None
    after_run: int | None = None


def format_for(path: str, name: str | None) -> Format:
    """Choose a format by its name, else by the file's suffix.

    Raises:
        UsageError: there is no such format, or it is no stream of text.
    """
    wanted = name or Path(path).suffix.removeprefix(".")
    for format_ in FORMATS:
        if format_.name == wanted:
            if path == STDOUT and format_.is_binary:
                raise UsageError(f"{format_.name} cannot be written to a terminal or pipe: name a file")
            return format_
    raise UsageError(f"in which format? Name a file .{', .'.join(each.name for each in FORMATS)}, or say --format")


def export(connection: Connection, selection: Selection, path: str, format_: Format) -> int:
    """Write rows into a file, or to stdout; gives their number.

    Raises:
        UsageError: the view does not exist or cannot be filtered so, or the file cannot be written.
        MissingExtra: the format needs a package that is not installed.
    """
    columns = columns_of(connection, selection.view)
    with ExitStack() as stack:
        write = format_.open(stack, stack.enter_context(_output(path)), columns)
        count = 0
        for batch in _batches(connection, selection, columns):
            write(batch)
            count += len(batch)
    return count


def views(connection: Connection) -> list[str]:
    """List what can be exported."""
    return sorted(inspect(connection).get_view_names())


def columns_of(connection: Connection, view: str) -> tuple[Column, ...]:
    """Find a view's columns and what they hold.

    Raises:
        UsageError: there is no such view.
    """
    known = views(connection)
    if view not in known:
        raise UsageError(f"there is no view {view}: {', '.join(known)}")
    return tuple(_column(str(each["name"]), each["type"]) for each in inspect(connection).get_columns(view))


def _column(name: str, type_: object) -> Column:
    if isinstance(type_, DateTime) or name.endswith("_at"):  # SQLite has instants as text
        return Column(name, "instant")
    if isinstance(type_, Integer):
        return Column(name, "number")
    return Column(name, "day" if isinstance(type_, Date) else "text")


def _batches(connection: Connection, selection: Selection, columns: tuple[Column, ...]) -> Iterator[Batch]:
    names = [each.name for each in columns]
    query: Any = select(*(column(name) for name in names)).select_from(table(selection.view))
    query = query.where(*_conditions(selection, names)).order_by(*map(column, ORDERS.get(selection.view, ())))
    converters = [(place, CONVERTERS[each.kind]) for place, each in enumerate(columns) if each.kind in CONVERTERS]
    batch, characters = [], 0
    for row in connection.execute(query, execution_options={"yield_per": BATCH_ROWS}):
        values = list(row)
        for place, convert in converters:
            values[place] = convert(values[place])
        batch.append(tuple(values))
        characters += sum(len(value) for value in values if isinstance(value, str))
        if len(batch) == BATCH_ROWS or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _conditions(selection: Selection, names: list[str]) -> Iterator[ColumnElement[bool]]:
    asked = {
        "source": selection.source,
        "published_on": selection.since or selection.until,
        "run_id": selection.after_run,
    }
    for name, value in asked.items():
        if value is not None and name not in names:
            raise UsageError(f"{selection.view} has no {name}, so it cannot be filtered by it")
    if selection.source is not None:
        credited = column("source") == selection.source
        yield or_(credited, column("via") == selection.source) if "via" in names else credited
    if selection.since is not None:
        yield column("published_on", Date) >= selection.since
    if selection.until is not None:
        yield column("published_on", Date) <= selection.until
    if selection.after_run is not None:
        yield column("run_id") > selection.after_run


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


CONVERTERS: dict[str, Callable[[Any], Any]] = {"day": _day, "instant": _instant}
"""From what a driver gives for a column of a view to what a format takes."""


@contextmanager
def _output(path: str) -> Iterator[IO[bytes]]:
    """Open a file that gets its name when it is whole; until then it has another, and if the export fails, it is removed."""
    if path == STDOUT:
        yield sys.stdout.buffer
        return
    partial = Path(f"{path}.part")
    try:
        file = partial.open("wb")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
