"""Does a load stay small, and as quick as it began? `python -m bench.million [documents [sqlite|postgresql]]`.

So many small invented documents, members of one tar, are ingested by one worker into a new database. After each batch the memory of
this process is read, and the CPU seconds of this process and all below it: of a core, so that a busy machine changes little. Wanted:
memory grows by less than 50 MB after the first tenth, and the last tenth has .9 of the first one's throughput. A tenth must hold
several batches: fewer than 20,000 documents say nothing.
"""

import argparse
import os
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

from etl.pipeline import RunSettings, run
from tests.postgresql_server import any_server, new_database

DOCUMENTS = 1_000_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)

WORDS = (
    "渡口 船家 早市 青菜 老桥 石阶 灯笼 茶馆 河岸 学校 孩子 老师 修路 通车 站台 车票 雨伞 清晨 傍晚 周末 集市 摊主 粮仓 水渠 春茶 果园 "
    "木匠 铁匠 钟楼 广场 医院 药房 图书 报纸 记者 邮局 信件 电话 村口 山坡 竹林 泉水 大雾 晴天 北风 初雪 棉衣 火炉 炊烟 米饭 鱼汤 豆腐 "
    "戏台 锣鼓 龙舟 比赛 奖杯 队员 教练 球场 花园 工人"
).split()


@dataclass(frozen=True, slots=True)
class Sample:
    """What was measured when so many documents were done."""

    done: int
    memory_mb: float
    cpu_seconds: float
    seconds: float


def content(number: int) -> bytes:
    """Invent a small document: a title and two paragraphs that hardly share a phrase with any other."""
    random = Random(number)
    first, second = ("，".join("".join(random.choices(WORDS, k=5)) for _ in range(4)) for _ in range(2))
    return f"{''.join(random.choices(WORDS, k=4))}第{number}号\n\n{first}。\n\n{second}。\n".encode()


def write(path: Path, count: int) -> None:
    """Write the members."""
    with tarfile.open(path, "w") as archive:
        for number in range(count):
            said = content(number)
            member = tarfile.TarInfo(f"{number:07}.txt")
            member.size = len(said)
            archive.addfile(member, BytesIO(said))


def memory_mb() -> float:
    """Read what this process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_seconds(pid: int) -> float:
    """Sum up the CPU time of a process and all that it started, those that have ended as well."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        threads = [path.name for path in Path(f"/proc/{pid}/task").iterdir() if path.name != str(pid)]
        for thread in threads:
            children += Path(f"/proc/{pid}/task/{thread}/children").read_text("ascii").split()
    except OSError:  # it has just ended, and is counted with its parent from now on
        return 0.0
    ticks = sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(int(child)) for child in children)


def samples(folder: Path, url: str) -> Iterator[Sample]:
    """Ingest, and measure after each batch."""
    found: list[Sample] = []
    began = time.monotonic()

    def measure(done: int) -> None:
        found.append(Sample(done, memory_mb(), cpu_seconds(os.getpid()), time.monotonic() - began))

    measure(0)
    run([str(folder)], RunSettings(url, workers=1), now=NOW, on_progress=measure)
    yield from found


def at(measured: Sequence[Sample], done: int) -> Sample:
    """Find the first sample with so many documents."""
    return next(sample for sample in measured if sample.done >= done)


def report(kind: str, count: int, measured: Sequence[Sample]) -> str:
    """Write a row of the table."""
    first_batch = 1  # before it, everything is imported and workers are made
    start, tenth, ninth, end = (at(measured, done) for done in (first_batch, count // 10, count * 9 // 10, count))
    first, last = (
        (after.done - before.done) / (after.cpu_seconds - before.cpu_seconds)
        for before, after in ((start, tenth), (ninth, end))
    )
    growth = max(sample.memory_mb for sample in measured if sample.done >= tenth.done) - tenth.memory_mb
    return (
        f"| {kind} | {count:,} | {end.seconds:,.0f} | {tenth.memory_mb:.0f} | {growth:+.1f} | {first:,.0f} | {last:,.0f} "
        f"| {last / first:.2f} |"
    )


@contextmanager
def new_url(kind: str, folder: Path) -> Iterator[str]:
    """Make a new database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/etl.db"
        return
    with any_server() as server, new_database(server) as url:
        yield url


def main(count: int, kind: str) -> None:
    """Print the table."""
    print(
        "| database | documents | seconds | MB after a tenth | growth since, MB | first tenth, documents/s a core | last tenth | ratio |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        write(folder / "raw" / "small.tar", count)
        with new_url(kind, folder) as url:
            print(report(kind, count, list(samples(folder / "raw", url))), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="?", type=int, default=DOCUMENTS)
    parser.add_argument("database", nargs="?", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    main(given.documents, given.database)
