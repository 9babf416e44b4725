"""What people see: styles and progress on a terminal, and never what a document would do to it."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl.cli import cli

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "标题：雨后的集市\n\n　　周六清晨，\x1b]0;owned\x07城东的集市照常开张。\u202e摊主们说，雨后的青菜卖得最快。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a hostile document in `raw/`."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    return tmp_path


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """Run a command on a terminal of its own, and give all that the terminal received."""
    ours, theirs = pty.openpty()
    environment = {
        "COLUMNS": "100",
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
    }
    command = [sys.executable, "-m", "etl", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        received = b""
        while some := _read(ours):
            received += some
    os.close(ours)
    return received.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when nobody writes to it any more
        return b""


def test_show_has_styles_of_ours_and_none_of_the_document(folder: Path) -> None:
    """Control characters of a document are shown by number; the headings are bold."""
    received = on_a_terminal(folder, "show", "raw/hostile.txt")

    assert "\x1b[1m" in received
    assert "\x1b]" not in received
    assert "\x07" not in received
    assert "\u202e" not in received
    assert "城东的集市照常开张" in without_styles(received)


def test_progress_is_shown_and_wiped_away(folder: Path) -> None:
    """While a run lasts, the number of documents stands on the terminal; the summary takes its place."""
    received = on_a_terminal(folder, "run", "--workers", "1")

    assert re.search(r"1 documents.*\x1b\[2K.*run 1 succeeded", received, re.DOTALL)


def test_lists_fit_the_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table is no wider than the terminal, whatever stands in it."""
    (folder / "raw" / f"{'很长的名字' * 12}.txt").touch()
    monkeypatch.chdir(folder)
    assert CliRunner().invoke(cli, ["run", "--workers", "1", "--database", "sqlite:///etl.db"]).exit_code == 0

    lines = without_styles(on_a_terminal(folder, "rejections")).splitlines()

    assert max(len(line.encode("gb18030")) for line in lines) <= 100  # two bytes, two columns
    assert "很长的名字" in "".join(lines)


def without_styles(text: str) -> str:
    """Take escape sequences out."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
