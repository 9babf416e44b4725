"""The README's promises, run."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_spec = importlib.util.spec_from_file_location("readme_answers", ROOT / "scripts" / "readme_answers.py")
assert _spec is not None
assert _spec.loader is not None
readme_answers = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(readme_answers)


def test_the_answers_in_the_readme_are_what_the_database_says(tmp_path: Path) -> None:
    """Every SQL question of the README, asked of the sample documents, has the printed answer."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    database = tmp_path / "readme.db"
    readme_answers.ingest_samples(database)

    assert readme_answers.answered(readme, database) == readme, "`make docs` writes the answers anew"


def test_the_readme_asks_ten_questions() -> None:
    """Ten questions are promised, and none of them has an empty answer."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    questions = list(readme_answers.QUESTION.finditer(readme))

    assert len(questions) == 10
    assert all(question["answer"].count("\n") > 2 for question in questions)
