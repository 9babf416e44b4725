"""What a user wants done and when, as a small TOML file says it.

    [[job]]
    name = "papers"
    cron = "*/15 * * * *"
    timezone = "Asia/Shanghai"
    paths = ["raw/"]
    database = "sqlite:///etl.db"
    options = ["--workers=2", "--max-rejected=5%"]

A plan says nothing that `etl run` could not do by hand.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from etl.exceptions import UsageError
from etl.schedule import triggers

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger


NAME = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)
"""What names a job, its files and its objects in other schedulers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One job of a file; each attribute is a key of it, `_` for `-`.

    Attributes:
        name: tells it from the others; letters, digits, `-` and `_`.
        cron: a crontab's five fields, or a nickname such as `@hourly`; exclusive with `every`.
        every: seconds from one run to the next; the first is at once.
        timezone: where the hours of `cron` are counted; None: here.
        jitter: seconds by which each run may be moved at random.
        catch_up: what was missed while the machine slept or another job ran is done once; else it is left out.
        paths: what to ingest, relative to the folder the scheduler works in.
        database: its URL; None: as for `etl run`.
        options: other options of `etl run`, as they are typed.
    """

    name: str = "etl"
    cron: str | None = None
    every: int | None = None
    timezone: str | None = None
    jitter: int | None = None
    catch_up: bool = True
    paths: tuple[str, ...] = ()
    database: str | None = None
    options: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """What stands behind `etl run`; the database does not, since every user of a machine may list arguments."""
        return (*self.options, "--", *self.paths)

    def trigger(self, now: datetime) -> "BaseTrigger":
        """Say when it is due.

        Raises:
            UsageError: it does not say when, or not sensibly.
        """
        if self.cron and not self.every:
            return triggers.crontab(self.cron, zone(self.timezone), now, self.jitter)
        if self.every and not self.cron:
            return triggers.every(self.every, now, self.jitter)
        raise UsageError(f"job {self.name}: give either cron or every, such as cron = '*/15 * * * *'")


def read_plans(path: Path) -> tuple[Plan, ...]:
    """Read a file of jobs.

    Raises:
        UsageError: it cannot be read, is no TOML, or holds what no job has; the message says which job and key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no TOML: {error}") from error
    jobs = table.pop("job", [])
    if table or not isinstance(jobs, list) or not jobs:
        raise UsageError(f"{path}: write each job as a table that begins with [[job]], and nothing else")
    plans = tuple(_plan(path, number, job) for number, job in enumerate(jobs, start=1))
    names = [plan.name for plan in plans]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(f"{path}: two jobs are called {twice}")
    return plans


def zone(name: str | None) -> tzinfo | None:
    """Find a time zone by its name; None is the zone of this machine.

    Raises:
        UsageError: there is none of that name.
    """
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a name at all; the name of a folder of zones
        raise UsageError(f"there is no time zone {name!r}: try Asia/Shanghai or UTC") from error


class _Keys:
    """The keys of one job, each asked for once and by its type."""

    def __init__(self, where: str, table: dict[str, object]) -> None:
        self._where = where
        self._left = dict(table)
        self._asked: list[str] = []

    def text(self, key: str) -> str | None:
        """Take a text that is not empty; None if the key is not there."""
        value = self._take(key)
        if value is None or (isinstance(value, str) and value):
            return value
        raise UsageError(f"{self._where}: {key} must be text")

    def number(self, key: str) -> int | None:
        """Take a whole number above 0; None if the key is not there."""
        value = self._take(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        raise UsageError(f"{self._where}: {key} must be a whole number above 0")

    def is_true(self, key: str, *, otherwise: bool) -> bool:
        """Take a truth value."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return otherwise if value is None else value
        raise UsageError(f"{self._where}: {key} must be true or false")

    def words(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; empty if the key is not there."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise UsageError(f"{self._where}: {key} must be a list of texts")

    def end(self) -> None:
        """Refuse keys that nobody asked for: a mistyped one would be left out in silence."""
        if self._left:
            raise UsageError(f"{self._where}: there is no key {min(self._left)!r}; there are {', '.join(self._asked)}")

    def _take(self, key: str) -> object:
        self._asked.append(key)
        return self._left.pop(key, None)


def _plan(path: Path, number: int, job: object) -> Plan:
    if not isinstance(job, dict):
        raise UsageError(f"{path}: job {number} is no table")
    where = f"{path}: job {job.get('name', number)}"
    keys = _Keys(where, job)
    plan = Plan(
        name=keys.text("name") or "",
        cron=keys.text("cron"),
        every=keys.number("every"),
        timezone=keys.text("timezone"),
        jitter=keys.number("jitter"),
        catch_up=keys.is_true("catch-up", otherwise=True),
        paths=keys.words("paths"),
        database=keys.text("database"),
        options=keys.words("options"),
    )
    keys.end()
    if not NAME.fullmatch(plan.name):
        raise UsageError(f"{where}: give it a name of letters, digits, - and _")
    return plan
