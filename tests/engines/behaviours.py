"""What workers do in tests. Little is imported, so that they start quickly."""

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from etl.engines.map import HEAVY_BYTES, MIB
from etl.engines.worker import OLD_BYTES, is_old


def hang() -> None:
    """Never end."""
    while True:
        pass


def hang_in_c() -> None:
    """Never end, and hold the interpreter's lock all the time."""
    re.match(r"(a+)+b", "a" * 60)


def recurse() -> None:
    """Go deeper and deeper."""
    recurse()


WAYS: dict[int, Callable[[], object]] = {
    10: lambda: os.kill(os.getpid(), signal.SIGKILL),
    20: lambda: ctypes.string_at(0),
    30: lambda: sys.exit(3),
    40: hang,
    50: hang_in_c,
    60: lambda: bytearray(400 * MIB),
    70: lambda: [bytes(MIB) for _ in range(400)],
    80: recurse,
    90: lambda: 1 // 0,
}
"""Ways to go wrong."""


def misbehave(number: int) -> int:
    """Go wrong where there is a way to."""
    WAYS.get(number, int)()
    return number


def weigh(_number: int) -> int:
    """Take every item for twice as heavy as one that gets more time."""
    return 2 * HEAVY_BYTES


def work_for_600_ms(number: int) -> int:
    """Take so much CPU time."""
    began = time.process_time()
    while time.process_time() < began + 0.6:
        pass
    return number


def environment(name: str) -> str | None:
    """Look up a variable where the work is done."""
    return os.environ.get(name)


def sleep(number: int) -> int:
    """Sleep so many seconds."""
    time.sleep(number)
    return number


def kill_once(folder: Path, victim: Callable[[], int], number: int) -> int:
    """Kill somebody, then oneself, in the middle of the work, but only the first time."""
    if number == 50 and not (folder / "done").exists():
        (folder / "done").touch()
        os.kill(victim(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def signal_oneself(number: int) -> int:
    """Send oneself what is sent to end a program."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), name)
    return number


def own_pid(_number: int) -> int:
    """Say who works."""
    return os.getpid()


def old_after(number: int) -> bool:
    """Hold very much, or nothing, and say whether one is old."""
    held = bytearray(b"x") * (number * OLD_BYTES)
    del held
    return is_old(0)


def broken() -> None:
    """Miss what everybody needs."""
    raise LookupError("no such table")


def imported_to_parse(_number: int) -> set[str]:
    """Parse a document, and say which modules this process has."""
    from etl.process import parse

    assert list(parse("雨后的集市\n\n周六清晨，城东的集市照常开张。\n".encode()))
    return set(sys.modules)


def report_and_hang(number: int) -> None:
    """Say who works for whom, then work for long: asleep, or in code that hears of nothing."""
    sys.stdout.write(f"{os.getpid()} {os.getppid()}\n")
    sys.stdout.flush()
    if number:
        hang_in_c()
    time.sleep(600)
