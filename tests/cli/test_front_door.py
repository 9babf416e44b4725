"""What every command shares: help, errors in one line, exit codes, a quick start."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from etl.cli import COMMANDS, INTERRUPTED, cli
from etl.exceptions import DatabaseLocked, EtlError, MissingExtra, RunError, UsageError

HEAVY = (
    "alembic",
    "apscheduler",
    "borax",
    "chardet",
    "dateutil",
    "etl.extract",
    "etl.load",
    "etl.transform",
    "feedparser",
    "lxml",
    "markdown_it",
    "opencc",
    "psycopg",
    "rich",
    "selectolax",
    "sqlalchemy",
    "yaml",
)


def test_help_lists_the_commands_in_the_order_a_newcomer_meets_them() -> None:
    """`etl --help` names every command, `run` first."""
    result = CliRunner().invoke(cli, ["--help"])

    positions = [result.stdout.index(f"\n  {command.name} ") for command in COMMANDS]
    assert result.exit_code == 0
    assert positions == sorted(positions)


def test_without_a_command_the_help_is_printed() -> None:
    """`etl` alone is a question, not a mistake."""
    result = CliRunner().invoke(cli, [])

    assert result.exit_code == 0
    assert result.stdout == CliRunner().invoke(cli, ["--help"]).stdout


def test_help_imports_nothing_heavy() -> None:
    """`etl --help` answers at once: what only some commands need is imported by those."""
    script = f"import sys\nfrom etl.cli import cli\ncli(['--help'], standalone_mode=False)\nprint(sorted({set(HEAVY)!r} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert result.stdout.splitlines()[-1] == "[]"


def test_python_dash_m_etl_is_etl() -> None:
    """`python -m etl` works where no script is installed."""
    result = subprocess.run([sys.executable, "-m", "etl", "--version"], capture_output=True, text=True, check=True)

    assert result.stdout.startswith("etl ")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--bogus"], "--bogus"),
        (["nonsense"], "nonsense"),
        (["run", "--workers", "none"], "none"),
        (["run", "--max-rejected", "5 %"], "5 %"),
        (["run", "--limit", "0"], "--limit"),
        (["show"], "PATH"),
        (["show", "one", "two"], "two"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments: list[str], part: str) -> None:
    """A wrong option ends with 2 and one line that says where to look."""
    result = CliRunner().invoke(cli, arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("etl: ")
    assert result.stderr.count("\n") == 1
    assert part in result.stderr
    assert "--help` shows what there is" in result.stderr


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (EtlError, 1),
        (RunError, 1),
        (MissingExtra, 1),
        (UsageError, 2),
        (DatabaseLocked, 75),
        (KeyboardInterrupt, INTERRUPTED),
    ],
)
def test_every_expected_trouble_has_its_exit_code(
    error: type[BaseException], exit_code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place that ends commands turns our errors, and Ctrl-C, into exit codes."""
    monkeypatch.setitem(cli.commands, "fail", _failing(error("it\nwent wrong")))

    result = CliRunner().invoke(cli, ["fail"])

    assert result.exit_code == exit_code
    assert result.stderr == ("" if error is KeyboardInterrupt else "etl: it went wrong\n")


def test_a_bug_is_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no expected trouble is not hidden behind a line."""
    monkeypatch.setitem(cli.commands, "fail", _failing(ZeroDivisionError("ours")))

    result = CliRunner().invoke(cli, ["fail"])

    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.parametrize(
    "message",
    [
        "postgresql+psycopg://etl:s3cret@localhost/etl does not answer",
        "postgresql://etl:s3cret@pa@localhost/etl does not answer",
        "postgresql://localhost/etl?user=etl&password=s3cret does not answer",
    ],
)
def test_errors_never_print_a_password(message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in a message loses its password on the way out."""
    monkeypatch.setitem(cli.commands, "fail", _failing(RunError(message)))

    result = CliRunner().invoke(cli, ["fail"])

    assert "s3cret" not in result.output
    assert "localhost/etl" in result.stderr
    assert "does not answer" in result.stderr


def test_errors_never_act_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's name with control characters in it is shown, not obeyed."""
    monkeypatch.setitem(cli.commands, "fail", _failing(UsageError("no file \x1b[2Jclean\u202e.txt")))

    result = CliRunner().invoke(cli, ["fail"])

    assert result.stderr == "etl: no file \\x1b[2Jclean\\u202e.txt\n"


def _failing(error: BaseException) -> click.Command:
    def callback() -> None:
        raise error

    return click.Command("fail", callback=callback)
