"""A run as a trace and as metrics, through OpenTelemetry's own SDK, to an endpoint that somebody named.

    etl.run                  a span: one run
      etl.batch              a span: one transaction of it
    etl.documents {outcome}  etl.articles  etl.paragraphs  etl.rejections {reason}      counters
    etl.batch.duration  etl.run.duration {status}                                       histograms, seconds

A run does not wait for its watchers: an endpoint that is down costs a few seconds at the end, and nothing else.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from etl.exceptions import MissingExtra
from etl.models.events import BatchCommitted, DocumentRejected, Listener, RunBegan, RunEnded, RunEvent

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Span, Tracer

PATIENCE_S = 5
"""So long an endpoint may take for what is sent at once."""

OUTCOMES = ("loaded", "updated", "unchanged", "rejected")


@contextmanager
def observing(endpoint: str) -> Iterator[Listener]:
    """Send what is told to an endpoint that speaks OTLP over HTTP, such as http://collector:4318.

    Raises:
        MissingExtra: the SDK is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingExtra("OpenTelemetry needs an extra package: pip install 'etl[otel]'") from error

    logging.getLogger("opentelemetry").setLevel(
        logging.CRITICAL
    )  # an endpoint that is down is told once, by its watchers
    address = endpoint.rstrip("/")
    spans = BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{address}/v1/traces", timeout=PATIENCE_S))
    exporter = OTLPMetricExporter(endpoint=f"{address}/v1/metrics", timeout=PATIENCE_S)
    reader = PeriodicExportingMetricReader(exporter, export_timeout_millis=PATIENCE_S * 1000)
    with exporting(spans, reader) as listener:
        yield listener


@contextmanager
def exporting(spans: "SpanProcessor", reader: "MetricReader") -> Iterator[Listener]:
    """Give what is told to a processor of spans and a reader of metrics; all of it is handed over when the block ends."""
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create({"service.name": "etl", "service.version": version("etl")})
    traces = TracerProvider(resource=resource, shutdown_on_exit=False)
    traces.add_span_processor(spans)
    measures = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
    observer = _Observer(traces.get_tracer("etl"), _Instruments(measures.get_meter("etl")))
    try:
        yield observer.hear
    finally:
        observer.close()
        traces.shutdown()
        measures.shutdown(timeout_millis=PATIENCE_S * 1000)


class _Instruments:
    """What is measured, each made once."""

    def __init__(self, meter: "Meter") -> None:
        """Make them; their names are promised in docs/operations.md."""
        self.documents = meter.create_counter("etl.documents", "{document}", "Documents, by what became of them.")
        self.articles = meter.create_counter("etl.articles", "{article}", "Articles written.")
        self.paragraphs = meter.create_counter("etl.paragraphs", "{paragraph}", "Paragraphs written.")
        self.rejections = meter.create_counter("etl.rejections", "{rejection}", "Rejections, by reason.")
        self.batch_seconds = meter.create_histogram("etl.batch.duration", "s", "What the database took for a batch.")
        self.run_seconds = meter.create_histogram("etl.run.duration", "s", "How long runs took, by status.")


@dataclass(slots=True)
class _Observer:
    tracer: "Tracer"
    instruments: _Instruments
    run: "Span | None" = field(default=None)

    def hear(self, event: RunEvent) -> None:
        """Turn an event into spans and measures."""
        match event:
            case RunBegan():
                self.run = self.tracer.start_span("etl.run", attributes={"etl.run.id": event.run_id})
                self.run.set_attributes({"etl.engine": event.engine, "etl.workers": event.workers})
            case BatchCommitted():
                self._batch(event)
            case DocumentRejected():
                self.instruments.rejections.add(1, {"reason": event.reason})
            case RunEnded():
                self._end(event)

    def _batch(self, event: BatchCommitted) -> None:
        from opentelemetry.trace import set_span_in_context

        counts = {outcome: getattr(event, outcome) for outcome in OUTCOMES}
        now = time.time_ns()
        span = self.tracer.start_span(
            "etl.batch",
            context=set_span_in_context(self.run) if self.run else None,
            start_time=now - int(event.seconds * 1e9),
            attributes={f"etl.{name}": number for name, number in counts.items()},
        )
        span.end(now)
        for outcome, number in counts.items():
            if number:
                self.instruments.documents.add(number, {"outcome": outcome})
        self.instruments.articles.add(event.articles)
        self.instruments.paragraphs.add(event.paragraphs)
        self.instruments.batch_seconds.record(event.seconds)

    def _end(self, event: RunEnded) -> None:
        from opentelemetry.trace import Status, StatusCode

        self.instruments.run_seconds.record(event.seconds, {"status": event.status})
        if self.run is not None:
            self.run.set_attribute("etl.status", event.status)
            self.run.set_attributes({f"etl.{outcome}": getattr(event, outcome) for outcome in OUTCOMES})
            # no description: an error may quote what nobody else should read
            self.run.set_status(Status(StatusCode.OK if event.status == "succeeded" else StatusCode.ERROR))
        self.close()

    def close(self) -> None:
        """End the run's span, whatever ended the run."""
        if self.run is not None:
            self.run.end()
            self.run = None
