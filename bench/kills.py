"""The same kills and overlaps for us and for dlt, into the same PostgreSQL: `python -m bench.kills [--kills 24] [--pairs 4]`.

3,000 records in 60 files are loaded by the command of each. A load is killed at a moment drawn by lot, between its first trace in
the database and its usual end; then the same command is called again, up to three times, until it says that it is done. Afterwards
each record must be there once. Then two of the command are started together. dlt lives in an environment of its own, since it
wants other versions of what we use: `make bench-kills` makes it.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.postgresql_server import any_server, new_database

ROOT = Path(__file__).resolve().parents[1]
FILES, RECORDS, PARAGRAPHS = 60, 50, 4
WANTED = FILES * RECORDS
TRIES = 3
"""So often the command is called again, before its load counts as stuck."""

PATIENCE_S = 300

WORDS = "渡口 青菜 老桥 船票 北门 雨后 修缮 通航 摊主 价格 步行 学校 医院 水位 灯塔 粮仓 邮局 戏台 茶馆 码头 集市 车站 果园 鱼塘".split()


@dataclass(frozen=True, slots=True)
class Peer:
    """A way of loading.

    Attributes:
        name: for the table.
        command: with {folder}, {url} and {home} to be filled in.
        begun: asks whether the load has left a trace.
        rows: asks how many records are there.
        halves: asks of how many files there is a part.
    """

    name: str
    command: tuple[str, ...]
    begun: str
    rows: str
    halves: str

    def started(self, folder: Path, url: URL, home: Path) -> subprocess.Popen[bytes]:
        """Start it."""
        words = {"folder": folder, "home": home, "url": url.render_as_string(hide_password=False)}
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        with (home.parent / f"{home.name}.log").open("ab") as log:
            command = [word.format(**words) for word in self.command]
            return subprocess.Popen(command, cwd=folder.parent, env=environment, stdout=log, stderr=log)


OURS = Peer(
    "etl run",
    (sys.executable, "-m", "etl", "run", "{folder}", "--workers", "2", "--database", "{url}"),
    "SELECT count(*) FROM runs",
    "SELECT count(*) FROM articles",
    f"SELECT count(*) FROM (SELECT 1 FROM articles GROUP BY document_id HAVING count(*) <> {RECORDS}) AS halves",  # noqa: S608 - our own constant
)


def dlt(python: Path, disposition: str) -> Peer:
    """Describe dlt."""
    return Peer(
        f"dlt, {disposition}",
        (str(python), str(ROOT / "bench" / "dlt_load.py"), "{folder}", "{url}", "{home}", disposition),
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'news' AND table_name = 'articles'",
        "SELECT count(*) FROM news.articles",
        f"SELECT count(*) FROM (SELECT 1 FROM news.articles GROUP BY file HAVING count(*) <> {RECORDS}) AS halves",  # noqa: S608 - our own constant
    )


def write(folder: Path) -> None:
    """Invent the records."""
    folder.mkdir()
    for number in range(FILES):
        records = (
            {
                "id": each,
                "title": f"第{each}号渡口通航",
                "content": "\n".join(_sentence(each, n) for n in range(PARAGRAPHS)),
            }
            for each in range(number * RECORDS, (number + 1) * RECORDS)
        )
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / f"{number:02}.jsonl").write_text(lines, encoding="utf-8")


def _sentence(record: int, number: int) -> str:
    lot = random.Random(f"{record} {number}")
    words = "".join(lot.choice(WORDS) for _ in range(12))
    return f"第{record}号渡口第{number}班船：{words}。"


def asked(engine: Engine, query: str) -> int:
    """Ask for a number; 0 where there is no such table yet."""
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())
    except DBAPIError:
        return 0


def usual_duration(peer: Peer, folder: Path, server: URL, home: Path) -> float:
    """Measure an undisturbed load from its first trace to its end, in seconds."""
    with new_database(server) as name:
        url, engine = make_url(name), create_engine(name)
        load = peer.started(folder, _short(url), home)
        _wait_for_trace(peer, engine, load)
        started = time.monotonic()
        if load.wait(PATIENCE_S) or asked(engine, peer.rows) != WANTED:
            raise SystemExit(f"{peer.name} does not load at all: see {home}.log")
        engine.dispose()
        return time.monotonic() - started


def _short(url: URL) -> URL:
    """Write a URL as every driver reads it."""
    return url.set(drivername="postgresql", host="localhost", port=5432, password="none")  # noqa: S106 - nobody asks for it


def _wait_for_trace(peer: Peer, engine: Engine, load: subprocess.Popen[bytes]) -> None:
    while load.poll() is None and not asked(engine, peer.begun):
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a kill.

    Attributes:
        seen: records that a reader saw after it.
        halves: files of which a reader saw a part.
        is_done: whether the command said so in the end.
        rows: records in the end.
    """

    seen: int
    halves: int
    is_done: bool
    rows: int

    def verdicts(self) -> Iterator[str]:
        """Name what is wrong."""
        if 0 < self.seen < WANTED:
            yield "a reader saw a part of the load"
        if self.halves:
            yield "a reader saw parts of files"
        if not self.is_done:
            yield "stuck"
        elif self.rows < WANTED:
            yield "lost"
        if self.rows > WANTED:
            yield "doubled"


def killed(peer: Peer, folder: Path, server: URL, home: Path, after: float) -> Trial:
    """Kill a load some seconds after its first trace, and call it again."""
    with new_database(server) as name:
        url, engine = _short(make_url(name)), create_engine(name)
        load = peer.started(folder, url, home)
        _wait_for_trace(peer, engine, load)
        time.sleep(after)
        load.send_signal(signal.SIGKILL)
        load.wait()
        time.sleep(0.2)  # for the server to notice
        seen, halves = asked(engine, peer.rows), asked(engine, peer.halves)
        codes = (peer.started(folder, url, home).wait(PATIENCE_S) for _ in range(TRIES))
        is_done = any(code == 0 for code in codes)
        trial = Trial(seen, halves, is_done, asked(engine, peer.rows))
        engine.dispose()
        if not is_done:
            print(f"  stuck: {_last_words(home)}", flush=True)
        return trial


def _last_words(home: Path) -> str:
    """Give the line that a command ended with."""
    said = (home.parent / f"{home.name}.log").read_text("utf-8", errors="replace").split("\n")
    return next((line.strip()[:200] for line in reversed(said) if line.strip()), "without a word")


def overlapping(peer: Peer, folder: Path, server: URL, home: Path) -> str:
    """Start two together; give what they left and said."""
    with new_database(server) as name:
        url, engine = _short(make_url(name)), create_engine(name)
        both = [peer.started(folder, url, home) for _ in range(2)]
        codes = sorted(load.wait(PATIENCE_S) for load in both)
        rows = asked(engine, peer.rows)
        engine.dispose()
        return f"{rows} records, exit codes {codes[0]} and {codes[1]}"


def measure(peer: Peer, folder: Path, server: URL, options: argparse.Namespace) -> None:
    """Do all trials of one, and print what came of them."""
    lot = random.Random(29)
    usual = usual_duration(peer, folder, server, folder.parent / f"{peer.name}-usual")
    end = time.monotonic() + options.seconds
    print(f"{peer.name}: a load lasts {usual:.1f} s after its first trace", flush=True)
    trials: list[Trial] = []
    while len(trials) < options.kills and time.monotonic() < end:
        trials.append(
            killed(peer, folder, server, folder.parent / f"{peer.name}-{len(trials)}", lot.uniform(0, 0.9 * usual))
        )
    verdicts = Counter(verdict for trial in trials for verdict in trial.verdicts())
    print(
        f"  {len(trials)} kills: "
        + ("; ".join(f"{what} {times}" for what, times in verdicts.items()) or "nothing wrong")
    )
    ends = Counter(trial.rows for trial in trials)
    print(
        f"  records in the end, of {WANTED}: " + ", ".join(f"{rows} ({times}x)" for rows, times in ends.most_common())
    )
    for number in range(options.pairs):
        print(
            f"  two at once: {overlapping(peer, folder, server, folder.parent / f'{peer.name}-pair{number}')}",
            flush=True,
        )


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument(
        "--seconds", type=float, default=600, help="after so many, nobody is killed any more (each way)"
    )
    parser.add_argument("--only", choices=("etl", "append", "merge"), help="one way of the three")
    parser.add_argument("--python", type=Path, default=ROOT / ".venv-dlt" / "bin" / "python", help="dlt's")
    options = parser.parse_args()
    known = {"etl": OURS} | {way: dlt(options.python, way) for way in ("append", "merge")}
    ways = [way for name, way in known.items() if options.only in {None, name}]
    if not options.python.exists():
        print(f"no dlt: {options.python} is not there (make bench-kills)")
        ways = [way for way in ways if way is OURS]
    with any_server() as server, tempfile.TemporaryDirectory() as home:
        write(Path(home, "records"))
        for way in ways:
            measure(way, Path(home, "records"), server, options)


if __name__ == "__main__":
    main()
