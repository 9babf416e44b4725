"""`etl schedule`: what it asks of the clock, and what it says of each run. The clock itself: tests/schedule."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli
from etl.cli import schedule as schedule_module
from etl.schedule import Ended, Event, Job, Skipped, Started

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

EVERY_HOUR = ("--cron", "0 * * * *")


class FakeClock:
    """Remembers the job, and lets everything happen that can happen."""

    def __init__(self) -> None:
        """Begin without a job."""
        self.jobs: list[Job] = []

    def __call__(self, job: Job, _trigger: "BaseTrigger", *, on_event: Callable[[Event], None]) -> None:
        """Be `etl.schedule.keep_running`."""
        self.jobs.append(job)
        for event in (Started(), Skipped(), Ended(0, 1.25), Ended(75, 0.1), Ended(-9, 0.1), Ended(3, 0.1)):
            on_event(event)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """Replace the clock, and empty the environment of what concerns us."""
    clock = FakeClock()
    monkeypatch.setattr(schedule_module, "keep_running", clock)
    monkeypatch.delenv("ETL_DATABASE_URL", raising=False)
    monkeypatch.delenv("ETL_DATABASE_PASSWORD_FILE", raising=False)
    return clock


def schedule(*arguments: str) -> Result:
    """Run `etl schedule`."""
    return CliRunner().invoke(cli, ["schedule", *arguments])


def test_each_run_is_an_etl_run_with_the_same_options(clock: FakeClock) -> None:
    """What stands on the scheduler's line stands on the run's; a path may begin with a dash."""
    options = ["--workers", "2", "--max-rejected", "2.50%", "--migrate", "--json"]
    result = schedule(*EVERY_HOUR, *options, "--grace", "5", "--health-file", "healthy", "--", "raw/", "-odd")

    [job] = clock.jobs
    assert result.exit_code == 0
    assert job.command[:4] == [sys.executable, "-m", "etl", "run"]
    assert job.command[4:] == ["--workers=2", "--max-rejected=2.50%", "--migrate", "--json", "--", "raw/", "-odd"]
    assert (job.grace, job.health_file) == (5, Path("healthy"))


def test_the_database_is_not_among_the_arguments(clock: FakeClock) -> None:
    """Every user of a machine may list the arguments of its processes; nobody else sees their environment."""
    schedule(*EVERY_HOUR, "--database", "postgresql+psycopg://etl:s3cret@localhost/etl")

    [job] = clock.jobs
    assert "s3cret" not in " ".join(job.command)
    assert job.environment["ETL_DATABASE_URL"] == "postgresql+psycopg://etl:s3cret@localhost/etl"


def test_each_run_reads_the_password_file_anew(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password that changes while the scheduler lives does not stop it."""
    (tmp_path / "password").write_text("s3cret", encoding="utf-8")
    monkeypatch.setenv("ETL_DATABASE_URL", "postgresql+psycopg://etl@localhost/etl")
    monkeypatch.setenv("ETL_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))

    schedule(*EVERY_HOUR)

    [job] = clock.jobs
    assert job.environment["ETL_DATABASE_URL"] == "postgresql+psycopg://etl@localhost/etl"
    assert job.environment["ETL_DATABASE_PASSWORD_FILE"] == str(tmp_path / "password")


def test_people_read_on_stderr_what_became_of_each_run(clock: FakeClock) -> None:
    """A busy database is not called a failure."""
    result = schedule(*EVERY_HOUR)

    lines = [line.split(maxsplit=2)[2] for line in result.stderr.splitlines()]
    assert result.stdout == ""
    assert lines == [
        "run begins",
        "run skipped: the one before it is still under way",
        "run ended after 1.2 s",
        "run put off: another one holds the database",
        "run ended by signal 9",
        "run failed with exit code 3",
    ]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "either --cron or --every"),
        ([*EVERY_HOUR, "--every", "5"], "either --cron or --every"),
        (["--cron", "often"], "5: minute hour day month weekday"),
        (["--every", "0"], "--every"),
        ([*EVERY_HOUR, "--timezone", "Asia/Nowhere"], "Asia/Nowhere"),
        ([*EVERY_HOUR, "--timezone", "../zone"], "../zone"),
        ([*EVERY_HOUR, "--timezone", "Asia"], "'Asia'"),
        ([*EVERY_HOUR, "--max-rejected", "few"], "few"),
    ],
)
def test_wrong_usage_is_told_before_the_clock_starts(clock: FakeClock, arguments: list[str], part: str) -> None:
    """One line and 2, at once and not at the first tick."""
    result = schedule(*arguments)

    assert (result.exit_code, clock.jobs) == (2, [])
    assert part in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_health_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A scheduler that nobody could watch does not start."""
    result = schedule(*EVERY_HOUR, "--health-file", str(tmp_path / "no" / "healthy"))

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "healthy cannot be written" in result.stderr
