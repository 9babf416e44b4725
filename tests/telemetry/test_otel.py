"""Traces and metrics, as OpenTelemetry's own exporters hold them in memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from etl import pipeline
from etl.exceptions import RunError
from etl.load.database import open_database
from etl.models.events import RunEvent
from etl.pipeline import RunSettings
from etl.telemetry.otel import exporting
from tests.cli.test_with_a_database import etl
from tests.load.invented import NOW
from tests.web_server import serving

MARKET = "雨后的集市"
POST = f"---\ntitle: {MARKET}\n---\n\n周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快，买的人也比往常多。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with one article and one file of nothing."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / f"{MARKET}.md").write_text(POST, encoding="utf-8")
    (folder / "nothing.txt").touch()
    return folder


Traced = tuple[list[ReadableSpan], dict[tuple[str, tuple[object, ...]], float]]


def traced(work: Callable[[Callable[[RunEvent], None]], object]) -> Traced:
    """Let something happen, and give its spans, and its measures by name and attributes."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    measures: dict[tuple[str, tuple[object, ...]], float] = {}
    with exporting(SimpleSpanProcessor(spans), reader) as tell:
        work(tell)
        found = reader.get_metrics_data()
    assert found is not None
    for resource in found.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    value = getattr(point, "value", None)
                    attributes = tuple((point.attributes or {}).values())
                    measures[metric.name, attributes] = point.count if value is None else value  # type: ignore[union-attr] # a histogram's
    return list(spans.get_finished_spans()), measures


def test_a_run_is_a_trace_with_its_batches_inside(folder: Path, sqlite_url: str) -> None:
    """One span for the run, one for each transaction; counters and histograms beside them, and nothing of any text."""
    settings = RunSettings(sqlite_url)
    spans, measures = traced(lambda tell: pipeline.run([str(folder)], settings, now=NOW, tell=tell))

    *batches, run = spans
    assert [span.name for span in spans] == ["etl.batch", "etl.run"]
    assert run.attributes is not None
    assert {name: run.attributes[name] for name in ("etl.run.id", "etl.loaded", "etl.rejected", "etl.status")} == {
        "etl.run.id": 1,
        "etl.loaded": 1,
        "etl.rejected": 1,
        "etl.status": "succeeded",
    }
    assert run.status.status_code is StatusCode.OK
    assert [batch.parent and batch.parent.span_id for batch in batches] == [run.context and run.context.span_id]
    assert measures["etl.documents", ("loaded",)] == measures["etl.documents", ("rejected",)] == 1
    assert measures["etl.rejections", ("empty",)] == measures["etl.articles", ()] == 1
    assert measures["etl.run.duration", ("succeeded",)] == measures["etl.batch.duration", ()] == 1
    assert MARKET not in "".join(span.to_json() for span in spans) + json.dumps(list(map(str, measures)))


def test_a_run_that_fails_is_a_trace_that_says_so(
    folder: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The span ends as an error, without the error's words, which may quote what nobody else should read."""

    def fail(_self: object, _batch: object) -> None:
        raise RunError(f"{MARKET} cannot be written")

    monkeypatch.setattr("etl.load.loader.Loader.load", fail)

    def work(tell: Callable[[RunEvent], None]) -> None:
        with pytest.raises(RunError):
            pipeline.run([str(folder)], RunSettings(sqlite_url), now=NOW, tell=tell)

    spans, measures = traced(work)

    [run] = spans
    assert (run.name, run.status.status_code, run.status.description) == ("etl.run", StatusCode.ERROR, None)
    assert measures["etl.run.duration", ("failed",)] == 1
    assert MARKET not in run.to_json()


def test_only_an_endpoint_that_was_named_is_told(folder: Path, sqlite_url: str) -> None:
    """Traces and metrics arrive there by OTLP over HTTP."""
    with serving({}) as site:
        etl("run", "--workers", "0", "--database", sqlite_url, str(folder))
        before = list(site.asked)
        result = etl("run", "--workers", "0", "--database", sqlite_url, "--otlp", site.url, str(folder))

    assert (before, result.exit_code) == ([], 0)
    assert {path for _, path, _ in site.asked} == {"/v1/traces", "/v1/metrics"}


def test_without_an_endpoint_nothing_of_it_is_loaded(folder: Path, sqlite_url: str) -> None:
    """Nobody pays for what they did not ask for; an endpoint's variable of other programs is not ours."""
    code = (
        "import sys; from etl.cli import cli; "
        f"cli(['run', '--workers=0', '--database', {sqlite_url!r}, {str(folder)!r}], standalone_mode=False); "
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'prometheus_client'))])"
    )
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.strip() == "[]"


def test_an_endpoint_that_is_down_does_not_fail_a_run(folder: Path, sqlite_url: str) -> None:
    """The rows are what counts."""
    result = etl("run", "--workers", "0", "--database", sqlite_url, "--otlp", "http://127.0.0.1:1", str(folder))

    assert result.exit_code == 0, result.stderr
    assert "Traceback" not in result.stderr
    with open_database(sqlite_url) as database, database.reading() as connection:
        assert connection.exec_driver_sql("SELECT status FROM runs").scalars().all() == ["succeeded"]


def test_an_address_that_is_none_is_wrong_usage(folder: Path, sqlite_url: str) -> None:
    """It is told before anything is read."""
    assert etl("run", "--database", sqlite_url, "--otlp", "localhost:4318", str(folder)).exit_code == 2
