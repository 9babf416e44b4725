"""A run's line in the diary, from its beginning to its end, however it ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from etl.exceptions import DatabaseUnavailable
from etl.failpoints import reach
from etl.load import diary
from etl.load.backend import Lock
from etl.load.database import Database
from etl.load.diary import Counts
from etl.load.patience import patiently
from etl.models.events import Listener, RunBegan, RunEnded


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ends that nothing broke off."""

    status: diary.Status
    error: str | None = None


@dataclass(slots=True)
class Line:
    """A run's line in the diary, and how it is going to end."""

    run_id: int
    ending: Ending = Ending("succeeded")


@contextmanager
def line_of_diary(
    database: Database, lock: Lock, tell: Listener, *, now: datetime, engine: str, workers: int
) -> Iterator[Line]:
    """Write the run's line, and how it ended, whatever ends it; a line without an end is a crash.

    Args:
        database: where.
        lock: what keeps other runs out; it is checked before the end is committed.
        tell: told when the run has begun, and when it has ended.
        now: when it began, aware.
        engine: what parses its documents.
        workers: how many processes do.

    Raises:
        LockLost: it would be a success, but another run has begun meanwhile.
    """
    started = time.monotonic()

    def begin() -> int:
        with database.writing() as connection:
            return diary.begin(connection, started_at=now, engine=engine, workers=workers, version=version("etl"))

    line = Line(patiently(lock, begin))
    tell(RunBegan(line.run_id, engine, workers, version("etl")))
    reach("the run has begun")
    try:
        yield line
    except BaseException as error:
        reason, seconds, counts = (
            " ".join(f"{type(error).__name__}: {error}".split()),
            time.monotonic() - started,
            Counts(),
        )
        with suppress(DatabaseUnavailable), database.writing() as connection:  # if it is down, the next run tells
            finished_at = now + timedelta(seconds=seconds)
            diary.finish(connection, line.run_id, status="failed", finished_at=finished_at, error=reason)
            counts = diary.counted(connection, line.run_id)
        tell(RunEnded(line.run_id, "failed", seconds, counts.seen, **asdict(counts), error=reason))
        raise

    def finish() -> Counts:
        with database.writing() as connection:
            finished_at = now + timedelta(seconds=time.monotonic() - started)
            diary.finish(
                connection, line.run_id, status=line.ending.status, finished_at=finished_at, error=line.ending.error
            )
            counts = diary.counted(connection, line.run_id)
            lock.check(connection)
            reach("the end is about to be committed")
        return counts

    counts = patiently(lock, finish)
    reach("the end is committed")
    seconds = time.monotonic() - started
    tell(RunEnded(line.run_id, line.ending.status, seconds, counts.seen, **asdict(counts), error=line.ending.error))
