"""The front door: one command a file; each parses options, calls one function and prints.

Nothing heavy is imported before a command needs it, so that `etl --help` answers at once.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from etl.cli import doctor, erase, export, migrate, prune, rejections, report, run, runs, schedule, search, show
from etl.cli.terminal import printable, redacted
from etl.exceptions import EtlError

COMMANDS = (
    run.command,
    show.command,
    search.command,
    export.command,
    runs.command,
    rejections.command,
    erase.command,
    prune.command,
    doctor.command,
    report.command,
    migrate.command,
    schedule.command,
)
"""In the order in which a newcomer meets them, which is the order of `etl --help`."""

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended: 128 + SIGINT."""


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """Turn every expected trouble into one line on stderr and its exit code: the one place that does."""
    try:
        yield
    except EtlError as error:
        code, message = error.exit_code, str(error)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "etl"
        code, message = error.exit_code, f"{error.format_message().rstrip('.')}; `{where} --help` shows what there is"
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    else:
        return
    click.echo(f"etl: {printable(redacted(' '.join(message.split())))}", err=True)
    raise click.exceptions.Exit(code)


class FrontDoor(click.Group):
    """A group of commands that lists them in their own order and never shows a traceback for an expected trouble."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Keep the order of `COMMANDS`."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before the command's name."""
        with _one_line_errors():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Parse what stands after the command's name, and do it."""
        with _one_line_errors():
            return super().invoke(ctx)


@click.group(
    "etl",
    cls=FrontDoor,
    no_args_is_help=False,
    invoke_without_command=True,
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 3 more rejected than allowed, 75 another run holds the database.",
)
@click.version_option(package_name="etl", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn raw news documents, mostly Chinese, into a database that people can trust."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows its number; it does not end the command.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # both are TextIOWrapper in a program
    cli.main(prog_name="etl")
