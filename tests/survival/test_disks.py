"""The disk is full in five places, one at a time: the run fails, or never notices; once there is room, nothing is lost."""

import gzip
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from etl import pipeline
from etl.exceptions import RunError
from etl.load import patience
from etl.pipeline import RunSettings, RunSummary
from tests.postgresql_server import Server, new_database, own_server
from tests.survival.conftest import Trials, Undisturbed
from tests.survival.trials import (
    IS_FULL,
    NOW,
    Digest,
    World,
    digest,
    ended,
    examine,
    forked,
    in_batches,
    on_server,
    on_server_alone,
    put,
    recover,
    run,
    story,
    write,
)

KIB = 1024
SIZES = 10
"""So much room, one more step each time, is left in the long form."""

in_the_long_form_only = pytest.mark.skipif(not IS_FULL, reason="takes long: make survive")


@dataclass(frozen=True, slots=True)
class Disk:
    """A small disk in memory."""

    folder: Path

    def grow(self) -> None:
        """Make room."""
        subprocess.run(["mount", "-o", "remount,size=256m", str(self.folder)], check=True)

    def fill(self, but: int) -> Path:
        """Fill it with a file, but for so many KiB."""
        ballast = self.folder / "ballast"
        free = shutil.disk_usage(self.folder).free - but * KIB
        with suppress(OSError), ballast.open("wb") as file:  # whoever else writes here is quicker, perhaps
            file.write(bytes(max(0, free)))
        return ballast


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Disk]:
    """Mount a small disk, which only root may."""
    with tempfile.TemporaryDirectory(prefix="disk") as folder:
        _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder)
        try:
            yield Disk(Path(folder))
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def lying_on(disk: Disk, path: Path) -> Iterator[None]:
    """Have one file on a disk of its own, under its old name: a link would be followed, and its neighbours looked for there."""
    path.touch()
    shutil.copy(path, disk.folder / path.name)
    _mount("--bind", str(disk.folder / path.name), str(path))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def _mount(*arguments: str) -> None:
    if os.geteuid() != 0 or subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a small disk")


def kib(path: Path) -> int:
    """Measure a file, in KiB."""
    return -(-path.stat().st_size // KIB)


# ------------------------------------------------------------------------------------------------ SQLite

SQLITE_PLACES = ("everything", "the file", "the log")


@pytest.mark.parametrize("place", SQLITE_PLACES)
def test_the_disk_of_sqlite_is_full(
    place: str, sqlite_world: World, expected_on_sqlite: Digest, trials: Trials, tmp_path: Path
) -> None:
    """The database's file, its log, or both with its index, cannot grow: what was committed is there, the rest follows."""
    failed = 0
    for number in trials(1, SIZES):
        with ExitStack() as stack:
            url = stack.enter_context(sqlite_world.copy(tmp_path / str(number)))
            file = Path(str(make_url(url).database))
            extra = 24 + 8 * number if place != "the file" else 4 * number
            disk = stack.enter_context(small_disk(extra + (0 if place == "the log" else kib(file))))
            match place:
                case "everything":
                    url = f"sqlite:///{shutil.copy(file, disk.folder / file.name)}"
                case "the file":
                    stack.enter_context(lying_on(disk, file))
                case _:
                    stack.enter_context(lying_on(disk, file.with_name(f"{file.name}-wal")))
            failed += ended(forked(partial(in_batches, url))) != 0
            disk.grow()  # to be read, too, SQLite wants its index
            assert examine(url) == []
            recover(url, expected_on_sqlite)
    assert failed or place == "the file"  # whose room is asked for when the log is emptied, which may wait


def test_a_file_may_not_grow(sqlite_world: World, expected_on_sqlite: Digest, trials: Trials, tmp_path: Path) -> None:
    """The same by a limit of the system, for whoever may not mount a disk."""
    failed = 0
    for number in trials(1, 2 * SIZES):
        with sqlite_world.copy(tmp_path / str(number)) as url:
            size = Path(str(make_url(url).database)).stat().st_size
            most = (16 + 4 * number) * KIB if number < SIZES else size + 4 * (number - SIZES) * KIB
            failed += ended(forked(partial(limited, url, most))) != 0
            assert examine(url) == []
            recover(url, expected_on_sqlite)
    assert failed


def limited(url: str, most: int) -> None:
    """Run under a limit of bytes in a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    in_batches(url)


# ------------------------------------------------------------------------------------------------ temporary files


def test_the_temporary_folder_is_full(
    sqlite_world: World, trials: Trials, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive whose copy finds no room ends the run, and is not blamed for it; the next run reads it."""
    packed(tmp_path / "packed")
    monkeypatch.chdir(tmp_path)
    for number in trials(1, SIZES):
        url, quiet = (f"sqlite:///{tmp_path}/{name}{number}.db" for name in ("disturbed", "quiet"))
        with small_disk(4 + 2000 * number) as disk, monkeypatch.context() as patch:
            patch.setattr(tempfile, "tempdir", str(disk.folder))
            with pytest.raises(RunError, match="no room for a temporary copy"):
                over_packed(url)
        over_packed(url)
        over_packed(quiet)

        assert digest(url) == digest(quiet)
        assert examine(url) == []


def packed(folder: Path) -> None:
    """Write an archive in an archive, too large to be unpacked in memory, and a file beside it."""
    folder.mkdir()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("1.txt", story(1, "今日"))
        archive.writestr("noise", random.Random(23).randbytes(20 * KIB * KIB))
        archive.writestr("2.txt", story(2, "今日"))
    (folder / "packed.zip.gz").write_bytes(gzip.compress(inner.getvalue(), 0))
    put(folder / "3.txt", story(3, "今日"), 1)


def over_packed(url: str) -> RunSummary:
    """Run over them."""
    return pipeline.run(["packed"], RunSettings(url, workers=0), now=NOW)


# ------------------------------------------------------------------------------------------------ PostgreSQL


@in_the_long_form_only
def test_the_disk_of_the_server_s_tables_is_full(
    broken_server: Server, postgresql_world: World, undisturbed: Undisturbed, trials: Trials
) -> None:
    """A tablespace that cannot grow: what was committed is there, the rest follows when there is room."""
    expected = undisturbed(postgresql_world)
    server, codes = broken_server.url, []
    for number in trials(1, SIZES):
        with small_disk(64 * KIB) as disk:
            if broken_server.user is not None:
                shutil.chown(disk.folder, broken_server.user)
            on_server_alone(server, f"CREATE TABLESPACE small{number} LOCATION '{disk.folder}'")
            with new_database(server, template=str(postgresql_world.template.database)) as url:
                on_server_alone(server, f"ALTER DATABASE {make_url(url).database} SET TABLESPACE small{number}")
                ballast = disk.fill(but=16 * number)
                codes.append(ended(forked(partial(in_batches, url))))
                assert examine(url) == []
                ballast.unlink()
                recover(url, expected)
            on_server_alone(server, f"DROP TABLESPACE small{number}")
    assert any(codes)


@in_the_long_form_only
def test_the_disk_of_the_server_s_log_is_full(
    broken_server: Server, postgresql_world: World, undisturbed: Undisturbed, trials: Trials, tmp_path: Path
) -> None:
    """The server gives up, and must be started by whoever made room; what it had answered is there, the rest follows."""
    expected = undisturbed(postgresql_world)
    settings = {"full_page_writes": "on", "wal_recycle": "off", "min_wal_size": "2MB", "synchronous_commit": "on"}
    codes = []
    with small_disk(64 * KIB) as disk:
        (disk.folder / "wal").mkdir()
        with own_server(disk.folder / "wal", **settings) as server, new_database(server.url) as template:
            write(postgresql_world.raw, 1)
            run(template)
            write(postgresql_world.raw, 2)
            world = World("postgresql", make_url(template), postgresql_world.raw, server.url)
            for number in trials(1, SIZES):
                with world.copy(tmp_path) as url:
                    on_server_alone(server.url, "CHECKPOINT")
                    used = f"SELECT pg_logical_emit_message(false, 'trial', repeat('x', {100 * KIB * number}))"
                    on_server(server.url, used)
                    ballast = disk.fill(but=0)
                    codes.append(ended(forked(partial(with_little_patience, url))))
                    ballast.unlink()
                    server.come_back()
                    assert examine(url) == []
                    recover(url, expected)
    assert any(codes)


def with_little_patience(url: str) -> None:
    """Run, and wait no longer than a server needs that can come back."""
    patience.PATIENCE_S = 3.0  # the process is ours alone
    in_batches(url)
