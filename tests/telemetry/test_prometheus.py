"""Metrics, as Prometheus' own client reads them."""

import socket
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from etl.load import diary, migrate
from etl.load.database import open_database
from etl.models import ProcessedDocument
from etl.schedule import Ended, Missed, Skipped, Started
from etl.telemetry import metrics
from etl.telemetry.prometheus import serving_metrics, write_metrics
from tests.cli.test_with_a_database import etl
from tests.load.conftest import load_into
from tests.load.invented import NOW, article, document, rejection

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"

Samples = dict[tuple[str, tuple[str, ...]], float]


def read(text: str, without: str = "") -> Samples:
    """Parse an exposition: values by name and labels' values, but for the label `without`."""
    return {
        (sample.name, tuple(value for name, value in sorted(sample.labels.items()) if name != without)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def url(database_url: str) -> str:
    """Name a database with two runs: one that succeeded, one that failed."""
    batches = (
        [document("raw/1.html", article()), document("raw/2", rejection("empty"))],
        list[ProcessedDocument](),
    )
    endings: tuple[diary.Status, ...] = ("succeeded", "failed")
    with open_database(database_url) as database:
        migrate.upgrade(database)
        for number, (batch, status) in enumerate(zip(batches, endings, strict=True), start=1):
            load_into(database, batch)
            with database.writing() as connection:
                diary.finish(connection, number, status=status, finished_at=NOW + timedelta(seconds=90 * number))
    return database_url


def test_the_file_says_what_the_database_counts(url: str, tmp_path: Path) -> None:
    """Sums over all runs, the newest run by itself, what stands now; every sample names its database."""
    file = tmp_path / "etl.prom"
    write_metrics(file, url)

    found = read(file.read_text(encoding="utf-8"), without="database")
    wanted = {
        ("etl_database_up", ()): 1,
        ("etl_runs_total", ("succeeded",)): 1,
        ("etl_runs_total", ("failed",)): 1,
        ("etl_run_documents_total", ("loaded",)): 1,
        ("etl_run_documents_total", ("rejected",)): 1,
        ("etl_run_articles_total", ()): 1,
        ("etl_run_paragraphs_total", ()): 2,
        ("etl_rejections", ("empty",)): 1,
        ("etl_last_run_start_timestamp_seconds", ()): NOW.timestamp(),
        ("etl_last_run_duration_seconds", ()): 180,
        ("etl_last_run_succeeded", ()): 0,
        ("etl_last_run_documents", ("loaded",)): 0,
        ("etl_last_success_timestamp_seconds", ()): NOW.timestamp() + 90,
        ("etl_newest_document_timestamp_seconds", ()): NOW.timestamp() + 90,
    }
    assert {key: found.get(key) for key in wanted} == wanted
    assert [path.name for path in tmp_path.glob("etl.prom*")] == ["etl.prom"]


def test_a_database_that_does_not_answer_is_down(tmp_path: Path) -> None:
    """The file is written all the same, and its password is not in it."""
    file = tmp_path / "etl.prom"
    write_metrics(file, "postgresql+psycopg://ann:s3cret@127.0.0.1:1/etl")

    text = file.read_text(encoding="utf-8")
    assert read(text)["etl_database_up", ("postgresql+psycopg://ann:***@127.0.0.1:1/etl",)] == 0
    assert "s3cret" not in text


def test_metrics_are_called_what_is_promised() -> None:
    """Dashboards are built on these names: the documentation has a line for each, with kind, labels and meaning."""
    lines = {
        f"| `{each.name}{'_total' if each.kind == 'counter' else ''}` | {each.kind} | "
        f"{', '.join(f'`{label}`' for label in each.labels)} | {each.about} |"
        for each in (*metrics.DATABASE, *metrics.SCHEDULE)
    }

    documented = {line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith("| `etl_")}
    assert documented == lines


def test_every_metric_is_one_that_is_promised(url: str, tmp_path: Path) -> None:
    """Nothing is exposed under a name that is not documented."""
    write_metrics(tmp_path / "etl.prom", url)

    families = text_string_to_metric_families((tmp_path / "etl.prom").read_text(encoding="utf-8"))
    assert {family.name for family in families} == {metric.name for metric in metrics.DATABASE}


def test_the_scheduler_is_scraped(sqlite_url: str) -> None:
    """Its own counts beside those of its databases, which may not be there yet."""
    port = free_port()
    with serving_metrics("127.0.0.1", port, [sqlite_url, sqlite_url]) as count:
        for event in (
            Started("papers"),
            Ended("papers", 0, 1.5),
            Ended("papers", 75, 0.1),
            Ended("papers", 1, 0.1),
            Ended("papers", -9, 70),
            Skipped("papers"),
            Missed("sites"),
            Started("sites"),
        ):
            count(event)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            found = read(answer.read().decode())

    name = sqlite_url
    assert found["etl_database_up", (name,)] == 0
    outcomes = {labels: value for (metric, labels), value in found.items() if metric == "etl_schedule_runs_total"}
    assert outcomes == {
        ("papers", "succeeded"): 1,
        ("papers", "put_off"): 1,
        ("papers", "failed"): 1,
        ("papers", "killed"): 1,
        ("papers", "skipped"): 1,
        ("sites", "missed"): 1,
    }
    assert found["etl_schedule_run_seconds_count", ("papers",)] == 4
    assert found["etl_schedule_running", ("papers",)] == 0
    assert found["etl_schedule_running", ("sites",)] == 1
    assert found["etl_schedule_last_exit_code", ("papers",)] == -9
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))


@pytest.mark.parametrize("address", ["9464", ":9464", "localhost:http", "127.0.0.1:99999999999", "256.0.0.1:1"])
def test_an_address_where_nobody_can_listen_is_wrong_usage(address: str, sqlite_url: str) -> None:
    """One line and 2, before the clock starts."""
    result = etl("schedule", "--every", "9", "--metrics-address", address, "--database", sqlite_url)

    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1


def test_a_run_leaves_the_file_whatever_became_of_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a success and after a failure; a file that cannot be written is told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nothing.txt").touch()
    at = ("run", "--workers", "0", "--database", database_url, "nothing.txt", "--metrics-file")

    well = etl(*at, "well.prom")
    etl("migrate", "--to", "base", "--database", database_url)
    etl("migrate", "--to", "0001", "--database", database_url)
    failed = etl(*at, "failed.prom")
    nowhere = etl(*at, "no/where.prom")

    assert (well.exit_code, failed.exit_code, nowhere.exit_code) == (0, 1, 2)
    assert read(Path("well.prom").read_text(encoding="utf-8"), without="database")["etl_rejections", ("empty",)] == 1
    assert read(Path("failed.prom").read_text(encoding="utf-8"), without="database")["etl_database_up", ()] == 0


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
