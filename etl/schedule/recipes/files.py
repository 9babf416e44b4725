"""What a recipe is given, and what it gives."""

from dataclasses import dataclass

from etl.exceptions import UsageError
from etl.schedule.plans import Plan


@dataclass(frozen=True, slots=True)
class Place:
    """Where runs happen.

    Attributes:
        program: the command that is `etl`, its absolute path.
        folder: the working folder, an absolute path.
    """

    program: str
    folder: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to put where its scheduler looks for it.

    Attributes:
        name: of the file.
        text: what stands in it, its first lines saying what to do with it.
    """

    name: str
    text: str


def crontab_of(plan: Plan) -> str:
    """Give a plan's crontab expression.

    Raises:
        UsageError: it has none.
    """
    if plan.cron is None:
        raise UsageError(f"job {plan.name}: files are written for --cron only, such as --cron '*/15 * * * *'")
    return plan.cron
