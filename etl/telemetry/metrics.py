"""What our metrics are called: promised in docs/operations.md, which a test compares with this table.

Contains no business logic.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

MetricKind: TypeAlias = Literal["gauge", "counter", "histogram"]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of ours.

    Attributes:
        name: as Prometheus calls it, but for the `_total` of counters.
        kind: what may be done with it.
        labels: what tells its samples apart.
        about: one line.
    """

    name: str
    kind: MetricKind
    labels: tuple[str, ...]
    about: str


BUILD = Metric("etl_build_info", "gauge", ("version",), "1, with the program's version.")
UP = Metric(
    "etl_database_up", "gauge", ("database",), "1 if the database answers and has this program's schema, else 0."
)
RUNS = Metric("etl_runs", "counter", ("database", "status"), "Runs, by how they ended.")
DOCUMENTS = Metric(
    "etl_run_documents", "counter", ("database", "outcome"), "Documents seen by runs, by what became of them."
)
ARTICLES = Metric("etl_run_articles", "counter", ("database",), "Articles written by runs.")
PARAGRAPHS = Metric("etl_run_paragraphs", "counter", ("database",), "Paragraphs written by runs.")
REJECTIONS = Metric("etl_rejections", "gauge", ("database", "reason"), "Rejections that stand now, by reason.")
LAST_START = Metric("etl_last_run_start_timestamp_seconds", "gauge", ("database",), "When the newest run began.")
LAST_SECONDS = Metric(
    "etl_last_run_duration_seconds", "gauge", ("database",), "How long the newest run took, once it is over."
)
LAST_SUCCEEDED = Metric("etl_last_run_succeeded", "gauge", ("database",), "1 if the newest run succeeded, else 0.")
LAST_DOCUMENTS = Metric(
    "etl_last_run_documents",
    "gauge",
    ("database", "outcome"),
    "Documents seen by the newest run, by what became of them.",
)
LAST_SUCCESS = Metric("etl_last_success_timestamp_seconds", "gauge", ("database",), "When a run last succeeded.")
NEWEST = Metric(
    "etl_newest_document_timestamp_seconds", "gauge", ("database",), "When a document was last loaded or changed."
)
DATABASE = (
    BUILD,
    UP,
    RUNS,
    DOCUMENTS,
    ARTICLES,
    PARAGRAPHS,
    REJECTIONS,
    LAST_START,
    LAST_SECONDS,
    LAST_SUCCEEDED,
    LAST_DOCUMENTS,
    LAST_SUCCESS,
    NEWEST,
)
"""What `etl run --metrics-file` writes, and the scheduler serves."""

SCHEDULED = Metric(
    "etl_schedule_runs",
    "counter",
    ("job", "outcome"),
    "Runs that were due, by what became of them: succeeded, failed, put_off, killed, skipped or missed.",
)
SCHEDULED_SECONDS = Metric("etl_schedule_run_seconds", "histogram", ("job",), "How long runs took.")
AT_WORK = Metric("etl_schedule_running", "gauge", ("job",), "1 while a run is at work, else 0.")
EXIT_CODE = Metric(
    "etl_schedule_last_exit_code", "gauge", ("job",), "How the last run ended; negative: by that signal."
)
SCHEDULE = (SCHEDULED, SCHEDULED_SECONDS, AT_WORK, EXIT_CODE)
"""What the scheduler serves besides, of its own life; it begins at 0 when the scheduler does."""
