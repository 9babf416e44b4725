"""Write docs/cli.md from what `--help` says, so that the two cannot differ.

python scripts/cli_reference.py            rewrites docs/cli.md
python scripts/cli_reference.py --check    fails if docs/cli.md would change
"""

import argparse
import sys
from pathlib import Path

import click

from etl.cli import cli

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
WIDTH = 100
HEAD = """\
# Command line

Written by `make docs` from `etl --help` and its like; a test compares them.
"""


def reference() -> str:
    """Render the whole reference as Markdown."""
    top = click.Context(cli, info_name="etl", terminal_width=WIDTH)
    sections = [HEAD, _section("etl", cli.get_help(top))]
    for name in cli.list_commands(top):
        command = cli.commands[name]
        context = click.Context(command, info_name=name, parent=top, terminal_width=WIDTH)
        sections.append(_section(f"etl {name}", command.get_help(context)))
        if isinstance(command, click.Group):
            for part in command.list_commands(context):
                inner = click.Context(command.commands[part], info_name=part, parent=context, terminal_width=WIDTH)
                sections.append(_section(f"etl {name} {part}", command.commands[part].get_help(inner)))
    return "\n".join(sections)


def _section(title: str, text: str) -> str:
    return f"## `{title}`\n\n```text\n{text}\n```\n"


def main() -> None:
    """Write the reference, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if something would change")
    arguments = parser.parse_args()
    if not arguments.check:
        REFERENCE.write_text(reference(), encoding="utf-8")
    elif REFERENCE.read_text(encoding="utf-8") != reference():
        sys.exit("docs/cli.md is not what `--help` says: run `make docs`")


if __name__ == "__main__":
    main()
