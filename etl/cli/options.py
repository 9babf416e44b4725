"""Options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

import click

from etl.exceptions import UsageError
from etl.models import ArticleField, ColumnName, Field, TargetScript

Command = TypeVar("Command", bound=Callable[..., Any])

PASSWORD_FILE = "ETL_DATABASE_PASSWORD_FILE"  # noqa: S105 - the name of a variable that names a file
"""Names a file that holds the password for a URL without one: how a container gets its secret."""


DEFAULT_DATABASE = "sqlite:///etl.db"
"""In the folder that a command is called in."""


def with_password(url: str) -> str:
    """Complete a database URL with the password from the file that `ETL_DATABASE_PASSWORD_FILE` names, if it needs one.

    SQLite has no passwords, and a URL that brings its own keeps it.

    Raises:
        UsageError: the file cannot be read, or the URL is none.
    """
    name = os.environ.get(PASSWORD_FILE)
    if not name or url.startswith("sqlite"):
        return url

    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # a chain would show the URL, which may hold a password
        raise UsageError("the database URL cannot be read: try postgresql+psycopg://user@host/name") from None
    if parsed.password is None:
        try:
            password = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{PASSWORD_FILE} names {name}, which cannot be read: {error}") from error
        parsed = parsed.set(password=password.strip("\r\n"))
    return parsed.render_as_string(hide_password=False)


def database(command: Command) -> Command:
    """Add `--database`."""
    return click.option(
        "--database",
        metavar="URL",
        envvar="ETL_DATABASE_URL",
        show_envvar=True,
        default=DEFAULT_DATABASE,
        show_default=True,
        callback=lambda _context, _option, url: with_password(url),
        help=f"SQLAlchemy URL of an SQLite or PostgreSQL database. {PASSWORD_FILE} may name a file with its password.",
    )(command)


def machine_cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers(command: Command) -> Command:
    """Add `--workers`."""
    return click.option(
        "--workers",
        type=click.IntRange(min=0),
        metavar="N",
        default=machine_cores,
        show_default="the machine's cores",
        help="Processes that parse. 0 parses in this one, for a debugger: without limits, and a crash is the run's.",
    )(command)


def column_names(command: Command) -> Command:
    """Add `--map`."""
    return click.option(
        "--map",
        "names",
        multiple=True,
        metavar="FIELD=NAME",
        callback=lambda _context, _option, values: tuple(map(column_name, values)),
        help=f"What your tables and records call a field, such as title=标题栏; may be given often. {FIELDS}",
    )(command)


FIELDS = f"Fields: {', '.join(get_args(Field))}, content."


def column_name(text: str) -> ColumnName:
    """Read one `--map`.

    >>> column_name("title=标题栏")
    ColumnName(field='title', name='标题栏')

    Raises:
        UsageError: there is no such field, or no name.
    """
    field, _, name = (part.strip() for part in text.partition("="))
    if field not in (*get_args(Field), "content"):
        raise UsageError(f"--map {text}: there is no field {field!r}. {FIELDS}")
    if not name:
        raise UsageError(f"--map {text}: what is it called? Try --map {field}=NAME")
    return ColumnName(cast("ArticleField", field), name)


def script(command: Command) -> Command:
    """Add `--script`."""
    return click.option(
        "--script",
        type=click.Choice(get_args(TargetScript)),
        default="hans",
        show_default=True,
        help="What Chinese text is written in: Simplified, Traditional, or what it was printed in. original_text always keeps that.",
    )(command)


def as_json(shape: str) -> Callable[[Command], Command]:
    """Add `--json`, saying what it prints."""
    return click.option("--json", "as_json", is_flag=True, help=f"Print {shape} on stdout.")


def newest(command: Command) -> Command:
    """Add `--limit` to a list that begins with the newest."""
    return click.option(
        "--limit", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="The newest N only."
    )(command)


def since(command: Command) -> Command:
    """Add `--since`."""
    help_ = "Only what was published on this day or later."
    return click.option("--since", type=DAY, metavar="DAY", help=help_)(command)


def until(command: Command) -> Command:
    """Add `--until`."""
    help_ = "Only what was published on this day or earlier."
    return click.option("--until", type=DAY, metavar="DAY", help=help_)(command)


DAY = click.DateTime(["%Y-%m-%d"])
