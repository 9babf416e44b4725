"""A cluster gives what this machine gives, whatever dies meanwhile. Opt-in, for a cluster takes half a minute to start: `make ray`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import invented
from etl import pipeline
from etl.engines import Limits, Lost
from etl.engines import ray as engine
from etl.exceptions import RunError
from etl.load.database import open_database
from etl.load.digest import TableDigest, content_digest
from etl.pipeline import RunSettings, run
from etl.stopping import Stop
from tests.engines.behaviours import environment, misbehave

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(os.environ.get("ETL_TEST_RAY") != "1", reason="takes minutes and 200 MB: make ray"),
    pytest.mark.filterwarnings("ignore"),  # Ray's own
]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invent documents of every shape."""
    folder = tmp_path_factory.mktemp("raw")
    invented.write(folder, 400)
    return folder


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[TableDigest, ...]:
    """Ingest everything in this process."""
    return ingest(raw, RunSettings(f"sqlite:///{tmp_path_factory.mktemp('undisturbed')}/whole.db"))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit often, so that there is something left to disturb."""
    monkeypatch.setattr(pipeline, "BATCH_DOCUMENTS", 20)


def ingest(
    raw: Path, settings: RunSettings, on_progress: Callable[[int], None] = lambda _done: None
) -> tuple[TableDigest, ...]:
    """Run, and digest what came of it."""
    run([str(raw)], settings, now=NOW, on_progress=on_progress)
    with open_database(settings.database_url) as database, database.reading() as connection:
        return content_digest(connection)


def processes(name: str) -> list[int]:
    """Find processes of this machine by what they call themselves."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:
            continue
        if name.encode() in command:
            found.append(int(path.parent.name))
    return found


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_rows_are_those_of_one_process(
    raw: Path, sqlite_url: str, undisturbed: tuple[TableDigest, ...], workers: int
) -> None:
    """However many work, the content is the same."""
    assert ingest(raw, RunSettings(sqlite_url, engine="ray", workers=workers)) == undisturbed


def test_what_ends_a_worker_costs_one_item() -> None:
    """Crashes, hangs and hunger are told apart, and no other item suffers."""
    with engine.Ray().start(2, Limits(seconds=2, memory_bytes=300 * 1024 * 1024), tuple, Stop()) as apply:
        results = list(apply(misbehave, range(1, 200)))

    lost = {result.item: result.cause for result in results if isinstance(result, Lost)}
    assert lost == {
        10: "crash",
        20: "crash",
        30: "crash",
        40: "time",
        50: "time",
        60: "memory",
        70: "memory",
        80: "crash",
        90: "crash",
    }
    assert len(results) == 199


@pytest.mark.usefixtures("small_batches")
def test_a_lost_process_costs_nothing(raw: Path, sqlite_url: str, undisturbed: tuple[TableDigest, ...]) -> None:
    """Its batch is tried again elsewhere."""
    killed: list[int] = []

    def kill(_done: int) -> None:
        if not killed and (found := processes("ray::work_off")):
            killed.append(found[0])
            os.kill(found[0], signal.SIGKILL)

    assert ingest(raw, RunSettings(sqlite_url, engine="ray", workers=2), kill) == undisturbed
    assert killed


@pytest.mark.usefixtures("small_batches")
def test_a_lost_node_costs_nothing(raw: Path, sqlite_url: str, undisturbed: tuple[TableDigest, ...]) -> None:
    """What it worked on is done by those that are left."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    nodes = [cluster.add_node(num_cpus=1)]
    try:

        def fell(_done: int) -> None:
            if nodes:
                cluster.remove_node(nodes.pop(), allow_graceful=False)

        asked = RunSettings(sqlite_url, engine="ray", ray_address=cluster.address)
        assert ingest(raw, asked, fell) == undisturbed
        assert not nodes
    finally:
        cluster.shutdown()


def test_a_lost_driver_leaves_its_work_to_the_next_run(
    raw: Path, tmp_path: Path, undisturbed: tuple[TableDigest, ...]
) -> None:
    """The database is the only state: nothing is lost or doubled."""
    url = f"sqlite:///{tmp_path}/etl.db"
    driver = subprocess.Popen(
        [sys.executable, "-m", "etl", "run", str(raw), "--engine", "ray", "--workers", "2", "--database", url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while driver.poll() is None and not processes("ray::work_off"):
        time.sleep(0.05)
    driver.kill()
    driver.wait()

    assert ingest(raw, RunSettings(url, workers=1)) == undisturbed


def test_workers_know_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster of our own inherits neither address nor password; the run has them still."""
    for name in engine.SECRETS:
        monkeypatch.setenv(name, "secret")
    with engine.Ray().start(1, Limits(), tuple, Stop()) as apply:
        told = list(apply(environment, [*engine.SECRETS, "PATH"]))

    assert told[:-1] == [None] * len(engine.SECRETS)
    assert told[-1]
    assert os.environ[engine.SECRETS[0]] == "secret"


def test_every_node_must_run_the_same_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the rows would depend on who read them."""
    monkeypatch.setattr(engine, "program", lambda: "another")

    with (
        engine.Ray().start(1, Limits(), tuple, Stop()) as apply,
        pytest.raises(RunError, match="install the same there"),
    ):
        list(apply(abs, [1]))


def test_a_cluster_that_is_not_there_is_told_in_a_line() -> None:
    """The address is named."""
    with (
        engine.Ray("127.0.0.1:1").start(1, Limits(), tuple, Stop()) as apply,
        pytest.raises(RunError, match=r"127\.0\.0\.1:1 cannot be used"),
    ):
        list(apply(abs, [1]))


@pytest.fixture(autouse=True)
def no_cluster_is_left() -> Iterator[None]:
    """Fail where a test leaves a cluster behind."""
    yield
    import ray

    assert not ray.is_initialized()
