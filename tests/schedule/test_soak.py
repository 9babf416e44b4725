"""A scheduled run each second while files come and change, its processes killed by lot, the scheduler itself among them.

`make soak` does so for ten minutes on each database (ETL_SOAK_MINUTES); the suite for a few seconds, on SQLite.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select

from etl.load.database import open_database
from etl.load.diary import TAKEN_FOR_DEAD
from etl.load.digest import TableDigest
from etl.schema import runs
from tests.survival.trials import digest, examine, leftovers

ROOT = Path(__file__).resolve().parents[2]
MINUTES = float(os.environ.get("ETL_SOAK_MINUTES", "0"))
SECONDS = MINUTES * 60 or 8
SEED = 20261122
CALM_S = (1.0, 8.0) if MINUTES else (0.5, 2.5)
"""Between two kills, drawn from so many seconds: most runs come to their end, many do not."""
SCHEDULERS = 8
"""One kill in so many hits the scheduler, whose run goes on without it."""

pytestmark = [
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="processes are found by their environment, in /proc"
    ),
    pytest.mark.timeout(SECONDS + 300),
]


@dataclass(slots=True)
class Soak:
    """What is at work, and what was done to it.

    Attributes:
        url: the database.
        folder: where everything lies; `news` in it holds the files.
        mark: stands in the environment of every process that descends from us.
        kills: how many of each kind of process.
        files: how many were written or edited.
    """

    url: str
    folder: Path
    mark: str = field(default_factory=lambda: uuid4().hex)
    kills: Counter[str] = field(default_factory=Counter)
    files: int = 0
    scheduler: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """Where the scheduler and its runs write their events."""
        return self.folder / "events.jsonl"

    def start(self) -> None:
        """Start a scheduler, which may find the last one's run still at work."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "ETL_DATABASE_URL": self.url, "SOAK": self.mark}
        command = ["schedule", "--every", "1", "--workers", "1", "--log", "json", "news"]
        with self.log.open("ab") as log:
            self.scheduler = subprocess.Popen(
                [sys.executable, "-m", "etl", *command], cwd=self.folder, env=environment, stderr=log
            )

    def processes(self) -> Iterator[tuple[int, str]]:
        """Find what descends from us, whoever its parent is by now: its number and what it is."""
        wanted = f"SOAK={self.mark}".encode()
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (place / "environ").read_bytes().split(b"\0"):
                    words = (place / "cmdline").read_bytes().split(b"\0")
                    kind = "scheduler" if b"schedule" in words else "run" if b"run" in words else "worker"
                    yield int(place.name), kind

    def kill(self, lot: Random) -> None:
        """Kill one process, drawn by lot; a scheduler is followed by another at once."""
        wants_scheduler = lot.randrange(SCHEDULERS) == 0
        found = [(pid, kind) for pid, kind in self.processes() if (kind == "scheduler") == wants_scheduler]
        if not found:
            return
        pid, kind = lot.choice(sorted(found))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.kills[kind] += 1
        if kind == "scheduler" and self.scheduler is not None:
            self.scheduler.wait()
            self.start()

    def write(self, number: int) -> None:
        """Write a new file, broken if it is one in ten, and edit an older one, which is never broken."""
        news = self.folder / "news"
        news.mkdir(exist_ok=True)
        put(news / f"{number:05}.txt", "" if number % 10 == 0 else story(number, 0))
        if number % 3 == 0 and number > 9:
            older = number // 2 + (number // 2 % 10 == 0)
            put(news / f"{older:05}.txt", story(older, number))
        self.files += 1

    def stop(self) -> None:
        """Ask the scheduler to end, and wait until nothing of us is left."""
        if self.scheduler is not None:
            self.scheduler.terminate()
            self.scheduler.wait(timeout=120)
        deadline = time.monotonic() + 120
        while any(True for _ in self.processes()):
            assert time.monotonic() < deadline, list(self.processes())
            time.sleep(0.1)

    def events(self) -> list[dict[str, object]]:
        """Read the log; a process that is killed may leave half a line."""
        found = []
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(json.JSONDecodeError):
                found.append(json.loads(line))
        return found


def story(number: int, version: int) -> str:
    """Invent a story."""
    return (
        f"第{number}号渡口通航\n\n望江新闻网讯 第{number}号渡口恢复通航，两岸居民不再绕行。\n\n"
        f"船票仍是{number % 7 + 2}元，这是第{version}次公告。\n"
    )


def put(path: Path, text: str) -> None:
    """Write a file as careful programs do: whole or not at all."""
    beside = path.with_suffix(".part")
    beside = path.parent.parent / beside.name
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@pytest.fixture(params=["sqlite", "postgresql"])
def soak(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Soak]:
    """Make a place of our own, and leave nothing of us behind."""
    if request.param == "postgresql" and not MINUTES:
        pytest.skip("`make soak` does this on PostgreSQL, too")
    soak = Soak(request.getfixturevalue(f"{request.param}_url"), tmp_path)
    yield soak
    for pid, _ in list(soak.processes()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_runs_by_the_second_survive_kills_by_lot(soak: Soak, request: pytest.FixtureRequest) -> None:
    """Afterwards every invariant holds, no two runs were ever at work at once, and the content is that of one quiet run."""
    lot = Random(SEED)
    soak.write(0)
    soak.start()
    began = time.monotonic()
    next_kill, number = began + 2, 0
    while time.monotonic() < began + SECONDS:
        number += 1
        soak.write(number)
        time.sleep(0.5)
        if time.monotonic() >= next_kill:
            soak.kill(lot)
            next_kill = time.monotonic() + lot.uniform(*CALM_S)
    soak.stop()
    quiet = f"sqlite:///{soak.folder}/quiet.db"

    assert examine(soak.url) == []
    assert overlaps(soak.events()) == []
    assert taken_for_dead(soak.url) == []
    for url in (soak.url, quiet):
        subprocess.run(
            [sys.executable, "-m", "etl", "run", "--workers", "0", "news"],
            cwd=soak.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ETL_DATABASE_URL": url},
            check=True,
            capture_output=True,
        )
    assert without_history(digest(soak.url)) == without_history(digest(quiet))
    assert examine(soak.url) == []
    assert [left for left in leftovers(soak.url) if "quiet.db" not in left] == []
    assert soak.kills.total() > 0
    tell(soak, time.monotonic() - began, request)


def overlaps(events: Sequence[dict[str, object]]) -> list[str]:
    """Name runs that began before the one before them had said that it ended; one that was killed ends when the next begins."""
    spans: dict[int, list[datetime]] = {}
    for event in events:
        number = event.get("run_id")
        if event["event"] in {"run_began", "run_ended"} and isinstance(number, int):
            spans.setdefault(number, []).append(datetime.fromisoformat(str(event["time"])))
    return [
        f"run {later} began while run {earlier} was at work"
        for (earlier, span), (later, after) in pairwise(sorted(spans.items()))
        if max(span) > min(after)
    ]


def taken_for_dead(url: str) -> list[int]:
    """Number the runs that found in the diary that another had begun."""
    query = select(runs.c.id).where(runs.c.error.contains(TAKEN_FOR_DEAD))
    with open_database(url) as database, database.reading() as connection:
        return list(connection.execute(query).scalars())


def without_history(tables: tuple[TableDigest, ...]) -> list[TableDigest]:
    """Leave out which versions of a file were seen in between: that is a matter of luck."""
    return [table for table in tables if table.table != "article_versions"]


def tell(soak: Soak, seconds: float, request: pytest.FixtureRequest) -> None:
    """Print the figures for docs/reliability.md."""
    with open_database(soak.url) as database, database.reading() as connection:
        statuses = Counter(connection.execute(select(runs.c.status)).scalars())
    events = Counter(str(event["event"]) for event in soak.events())
    codes = Counter(event["exit_code"] for event in soak.events() if event["event"] == "scheduled_run_ended")
    figures = {
        "test": request.node.name,
        "seconds": round(seconds),
        "runs": dict(statuses),
        "kills": dict(soak.kills),
        "files": soak.files,
        "skipped": events["scheduled_run_skipped"],
        "exit_codes": {str(code): number for code, number in codes.items()},
    }
    sys.__stdout__ and sys.__stdout__.write(f"\n{json.dumps(figures)}\n")


def test_an_overlap_would_be_found() -> None:
    """The look for overlaps finds one, so that finding none means something."""

    def event(name: str, number: int, second: int) -> dict[str, object]:
        return {"event": name, "run_id": number, "time": f"2026-11-22T10:00:{second:02}+00:00"}

    first, second = [event("run_began", 1, 0), event("run_ended", 1, 5)], [event("run_began", 2, 4)]

    assert overlaps([*first, *second]) == ["run 2 began while run 1 was at work"]
    assert overlaps([first[0], *second]) == []
