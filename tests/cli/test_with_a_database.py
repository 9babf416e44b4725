"""The commands together, over real documents and real databases."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli
from etl.load.database import open_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two documents in `raw/`: one to read, one without content."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(ROOT / "raw" / "plain.txt", raw)
    (raw / "nothing.txt").touch()
    monkeypatch.chdir(tmp_path)
    for name in ("ETL_DATABASE_URL", "ETL_DATABASE_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def etl(*arguments: str) -> Result:
    """Run a command to its end; a bug in it fails the test at once."""
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def records(*arguments: str) -> list[dict[str, object]]:
    """Run a command that prints JSON Lines, and read them."""
    result = etl(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_two_runs_and_what_became_of_them(folder: Path, database_url: str) -> None:
    """A run, the same again, and the two lists that tell of them, newest first."""
    at = ("--database", database_url)

    [first] = records("run", *at)
    [second] = records("run", *at, "--workers", "1")
    runs = records("runs", *at)
    rejections = records("rejections", *at)

    assert (first["seen"], first["loaded"], first["rejected"]) == (2, 1, 1)
    assert (second["seen"], second["unchanged"]) == (2, 2)
    assert [run["id"] for run in runs] == [second["run_id"], first["run_id"]]
    assert {run["status"] for run in runs} == {"succeeded"}
    assert [(rejection["reason"], rejection["uri"]) for rejection in rejections] == [("empty", "raw/nothing.txt")]
    assert rejections[0]["run_id"] == first["run_id"]


def test_lists_for_people_are_tables(folder: Path, database_url: str) -> None:
    """Without --json, headings and one line each; --limit cuts the oldest off."""
    at = ("--database", database_url)
    for _ in range(2):
        assert etl("run", *at).exit_code == 0

    runs = etl("runs", *at, "--limit", "1").stdout.splitlines()
    rejections = etl("rejections", *at).stdout.splitlines()

    assert len(runs) == len(rejections) == 2
    assert runs[0].split()[:4] == ["run", "began", "took", "status"]
    assert runs[1].split()[0] == "2"
    assert "raw/nothing.txt" in rejections[1]


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """Not even a database."""
    [summary] = records("run", "--dry-run")

    assert (summary["run_id"], summary["loaded"], summary["rejected"]) == (None, 1, 1)
    assert [path.name for path in folder.iterdir()] == ["raw"]


def test_more_rejected_than_allowed_ends_with_3_after_loading(folder: Path, database_url: str) -> None:
    """What could be read is loaded all the same."""
    result = etl("run", "--database", database_url, "--max-rejected", "49%", "--json")

    assert result.exit_code == 3
    assert json.loads(result.stdout)["loaded"] == 1


def test_a_database_that_another_run_holds_ends_with_75(folder: Path, database_url: str) -> None:
    """Scripts learn that it was busy, not broken."""
    with open_database(database_url) as database, database.lock():
        result = etl("run", "--database", database_url, "--json")

    assert result.exit_code == 75
    assert json.loads(result.stdout)["status"] == "locked"
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["runs", "rejections"])
def test_a_new_database_has_nothing_to_list(folder: Path, database_url: str, command: str) -> None:
    """One line says what fills it, and no database is made by asking."""
    result = etl(command, "--database", database_url)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "etl run" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_schema_goes_up_and_down(folder: Path, database_url: str) -> None:
    """`migrate` says where it came from and where it went, and that nothing was left to do."""
    at = ("--database", database_url)

    up, again, down = etl("migrate", *at), etl("migrate", *at), etl("migrate", *at, "--to", "base")

    assert [result.exit_code for result in (up, again, down)] == [0, 0, 0]
    assert "from schema base to " in up.stderr
    assert "already" in again.stderr
    assert down.stderr.endswith(" to base\n")


def test_the_schema_can_be_read_before_it_is_made(folder: Path, database_url: str) -> None:
    """`--sql` prints all of it and touches nothing."""
    sql = etl("migrate", "--database", database_url, "--sql")

    assert (sql.exit_code, sql.stderr) == (0, "")
    assert "CREATE TABLE articles" in sql.stdout
    assert etl("runs", "--database", database_url).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "exit_code", "part"),
    [
        (["run", "missing.txt"], 2, "missing.txt"),
        (["run", "*.nothing"], 2, "*.nothing"),
        (["run", "--database", "nonsense"], 2, "sqlite:///etl.db"),
        (["run", "--database", "sqlite:///no/such/folder/etl.db"], 2, "no/such/folder"),
        (["run", "--database", "mysql://ann:s3cret@localhost/etl"], 2, "mysql"),
        (["run", "--database", "postgresql+psycopg://ann:s3cret@127.0.0.1:1/etl"], 1, "127.0.0.1:1"),
        (["runs", "--database", "postgresql+psycopg://ann:s3cret@127.0.0.1:1/etl"], 1, "127.0.0.1:1"),
        (["migrate", "--to", "9999"], 2, "9999"),
        (["run", "--database", "sqlite:///raw/plain.txt"], 1, "raw/plain.txt"),
        (["migrate", "--database", "sqlite:///raw"], 2, "raw"),
    ],
)
def test_every_trouble_is_one_line(folder: Path, arguments: list[str], exit_code: int, part: str) -> None:
    """A bad path, a wrong URL, a database that is down or is none: one line, no traceback, no password."""
    result = etl(*arguments)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert result.stderr.startswith("etl: ")
    assert result.stderr.count("\n") == 1
    assert part in result.stderr
    assert "s3cret" not in result.stderr


def test_a_signal_ends_a_run_with_what_is_in_hand_and_the_next_one_goes_on(folder: Path, database_url: str) -> None:
    """Ctrl-C and SIGTERM commit what is parsed, close the run as one that has not seen everything, and exit with 1."""
    number = signal.SIGINT if database_url.startswith("sqlite") else signal.SIGTERM
    at = ("--database", database_url)
    program = (
        "from signal import raise_signal\n"
        "from etl import cli, failpoints\n"
        "def ask(name):\n"
        "    if name == 'a batch is parsed':\n"
        "        failpoints.hook = lambda _: None\n"
        f"        raise_signal({number})\n"
        "failpoints.hook = ask\n"
        "cli.main()\n"
    )

    run = begin(folder, database_url, "-c", program, documents=1000)
    printed, said = run.communicate(timeout=300)

    assert (run.returncode, said.count("\n")) == (1, 1)
    assert number.name in said
    summary = json.loads(printed)
    [stopped] = records("runs", *at)
    assert (summary["status"], stopped["status"]) == ("failed", "failed")
    assert summary["seen"] == stopped["seen"]
    assert 0 < summary["seen"] < 1000
    assert stopped["finished_at"] is not None
    assert etl("doctor", *at).exit_code == 0
    [rest] = records("run", *at, "--limit", "100")
    assert (rest["status"], rest["seen"]) == ("succeeded", 100)


def test_a_second_signal_ends_a_run_at_once(folder: Path) -> None:
    """Whatever it waits for; nothing of what was in hand is written, and the next run needs no help."""
    url = f"sqlite:///{folder}/etl.db"
    etl("run", "--database", url, "--limit", "1")
    with closing(sqlite3.connect(folder / "etl.db", isolation_level=None)) as another, open_database(url) as database:
        another.execute("BEGIN IMMEDIATE")  # a run waits for as long as this lasts
        run = begin(folder, url, documents=10)
        while database.holder() is None:
            time.sleep(0.02)
        run.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(0.5)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=300)

    assert run.returncode in {-signal.SIGINT, -signal.SIGTERM}  # if both wait, the smaller is heard first
    [rest] = records("run", "--database", url)
    assert (rest["status"], rest["seen"]) == ("succeeded", 12)


def test_two_signals_that_come_together_are_two() -> None:
    """While a library waits no handler runs; then both are heard, and the second ends the process."""
    program = (
        "import signal\n"
        "from etl.cli.run import SIGNALS, stopped_by_signals\n"
        "with stopped_by_signals():\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)\n"
        "    for number in SIGNALS: signal.raise_signal(number)\n"
        "    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)\n"
    )

    run = subprocess.run([sys.executable, "-c", program], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert run.returncode in {-signal.SIGINT, -signal.SIGTERM}


def begin(folder: Path, url: str, *program: str, documents: int) -> subprocess.Popen[str]:
    """Begin a run of its own process over so many more documents."""
    small = folder / "raw" / "small.txt"
    small.write_text("集市今日开张\n\n周六清晨，城东的集市照常开张。\n", encoding="utf-8")
    for copy in range(1, documents):
        os.link(small, folder / "raw" / f"{copy}.txt")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *(program or ("-m", "etl")), "run", "--workers", "2", "--json", "--database", url]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, stdout=pipe, stderr=pipe)
