"""The version of the rules."""

from importlib.metadata import version
from pathlib import Path

import pytest

from etl import rules


def test_it_is_the_program_s_and_always_the_same() -> None:
    """The same files are the same version."""
    first = rules.rules_version()
    rules.rules_version.cache_clear()

    assert rules.rules_version() == first
    assert first.startswith(f"{version('etl')}+")


def test_another_table_is_another_version(tmp_path: Path) -> None:
    """Knowledge is code; what Python compiled from it is not."""
    seen: list[list[str]] = []
    for content in ("一", "二"):
        (tmp_path / "transform" / "__pycache__").mkdir(parents=True, exist_ok=True)
        (tmp_path / "transform" / "table.txt").write_text(content)
        (tmp_path / "transform" / "__pycache__" / "table.pyc").write_text(str(len(seen)))
        seen.append([path.read_text() for path in rules._files(tmp_path)])  # noqa: SLF001 - the choice is the point

    assert seen == [["一"], ["二"]]


def test_another_library_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judgement that others make for us may change without a line of ours."""
    first = rules.rules_version()
    rules.rules_version.cache_clear()
    monkeypatch.setattr(rules, "LIBRARIES", (*rules.LIBRARIES, "no-such-library"))
    second = rules.rules_version()
    rules.rules_version.cache_clear()

    assert second != first
