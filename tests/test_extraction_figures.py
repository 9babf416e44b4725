"""The figures of extraction that are kept, and what happens when one falls."""

import tomllib
from pathlib import Path

import pytest

from bench import extraction
from bench.extraction import KEPT, Figure, check, write

TEXT = """[tolerances]
F = 0.003
refused = 0.002
"x peer" = 0.1

[figures."news"]
"F" = 0.9500
"refused" = 0.0100

[figures."speed"]
"x peer" = 5.0000
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Figures of our own making."""
    path = tmp_path / "extraction.toml"
    path.write_text(TEXT, "utf-8")
    monkeypatch.setattr(extraction, "KEPT", path)
    return path


@pytest.mark.parametrize(
    ("figure", "falls"),
    [
        (Figure("news", "F", 0.948), 0),
        (Figure("news", "F", 0.946), 1),
        (Figure("news", "refused", 0.005), 0),
        (Figure("news", "refused", 0.013), 1),
        (Figure("speed", "x peer", 4.6), 0),
        (Figure("speed", "x peer", 4.4), 1),
        (Figure("a part that is new", "F", 0.1), 0),
    ],
)
def test_a_figure_may_fall_by_its_tolerance_and_no_more(kept: Path, figure: Figure, falls: int) -> None:
    """Shares fall by so much, refusals rise by so much, speeds fall by a share of themselves."""
    assert kept.exists()
    assert check([figure]) == falls


def test_figures_that_are_written_are_kept(kept: Path) -> None:
    """What was measured today is what is compared tomorrow; the tolerances stay."""
    write([Figure("news", "F", 0.96), Figure("speed", "x peer", 6.0)])

    assert check([Figure("news", "F", 0.955), Figure("speed", "x peer", 6.1)]) == 1
    assert tomllib.loads(kept.read_text("utf-8"))["tolerances"]["F"] == 0.003


def test_every_kept_figure_has_a_tolerance() -> None:
    """No figure is compared with nothing."""
    kept = tomllib.loads(KEPT.read_text("utf-8"))

    assert {name for part in kept["figures"].values() for name in part} <= set(kept["tolerances"])
