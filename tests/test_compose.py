"""docker-compose.yml and the Dockerfile: no engine runs here, so the files are read, and every command in them is carried out."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from etl.cli import cli

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = [name for name, service in SERVICES.items() if service["image"] == "etl"]


def set_up(monkeypatch: pytest.MonkeyPatch, service: str, database_url: str, folder: Path) -> None:
    """Work in a folder in a service's environment, with database and secret where they are on this machine."""
    secret = folder / "database_password"
    secret.write_text("not asked for by this server\n", encoding="utf-8")
    there = SERVICES[service]["environment"]
    assert set(there) == {"ETL_DATABASE_URL", "ETL_DATABASE_PASSWORD_FILE"}
    monkeypatch.setenv("ETL_DATABASE_URL", database_url)
    monkeypatch.setenv("ETL_DATABASE_PASSWORD_FILE", str(secret))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(folder)


def seconds(duration: str) -> int:
    """Read a duration as Compose writes it."""
    return int(duration[:-1]) * {"s": 1, "m": 60}[duration[-1]]


# ------------------------------------------------------------------------------------------------ the files


def test_the_services_are_a_database_its_schema_and_a_scheduler() -> None:
    """Nobody starts before what it needs is there."""
    assert list(SERVICES) == ["db", "migrate", "ingest"]
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["ingest"]["depends_on"] == {
        "db": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


def test_no_password_stands_in_the_file() -> None:
    """It comes from a file that is not under version control, for the database and for us."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    secrets = [value for service in SERVICES.values() for value in service["environment"].items() if "PASS" in value[0]]

    assert {value for _, value in secrets} == {"/run/secrets/database_password"}
    assert all(name.endswith("_FILE") for name, _ in secrets)
    assert COMPOSE["secrets"] == {"database_password": {"file": "./secrets/database_password"}}
    assert all(service["secrets"] == ["database_password"] for service in SERVICES.values())
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert re.search(r"://\w+:\w+@", text) is None


def test_the_database_keeps_its_data_and_knows_letters() -> None:
    """Data lie in a named volume; the locale is one in which Chinese can be searched."""
    db = SERVICES["db"]

    assert db["volumes"] == ["database:/var/lib/postgresql"]
    assert "database" in COMPOSE["volumes"]
    assert "--locale=C.UTF-8" in db["environment"]["POSTGRES_INITDB_ARGS"]
    assert db["ports"] == ["127.0.0.1:${ETL_DATABASE_PORT:-5432}:5432"]


def test_what_lives_long_is_watched_and_restarted() -> None:
    """The database and the scheduler have a health check and come back; the migration runs once."""
    for name in ("db", "ingest"):
        assert SERVICES[name]["healthcheck"]["test"]
        assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES["migrate"]["restart"] == "no"


def test_our_containers_can_do_little() -> None:
    """No root, no capabilities, no writing but to memory, and documents that cannot be changed."""
    for name in OURS:
        service = SERVICES[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES["ingest"]["volumes"] == ["./raw:/data/raw:ro"]
    instructions = [line.split()[0] for line in DOCKERFILE.splitlines() if re.match(r"[A-Z]+ ", line)]
    assert re.search(r"^USER etl$", DOCKERFILE, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["etl"\]$', DOCKERFILE, re.MULTILINE)
    assert instructions.index("USER") < instructions.index("ENTRYPOINT")
    assert not {"ADD", "ENV"} & set(instructions)


def test_a_stop_leaves_a_run_its_grace() -> None:
    """The container is not killed while the scheduler still waits for the run under way."""
    command = SERVICES["ingest"]["command"]
    grace = int(command[command.index("--grace") + 1])

    assert grace < seconds(SERVICES["ingest"]["stop_grace_period"])


# ------------------------------------------------------------------------------------------------ the commands


def test_migrate_makes_the_schema_and_may_run_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one-shot service succeeds on an empty database, and on its next start."""
    set_up(monkeypatch, "migrate", database_url, tmp_path)

    first, second = (CliRunner().invoke(cli, [*SERVICES["migrate"]["command"], "--json"]) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert json.loads(first.stdout)["before"] is None
    assert json.loads(second.stdout)["before"] == json.loads(second.stdout)["after"]


def test_ingest_ticks_and_stops(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler's own command, but for a faster clock, ingests what is mounted and stops when told."""
    set_up(monkeypatch, "ingest", database_url, tmp_path)
    health_file = tmp_path / "healthy"
    (tmp_path / "raw").mkdir()
    shutil.copy(ROOT / "raw" / "plain.txt", tmp_path / "raw")
    command = list(SERVICES["ingest"]["command"])
    at = command.index("--cron")
    command[at : at + 2] = ["--every", "1"]
    command[command.index("--health-file") + 1] = str(health_file)

    scheduler = subprocess.Popen(
        [sys.executable, "-m", "etl", *command, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert scheduler.stdout is not None
    with scheduler.stdout:
        summary = json.loads(scheduler.stdout.readline())
        is_healthy = health(health_file)
        scheduler.send_signal(signal.SIGTERM)
        scheduler.stdout.read()

    assert (summary["status"], summary["loaded"]) == ("succeeded", 1)
    assert is_healthy
    assert scheduler.wait(timeout=20) == 0
    assert not health(health_file)


def test_an_old_heartbeat_is_unhealthy(tmp_path: Path) -> None:
    """A scheduler that hangs stops touching its file."""
    health_file = tmp_path / "healthy"
    health_file.touch()
    assert health(health_file)

    two_minutes_ago = time.time() - 120
    os.utime(health_file, (two_minutes_ago, two_minutes_ago))
    assert not health(health_file)


def health(health_file: Path) -> bool:
    """Carry out the scheduler's health check on a file of this machine."""
    kind, check = SERVICES["ingest"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    command = SERVICES["ingest"]["command"]
    there = command[command.index("--health-file") + 1]
    here = check.replace("$$", "$").replace(there, str(health_file))
    return subprocess.run(["sh", "-c", here], check=False, stderr=subprocess.DEVNULL).returncode == 0


@pytest.mark.parametrize("name", OURS)
def test_each_command_is_one_that_we_have(name: str) -> None:
    """A renamed command or option would be found here."""
    command = SERVICES[name]["command"]
    shown = CliRunner().invoke(cli, [command[0], "--help"]).stdout

    assert [option for option in command if option.startswith("--") and option not in shown] == []
