"""Lines for a crontab."""

import shlex

from etl.schedule.plans import Plan
from etl.schedule.recipes.files import File, Place, crontab_of
from etl.schedule.triggers import fields_of

LINES = """\
# {name}: put these lines into a crontab (crontab -e). The database's URL stands in {folder}/etl.env as ETL_DATABASE_URL=...,
# readable by you alone. A run that is due while another holds the database ends by itself with 75.
{zone}{when} cd {folder} && set -a && . ./etl.env && exec {command}
"""


def cron(plan: Plan, place: Place) -> tuple[File, ...]:
    """Write a crontab line; cron catches nothing up, and reads a `%` as the end of the line."""
    command = shlex.join([place.program, "run", *plan.arguments]).replace("%", "\\%")
    text = LINES.format(
        name=plan.name,
        zone=f"CRON_TZ={plan.timezone}\n" if plan.timezone else "",
        when=" ".join(fields_of(crontab_of(plan))),
        folder=shlex.quote(place.folder).replace("%", "\\%"),
        command=command,
    )
    return (File(f"{plan.name}.crontab", text),)
