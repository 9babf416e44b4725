"""JDBC, which DBeaver, LibreOffice, Tableau and Metabase speak: Debian's drivers, run by `java`."""

import subprocess
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import URL

from tests.clients.questions import (
    CHINESE,
    SAID,
    SERIES,
    VIEWS,
    WEEKLY,
    Answer,
    differences,
    everything_of,
    first_file,
    instant,
    missing,
    program,
)

KINDS = {"date": "day", "text": "text", "timestamptz": "instant"} | dict.fromkeys(
    ("int4", "int8", "integer", "bigint", "numeric"), "number"
)
"""What the two drivers call types."""

DRIVERS = (
    (("/usr/share/java/postgresql.jar",), "libpostgresql-jdbc-java"),
    (("/usr/share/java/sqlite-jdbc.jar", "/usr/share/java/xerial-sqlite-jdbc.jar"), "libxerial-sqlite-jdbc-java"),
)


def test_both_databases_answer_alike(file: Path, tcp_url: URL) -> None:
    """Each view with its columns, types and rows, a weekly series, a Chinese filter."""
    login = urlencode({"user": tcp_url.username or "", "password": tcp_url.password or ""})
    addresses = (
        f"jdbc:sqlite:{file}?date_string_format=yyyy-MM-dd",  # without that option the driver reads no day
        f"jdbc:postgresql://{tcp_url.host}:{tcp_url.port}/{tcp_url.database}?{login}",
    )

    sqlite, postgresql = (ask(address, [WEEKLY, CHINESE, *map(everything_of, VIEWS)]) for address in addresses)

    assert sqlite[0].rows == SERIES
    assert sqlite[1].rows == [(SAID,)]
    assert [differences(ours, other) for ours, other in zip(sqlite, postgresql, strict=True)] == [[]] * len(sqlite)
    assert [len(sqlite[2 + VIEWS.index(view)].rows) for view in ("v_articles", "v_rejections")] == [4, 1]


def ask(address: str, questions: list[str]) -> list[Answer]:
    """Let a Java program ask."""
    java = program("java")
    modules = subprocess.run([java, "--list-modules"], check=True, capture_output=True, text=True).stdout
    if "jdk.compiler" not in modules:
        missing("java cannot run a source file: default-jdk-headless is not installed")
    drivers = ":".join(first_file(places, package) for places, package in DRIVERS)
    command = [java, "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", "-cp", drivers]
    command += [str(Path(__file__).with_name("Ask.java")), address]
    told = subprocess.run(
        command, input="".join(f"{one}\n" for one in questions), capture_output=True, encoding="utf-8", check=False
    )
    assert told.returncode == 0, told.stderr
    return [answer(lines.splitlines()) for lines in told.stdout.removesuffix("\n\n").split("\n\n")]


def answer(lines: list[str]) -> Answer:
    """Read what the program prints."""
    columns = [column.split(":") for column in lines[0].split("\t")[:-1]]
    kinds = tuple((name, KINDS[type_.lower()]) for name, type_ in columns)
    rows = [
        tuple(value(printed, *column) for printed, column in zip(line.split("\t")[:-1], kinds, strict=True))
        for line in lines[1:]
    ]
    return Answer(kinds, rows)


def value(printed: str, name: str, kind: str) -> object:
    """Read a value."""
    if printed == r"\N":
        return None
    if name.endswith("_at"):
        return instant(printed)
    return int(printed) if kind == "number" else printed
