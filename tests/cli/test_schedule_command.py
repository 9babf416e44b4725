"""`etl schedule`: what it asks of the clock, and what it says of each run. The clock itself: tests/schedule."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli
from etl.cli import schedule as schedule_module
from etl.schedule import Ended, Event, Job, Missed, Skipped, Started
from etl.schedule.recipes import RECIPES

EVERY_HOUR = ("--cron", "0 * * * *")


class FakeClock:
    """Remembers the job, and lets everything happen that can happen."""

    def __init__(self) -> None:
        """Begin without a job."""
        self.jobs: list[Job] = []
        self.grace = 0.0
        self.health_file: Path | None = None

    def __call__(
        self, jobs: Sequence[Job], *, grace: float, health_file: Path | None, on_event: Callable[[Event], None]
    ) -> None:
        """Be `etl.schedule.keep_running`."""
        self.jobs += jobs
        self.grace, self.health_file = grace, health_file
        name = jobs[0].name
        endings = (Ended(name, 0, 1.25), Ended(name, 75, 0.1), Ended(name, -9, 0.1), Ended(name, 3, 0.1))
        for event in (Started(name), Skipped(name), Missed(name), *endings):
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
    limits = ["--workers", "2", "--timeout", "7.5", "--memory", "512", "--max-rejected", "2.50%"]
    options = [*limits, "--migrate", "--json"]
    result = schedule(*EVERY_HOUR, *options, "--grace", "5", "--health-file", "healthy", "--", "raw/", "-odd")

    [job] = clock.jobs
    assert result.exit_code == 0
    assert job.command[:4] == [sys.executable, "-m", "etl", "run"]
    limits = ["--workers=2", "--timeout=7.5", "--memory=512", "--max-rejected=2.50%"]
    assert job.command[4:] == ["--json", *limits, "--migrate", "--", "raw/", "-odd"]
    assert (clock.grace, clock.health_file) == (5, Path("healthy"))


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

    lines = [line.split(maxsplit=2)[2].removeprefix("etl: ") for line in result.stderr.splitlines()]
    assert result.stdout == ""
    assert lines == [
        "run begins",
        "run skipped: the one before it is still under way",
        "run left out: its time had passed",
        "run ended after 1.2 s",
        "run put off: another one holds the database",
        "run ended by signal 9",
        "run failed with exit code 3",
    ]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "either cron or every"),
        ([*EVERY_HOUR, "--every", "5"], "either cron or every"),
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


JOBS = """
[[job]]
name = "papers"
cron = "*/15 * * * *"
timezone = "Asia/Shanghai"
jitter = 30
paths = ["papers/", "-odd"]
database = "postgresql+psycopg://etl:s3cret@localhost/etl"
options = ["--workers=2", "--max-rejected=5%"]

[[job]]
name = "sites"
every = 3600
catch-up = false
"""


def test_a_file_of_jobs(clock: FakeClock, tmp_path: Path) -> None:
    """Each table is a job: its options become those of `etl run`, its database stays out of the arguments."""
    (tmp_path / "jobs.toml").write_text(JOBS, encoding="utf-8")

    result = schedule("--jobs", str(tmp_path / "jobs.toml"))

    papers, sites = clock.jobs
    assert result.exit_code == 0
    assert papers.command[4:] == ["--workers=2", "--max-rejected=5%", "--", "papers/", "-odd"]
    assert papers.environment["ETL_DATABASE_URL"] == papers.database == "postgresql+psycopg://etl:s3cret@localhost/etl"
    assert (papers.name, papers.catches_up) == ("papers", True)
    assert (sites.name, sites.catches_up, sites.command[4:]) == ("sites", False, ["--"])


@pytest.mark.parametrize(
    ("jobs", "part"),
    [
        ("", "[[job]]"),
        ("job = 1", "[[job]]"),
        ("[[job]", "no TOML"),
        ("[[job]]\ncron = '@daily'", "name"),
        ("[[job]]\nname = 'a/b'\ncron = '@daily'", "letters, digits"),
        ("[[job]]\nname = 'a'", "either cron or every"),
        ("[[job]]\nname = 'a'\ncron = 'often'", "minute hour day month weekday"),
        ("[[job]]\nname = 'a'\nevery = true", "every must be a whole number"),
        ("[[job]]\nname = 'a'\nevery = 5\npaths = 'raw/'", "paths must be a list"),
        ("[[job]]\nname = 'a'\nevery = 5\nworkers = 2", "'workers'"),
        ("[[job]]\nname = 'a'\nevery = 5\noptions = ['--worker=2']", "--worker"),
        ("[[job]]\nname = 'a'\nevery = 5\n[[job]]\nname = 'a'\nevery = 5", "two jobs are called a"),
    ],
)
def test_a_wrong_file_of_jobs_is_told_before_the_clock_starts(
    clock: FakeClock, tmp_path: Path, jobs: str, part: str
) -> None:
    """One line that names the file's trouble, and 2."""
    (tmp_path / "jobs.toml").write_text(jobs, encoding="utf-8")

    result = schedule("--jobs", str(tmp_path / "jobs.toml"))

    assert (result.exit_code, clock.jobs) == (2, [])
    assert part in result.stderr
    assert result.stderr.count("\n") == 1


def test_files_for_every_scheduler_are_offered() -> None:
    """What `--print` takes is what there are recipes for."""
    assert [recipe.name for recipe in RECIPES] == list(schedule_module.SCHEDULERS)


@pytest.mark.parametrize("scheduler", schedule_module.SCHEDULERS)
def test_printed_files_hold_no_password(clock: FakeClock, scheduler: str) -> None:
    """Files are read by others; the database's address is not in them."""
    result = schedule(*EVERY_HOUR, "--database", "postgresql+psycopg://etl:s3cret@localhost/etl", "--print", scheduler)

    assert (result.exit_code, clock.jobs) == (0, [])
    assert "s3cret" not in result.stdout
    assert "run" in result.stdout
