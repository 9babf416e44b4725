"""What passes is waited for, once is once, and a run that lost its place ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, select, text

from etl.exceptions import DatabaseInterrupted, DatabaseUnavailable, LockLost
from etl.load import diary, migrate, patience
from etl.load.backend import Rows
from etl.load.database import Database, open_database
from etl.load.diary import Counts
from etl.load.loader import Loader
from etl.schema import articles, documents, paragraphs
from tests.load.conftest import Unguarded
from tests.load.invented import NOW, article, document


def begin(database: Database) -> int:
    """Open a run's row."""
    with database.writing() as connection:
        return diary.begin(connection, started_at=NOW, engine="serial", workers=1, version="0")


def counted(database: Database, run_id: int) -> Counts:
    """Read what a run has counted."""
    with database.reading() as connection:
        return diary.counted(connection, run_id)


def uris(database: Database) -> list[str]:
    """Read the documents' names."""
    with database.reading() as connection:
        return list(connection.execute(select(documents.c.uri).order_by(documents.c.uri)).scalars())


@dataclass(frozen=True, slots=True)
class Forgetful(Database):
    """A database that commits, and whose answer is lost on the way, as often as there are losses left."""

    losses: list[None]

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commit, and say that it is not known."""
        with Database.writing(self) as connection:
            yield connection
        if self.losses:
            self.losses.pop()
            raise DatabaseInterrupted("the connection was lost")


def forgetful(database: Database, losses: int) -> Forgetful:
    """Lose so many answers."""
    return Forgetful(database.name, database.url, database.engine, database.backend, [None] * losses)


@pytest.mark.parametrize("losses", [1, 3])
def test_a_batch_whose_answer_was_lost_is_loaded_once(database: Database, losses: int) -> None:
    """When COMMIT is sent and its answer is lost, the diary is asked: the batch is neither lost nor counted twice."""
    run_id = begin(database)
    loader = Loader(forgetful(database, losses), run_id, NOW, Unguarded())
    loader.load([document("raw/1.html", article()), document("raw/2.html", article())])
    loader.load([document("raw/3.html", article())])

    assert counted(database, run_id) == Counts(loaded=3, articles=3, paragraphs=6)
    assert uris(database) == ["raw/1.html", "raw/2.html", "raw/3.html"]


def test_the_end_of_a_run_is_written_once(database: Database) -> None:
    """The same for the last line: a success that was committed already is not a run taken for dead."""
    run_id = begin(database)
    for _ in range(2):
        with database.writing() as connection:
            diary.finish(connection, run_id, status="succeeded", finished_at=NOW)

    assert [record.status for record in diary.newest(database, 1)] == ["succeeded"]


def test_a_batch_is_written_again_when_the_connection_is_cut(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that ends our session in the middle of a batch costs nothing but time."""
    cuts = iter([True])
    before = counted_documents(postgresql)
    insert = type(postgresql.backend).insert

    def cut_once(self: object, connection: Connection, given: Rows) -> None:
        if given.table is paragraphs and next(cuts, False):
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        insert(postgresql.backend, connection, given)

    monkeypatch.setattr(type(postgresql.backend), "insert", cut_once)
    run_id = begin(postgresql)
    with postgresql.lock() as lock:
        Loader(postgresql, run_id, NOW, lock).load([document("raw/cut.html", article())])

    assert counted(postgresql, run_id) == Counts(loaded=1, articles=1, paragraphs=2)
    assert counted_documents(postgresql) == before + 1


def counted_documents(database: Database) -> int:
    """Count the rows of `documents`."""
    return len(uris(database))


def test_a_file_that_is_busy_is_waited_for(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes to the same SQLite file for longer than a statement waits does not end the run."""
    with sqlite.reading() as connection:
        timeout = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    other = sqlite.writing()
    other.__enter__()
    waits = iter([None, lambda: other.__exit__(None, None, None)])

    def renew(_lock: Unguarded) -> None:
        if then := next(waits, None):
            then()

    monkeypatch.setattr(Unguarded, "renew", renew)
    run_id = -1
    with quick_to_give_up(sqlite):
        with pytest.raises(DatabaseInterrupted, match="busy"), sqlite.writing():
            pass
        loader = Loader(sqlite, run_id, NOW, Unguarded())
        with pytest.raises(LockLost):  # there is no such run, which is known as soon as the file is free
            loader.load([document("raw/1.html", article())])

    assert timeout > 1000


@contextmanager
def quick_to_give_up(database: Database) -> Iterator[None]:
    """Let statements wait for nobody: the pool has one connection for one thread."""
    database.engine.dispose()
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    try:
        yield
    finally:
        database.engine.dispose()


def test_an_interruption_that_lasts_ends_the_run(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends, and the error is the database's own."""
    monkeypatch.setattr(patience, "PATIENCE_S", 0.0)

    def interrupted() -> None:
        raise DatabaseInterrupted("it is away")

    with pytest.raises(DatabaseInterrupted, match="it is away"):
        patience.patiently(Unguarded(), interrupted)


def test_what_does_not_pass_is_not_waited_for() -> None:
    """A full disk ends the run at once."""
    tries: list[None] = []

    def full() -> None:
        tries.append(None)
        raise DatabaseUnavailable("the disk is full")

    with pytest.raises(DatabaseUnavailable, match="full"):
        patience.patiently(Unguarded(), full)
    assert len(tries) == 1


def test_a_run_that_was_taken_for_dead_writes_no_more(database: Database) -> None:
    """When another run has begun, whatever became of the lock, the first one commits neither a batch nor a success."""
    run_id = begin(database)
    loader = Loader(database, run_id, NOW, Unguarded())
    loader.load([document("raw/0.html", article())])
    begin(database)

    with pytest.raises(LockLost, match="another run has begun"):
        loader.load([document("raw/1.html", article())])
    with database.writing() as connection, pytest.raises(LockLost, match="another run has begun"):
        diary.finish(connection, run_id, status="succeeded", finished_at=NOW)
    assert uris(database) == ["raw/0.html"]


def test_a_lock_that_is_lost_in_a_batch_undoes_the_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is the last thing a transaction looks at."""

    def lost(_lock: Unguarded, connection: Connection) -> None:
        assert connection.execute(select(articles.c.id)).all()
        raise LockLost("cut")

    monkeypatch.setattr(Unguarded, "check", lost)
    loader = Loader(database, begin(database), NOW, Unguarded())
    with pytest.raises(LockLost):
        loader.load([document("raw/1.html", article())])

    assert uris(database) == []


def test_a_crash_is_told_at_once(database_url: str) -> None:
    """A run that says it is running while nobody holds the database has crashed; one that holds it has not."""
    with open_database(database_url) as opened:
        migrate.upgrade(opened)
        begin(opened)
        with opened.lock():
            [during] = diary.newest(opened, 1)
        [after] = diary.newest(opened, 1)

    assert (during.status, after.status) == ("running", "crashed")
