"""`etl doctor`: is this database well?"""

from dataclasses import asdict

import click

from etl.cli import options
from etl.cli.terminal import print_json, print_table
from etl.exceptions import EtlError

MARKS = {"well": "ok", "note": "-", "broken": "BROKEN"}


@click.command("doctor", epilog="Example: etl doctor --json")
@options.database
@options.as_json("one JSON object a check, one a line,")
def command(*, database: str, as_json: bool) -> None:
    """Check a database, and change nothing.

    Whether it answers, is at this program's schema and may be written; whether a run holds it and how the last one ended; that
    every document is there once, every run's counts add up, no article lacks a paragraph, no reference leads nowhere and every
    hash is that of its text; and what might be done: reprocess, prune.

    For monitors: exit code 0 means that nothing is broken, whatever is noted, and 1 that something is, or that there is no answer.
    """
    from etl.load import checkup
    from etl.load.database import open_database
    from etl.rules import rules_version

    with open_database(database) as opened:
        findings = list(checkup.examine(opened, rules_version()))
    if as_json:
        for finding in findings:
            print_json(asdict(finding))
    else:
        print_table(("", "check", ""), [(MARKS[finding.state], finding.check, finding.detail) for finding in findings])
    if any(finding.state == "broken" for finding in findings):
        raise click.exceptions.Exit(EtlError.exit_code)
