"""A cluster that Ray keeps: batches of handles as tasks, a bounded number under way, each worked off under the usual guards.

    items --pack--> batches --Ray Core tasks--> stations, anywhere --lists of answers--> results

Never chosen by itself. The run that asks is the driver: it alone knows the database, lists the documents and loads what comes back;
when it dies, what was under way is done again by the next run, because the database is the only state. A worker or a node that dies
costs time: its batches are tried elsewhere.
"""

import importlib.util
import logging
import os
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Literal

from etl.engines.crew import CHUNK, Job
from etl.engines.map import MIB, Limits, Lost, Map, R, T
from etl.engines.nursery import Orders
from etl.engines.processes import NOTICE_S, result_of
from etl.engines.station import program, work_off
from etl.exceptions import MissingExtra, RunError
from etl.stopping import Stop

BATCH_BYTES = 4 * MIB
"""A batch has `CHUNK` items, fewer if they have so many bytes together."""

WINDOW = 2
"""Batches under way for each core: one that is worked off, and one that waits."""

RETRIES = 10
"""So many times a batch is tried again whose worker or node was lost; no document is the cause of that, see `station`."""

STORE_BYTES = 256 * MIB
"""Of a cluster of our own: what is under way, and nothing more, lies in its store."""

KNOCK_S = 10.0

SECRETS = ("ETL_DATABASE_URL", "PGPASSWORD", "PGPASSFILE", "PGSERVICEFILE")
"""What a cluster of our own must not inherit: workers read documents and know no database."""


@dataclass(frozen=True, slots=True)
class Ray:
    """The engine.

    Attributes:
        address: of a cluster that is there (`host:6379`, `ray://host:10001`, `auto`); None: start one on this machine. Tokens are Ray's
            own matter (`RAY_AUTH_MODE`, `RAY_AUTH_TOKEN_PATH`): they are neither read nor written here.
    """

    address: str | None = None
    NAME: ClassVar[Literal["ray"]] = "ray"

    @contextmanager
    def start(self, workers: int, limits: Limits, prepare: Callable[[], object], stop: Stop) -> Iterator[Map]:
        """Start nothing yet: the cluster is asked with the first batch.

        Args:
            workers: cores of a cluster of our own; one that is there has as many as it has.
            limits: what one item may take.
            prepare: called once in each process that works.
            stop: ends the results early, once it is asked for.

        Raises:
            MissingExtra: Ray is not installed.
            RunError: the cluster cannot be reached, or runs another version of this program.
        """
        if importlib.util.find_spec("ray") is None:
            raise MissingExtra("a Ray cluster needs an extra package: pip install 'etl[ray]'")
        with ExitStack() as stack:

            def ray_map(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R | Lost[T]]:
                batches = _batches(items)
                for first in islice(batches, 1):
                    slots = stack.enter_context(_attached(self.address, workers))
                    orders = pickle.dumps(Orders(function, limits, prepare), pickle.HIGHEST_PROTOCOL)
                    for packed, given in _answers(orders, first, batches, slots * WINDOW, stop):
                        yield result_of(Job(packed), given, limits)

            yield ray_map


def _batches(items: Iterable[Any]) -> Iterator[list[bytes]]:
    """Pack items, few enough and small enough together."""
    batch: list[bytes] = []
    size = 0
    for item in items:
        packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        batch.append(packed)
        size += len(packed)
        if len(batch) == CHUNK or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


@contextmanager
def _attached(address: str | None, workers: int) -> Iterator[int]:
    """Attach to a cluster, or start one; gives the number of its cores."""
    _reach(address)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no socket that nobody asked for
    import ray

    own: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False, "object_store_memory": STORE_BYTES}
    try:
        with _without(SECRETS):
            ray.init(address, logging_level=logging.ERROR, log_to_driver=False, **({} if address else own))
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        raise RunError(f"the Ray cluster {address or 'of this machine'} cannot be used: {_line(error)}") from error
    try:
        cores = ray.cluster_resources().get("CPU", 1)
        yield max(1, int(cores))
    finally:
        ray.shutdown()


def _reach(address: str | None) -> None:
    """Knock at a cluster's door: Ray itself would wait for minutes, and end the process.

    Raises:
        RunError: nobody opens.
    """
    host, colon, port = (address or "").removeprefix("ray://").rpartition(":")
    if not (colon and port.isdecimal()):
        return  # `auto` or `local`: Ray finds it on this machine
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=KNOCK_S).close()
    except (OSError, OverflowError) as error:
        raise RunError(f"the Ray cluster {address} cannot be used: {_line(error)}") from error


def _answers(
    orders: bytes, first: list[bytes], batches: Iterator[list[bytes]], window: int, stop: Stop
) -> Iterator[tuple[bytes, Any]]:
    """Keep a window of batches under way; once a stop is asked for, begin none, and wait for none.

    Raises:
        RunError: a node runs another version of this program, or a batch was lost again and again.
    """
    import ray

    task = ray.remote(num_cpus=1, max_retries=RETRIES)(work_off)
    told = ray.put(orders)
    under_way: dict[Any, list[bytes]] = {task.remote(told, first): first}
    while under_way:
        while not stop.is_asked() and len(under_way) < window and (batch := next(batches, None)) is not None:
            under_way[task.remote(told, batch)] = batch
        is_over = stop.is_asked()
        done, _ = ray.wait(list(under_way), timeout=0 if is_over else NOTICE_S)
        if is_over and not done:
            return
        for reference in done:
            try:
                theirs, answers = ray.get(reference)
            except ray.exceptions.RayTaskError as error:  # of what carries batches, not of what reads documents
                raise RunError(f"the Ray cluster cannot work off a batch: {_line(error.cause)}") from error
            except ray.exceptions.RayError as error:
                raise RunError(f"the Ray cluster lost a batch {RETRIES + 1} times, or more: {_line(error)}") from error
            if theirs != program():
                raise RunError(f"a node of the Ray cluster runs {theirs}, this run {program()}: install the same there")
            yield from zip(under_way.pop(reference), answers, strict=True)


@contextmanager
def _without(names: Iterable[str]) -> Iterator[None]:
    """Hide variables of the environment from what is started meanwhile."""
    hidden: Mapping[str, str] = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _line(error: BaseException) -> str:
    """The first line of what a library says, which may go on for a page."""
    return " ".join(str(error).strip().partition("\n")[0].split()) or type(error).__name__
