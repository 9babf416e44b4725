"""The repository as a whole: what no file may hold, and what every file must."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from etl.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]

INDEX_WORDS = "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", "registry" + ".npm", "dl-" + "cdn"))
"""Parts of the names of package indexes' hosts, written so that this file does not hold them."""

FORBIDDEN = {
    "the address of a package index": re.compile(rf"https?://[^\s/'\"]*(?:{INDEX_WORDS})", re.IGNORECASE),
    "an option that names a package index": re.compile("--(?:extra-)?index-" + r"url|--find-" + "links"),
    "the address of a local file": re.compile("file:" + r"///?[\w.]"),
    "somebody's home folder": re.compile(r"(?<![\w.])/(?:home|Users|root)" + r"/[a-z]"),
    "a mark for later": re.compile(r"\b(?:TO" + "DO|FIX" + r"ME)\b"),
}

CONFIGURATION = re.compile(r"(?:^|/)(?:Makefile|Dockerfile|\.ci/run|[^/]*\.(?:toml|lock|ya?ml|cfg|ini|txt\.in))$")
"""Files that say where things come from: no address at all belongs in them but those of databases."""

ADDRESS = re.compile(r"(?<![\w+.-])(?!sqlite\b|postgresql\b)[a-z][a-z0-9+.-]*://")

NAMES_THAT_SAY_NOTHING = {"base", "common", "core", "handler", "helpers", "manager", "misc", "util", "utils"}


def tracked_files() -> list[str]:
    """List the files under version control."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files belong to the project")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def tracked_texts() -> dict[str, str]:
    """Read the files under version control that are UTF-8 text."""
    texts = {}
    for name in tracked_files():
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a sample in an old encoding
    return texts


def modules() -> list[Path]:
    """List the package's modules."""
    return sorted((ROOT / "etl").rglob("*.py"))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    """A clone works behind any mirror, on any machine, and holds no promises."""
    found = [name for name, text in tracked_texts().items() if FORBIDDEN[what].search(text)]

    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("the address of a package index", "https://files.python" + "hosted.org/packages/x.whl"),
        ("the address of a package index", "http://my.py" + "pi.mirror/simple"),
        ("an option that names a package index", "--extra-index" + "-url somewhere"),
        ("the address of a local file", "etl @ file:" + "///src"),
        ("somebody's home folder", 'Path("/home' + '/ann/etl")'),
        ("a mark for later", "# TO" + "DO: think"),
    ],
)
def test_what_no_file_may_hold_would_be_found(what: str, text: str) -> None:
    """The search itself works, so that finding nothing means something."""
    assert FORBIDDEN[what].search(text)


def test_configuration_holds_no_addresses() -> None:
    """Locks, build files and settings name packages, never the places they come from."""
    texts = {name: text for name, text in tracked_texts().items() if CONFIGURATION.search(name)}

    assert {"pyproject.toml", "Makefile"} <= set(texts)
    assert [name for name, text in texts.items() if ADDRESS.search(text)] == []


def test_addresses_are_told_from_database_urls() -> None:
    """The search for addresses works, and knows the two databases."""
    found = ADDRESS.findall("sqlite:///etl.db postgresql+psycopg://etl@db/etl https://example.org/x")

    assert found == ["https://"]


def test_every_module_says_what_it_is_for() -> None:
    """A newcomer reads the first lines of a module and knows whether to read on."""
    silent = [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]

    assert silent == []


def test_no_module_is_named_for_nothing() -> None:
    """A name such as `utils` invites whatever has no place."""
    assert [path for path in modules() if path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_no_module_holds_two_things() -> None:
    """Over 400 lines, a module probably does."""
    assert [path for path in modules() if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: click.Command) -> None:
    """What it does, what each option does, and an example of its own."""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]

    assert command.help
    assert [option.name for option in options if not option.help] == []
    assert str(command.epilog).startswith(f"Example: etl {command.name} ")


def test_every_dependency_has_its_reason() -> None:
    """CONTRIBUTING.md says of each what it is for, with the same range of versions."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert [wanted for wanted in map(as_written, project["dependencies"]) if f"| {wanted} |" not in reasons] == []


def as_written(requirement: str) -> str:
    """Write a requirement as people read it.

    >>> as_written("alembic>=1.20,<2")
    'alembic >= 1.20, < 2'
    """
    return re.sub(r"\s*([<>]=?)", r" \1 ", requirement)


def test_the_reference_is_what_help_says() -> None:
    """docs/cli.md is written by `make docs`, never by hand."""
    script = ROOT / "scripts" / "cli_reference.py"
    result = subprocess.run([sys.executable, str(script), "--check"], check=False, capture_output=True, text=True)

    assert (result.returncode, result.stderr) == (0, "")
    assert all(f"## `etl {command.name}`" in (ROOT / "docs/cli.md").read_text(encoding="utf-8") for command in COMMANDS)
