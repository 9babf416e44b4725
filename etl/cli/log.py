"""Events for people, in lines and colours, and for machines, in JSON: one line for each thing that happened, on stderr.

Names of files and details of rejections come from hostile documents, and errors may quote addresses with passwords: all of it
passes through `printable` and `redacted` here.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

import click

from etl.cli.terminal import json_line, printable, redacted
from etl.exceptions import DatabaseLocked
from etl.models.events import BatchCommitted, DocumentRejected, Level, RunBegan, RunEnded
from etl.schedule import Ended, Missed, Skipped, Started

LogFormat: TypeAlias = Literal["summary", "lines", "json"]

COLOURS: dict[Level, str | None] = {"info": None, "warning": "yellow", "error": "red"}

Command = TypeVar("Command", bound=Callable[..., Any])


class Event(Protocol):
    """What happened: a frozen dataclass with a constant name."""

    @property
    def name(self) -> str:
        """What kind of thing."""

    @property
    def level(self) -> Level:
        """How grave it is."""


def log(formats: tuple[LogFormat, ...]) -> Callable[[Command], Command]:
    """Add `--log`; the first format is the default."""
    said = {
        "summary": "one at the end",
        "lines": "a line for each thing that happened",
        "json": "the same as JSON Lines",
    }
    return click.option(
        "--log",
        "log_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=f"What to say on stderr: {', '.join(f'{each}: {said[each]}' for each in formats)}.",
    )


def say(event: Event, log_format: LogFormat) -> None:
    """Write an event to stderr; nothing, if only a summary is wanted."""
    match log_format:
        case "summary":
            return
        case "lines":
            now = datetime.now().astimezone()  # noqa: TID251 - the reader's clock, in the reader's zone
            text = printable(redacted(in_words(event)))
            click.secho(f"{now:%Y-%m-%d %H:%M:%S%z} {text}", err=True, fg=COLOURS[event.level])
        case "json":
            click.echo(json_line(record(event, datetime.now(UTC))), err=True)  # noqa: TID251 - an event is dated when it is told


def record(event: Event, now: datetime) -> dict[str, object]:
    """Give an event's facts as a record that is safe to print: see `json_line`."""
    facts = asdict(event)  # type: ignore[call-overload] # every event is a dataclass
    shown = {name: redacted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return {"time": now, "level": event.level, "event": event.name, **shown}


def in_words(event: Event) -> str:
    """Tell people of an event."""
    match event:
        case RunBegan():
            return f"run {event.run_id} begins: {event.engine}, {event.workers} at work"
        case BatchCommitted():
            return (
                f"run {event.run_id} wrote {event.loaded} loaded, {event.updated} updated, {event.unchanged} unchanged, "
                f"{event.rejected} rejected in {event.seconds:.2f} s"
            )
        case DocumentRejected():
            return f"run {event.run_id} rejects {event.uri}: {event.reason}: {event.detail}"
        case RunEnded(run_id=None):
            return f"no run: {event.error}"
        case RunEnded():
            return f"run {event.run_id} {event.status} after {event.seconds:.1f} s{f': {event.error}' if event.error else ''}"
        case _:
            return _scheduled(event)


def _scheduled(event: Event) -> str:  # noqa: PLR0911 - one answer a kind of event
    match event:
        case Started():
            return f"{event.job}: run begins"
        case Skipped():
            return f"{event.job}: run skipped: the one before it is still under way"
        case Missed():
            return f"{event.job}: run left out: its time had passed"
        case Ended(exit_code=0):
            return f"{event.job}: run ended after {event.seconds:.1f} s"
        case Ended(exit_code=DatabaseLocked.exit_code):
            return f"{event.job}: run put off: another one holds the database"
        case Ended(exit_code=exit_code) if exit_code < 0:
            return f"{event.job}: run ended by signal {-exit_code}"
        case Ended():
            return f"{event.job}: run failed with exit code {event.exit_code}"
        case _:
            raise TypeError(f"{event!r} is no event")
