"""The recipes in examples/, carried out by what they are recipes for, each in an environment of its own.

`make orchestrators` makes the environments and names their folder in ETL_ORCHESTRATORS. Nothing but the loopback is reachable where
the system lets us see to that, and telemetry is off.
"""

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.load.database import open_database
from etl.schema import articles, runs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = os.environ.get("ETL_ORCHESTRATORS")
POST = "---\ntitle: 渡口恢复通航\ndate: 2026-11-01 08:30\n---\n\n望江新闻网讯 三号渡口恢复通航，两岸居民不再绕行。船票仍是三元，班次照旧。\n"
ALONE = ["unshare", "--net", "--map-root-user", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
"""A network of one's own, with the loopback and nothing else."""


@dataclass(frozen=True, slots=True)
class Orchestrator:
    """How to carry a recipe out once.

    Attributes:
        name: of its folder in examples/ and of its environment.
        commands: in the environment's `bin`, one after the other.
        settings: of its own environment; `{home}` is its folder, `{recipes}` that of the recipe.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    settings: dict[str, str]


ORCHESTRATORS = (
    Orchestrator(
        "airflow",
        (("airflow", "db", "migrate"), ("airflow", "dags", "test", "news", "2026-11-22")),
        {
            "AIRFLOW_HOME": "{home}",
            "AIRFLOW__CORE__DAGS_FOLDER": "{recipes}",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "SCARF_ANALYTICS": "false",
        },
    ),
    Orchestrator(
        "dagster",
        (("dagster", "job", "execute", "-f", "{recipes}/news.py", "-j", "news"),),
        {"DAGSTER_HOME": "{home}"},
    ),
    Orchestrator(
        "prefect",
        (("python", "{recipes}/news.py", "once"),),
        {
            "PREFECT_HOME": "{home}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_API_URL": "",
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
            "DO_NOT_TRACK": "1",
        },
    ),
)


@pytest.fixture(params=ORCHESTRATORS, ids=lambda each: each.name)
def orchestrator(request: pytest.FixtureRequest) -> Orchestrator:
    """Give each whose environment was made."""
    if FOLDER is None:
        pytest.skip("`make orchestrators` installs what this needs, half a gigabyte")
    each: Orchestrator = request.param
    if not (Path(FOLDER) / each.name / "bin").is_dir():
        pytest.skip(f"there is no environment for {each.name} in {FOLDER}")
    return each


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Name a database beside a folder with one document."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "ferry.md").write_text(POST, encoding="utf-8")
    return f"sqlite:///{tmp_path}/etl.db"


def carry_out(orchestrator: Orchestrator, database_url: str, folder: Path) -> list[subprocess.CompletedProcess[str]]:
    """Let an orchestrator carry its recipe out once, with our command on its path, in an environment that is not its own."""
    assert FOLDER is not None
    home, recipes, programs = folder / "home", ROOT / "examples" / orchestrator.name, folder / "bin"
    for place in (home, programs):
        place.mkdir(exist_ok=True)
    if (recipes / "dagster.yaml").exists():
        shutil.copy(recipes / "dagster.yaml", home)
    ours = programs / "etl"
    ours.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m etl "$@"\n', encoding="utf-8")
    ours.chmod(0o755)
    names = {"home": str(home), "recipes": str(recipes)}
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "ETL_DATABASE_URL": database_url,
        "NEWS": str(folder / "raw"),
        **{name: value.format(**names) for name, value in orchestrator.settings.items()},
    }
    place = Path(FOLDER).resolve() / orchestrator.name / "bin"
    alone = ALONE if _can_be_alone() else []
    return [
        subprocess.run(
            [*alone, str(place / program), *(argument.format(**names) for argument in arguments)],
            cwd=folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        for program, *arguments in orchestrator.commands
    ]


def _can_be_alone() -> bool:
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.timeout(1200)
def test_a_recipe_loads_what_is_there(orchestrator: Orchestrator, database_url: str, tmp_path: Path) -> None:
    """Carried out once, for real: the article is in the database, and the recipe ended well."""
    done = carry_out(orchestrator, database_url, tmp_path)

    said = "\n".join(f"{each.stdout}\n{each.stderr}" for each in done)
    assert [each.returncode for each in done] == [0] * len(done), said
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(articles)).scalar_one() == 1, said
        assert connection.execute(select(runs.c.status)).scalars().all() == ["succeeded"]


@pytest.mark.timeout(1200)
def test_a_recipe_that_comes_second_does_not_fail(
    orchestrator: Orchestrator, database_url: str, tmp_path: Path
) -> None:
    """While another run holds the database nothing is written, and nobody is called."""
    environment = {**os.environ, "ETL_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "etl", "run", "--workers", "0", str(tmp_path / "raw")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with open_database(database_url) as database, database.lock():
        done = carry_out(orchestrator, database_url, tmp_path)

    assert [each.returncode for each in done] == [0] * len(done), "\n".join(f"{e.stdout}\n{e.stderr}" for e in done)
    with open_database(database_url) as database, database.reading() as connection:
        assert connection.execute(select(runs.c.status)).scalars().all() == ["succeeded"]


@pytest.mark.parametrize("orchestrator", ORCHESTRATORS, ids=lambda each: each.name)
def test_recipes_are_python_and_call_the_command(orchestrator: Orchestrator) -> None:
    """Also where no orchestrator is installed: each recipe compiles, skips on 75, and asks for what is fresh."""
    source = (ROOT / "examples" / orchestrator.name / "news.py").read_text(encoding="utf-8")

    ast.parse(source)
    assert "75" in source
    assert "Asia/Shanghai" in source
    assert "fresh" in source
