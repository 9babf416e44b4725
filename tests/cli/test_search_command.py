"""`etl search`, as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from etl.cli import cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a database of one document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1.txt").write_text(
        "渡口的船开了\n\n　　清早，渡口的船开了。两岸的人都来看，一直看到中午才散去。\n", encoding="utf-8"
    )
    assert etl("run", "--workers", "1", "1.txt").exit_code == 0
    return tmp_path


def etl(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, arguments)


@pytest.mark.parametrize("build", [(), ("--build",)])
def test_an_article_is_found_and_its_sentence_shown(folder: Path, build: tuple[str, ...]) -> None:
    """With an index or without, typed in either script."""
    result = etl("search", "兩岸", *build, "--json")

    [hit] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (hit["uri"], hit["sentence"], hit["hits"]) == ("1.txt", "两岸的人都来看，一直看到中午才散去。", [[0, 2]])
    assert "两岸的人都来看" in etl("search", "兩岸").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "what is to be found"),
        (("--build", "--drop"), "which"),
        (("渡", "--since", "yesterday"), "--since"),
        (("-渡",), "option"),
        (("NOT 渡",), "not wanted"),
    ],
)
def test_wrong_usage_is_told_in_one_line(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, as for every mistyped command."""
    result = etl("search", *arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_found_is_no_failure(folder: Path) -> None:
    """An empty answer is an answer."""
    result = etl("search", "没有的词", "--json")

    assert (result.exit_code, result.stdout) == (0, "")
    assert etl("search", "--drop").exit_code == 0
