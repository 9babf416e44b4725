"""Where workers come from: a small process that loads everything once and forks a worker whenever one is asked for.

    run ---"one more", one end of its line---> nursery --fork--> worker ===its line=== run
    run ---"how did 4711 end?"---------------> nursery

A fork of a process that has threads, or connections to a database, is not safe to use; the nursery has neither. It makes a
worker in milliseconds, where a fresh interpreter takes most of a second, so that a lost worker, or one that has grown, is
cheaply replaced, and tables of characters lie in memory once. When the run ends, however it ends, the nursery's line to it
breaks, and it kills every worker and goes: there are no orphans, not even of a run that was killed.
"""

import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any, NoReturn

from etl.engines.map import Limits
from etl.engines.worker import work
from etl.exceptions import RunError

FORK = 0
"""The request for one more worker; any other number is a process, and asks how it ended."""

BOOT = "import sys; sys.path[:] = sys.argv[2:]; from etl.engines.nursery import main; main(int(sys.argv[1]))"

UNKNOWN = 255
"""The exit code of a worker whose nursery is gone."""

FIRST_TO_GO = "900"
"""When memory is short, Linux ends what stands highest, up to 1000: better a worker than the run, or the database's server."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a nursery is told once."""

    function: Callable[[Any], Any]
    limits: Limits
    prepare: Callable[[], object]


# ------------------------------------------------------------------------------------------------ in the run


class Nursery:
    """The run's end of the line to a nursery."""

    def __init__(self, orders: Orders) -> None:
        """Start it.

        Raises:
            RunError: it does not come up; it has said why on stderr.
        """
        self._orders = pickle.dumps(orders, pickle.HIGHEST_PROTOCOL)
        self._open()

    def _open(self) -> None:
        self._line, theirs = Pipe()
        with theirs:
            command = [sys.executable, "-P", "-c", BOOT, str(theirs.fileno()), *sys.path]
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        try:
            self._line.send_bytes(self._orders)
            self._line.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise RunError("workers cannot be started; the lines above say why") from error

    def fork(self) -> tuple[int, "Connection[bytes, bytes]"]:
        """Make a worker: its process, and our end of its line."""
        ours, theirs = Pipe()
        with theirs:
            try:
                pid = self._ask_for_one(theirs)
            except (EOFError, OSError):  # somebody has killed the nursery
                self.close()
                self._open()
                pid = self._ask_for_one(theirs)
        return pid, ours

    def _ask_for_one(self, line: "Connection[bytes, bytes]") -> int:
        self._line.send(FORK)
        send_handle(self._line, line.fileno(), self._process.pid)
        return int(self._line.recv())

    def exit_code_of(self, pid: int) -> int:
        """Say how a worker ended; a signal is a negative number. Waits for its end."""
        try:
            self._line.send(pid)
            return int(self._line.recv())
        except (EOFError, OSError):
            return UNKNOWN

    def close(self) -> None:
        """End it, and with it every worker."""
        self._line.close()
        self._process.wait()


# ------------------------------------------------------------------------------------------------ in its own process


def main(descriptor: int) -> None:
    """Be a nursery until the line breaks."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a terminal or a supervisor sends them to everybody:
        signal.signal(number, signal.SIG_IGN)  # the run decides when it is over
    line: Connection[Any, Any] = Connection(descriptor)
    workers: set[int] = set()
    try:
        orders: Orders = pickle.loads(line.recv_bytes())  # noqa: S301 - from the run that started us
        orders.prepare()
        gc.freeze()  # what is shared stays shared: the collector would write to it
        line.send(os.getpid())
        while True:
            _serve(line, line.recv(), orders, workers)
    except (EOFError, OSError):
        pass
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        for pid in workers:
            os.waitpid(pid, 0)


def _serve(line: "Connection[Any, Any]", request: int, orders: Orders, workers: set[int]) -> None:
    if request == FORK:
        descriptor = recv_handle(line)
        pid = os.fork()
        if pid == 0:
            line.close()
            _be_a_worker(descriptor, orders)
        os.close(descriptor)
        workers.add(pid)
        line.send(pid)
    else:
        _, status = os.waitpid(request, 0)
        workers.discard(request)
        line.send(os.waitstatus_to_exitcode(status))


def _be_a_worker(descriptor: int, orders: Orders) -> NoReturn:
    """Work, and end without going back to what the nursery was about to do."""
    exit_code = 1
    try:
        with suppress(OSError):  # elsewhere than on Linux
            Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_DATA, orders.limits.memory_bytes)  # enforced by Linux
        work(Connection(descriptor), orders.function, orders.limits)
        exit_code = 0
    finally:
        os._exit(exit_code)


def _limit(what: int, most: int) -> None:
    """Lower a limit of this process; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
