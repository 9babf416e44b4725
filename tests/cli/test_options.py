"""Options that several commands share."""

from pathlib import Path

import pytest

from etl.cli.options import with_password
from etl.exceptions import UsageError


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a file with a password in the environment."""
    path = tmp_path / "password"
    path.write_text("p@ss/w:rd%41\n", encoding="utf-8")
    monkeypatch.setenv("ETL_DATABASE_PASSWORD_FILE", str(path))
    return path


def test_a_password_file_completes_the_url(secret: Path) -> None:
    """The password is escaped as a URL wants it, without the line end that editors add."""
    assert with_password("postgresql+psycopg://etl@db/etl") == "postgresql+psycopg://etl:p%40ss%2Fw%3Ard%2541@db/etl"


def test_a_url_with_a_password_keeps_it(secret: Path) -> None:
    """What is said on the spot is stronger than the environment."""
    assert with_password("postgresql+psycopg://etl:own@db/etl") == "postgresql+psycopg://etl:own@db/etl"


def test_sqlite_needs_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is not even looked at for a database without passwords."""
    monkeypatch.setenv("ETL_DATABASE_PASSWORD_FILE", str(tmp_path / "missing"))

    assert with_password("sqlite:///etl.db") == "sqlite:///etl.db"


def test_without_a_password_file_the_url_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is a URL at all, the database will say."""
    monkeypatch.delenv("ETL_DATABASE_PASSWORD_FILE", raising=False)

    assert with_password("nonsense") == "nonsense"


def test_a_missing_password_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that was not mounted is told by its path."""
    monkeypatch.setenv("ETL_DATABASE_PASSWORD_FILE", str(tmp_path / "missing"))

    with pytest.raises(UsageError, match="missing"):
        with_password("postgresql+psycopg://etl@db/etl")


def test_what_is_no_url_is_refused(secret: Path) -> None:
    """A typo is told as one."""
    with pytest.raises(UsageError, match="the database URL cannot be read"):
        with_password("nonsense")
