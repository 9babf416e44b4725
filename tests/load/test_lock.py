"""One run at a time; whoever dies frees the database."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text

from etl.exceptions import DatabaseLocked, DatabaseUnavailable, LockLost
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


def test_a_lock_is_free_before_its_connection_is_closed(postgresql_url: str) -> None:
    """A run that begins the moment another ends is not refused: nothing is left for the server to notice.

    The server notices a closed connection in its own time, mostly soon enough; so this looks before the connection is closed.
    """
    holders: list[str | None] = []
    with open_database(postgresql_url) as database, open_database(postgresql_url) as other:

        @event.listens_for(database.engine, "invalidate")
        @event.listens_for(database.engine, "close")
        def look(*_: object) -> None:
            holders.append(other.holder())

        with database.lock():
            held = other.holder()

    assert held is not None
    assert holders
    assert set(holders) == {None}


def test_a_lock_that_nobody_holds_has_no_holder(database_url: str) -> None:
    """Asking who holds a database is no way of holding it, and names who does."""
    with open_database(database_url) as database:
        before = database.holder()
        with database.lock():
            during = database.holder()

        assert (before, database.holder()) == (None, None)
        assert f"process {os.getpid()} on " in str(during)


def test_a_server_that_ends_takes_the_lock_along(postgresql: Database) -> None:
    """When the connection that holds the lock is cut, giving it back is no error of its own."""
    with postgresql.lock():
        cut_lock(postgresql)

    assert freed(postgresql)


def test_a_lock_that_was_cut_is_found_out_before_the_commit(postgresql: Database) -> None:
    """What is written under a lock that is gone is not committed, and nobody takes the lock again in silence."""
    with postgresql.lock() as lock:
        cut_lock(postgresql)
        with pytest.raises(LockLost, match="cut"), postgresql.writing() as connection:
            lock.check(connection)


def test_a_lock_is_renewed_after_an_interruption(postgresql: Database) -> None:
    """When everything was cut, as by a restart, the lock is taken again, on a new connection."""
    with postgresql.lock() as lock:
        cut_lock(postgresql)
        lock.renew()

        with postgresql.writing() as connection:
            lock.check(connection)

    assert postgresql.holder() is None


def test_a_lock_is_not_renewed_against_another(postgresql_url: str) -> None:
    """Whoever was quicker keeps it, and is named."""
    with open_database(postgresql_url) as one, open_database(postgresql_url) as other, one.lock() as lock:
        cut_lock(other)
        with other.lock(), pytest.raises(DatabaseLocked, match="another run"):
            lock.renew()


def test_a_lock_file_that_was_taken_away_is_found_out(sqlite_url: str) -> None:
    """Without its file, another run could lock another one; so this one commits no more."""
    with open_database(sqlite_url) as database, database.lock() as lock, database.writing() as connection:
        lock.check(connection)
        [file] = Path(str(database.url.database)).parent.glob("*-lock")
        file.unlink()

        with pytest.raises(LockLost, match="taken away"):
            lock.check(connection)


def cut_lock(database: Database) -> None:
    """Terminate the server's process that holds the lock, and wait until it is gone."""
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'etl, process %'"
    with database.reading() as connection:
        assert connection.execute(text(cut)).scalars().all() == [True]


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
