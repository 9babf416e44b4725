"""Metrics in Prometheus' text: a file for the node exporter's textfile collector, or an address to be scraped.

What a database counts is asked when it is wanted and kept nowhere; what the scheduler does is counted while it lives.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from etl.exceptions import DatabaseLocked, MissingExtra, RunError, UsageError
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.load.figures import Figures, figures
from etl.schedule import Ended, Event, Missed, Skipped, Started
from etl.telemetry import metrics
from etl.telemetry.metrics import Metric

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    Family: TypeAlias = CounterMetricFamily | GaugeMetricFamily

OUTCOMES = ("loaded", "updated", "unchanged", "rejected")

SECONDS = (0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)
"""Upper ends of the buckets that runs are counted in."""


def require_client() -> None:
    """Make sure that the extra is there, before anything depends on it.

    Raises:
        MissingExtra: it is not.
    """
    if find_spec("prometheus_client") is None:
        raise MissingExtra("metrics need an extra package: pip install 'etl[metrics]'")


def write_metrics(path: Path, database_url: str) -> None:
    """Write what a database counts into a file, which is replaced whole: whoever reads it finds the old or the new.

    Raises:
        UsageError: the file cannot be written.
    """
    from prometheus_client import CollectorRegistry, write_to_textfile

    registry = CollectorRegistry()
    registry.register(DatabaseCollector([database_url]))
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def serving_metrics(host: str, port: int, database_urls: Sequence[str]) -> Iterator[Callable[[Event], None]]:
    """Serve metrics at an address until the block ends; gives what is to be told of the scheduler's events.

    Raises:
        UsageError: nobody can listen there.
    """
    from prometheus_client import CollectorRegistry, start_http_server

    registry = CollectorRegistry()
    registry.register(DatabaseCollector(database_urls))
    counters = ScheduleMetrics(registry)
    try:
        server, thread = start_http_server(port, host, registry)
    except (OSError, OverflowError) as error:
        raise UsageError(f"nobody can listen at {host}:{port}: {error}") from error
    try:
        yield counters.count
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class DatabaseCollector:
    """Asks databases each time it is asked."""

    def __init__(self, database_urls: Sequence[str]) -> None:
        """Take the URLs; nothing is connected yet."""
        self._urls = tuple(dict.fromkeys(database_urls))

    def describe(self) -> list["Family"]:
        """Name nothing beforehand: that would ask the databases."""
        return []

    def collect(self) -> Iterator["Family"]:
        """Give the metrics of all databases, each metric once."""
        counted = [_figures(url) for url in self._urls]
        families = {metric.name: _family(metric) for metric in metrics.DATABASE}
        families[metrics.BUILD.name].add_metric([version("etl")], 1)
        for name, found in counted:
            families[metrics.UP.name].add_metric([name], found is not None)
            for metric, labels, value in _samples(found) if found else ():
                families[metric.name].add_metric([name, *labels], value)
        yield from families.values()


class ScheduleMetrics:
    """Counts what the scheduler tells."""

    def __init__(self, registry: "CollectorRegistry") -> None:
        """Begin with nothing counted."""
        from prometheus_client import Counter, Gauge, Histogram

        def made(metric: Metric) -> tuple[str, str, tuple[str, ...]]:
            return metric.name, metric.about, metric.labels

        self._runs = Counter(*made(metrics.SCHEDULED), registry=registry)
        self._seconds = Histogram(*made(metrics.SCHEDULED_SECONDS), registry=registry, buckets=SECONDS)
        self._at_work = Gauge(*made(metrics.AT_WORK), registry=registry)
        self._exit_code = Gauge(*made(metrics.EXIT_CODE), registry=registry)

    def count(self, event: Event) -> None:
        """Count an event."""
        match event:
            case Started(job):
                self._at_work.labels(job).set(1)
            case Skipped(job):
                self._runs.labels(job, "skipped").inc()
            case Missed(job):
                self._runs.labels(job, "missed").inc()
            case Ended(job, exit_code, seconds):
                self._at_work.labels(job).set(0)
                self._runs.labels(job, _outcome(exit_code)).inc()
                self._seconds.labels(job).observe(seconds)
                self._exit_code.labels(job).set(exit_code)


def _outcome(exit_code: int) -> str:
    if exit_code < 0:
        return "killed"
    return {0: "succeeded", DatabaseLocked.exit_code: "put_off"}.get(exit_code, "failed")


def _figures(url: str) -> tuple[str, Figures | None]:
    """Ask a database; None: it does not answer, or cannot be understood."""
    with open_database(url) as database:
        return database.name, _counted(database)


def _counted(database: Database) -> Figures | None:
    try:
        migrate.require_current(database)
        with database.reading() as connection:
            return figures(connection)
    except RunError:
        return None


def _family(metric: Metric) -> "Family":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    return kind(metric.name, metric.about, labels=metric.labels)


def _samples(found: Figures) -> Iterator[tuple[Metric, tuple[str, ...], float]]:
    """Give the values of a database, with their labels after its name."""
    for status, number in found.runs.items():
        yield metrics.RUNS, (status,), number
    for outcome in OUTCOMES:
        yield metrics.DOCUMENTS, (outcome,), getattr(found.counts, outcome)
    yield metrics.ARTICLES, (), found.counts.articles
    yield metrics.PARAGRAPHS, (), found.counts.paragraphs
    for reason, number in found.rejections.items():
        yield metrics.REJECTIONS, (reason,), number
    last = found.last_run
    if last is not None:
        yield metrics.LAST_START, (), last.started_at.timestamp()
        yield metrics.LAST_SUCCEEDED, (), last.status == "succeeded"
        if last.finished_at is not None:
            yield metrics.LAST_SECONDS, (), (last.finished_at - last.started_at).total_seconds()
        for outcome in OUTCOMES:
            yield metrics.LAST_DOCUMENTS, (outcome,), getattr(last.counts, outcome)
    yield from _instant(metrics.LAST_SUCCESS, found.last_success_at)
    yield from _instant(metrics.NEWEST, found.newest_arrival_at)


def _instant(metric: Metric, when: datetime | None) -> Iterator[tuple[Metric, tuple[str, ...], float]]:
    if when is not None:
        yield metric, (), when.timestamp()
