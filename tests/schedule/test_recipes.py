"""Files for other schedulers, read back by what will read them, where that can be had."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from etl.exceptions import UsageError
from etl.schedule.plans import Plan
from etl.schedule.recipes import RECIPES, File, Place
from etl.schedule.recipes.systemd import calendar_events

PLACE = Place("/opt/etl/bin/etl", "/srv/news papers")
PLAN = Plan(
    name="papers",
    cron="*/15 * * * *",
    timezone="Asia/Shanghai",
    jitter=30,
    paths=("raw/", "100%/$HOME.md"),
    options=("--workers=2",),
)


def written(name: str, plan: Plan) -> tuple[File, ...]:
    """Write a plan's files for a scheduler."""
    [recipe] = [recipe for recipe in RECIPES if recipe.name == name]
    return recipe.write(plan, PLACE)


@pytest.mark.parametrize(
    ("expression", "events"),
    [
        ("*/15 * * * *", ["*-*-* *:00/15:00"]),
        ("@daily", ["*-*-* 00:00:00"]),
        ("0 6-22/2 * * 1-5", ["Mon,Tue,Wed,Thu,Fri *-*-* 06..22/2:00:00"]),
        ("5,35 8 * * sun", ["Sun *-*-* 08:05,35:00"]),
        ("0 0 1 jan,jul *", ["*-01,07-01 00:00:00"]),
        ("0 0 1 * 1", ["*-*-01 00:00:00", "Mon *-*-* 00:00:00"]),
        ("0 0 */2 * 1", ["Mon *-*-01/2 00:00:00"]),
    ],
)
def test_crontab_expressions_as_calendar_events(expression: str, events: list[str]) -> None:
    """Steps, ranges, lists, names; a day and a weekday are two events, as cron reads them."""
    assert list(calendar_events(expression)) == events


@pytest.mark.parametrize("expression", ["*/15 * * * *", "0 6-22/2 * * 1-5", "5,35 8 1 jan,jul sun", "0 0 */2 * 1"])
def test_systemd_reads_the_events(expression: str) -> None:
    """`systemd-analyze calendar` finds a next time for each."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze to read calendar events with")

    for event in calendar_events(expression, "Asia/Shanghai"):
        seen = subprocess.run([analyze, "calendar", event], capture_output=True, text=True, check=False)

        assert seen.returncode == 0, seen.stderr
        assert "Next elapse" in seen.stdout


def test_systemd_verifies_the_files(tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say about the service or the timer."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd-analyze to read units with")
    place = Place(shutil.which("true") or "/bin/true", str(tmp_path))
    [recipe] = [recipe for recipe in RECIPES if recipe.name == "systemd"]
    files = recipe.write(PLAN, place)
    for file in files:
        (tmp_path / file.name).write_text(file.text, encoding="utf-8")

    seen = subprocess.run(
        [analyze, "verify", *(str(tmp_path / file.name) for file in files)], capture_output=True, text=True, check=False
    )

    assert [line for line in seen.stderr.splitlines() if "papers" in line] == []


def test_a_crontab_line_starts_the_command_as_it_was_typed() -> None:
    """The zone stands before, percent signs are escaped as cron wants it, and the shell finds the same words."""
    [file] = written("cron", PLAN)

    zone, line = [line for line in file.text.splitlines() if not line.startswith("#")]
    assert zone == "CRON_TZ=Asia/Shanghai"
    assert line.startswith("*/15 * * * * cd '/srv/news papers' && ")
    words = shlex.split(line.replace("\\%", "%"))
    assert words[-6:] == ["/opt/etl/bin/etl", "run", "--workers=2", "--", "raw/", "100%/$HOME.md"]
    assert re.search(r"(?<!\\)%", line) is None


def test_a_cron_job_of_kubernetes_never_overlaps() -> None:
    """The manifest is what batch/v1 asks for; the database's address comes from a secret."""
    [file] = written("kubernetes", PLAN)

    manifest = yaml.safe_load(file.text)
    spec = manifest["spec"]
    [container] = spec["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert (manifest["apiVersion"], manifest["kind"]) == ("batch/v1", "CronJob")
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == (
        "*/15 * * * *",
        "Asia/Shanghai",
        "Forbid",
    )
    assert container["args"] == ["run", "--workers=2", "--", "raw/", "100%/$HOME.md"]
    assert container["env"][0]["valueFrom"]["secretKeyRef"] == {"name": "papers", "key": "url"}


def test_a_task_of_windows_is_whole_xml() -> None:
    """Every quarter of an hour, one at a time, with the same words."""
    [file] = written("windows", PLAN)

    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ET.fromstring(file.text.encode())  # noqa: S314 - our own text
    assert task.findtext(".//t:Interval", namespaces=space) == "PT15M"
    assert task.findtext(".//t:MultipleInstancesPolicy", namespaces=space) == "IgnoreNew"
    assert task.findtext(".//t:Arguments", namespaces=space) == "run --workers=2 -- raw/ 100%/$HOME.md"


@pytest.mark.parametrize(
    ("name", "cron"),
    [
        ("windows", "0 6 * * 1-5"),
        ("windows", "*/7 * * * *"),
        ("systemd", "0 0 1-31/a * *"),
        ("systemd", "0 0 * * often"),
    ],
)
def test_what_a_scheduler_cannot_say_is_refused(name: str, cron: str) -> None:
    """Better no file than one that means something else."""
    with pytest.raises(UsageError):
        written(name, Plan(cron=cron))


def test_a_plan_without_a_crontab_has_no_files() -> None:
    """Every so many seconds is no schedule of theirs."""
    with pytest.raises(UsageError, match="--cron only"):
        written("cron", Plan(every=5))
