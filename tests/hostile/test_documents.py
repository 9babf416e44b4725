"""Every hostile document has the verdict that is written beside it, within its limits, and costs nobody else anything."""

import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from etl import parse, pipeline
from etl.engines import MIB, Limits
from etl.extract.archives import SEPARATOR
from etl.load.database import open_database
from etl.models import Article
from etl.pipeline import RunSettings, RunSummary, run
from etl.process import warm_up
from etl.schema import articles, documents, rejections
from tests.hostile.documents import DATES, HOSTILE, IS_FULL, STORY_FILE, Hostile

pytestmark = pytest.mark.timeout(0 if IS_FULL else 600)
"""The first test waits for all documents, on a machine that may be busy."""

NOW = datetime(2026, 11, 20, tzinfo=UTC)
LIMITS = Limits(seconds=20, memory_bytes=1024 * MIB)
NEIGHBOURS = 20
FORBIDDEN_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec")
FORBIDDEN_MODES = ("w", "a", "x", "+")


def warm_up_and_forbid() -> None:
    """Prepare workers that die where they ask for a socket, start a program or open a file to write."""
    warm_up()
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    if event in FORBIDDEN_EVENTS:
        raise SystemExit(event)
    if event == "open" and isinstance(arguments[1], str) and any(sign in arguments[1] for sign in FORBIDDEN_MODES):
        is_our_own = str(arguments[0]).startswith("/proc/self/")
        if not is_our_own:
            raise SystemExit(f"{event} {arguments[0]}")


@pytest.fixture(scope="module")
def server() -> Iterator[socket.socket]:
    """Listen on a port that nobody may connect to, from C either."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)  # noqa: FBT003 - its only parameter
        yield listening


@pytest.fixture(scope="module")
def ingested(server: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunSummary, str, Path]]:
    """Ingest all of them in one run, with honest neighbours, by workers that may open nothing."""
    home = tmp_path_factory.mktemp("hostile")
    raw = home / "in" / "raw"
    raw.mkdir(parents=True)
    (home / "secret").write_text("机密")
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
    for hostile in HOSTILE:
        content = hostile.make().replace(b"SERVER", address.encode())
        (raw / hostile.name).write_bytes(content.replace(b"'SECRET'", f"'{(home / 'secret').as_uri()}'".encode()))
    for number in range(NEIGHBOURS):
        (raw / f"neighbour-{number}.txt").write_text(STORY_FILE)
    url = f"sqlite:///{home}/hostile.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "warm_up", warm_up_and_forbid)
        patch.chdir(home / "in")
        yield run(["raw"], RunSettings(url, workers=2, limits=LIMITS), now=NOW), url, home


@pytest.fixture(scope="module")
def verdicts(ingested: tuple[RunSummary, str, Path]) -> dict[str, set[str]]:
    """What became of each file, its members taken together."""
    found: dict[str, set[str]] = {}
    with open_database(ingested[1]) as database, database.reading() as connection:
        loaded = select(documents.c.uri).join(articles, articles.c.document_id == documents.c.id)
        rejected = select(documents.c.uri, rejections.c.reason).join(
            rejections, rejections.c.document_id == documents.c.id
        )
        for (uri,) in connection.execute(loaded):
            found.setdefault(_file_of(uri), set()).add("article")
        for uri, reason in connection.execute(rejected):
            found.setdefault(_file_of(uri), set()).add(reason)
    return found


def _file_of(uri: str) -> str:
    return uri.removeprefix("raw/").split(SEPARATOR)[0]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_document_has_its_verdict(hostile: Hostile, verdicts: dict[str, set[str]]) -> None:
    """It is read as far as it is an article, or rejected with the reason that fits, whatever it tries."""
    assert verdicts[hostile.name] == hostile.wanted()


@pytest.mark.parametrize("hostile", DATES, ids=lambda hostile: hostile.name)
def test_a_day_that_is_none_is_nobody_s_date(hostile: Hostile) -> None:
    """What does not exist, is out of all reason or too long gives no day; an hour that clocks skipped gives its day only."""
    [article] = parse(hostile.make(), hostile.name)

    assert isinstance(article, Article)
    assert article.published is None or article.published.instant is None


@pytest.mark.parametrize("name", ["laughs.xml", "quadratic.xml", "xxe-file.xml", "xxe-network.xml"])
def test_entities_of_a_document_s_own_are_not_expanded(name: str) -> None:
    """A feed's title is as long as it is printed: its entities are left as they are, or left out."""
    [hostile] = [hostile for hostile in HOSTILE if hostile.name == name]
    content = hostile.make()
    [article] = parse(content, name)

    assert isinstance(article, Article)
    assert article.title is not None
    assert "青菜" not in article.title
    assert len(article.title) <= 2 + 3 * content.count(b"&a")


@pytest.mark.parametrize(
    "kept",
    ["\U00020bb7\u3400", "\ue000\ue001", "啊" + "\u0301" * 1000, "\\.\\N %s ? :a {0}", "'); DROP TABLE articles; --"],
)
def test_characters_that_others_lose_are_kept(kept: str) -> None:
    """Four-byte characters, private ones, marks by the thousand and what means something to a database are text like any other."""
    [article] = parse(f"{STORY_FILE}\n\n　　牌上写着{kept}。\n".encode(), "a.txt")

    assert isinstance(article, Article)
    assert article.text.endswith(f"牌上写着{kept}。")


def test_nobody_else_is_lost(ingested: tuple[RunSummary, str, Path], verdicts: dict[str, set[str]]) -> None:
    """Every honest neighbour is loaded, the run succeeds, and its sum is right."""
    summary, _, _ = ingested

    assert summary.status == "succeeded"
    assert summary.seen == summary.loaded + summary.updated + summary.unchanged + summary.rejected
    assert all(verdicts[f"neighbour-{number}.txt"] == {"article"} for number in range(NEIGHBOURS))


def test_nothing_is_written_outside_and_nobody_is_called(
    ingested: tuple[RunSummary, str, Path], server: socket.socket
) -> None:
    """Beside the database there is nothing that was not there before; no connection waits, no secret was read."""
    _, url, home = ingested

    assert {path.name for path in home.iterdir()} - {"hostile.db-wal", "hostile.db-shm"} <= {
        "in",
        "secret",
        "hostile.db",
        "hostile.db-lock",
    }
    assert [path.name for path in (home / "in").iterdir()] == ["raw"]
    assert len(list((home / "in" / "raw").iterdir())) == len(HOSTILE) + NEIGHBOURS
    with pytest.raises(BlockingIOError):
        server.accept()
    assert "机密".encode() not in Path(url.removeprefix("sqlite:///")).read_bytes()
