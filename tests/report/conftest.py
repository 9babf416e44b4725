"""A real browser, where there is one."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser made of a page: its elements when all was done, and what it complained of."""

    document: str
    complaints: list[str]


@pytest.fixture
def browse(tmp_path: Path) -> Callable[[str], Seen]:
    """Open pages in Chromium, without a window; skipped where there is none, unless ETL_REQUIRE_CHROMIUM=1."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        if os.environ.get("ETL_REQUIRE_CHROMIUM") == "1":
            pytest.fail("there is no Chromium to open pages with")
        pytest.skip("there is no Chromium to open pages with: install the package chromium")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]

    def open_page(html: str) -> Seen:
        page = tmp_path / "page.html"
        page.write_text(html, encoding="utf-8")
        command = [str(chromium), *options, f"--user-data-dir={tmp_path}/profile", page.as_uri()]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        return Seen(ended.stdout, [line for line in ended.stderr.splitlines() if "CONSOLE" in line])

    return open_page
