"""One run at a time; whoever dies frees the database."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from etl.exceptions import DatabaseLocked, DatabaseUnavailable
from etl.load.database import Database, open_database

HOLDER = """
import sys, time
from etl.load.database import open_database

with open_database(sys.argv[1]) as database, database.lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_once(database_url: str) -> None:
    """The second one is refused at once, told who holds it and since when; afterwards the database is free."""
    with open_database(database_url) as one, open_database(database_url) as other:
        with (
            one.lock(),
            pytest.raises(DatabaseLocked, match=rf"process {os.getpid()} on .*, since 20.* UTC"),
            other.lock(),
        ):
            pass

        with other.lock():
            pass


def test_a_lock_is_free_as_soon_as_it_is_given_back(postgresql: Database) -> None:
    """A run that begins the moment another ends is not refused: nothing is left for the server to notice."""
    for _ in range(20):
        with postgresql.lock():
            pass


def test_a_server_that_ends_takes_the_lock_along(postgresql: Database) -> None:
    """When the connection that holds the lock is cut, giving it back is no error of its own."""
    with postgresql.lock(), postgresql.reading() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'etl, process %'"
        connection.execute(text(cut))

    assert freed(postgresql)


def test_a_lock_ends_with_an_error(database_url: str) -> None:
    """An exception inside the block frees the database."""
    with open_database(database_url) as database:
        with pytest.raises(ZeroDivisionError), database.lock():
            raise ZeroDivisionError

        with database.lock():
            pass


def test_a_killed_holder_holds_nothing(database_url: str) -> None:
    """SIGKILL leaves no lock behind: nobody has to unlock anything by hand."""
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with (
        subprocess.Popen(
            [sys.executable, "-c", HOLDER, database_url], stdout=subprocess.PIPE, text=True, env=environment
        ) as holder,
        open_database(database_url) as database,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseLocked, match=f"process {holder.pid} "), database.lock():
            pass
        holder.kill()
        holder.wait()

        assert freed(database)


def freed(database: Database) -> bool:
    """Take the lock, waiting a little: a server notices in its own time that somebody is gone."""
    deadline = time.monotonic() + 5
    while True:
        try:
            with database.lock():
                return True
        except DatabaseLocked:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)


def test_the_lock_of_one_database_is_not_another_s(tmp_path: Path) -> None:
    """Two databases may be loaded at the same time."""
    one, two = (f"sqlite:///{tmp_path}/{name}.db" for name in ("one", "two"))
    with open_database(one) as first, open_database(two) as second, first.lock(), second.lock():
        pass


def test_two_names_of_one_file_are_one_lock(tmp_path: Path) -> None:
    """A link to a database is locked with it."""
    (tmp_path / "link.db").symlink_to(tmp_path / "news.db")
    news, link = (f"sqlite:///{tmp_path}/{name}.db" for name in ("news", "link"))
    with (
        open_database(news) as one,
        open_database(link) as other,
        one.lock(),
        pytest.raises(DatabaseLocked),
        other.lock(),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    """Where no lock file can be made, the reason is said."""
    (tmp_path / "news.db").touch()
    tmp_path.chmod(0o555)
    with (
        open_database(f"sqlite:///{tmp_path}/news.db") as database,
        pytest.raises(DatabaseUnavailable),
        database.lock(),
    ):
        pass
