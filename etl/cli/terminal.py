"""What leaves for a terminal, a pipe or a log: one place decides what may pass.

Titles, file names and details come from hostile documents: a control character in them could move the cursor, recolour the
screen or reorder the line. All of them are shown by their numbers instead.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that act instead of showing: controls, directions and joiners, surrogates, line separators."""

PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):\S*@|\b(password)=[^\s&]+")
"""A password in a URL: before the last `@` of its word, or among the parameters."""


def printable(text: str) -> str:
    r"""Show what acts on a terminal by its number; leave everything that is seen alone, ideographic spaces too.

    >>> printable("集市\x1b[2J")
    '集市\\x1b[2J'
    """
    return "".join(_escaped(char) if unicodedata.category(char) in UNPRINTABLE else char for char in text)


def redacted(text: str) -> str:
    """Hide passwords of URLs.

    >>> redacted("postgresql://etl:s3cret@db/etl is down")
    'postgresql://etl:***@db/etl is down'
    """
    return PASSWORD.sub(lambda match: f"{match[2]}=***" if match[2] else f"{match[1]}:***@", text)


def json_line(record: Mapping[str, object]) -> str:
    r"""Render one object on one line, readable Chinese in it, times as ISO 8601.

    >>> json_line({"title": "集市\x9b2J"})
    '{"title": "集市\\u009b2J"}'
    """
    line = json.dumps(record, ensure_ascii=False, default=_iso)
    return "".join(_json_escaped(char) if unicodedata.category(char) in UNPRINTABLE else char for char in line)


def print_json(record: Mapping[str, object]) -> None:
    """Print one object as one line on stdout."""
    click.echo(json_line(record))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings on stdout: fitted to a terminal, else one row a line, however long."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console = console_on_stdout()
    if console.is_terminal:
        console.print(table)
        return
    console.width = console.measure(table, options=console.options.update(max_width=10**6)).maximum
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())


def console_on_stdout() -> "Console":
    """Open a console that styles on a terminal and prints plain text elsewhere."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


@contextmanager
def progress(*, is_wanted: bool = True) -> Iterator[Callable[[int], None]]:
    """Show on stderr how many documents are done, if stderr is a terminal; else, or if it is not wanted, show nothing."""
    if not (is_wanted and sys.stderr.isatty()):
        yield lambda _seen: None
        return

    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} documents"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda seen: bar.update(task, completed=seen)


def _escaped(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004 - the widths of Python's own escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the same


def _json_escaped(char: str) -> str:
    """Outside ASCII, JSON has text only inside strings, where it may be escaped (as UTF-16)."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
