"""Several processes on this machine, fresh interpreters that import the function and no more.

Spawned, not forked: a copy of a process that has threads or database connections is not safe to use.
"""

import os
import pickle
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from threading import Thread

from etl.engines.map import Map, R, T
from etl.engines.serial import serial_map

NAME = "processes"

PATIENCE_S = 1.0
"""So long we work alone: starting others takes about as long, and most runs find little that is new."""

CHUNK = 50
CHUNK_BYTES = 8 * 1024 * 1024
"""Items sent to a worker at a time, and the bytes after which there are enough: one by one costs ten times as much, and fifty
documents may be gigabytes."""

CHUNKS_PER_WORKER = 2
"""One under way, one waiting: more would only hold memory."""


@contextmanager
def start(workers: int) -> Iterator[Map]:
    """Make a pool; its processes start when there is enough to do."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin) as pool:

        def pool_map(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            waiting = iter(items)
            yield from serial_map(function, _until(time.monotonic() + PATIENCE_S, waiting))
            yield from _spread(pool, workers * CHUNKS_PER_WORKER, function, waiting)

        try:
            yield pool_map
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _until(deadline: float, items: Iterator[T]) -> Iterator[T]:
    for item in items:
        yield item
        if time.monotonic() >= deadline:
            return


def _spread(pool: ProcessPoolExecutor, window: int, function: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
    """Keep a window of chunks under way; `executor.map` would swallow all items before it began."""
    chunks = _chunks(items)
    under_way: set[Future[list[R]]] = set()
    while True:
        under_way.update(pool.submit(_apply, function, chunk) for chunk in islice(chunks, window - len(under_way)))
        if not under_way:
            return
        done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            yield from future.result()


def _chunks(items: Iterator[T]) -> Iterator[list[bytes]]:
    """Pack items for their way; packed, their size is known."""
    chunk: list[bytes] = []
    size = 0
    for item in items:
        chunk.append(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        size += len(chunk[-1])
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _apply(function: Callable[[T], R], chunk: list[bytes]) -> list[R]:
    return [function(pickle.loads(item)) for item in chunk]  # noqa: S301 - packed by `_chunks`


def _begin() -> None:
    """Set a worker up: it leaves Ctrl-C to its parent, and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)  # the pool's own threads would wait for the next chunk for ever
