"""Workers that die, hang, grow and are left alone; real processes, real signals."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from etl.engines import Limits, Lost, processes
from etl.engines.map import MIB
from etl.engines.worker import OLD_ITEMS
from etl.exceptions import RunError
from etl.process import warm_up
from etl.stopping import Stop
from tests.engines.behaviours import (
    broken,
    imported_to_parse,
    kill_once,
    misbehave,
    old_after,
    own_pid,
    signal_oneself,
    sleep,
    weigh,
    work_for_600_ms,
)

T = TypeVar("T")
R = TypeVar("R")

ROOT = Path(__file__).parents[2]


def results(function: Callable[[int], R], numbers: range, limits: Limits | None = None) -> list[R | Lost[int]]:
    """Map numbers with two workers."""
    with processes.start(2, limits or Limits(), tuple, Stop()) as apply:
        return list(apply(function, numbers))


WANTED = {
    10: ("crash", "its worker was ended by SIGKILL, 2 times"),
    20: ("crash", "its worker was ended by SIGSEGV, 2 times"),
    30: ("crash", "its worker was ended with exit code 1, 2 times"),
    40: ("time", "it takes more than 0.5 seconds"),
    50: ("time", "it takes more than 0.5 seconds"),
    60: ("memory", "it takes more than 300 MiB of memory"),
    70: ("memory", "it takes more than 300 MiB of memory"),
    80: ("crash", "RecursionError: maximum recursion depth exceeded"),
    90: ("crash", "ZeroDivisionError: integer division or modulo by zero"),
}


def test_what_ends_a_worker_costs_one_item() -> None:
    """Killed, crashed, gone, hanging, hanging in C, too large at once or by and by, a bug: each is lost, and nothing else."""
    found = results(misbehave, range(150), Limits(seconds=0.5, memory_bytes=300 * MIB))

    lost = {each.item: (each.cause, each.detail.partition(" (")[0]) for each in found if isinstance(each, Lost)}
    assert lost == WANTED
    assert {each for each in found if isinstance(each, int)} == set(range(150)) - WANTED.keys()


def test_a_heavy_item_may_take_longer_and_ends_all_the_same() -> None:
    """What has as many bytes as a feed of thousands of entries is not cut like a page; what hangs is, however heavy."""
    found = results(misbehave, range(39, 46), Limits(seconds=0.3, size_of=weigh))
    [lost] = [each for each in found if isinstance(each, Lost)]

    assert (lost.item, lost.detail) == (40, "it takes more than 0.9 seconds")
    assert results(work_for_600_ms, range(2), Limits(seconds=0.3, size_of=weigh)) in ([0, 1], [1, 0])
    assert all(isinstance(each, Lost) for each in results(work_for_600_ms, range(2), Limits(seconds=0.3)))


def test_a_bug_is_told_with_its_place() -> None:
    """The detail of what was raised names file and line."""
    [lost] = results(misbehave, range(90, 91))

    assert isinstance(lost, Lost)
    assert re.search(r"\(behaviours\.py, line \d+\)$", lost.detail)


def test_an_item_that_only_waits_is_lost_too() -> None:
    """Who uses no processor is ended by the clock."""
    [lost] = results(sleep, range(60, 61), Limits(seconds=0.05))

    assert lost == Lost(60, "time", "it takes more than 0.05 seconds")


def test_a_worker_killed_for_no_fault_of_its_own_costs_nothing(tmp_path: Path) -> None:
    """When memory is short, the system kills whom it finds: an item is tried once more."""
    found = results(partial(kill_once, tmp_path, os.getpid), range(100))

    assert sorted(each for each in found if isinstance(each, int)) == list(range(100))


def test_a_lost_nursery_costs_nothing(tmp_path: Path) -> None:
    """Where workers come from may be killed, too, and its last worker with it."""
    found = results(partial(kill_once, tmp_path, os.getppid), range(100))

    assert sorted(each for each in found if isinstance(each, int)) == list(range(100))


def test_signals_to_everybody_are_left_to_the_run() -> None:
    """A terminal or a supervisor signals every process of a run; workers go on until the run says otherwise."""
    found = results(signal_oneself, range(20))

    assert sorted(each for each in found if isinstance(each, int)) == list(range(20))


def test_large_items_and_results_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items may be larger than a line holds at once; then fewer are under way."""
    monkeypatch.setattr(processes, "AHEAD_BYTES", 2 * MIB)
    asked = []

    def items() -> Iterator[bytes]:
        for number in range(20):
            asked.append(number)
            yield bytes([number]) * MIB

    with processes.start(2, Limits(), tuple, Stop()) as apply:
        found = []
        for result in apply(bytes.swapcase, items()):
            found.append(result)
            assert len(asked) <= len(found) + 5

    assert sorted(result[:1] for result in found if isinstance(result, bytes)) == [
        bytes([n]).swapcase() for n in range(20)
    ]


def test_a_worker_that_has_worked_long_is_replaced() -> None:
    """What thousands of documents left behind in a process goes with it."""
    with processes.start(1, Limits(), tuple, Stop()) as apply:
        workers = {pid for pid in apply(own_pid, range(OLD_ITEMS + 100)) if isinstance(pid, int)}

    assert len(workers) == 2


def test_a_worker_that_has_grown_is_replaced() -> None:
    """One that has held very much once is old, however little it has done."""
    found = results(old_after, range(2))

    assert sorted(map(str, found)) == ["False", "True"]


def test_workers_that_cannot_start_end_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    """If what all of them need is broken, no document is to blame."""
    with (
        pytest.raises(RunError, match="workers cannot be started"),
        processes.start(2, Limits(), broken, Stop()) as apply,
    ):
        list(apply(abs, range(5)))

    assert "no such table" in capfd.readouterr().err


def test_nothing_is_left_behind() -> None:
    """Neither a process nor an open file, whether a map is read to its end or dropped half-way."""
    before = open_files()
    with processes.start(2, Limits(), tuple, Stop()) as apply:
        pid = next(iter(apply(own_pid, range(1000))))
    results(abs, range(5))

    assert isinstance(pid, int)
    assert not Path(f"/proc/{pid}").exists()
    assert open_files() == before


def open_files() -> int:
    """Count this process's open files."""
    return len(list(Path("/dev/fd").iterdir()))


def test_workers_know_no_database() -> None:
    """A worker that has parsed a document has not imported SQLAlchemy: it starts quickly and holds no credentials."""
    with processes.start(1, Limits(), warm_up, Stop()) as apply:
        [imported] = apply(imported_to_parse, range(1))

    assert isinstance(imported, set)
    assert "etl.transform" in imported
    assert not imported & {"sqlalchemy", "alembic", "psycopg", "click"}


def test_nobody_waits_for_what_hangs_when_a_stop_is_asked_for() -> None:
    """A document that takes for ever does not keep a run that is asked to end."""
    stop = Stop()
    found = []

    with processes.start(2, Limits(), tuple, stop) as apply:
        for each in apply(sleep, [3600, 0, 3600]):
            found.append(each)
            stop.asked_by = "a test"

    assert found == [0]


ORPHANS = """
from etl.engines import Limits, processes
from etl.stopping import Stop
from tests.engines.behaviours import report_and_hang

with processes.start(2, Limits(), tuple, Stop()) as apply:
    for _ in apply(report_and_hang, range(2)):
        pass
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks /proc who is alive")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_do_not_outlive_the_run(tmp_path: Path, ending: signal.Signals) -> None:
    """However the run is ended, its workers and their nursery end by themselves."""
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as parent:
        assert parent.stdout is not None
        children = {int(pid) for _ in range(2) for pid in parent.stdout.readline().split()}
        parent.send_signal(ending)

        assert len(children) == 3
        assert parent.pid not in children
        assert _eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def _eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
