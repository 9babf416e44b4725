"""`etl run`: what it asks of the pipeline, and what it says of the answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from etl import pipeline as pipeline_module
from etl.cli import cli
from etl.cli.options import machine_cores
from etl.engines import Limits
from etl.exceptions import DatabaseLocked, DatabaseUnavailable, UsageError
from etl.models import ColumnName
from etl.models.events import DocumentRejected, Listener
from etl.pipeline import RunSettings, RunSummary
from etl.stopping import Stop

SUMMARY = RunSummary(
    run_id=7,
    status="succeeded",
    seen=200,
    loaded=150,
    updated=30,
    unchanged=15,
    rejected=5,
    articles=260,
    paragraphs=1300,
    seconds=2.5,
)


class FakePipeline:
    """Remembers what it was asked, and answers as told."""

    def __init__(self, answer: RunSummary | BaseException) -> None:
        """Take the answer: a summary, or an error to raise."""
        self.answer = answer
        self.asked: list[tuple[tuple[str, ...], RunSettings, datetime]] = []

    def __call__(
        self,
        paths: Sequence[str],
        settings: RunSettings,
        *,
        now: datetime,
        on_progress: Callable[[int], None],
        tell: Listener,
        stop: Stop,
    ) -> RunSummary:
        """Be `etl.pipeline.run`."""
        assert not stop.is_asked()
        self.asked.append((tuple(paths), settings, now))
        on_progress(1)
        tell(DocumentRejected(7, "raw/\x1b[2Jx\n.txt", "empty", "see postgresql://ann:s3cret@db/etl"))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Result, FakePipeline]]:
    """Run `etl run` against a fake pipeline."""

    def run(*arguments: str, answer: RunSummary | BaseException = SUMMARY) -> tuple[Result, FakePipeline]:
        pipeline = FakePipeline(answer)
        monkeypatch.setattr(pipeline_module, "run", pipeline)
        return CliRunner().invoke(cli, ["run", *arguments]), pipeline

    monkeypatch.delenv("ETL_DATABASE_URL", raising=False)
    monkeypatch.delenv("ETL_DATABASE_PASSWORD_FILE", raising=False)
    return run


Run = Callable[..., tuple[Result, FakePipeline]]


def test_defaults_ingest_raw_into_etl_db_with_all_cores(run: Run) -> None:
    """`etl run` alone does what most people want."""
    result, pipeline = run()

    [(paths, settings, now)] = pipeline.asked
    assert result.exit_code == 0
    assert paths == ("raw/",)
    assert settings == RunSettings(database_url="sqlite:///etl.db", workers=machine_cores())
    assert now.utcoffset() == timedelta(0)


def test_options_reach_the_pipeline(run: Run) -> None:
    """Each option means what its help says."""
    arguments = ["a", "b*", "--database", "sqlite:///x.db", "--workers", "3", "--limit", "9", "--dry-run", "--migrate"]
    _, pipeline = run(*arguments)

    [(paths, settings, _)] = pipeline.asked
    assert paths == ("a", "b*")
    assert settings == RunSettings("sqlite:///x.db", workers=3, limit=9, dry_run=True, migrate=True)


def test_limits_reach_the_pipeline(run: Run) -> None:
    """What one document may take is given in seconds and MiB."""
    _, pipeline = run("--timeout", "1.5", "--memory", "512")

    [(_, settings, _)] = pipeline.asked
    assert settings.limits == Limits(seconds=1.5, memory_bytes=512 * 1024 * 1024)


def test_names_of_columns_reach_the_pipeline(run: Run) -> None:
    """`--map` may be given often, and keeps its order."""
    _, pipeline = run("--map", "title=标题栏", "--map", "content = data.文本=栏")

    [(_, settings, _)] = pipeline.asked
    assert settings.names == (ColumnName("title", "标题栏"), ColumnName("content", "data.文本=栏"))


@pytest.mark.parametrize("given", ["headline=标题栏", "title", "title=", "=标题栏", ""])
@pytest.mark.parametrize("command", ["run", "show"])
def test_a_map_that_means_nothing_is_refused_in_one_line(command: str, given: str) -> None:
    """A field nobody knows, or one without a name, ends with 2 before anything is done; unknown ones name those there are."""
    result = CliRunner().invoke(cli, [command, "raw", "--map", given])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert f"--map {given}".strip() in result.stderr
    assert ("published" in result.stderr) == (not given.startswith("title"))


def test_the_database_may_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ETL_DATABASE_URL` stands in for `--database`."""
    monkeypatch.setenv("ETL_DATABASE_URL", "postgresql+psycopg://localhost/etl")

    _, pipeline = run()

    assert pipeline.asked[0][1].database_url == "postgresql+psycopg://localhost/etl"


def test_people_read_the_summary_on_stderr(run: Run) -> None:
    """Stdout stays free for data; the summary's sum can be checked by eye."""
    result, _ = run()

    assert result.stdout == ""
    assert "200 documents seen = 150 loaded + 30 updated + 15 unchanged + 5 rejected" in result.stderr
    assert "run 7 succeeded" in result.stderr


def test_json_prints_the_summary_as_one_object(run: Run) -> None:
    """Scripts get one object on stdout and nothing on stderr."""
    result, _ = run("--json")

    assert json.loads(result.stdout) == {
        "run_id": 7,
        "status": "succeeded",
        "seen": 200,
        "loaded": 150,
        "updated": 30,
        "unchanged": 15,
        "rejected": 5,
        "articles": 260,
        "paragraphs": 1300,
        "seconds": 2.5,
        "missing": 0,
        "pruned": 0,
    }
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("max_rejected", "exit_code"),
    [("0", 3), ("4", 3), ("5", 0), ("6", 0), ("0%", 3), ("2.4%", 3), ("2.5%", 0), ("100%", 0)],
)
def test_too_many_rejected_documents_end_with_3(run: Run, max_rejected: str, exit_code: int) -> None:
    """5 of 200 are 2.5 %: as many as allowed are allowed."""
    result, _ = run("--max-rejected", max_rejected)

    assert result.exit_code == exit_code


def test_no_documents_at_all_are_not_too_many(run: Run) -> None:
    """An empty folder has no share of rejected documents to exceed."""
    result, _ = run("--max-rejected", "0%", answer=replace(SUMMARY, seen=0, rejected=0))

    assert result.exit_code == 0


def test_a_failed_run_ends_with_1(run: Run) -> None:
    """A run that says it failed is told so to the shell."""
    result, _ = run(answer=replace(SUMMARY, status="failed"))

    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("error", "exit_code", "status"),
    [(DatabaseLocked("run 6 holds it"), 75, "locked"), (DatabaseUnavailable("no answer"), 1, "failed")],
)
def test_json_is_printed_even_if_the_run_could_not_begin(
    run: Run, error: BaseException, exit_code: int, status: str
) -> None:
    """A script reads the status from stdout, whatever happened."""
    result, _ = run("--json", answer=error)

    assert result.exit_code == exit_code
    assert json.loads(result.stdout)["status"] == status
    assert result.stderr == f"etl: {error}\n"


def test_wrong_usage_prints_no_json(run: Run) -> None:
    """A path that is not there is nothing to parse: one line on stderr, 2."""
    result, _ = run("--json", answer=UsageError("there is no file x"))

    assert (result.exit_code, result.stdout) == (2, "")


def test_without_a_terminal_no_progress_is_shown(run: Run) -> None:
    """Logs of scheduled runs hold no bars."""
    result, _ = run()

    assert result.stderr.count("\n") == 2
    assert "\r" not in result.stderr
    assert "\x1b" not in result.stderr


def test_a_log_of_json_is_one_event_a_line_and_nothing_else(run: Run) -> None:
    """Jobs parse every line of stderr; what a hostile name could do to a terminal or a reader is escaped, a password hidden."""
    result, _ = run("--log", "json")

    [event] = [json.loads(line) for line in result.stderr.splitlines()]
    assert datetime.fromisoformat(event.pop("time")).utcoffset() == timedelta(0)
    assert event == {
        "level": "warning",
        "event": "document_rejected",
        "run_id": 7,
        "uri": "raw/\x1b[2Jx\n.txt",
        "reason": "empty",
        "detail": "see postgresql://ann:***@db/etl",
    }
    assert "\x1b" not in result.stderr


def test_a_log_of_lines_is_for_people(run: Run) -> None:
    """One line for each thing that happened, then the summary; nothing in them acts."""
    result, _ = run("--log", "lines")

    line, summary, *_ = result.stderr.splitlines()
    assert line.endswith(r"run 7 rejects raw/\x1b[2Jx\x0a.txt: empty: see postgresql://ann:***@db/etl")
    assert summary.startswith("run 7 succeeded")


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (DatabaseLocked("another run holds the database"), 75, "locked"),
        (DatabaseUnavailable("it is down"), 1, "failed"),
    ],
)
def test_a_log_of_json_tells_trouble_as_an_event(run: Run, error: BaseException, code: int, status: str) -> None:
    """Also what keeps a run from beginning; the exit code is the same as ever."""
    result, _ = run("--log", "json", answer=error)

    last = json.loads(result.stderr.splitlines()[-1])
    assert (result.exit_code, last["event"], last["status"], last["error"]) == (code, "run_ended", status, str(error))
