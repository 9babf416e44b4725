"""`etl doctor`: is this database well, and does anything new arrive?"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from etl.cli import options
from etl.cli.durations import DurationType
from etl.cli.terminal import print_json, print_table
from etl.exceptions import EtlError, UsageError

MARKS = {"well": "ok", "note": "-", "broken": "BROKEN"}


@click.command("doctor", epilog="Example: etl doctor --fresh 24h --source 望江新闻网")
@options.database
@click.option(
    "--fresh",
    type=DurationType(),
    metavar="AGE",
    help="Only ask, and quickly, whether a new or changed document arrived within AGE: 90m, 24h, 7d or 52w.",
)
@click.option("--source", metavar="NAME", help="With --fresh: credited to this source, by its name or domain.")
@click.option("--ping", "address", metavar="URL", help="Ask for this address if nothing is broken; else for none.")
@click.option("--ping-failed", "failed_address", metavar="URL", help="Ask for this address if something is broken.")
@options.as_json("one JSON object a check, one a line,")
def command(
    *,
    database: str,
    fresh: timedelta | None,
    source: str | None,
    address: str | None,
    failed_address: str | None,
    as_json: bool,
) -> None:
    """Check a database, and change nothing.

    Whether it answers, is at this program's schema and may be written; whether a run holds it and how the last one ended; disk,
    encoding, extras, clock and upkeep; that every document is there once, every run's counts add up, no article lacks a
    paragraph, no reference leads nowhere and every hash is that of its text; and what might be done: reprocess, prune. All
    texts are read for that; with --fresh none are.

    For monitors: exit code 0 means that nothing is broken, whatever is noted, and 1 that something is, nothing new arrived, or
    there is no answer. Nothing is sent anywhere but to the addresses given here.
    """
    from etl.load import checkup
    from etl.load.database import open_database
    from etl.ping import host_of, ping
    from etl.rules import rules_version

    if source is not None and fresh is None:
        raise UsageError("--source goes with --fresh: etl doctor --fresh 24h --source NAME")
    for url in filter(None, (address, failed_address)):
        host_of(url)  # a mistyped address is told now, not on the day of the failure
    now = datetime.now(UTC)  # noqa: TID251 - asked from here
    with open_database(database) as opened:
        asked = (
            checkup.examine(opened, rules_version(), now)
            if fresh is None
            else checkup.glance(opened, fresh, source, now)
        )
        findings = list(asked)
    if as_json:
        for finding in findings:
            print_json(asdict(finding))
    else:
        print_table(("", "check", ""), [(MARKS[finding.state], finding.check, finding.detail) for finding in findings])
    is_broken = any(finding.state == "broken" for finding in findings)
    wanted = failed_address if is_broken else address
    if wanted:
        ping(wanted)
    if is_broken:
        raise click.exceptions.Exit(EtlError.exit_code)
