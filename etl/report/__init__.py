"""What a database says about itself, as one HTML file that needs nothing else: no network, no script, no other file.

    QUESTIONS --ask--> Answer --draw--> Drawing --template--> HTML

Each question is an SQL query that stands in the page under its own answer, so that whoever doubts a number asks it again.
Reads the database and nothing else; needs the extra `report`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from etl.exceptions import UsageError
from etl.report.drawings import Answer, Drawing
from etl.report.questions import QUESTIONS, Question
from etl.report.templates import template


@dataclass(frozen=True, slots=True)
class Section:
    """One question of the page, asked and drawn.

    Attributes:
        question: what was asked.
        sql: the query as it was asked, to be asked again as it stands.
        answer: what the database said.
        drawing: how that looks.
    """

    question: Question
    sql: str
    answer: Answer
    drawing: Drawing


def report(connection: Connection, run_id: int | None, *, written_at: datetime) -> str:
    """Write the page.

    Args:
        connection: to a database at the newest schema; only read.
        run_id: the run to tell of; None for the newest.
        written_at: aware; printed in the page's head.

    Returns:
        A whole HTML document, to be stored as UTF-8.

    Raises:
        UsageError: there is no such run, or none at all.
        MissingExtra: Jinja is not installed.
    """
    number = _run(connection, run_id)
    return template("report.html").render(
        run=number, written_at=written_at, sections=tuple(_sections(connection, number))
    )


def _run(connection: Connection, run_id: int | None) -> int:
    newest = connection.execute(text("SELECT max(id) FROM runs")).scalar_one()
    if newest is None:
        raise UsageError("there is no run to report on yet: begin with `etl run`")
    if run_id is None:
        return int(newest)
    if not connection.execute(text("SELECT count(*) FROM runs WHERE id = :run"), {"run": run_id}).scalar_one():
        raise UsageError(f"there is no run {run_id}: `etl runs` lists them")
    return run_id


def _sections(connection: Connection, run_id: int) -> Iterator[Section]:
    for question in QUESTIONS:
        sql = question.sql.strip().replace(":run", str(run_id))
        result = connection.execute(text(sql))
        answer = Answer(tuple(result.keys()), tuple(tuple(row) for row in result))
        yield Section(question, sql, answer, question.draw(answer))
