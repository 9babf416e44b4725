"""Every engine is the same map."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.engines import ENGINES, Engine, processes


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes at once, however little there is to do."""
    monkeypatch.setattr(processes, "PATIENCE_S", 0)


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.NAME)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Run a test with each engine."""
    found: Engine = request.param
    return found


def test_every_item_is_mapped_once(engine: Engine) -> None:
    """Each item gives one result, in any order."""
    with engine.start(2) as apply:
        results = list(apply(abs, range(-400, 0)))

    assert sorted(results) == list(range(1, 401))


def test_nothing_to_do_is_done(engine: Engine) -> None:
    """No items give no results."""
    with engine.start(2) as apply:
        assert list(apply(abs, [])) == []


def test_a_bug_in_the_function_is_raised(engine: Engine) -> None:
    """What the function raises arrives, and the workers stop."""
    with pytest.raises(ZeroDivisionError), engine.start(2) as apply:
        list(apply((1).__floordiv__, range(400)))

    assert not multiprocessing.active_children()


def test_items_are_asked_for_as_there_is_room(engine: Engine) -> None:
    """When the first result comes, no more than the window has been asked for."""
    asked = 0

    def items() -> Iterator[int]:
        nonlocal asked
        for item in range(10_000):
            asked += 1
            yield item

    with engine.start(2) as apply:
        results = apply(abs, items())
        for _ in range(2):
            next(results)

        assert asked <= 1 + 2 * processes.CHUNKS_PER_WORKER * processes.CHUNK


def test_large_items_fill_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty documents may be gigabytes: what is under way is bounded in bytes, too."""
    monkeypatch.setattr(processes, "CHUNK_BYTES", 1000)
    asked = 0

    def items() -> Iterator[bytes]:
        nonlocal asked
        for _ in range(100):
            asked += 1
            yield b"x" * 600

    with processes.start(2) as apply:
        results = apply(len, items())
        for _ in range(2):
            next(results)

        assert asked <= 1 + 2 * 2 * processes.CHUNKS_PER_WORKER


def test_workers_know_no_database() -> None:
    """A worker that has parsed a document has not imported SQLAlchemy: it starts quickly and holds no credentials."""
    with processes.start(1) as apply:
        imported = [modules for pid, modules in apply(imported_to_parse, range(101)) if pid != os.getpid()]

    assert imported
    assert not set.union(*imported) & {"sqlalchemy", "alembic", "psycopg"}


def imported_to_parse(_number: int) -> tuple[int, set[str]]:
    """Parse a document, and say which modules this process has."""
    from etl.process import parse

    assert list(parse("雨后的集市\n\n周六清晨，城东的集市照常开张。\n".encode()))
    return os.getpid(), set(sys.modules)


ORPHANS = """
import os, sys
from etl.engines import processes
from tests.engines.test_engines import report_and_sleep

if __name__ == "__main__":
    processes.PATIENCE_S = 0
    with processes.start(2) as apply:
        for _ in apply(report_and_sleep, range(101)):
            pass
"""


def report_and_sleep(number: int) -> int:
    """Say who works, then work for long."""
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    if number:
        time.sleep(60)
    return number


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks /proc who is alive")
def test_workers_do_not_outlive_their_parent(tmp_path: Path) -> None:
    """When the run is killed, its workers end by themselves."""
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    ) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) == parent.pid
        workers = {int(parent.stdout.readline()) for _ in range(2)}
        parent.kill()

        assert parent.pid not in workers
        assert _eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def _eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
