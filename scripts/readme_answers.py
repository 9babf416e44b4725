"""Write the answers to the README's SQL questions, so that they cannot drift from what the program does.

    python scripts/readme_answers.py            rewrites README.md
    python scripts/readme_answers.py --check    fails if README.md would change

Every fenced `sql` block of the README is run over the sample documents in `raw/`; the Markdown table that follows the block
is its answer.
"""

import argparse
import os
import re
import sqlite3
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from etl.pipeline import RunSettings, run

ROOT = Path(__file__).resolve().parents[1]
QUESTION = re.compile(r"(?P<block>```sql\n(?P<sql>.*?)```\n)\n(?P<answer>(?:\|[^\n]*\n)*)", re.DOTALL)


def answered(readme: str, database: Path) -> str:
    """Return the README with each answer replaced by what the database says now."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return QUESTION.sub(lambda match: f"{match['block']}\n{_answer(connection, match['sql'])}", readme)


def ingest_samples(database: Path) -> None:
    """Load `raw/` into a new SQLite database."""
    before = Path.cwd()
    os.chdir(ROOT)  # uris are relative to the working folder
    try:
        run(["raw/"], RunSettings(database_url=f"sqlite:///{database}"), now=datetime(2024, 6, 1, tzinfo=UTC))
    finally:
        os.chdir(before)


def _answer(connection: sqlite3.Connection, sql: str) -> str:
    cursor = connection.execute(sql)
    head = [column[0] for column in cursor.description]
    rows = [["" if value is None else str(value).replace("|", "\\|") for value in row] for row in cursor]
    return _markdown_table(head, rows)


def _markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "".join(
        f"| {' | '.join(cell + ' ' * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))} |\n"
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def main() -> int:
    """Rewrite or check README.md; 1 if a check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if something would change")
    arguments = parser.parse_args()
    path = ROOT / "README.md"
    before = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "readme.db"
        ingest_samples(database)
        after = answered(before, database)
    if arguments.check:
        return int(before != after)
    path.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
