"""A plan as files for the schedulers that machines bring along: a recipe is a function from a plan to files.

`RECIPES` is the registry. No file holds a password: each names the place where the database's URL is read from.
"""

from collections.abc import Callable
from dataclasses import dataclass

from etl.schedule.plans import Plan
from etl.schedule.recipes.cron import cron
from etl.schedule.recipes.files import File, Place
from etl.schedule.recipes.kubernetes import kubernetes
from etl.schedule.recipes.systemd import systemd
from etl.schedule.recipes.windows import windows


@dataclass(frozen=True, slots=True)
class Recipe:
    """One scheduler, by the name people give it."""

    name: str
    write: Callable[[Plan, Place], tuple[File, ...]]


RECIPES = (
    Recipe("systemd", systemd),
    Recipe("cron", cron),
    Recipe("kubernetes", kubernetes),
    Recipe("windows", windows),
)

__all__ = ["RECIPES", "File", "Place", "Recipe"]
