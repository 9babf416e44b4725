"""Who is told what a run does: its log, a file of metrics, an OpenTelemetry endpoint."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from etl.cli.log import LogFormat, say
from etl.exceptions import UsageError
from etl.models.events import Listener, RunEvent

Command = TypeVar("Command", bound=Callable[..., Any])


def metrics_file(command: Command) -> Command:
    """Add `--metrics-file`."""
    return click.option(
        "--metrics-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Afterwards, replace this file by what the database counts, in Prometheus' text. Needs: pip install 'etl[metrics]'.",
    )(command)


def otlp(command: Command) -> Command:
    """Add `--otlp`."""
    return click.option(
        "--otlp",
        "endpoint",
        metavar="URL",
        envvar="ETL_OTLP_ENDPOINT",
        show_envvar=True,
        help="Send traces and metrics there by OpenTelemetry, such as http://localhost:4318. Needs: pip install 'etl[otel]'.",
    )(command)


@contextmanager
def watching(log_format: LogFormat, endpoint: str | None, file: Path | None, database_url: str) -> Iterator[Listener]:
    """Give what is to be told of a run's events; whatever ends the block, the file of metrics is written.

    Raises:
        MissingExtra: what somebody asked for is not installed.
        UsageError: the endpoint is no address of the web, or the file cannot be written.
    """
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise UsageError("--otlp takes an address that begins with https:// or http://")
    with _measuring(file, database_url), _observing(endpoint) as observer:

        def tell(event: RunEvent) -> None:
            say(event, log_format)
            observer(event)

        yield tell


@contextmanager
def _observing(endpoint: str | None) -> Iterator[Listener]:
    from etl.models.events import nobody

    if endpoint is None:
        yield nobody
        return
    from etl.telemetry.otel import observing

    with observing(endpoint) as listener:
        yield listener


@contextmanager
def _measuring(file: Path | None, database_url: str) -> Iterator[None]:
    if file is None:
        yield
        return
    from etl.telemetry.prometheus import require_client, write_metrics

    require_client()
    try:
        yield
    finally:
        write_metrics(file, database_url)
