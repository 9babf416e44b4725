r"""A run that is disturbed, and the same run left alone: afterwards nobody can tell them apart.

    template database, loaded from the first version of some files
      \__ copy --run over the second version, disturbed--> --run again--> examined, compared with --undisturbed--> copy

Runs are forked from the test's own process: a new interpreter would take longer to start than a run takes.
"""

import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from sqlalchemy import URL, create_engine, make_url, select, text

from etl import failpoints, pipeline
from etl.cli.run import stopped_by_signals
from etl.exceptions import DatabaseLocked, Stopped
from etl.load import checkup
from etl.load.database import open_database
from etl.load.digest import TableDigest, content_digest
from etl.pipeline import RunSettings, RunSummary
from etl.schema import articles, documents, paragraphs, rejections
from etl.stopping import Stop
from tests.postgresql_server import new_database

IS_FULL = bool(os.environ.get("ETL_SURVIVE"))
"""`make survive` asks for all trials; otherwise there are as many as a commit can wait for."""

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
LONG_AGO = 1_600_000_000
Digest: TypeAlias = tuple[TableDigest, ...]
"""Of all content, table by table."""

LOCKED, BUG = DatabaseLocked.exit_code, 70

BATCH = 4
"""Documents in a batch of a disturbed run: several batches, however few the files."""


# ------------------------------------------------------------------------------------------------ files


def write(folder: Path, version: int) -> None:
    """Write the files: in the second version some are edited, broken, mended, new or gone."""
    folder.mkdir(exist_ok=True)
    for number in range(14):
        name = folder / f"{number:02}.txt"
        changed = version == 2 and number % 3 == 0
        if version == 2 and number == 13:
            name.unlink()
            continue
        if (version == 1) == (number in {4, 5}):
            body = "" if number in {4, 6} and version == 1 else story(number, "次日" if changed else "今日")
        else:
            body = story(number, "次日" if changed else "今日")
        if version == 2 and number == 7:
            body = ""
        put(name, body, version if changed or number in {4, 5, 7} else 1)
    record = '{{"title": "渡口第{}号通告", "content": "渡口今日增开两班船，{}。", "tags": ["交通", "{}"]}}\n'
    records = [
        record.format(number, "往返各一趟" * version, f"标签{number * version}") for number in range(6 - version)
    ]
    put(folder / "dump.jsonl", "".join([*records, "{broken\n"]), version)
    if version == 2:
        for number in range(20, 26):
            put(folder / f"{number}.txt", story(number, "昨日"), 2)


def story(number: int, day: str) -> str:
    """Invent a story."""
    return f"第{number}号渡口{day}通航\n\n望江新闻网讯 第{number}号渡口{day}恢复通航，两岸居民不再绕行。\n\n船票仍是{number + 2}元。\n"


def put(path: Path, content: str, version: int) -> None:
    """Write a file as of some time long ago."""
    path.write_text(content, encoding="utf-8")
    os.utime(path, (LONG_AGO + version, LONG_AGO + version))


# ------------------------------------------------------------------------------------------------ databases


@dataclass(frozen=True, slots=True)
class World:
    """One kind of database, with a template of it, and what an undisturbed run makes of a copy.

    Attributes:
        kind: sqlite or postgresql.
        template: its URL.
        raw: the folder of files, in their second version.
        server: where PostgreSQL's databases are made.
    """

    kind: str
    template: URL
    raw: Path
    server: URL | None

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """Copy the template; the copy ends with the block."""
        if self.server is None:
            folder.mkdir()
            shutil.copy(str(self.template.database), folder / "trial.db")
            yield f"sqlite:///{folder}/trial.db"
            return
        with new_database(self.server, template=str(self.template.database)) as url:
            yield url


def run(url: str, stop: Stop | None = None) -> RunSummary:
    """Run over the files, in this process."""
    return pipeline.run(["raw"], RunSettings(url, workers=0), now=NOW, stop=stop)


Content = list[list[object]]


def content(url: str) -> Content:
    """Read all rows, with their ids."""
    tables = (documents, articles, paragraphs, rejections)
    with open_database(url) as database, database.reading() as connection:
        return [list(connection.execute(select(table).order_by(table.c.id)).all()) for table in tables]


def digest(url: str) -> Digest:
    """Digest a database's content."""
    with open_database(url) as database, database.reading() as connection:
        return content_digest(connection)


def examine(url: str) -> list[str]:
    """Name what is broken."""
    with open_database(url) as database:
        return [f"{found.check}: {found.detail}" for found in checkup.invariants(database) if found.state == "broken"]


def recover(url: str, expected: Digest) -> None:
    """Run again, once and without any other step, and compare with the undisturbed; then once more, which changes nothing."""
    assert run(url).status == "succeeded"
    assert examine(url) == []
    assert digest(url) == expected
    before = content(url)
    again = run(url)
    assert (again.seen, again.unchanged) == (again.seen, again.seen)
    assert content(url) == before
    assert leftovers(url) == []


def leftovers(url: str) -> list[str]:
    """Name what a run left and should not have: files, locks, sessions."""
    with open_database(url) as database:
        holder = database.holder()
        found = [f"lock: {holder}"] if holder else []
        if database.backend.name == "postgresql":
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            with database.reading() as connection:
                sessions = connection.execute(text(f"{query} AND application_name LIKE 'etl%'")).scalars().all()
            return found + [f"session {pid}" for pid in sessions]
    path = Path(str(make_url(url).database))
    allowed = {path.name + suffix for suffix in ("", "-lock", "-wal", "-shm")}
    return found + [file.name for file in path.parent.iterdir() if file.name not in allowed]


# ------------------------------------------------------------------------------------------------ disturbances


def forked(work: Callable[[], object]) -> int:
    """Do work in a process of its own; give its number."""
    child = os.fork()
    if child:
        return child
    code = BUG
    try:
        signal.signal(signal.SIGTERM, _unwind)
        work()
        code = 0
    except SystemExit as ended:
        code = int(str(ended.code))
    except DatabaseLocked:
        code = LOCKED
    except BaseException:  # noqa: BLE001 - it is the end of the process
        Path(f"failed-{os.getpid()}.log").write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


def _unwind(number: int, _frame: FrameType | None) -> None:
    """End in the middle of everything."""
    raise SystemExit(128 + number)


def ended(child: int) -> int:
    """Wait for a process; give its exit code, or its signal as a negative number."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_batches(url: str) -> None:
    """Run in small batches; at SIGTERM, do what `etl run` does."""
    pipeline.BATCH_DOCUMENTS = BATCH  # the process is ours alone
    with stopped_by_signals() as stop:
        summary = run(url, stop)
    if summary.status == "failed":
        raise SystemExit(Stopped.exit_code)


class Interrupted(Exception):
    """Raised at a failpoint."""


def _raise() -> None:
    raise Interrupted


ACTIONS: dict[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGTERM": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "exception": _raise,
    "exit": lambda: os._exit(1),
}
"""What may happen at a failpoint."""


def ending_at(name: str, time: int, action: str, work: Callable[[], object]) -> int:
    """Do work in a process that ends at a failpoint, when it is reached for the n-th time; give how it ended."""
    reached = 0

    def hook(reached_now: str) -> None:
        nonlocal reached
        reached += reached_now == name
        if reached == time and reached_now == name:
            ACTIONS[action]()

    def doomed() -> None:
        failpoints.hook = hook
        work()

    return ended(forked(doomed))


def failpoints_of(work: Callable[[], object], folder: Path) -> dict[str, int]:
    """Count how often each failpoint is reached by undisturbed work."""
    log = folder / "reached.txt"

    def noting() -> None:
        with closing(log.open("a", encoding="utf-8")) as file:
            failpoints.hook = lambda name: print(name, file=file)
            work()

    assert ended(forked(noting)) == 0
    names = log.read_text(encoding="utf-8").splitlines()
    return {name: names.count(name) for name in dict.fromkeys(names)}


def on_server(server: URL, sql: str) -> list[tuple[object, ...]]:
    """Ask the server something, outside transactions."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql)).all()]
    finally:
        engine.dispose()


def on_server_alone(server: URL, sql: str) -> None:
    """Tell the server something that has no answer."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(sql))
    finally:
        engine.dispose()
