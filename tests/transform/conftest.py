"""Cases as data: `@pytest.mark.cases("credits/lines")` runs a test once for each case of `tests/cases/credits/lines.json`."""

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases"


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "cases(file): run for each case of a file below tests/cases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each case its comment for a name; a known failure (`"fails": true`) is expected to fail, strictly."""
    mark = metafunc.definition.get_closest_marker("cases")
    if mark is None:
        return
    metafunc.parametrize(
        "case",
        [
            pytest.param(case, id=case["comment"], marks=[pytest.mark.xfail(strict=True)] if case.get("fails") else [])
            for case in json.loads((CASES / f"{mark.args[0]}.json").read_text("utf-8"))
        ],
    )
