"""A run over addresses, the whole way: pages and archives on a server, rows in both databases, secrets in neither."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from etl.cli import cli
from etl.load.database import open_database
from etl.pipeline import RunSettings, run
from etl.schema import articles, documents
from tests.web_server import Answer, Site, serving

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
PAGE = (
    "<html><head><title>渡口增班</title></head><body><h1>渡口增班</h1><p>2026年11月18日</p>"
    "<p>渡口今日增开两班船，往返各一趟，票价不变，老人和孩子半价。</p></body></html>"
)
ANSWERS = {
    "/a.html?token=s3cret": Answer(PAGE.encode("gbk"), "text/html; charset=gbk"),
    "/feed.jsonl": Answer(b'{"title": "a", "content": "b c d."}\n' * 2, "application/json"),
    "/gone.html": Answer(b"", status=410),
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the machine's is not asked for what lies on the machine itself."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def addresses(site: Site) -> list[str]:
    """Everything on the site, with a password."""
    return [site.url.replace("://", "://reader:s3cret@") + path for path in ANSWERS]


@pytest.mark.parametrize("workers", [0, 2])
def test_addresses_become_rows_and_stay_unchanged(database_url: str, workers: int) -> None:
    """Documents elsewhere are loaded, known by their content the second time, and rejected where they cannot be had."""
    with serving(ANSWERS) as site:
        first, second = (run(addresses(site), RunSettings(database_url, workers), now=NOW) for _ in range(2))

    assert (first.seen, first.loaded, first.rejected, first.articles) == (3, 2, 1, 3)
    assert (second.seen, second.unchanged) == (3, 3)
    with open_database(database_url) as database, database.reading() as connection:
        found = connection.execute(select(documents.c.uri, documents.c.status).order_by(documents.c.uri)).all()
        urls = set(connection.execute(select(articles.c.url)).scalars())
    expected = [("/a.html", "loaded"), ("/feed.jsonl", "loaded"), ("/gone.html", "rejected")]
    assert found == [(site.url + path, status) for path, status in expected]
    assert urls >= {f"{site.url}/a.html"}


def test_no_table_holds_a_secret(sqlite_url: str) -> None:
    """Not the documents, not the rejections, not the diary."""
    with serving(ANSWERS) as site:
        run(addresses(site), RunSettings(sqlite_url), now=NOW)

    with open_database(sqlite_url) as database, database.reading() as connection:
        held = [tuple(row) for table in documents.metadata.tables.values() for row in connection.execute(select(table))]
    assert "127.0.0.1" in str(held)
    assert "s3cret" not in str(held)


def test_show_tells_the_story_of_an_address() -> None:
    """`etl show` takes what `etl run` takes, and tells no secret either."""
    with serving(ANSWERS) as site:
        result = CliRunner().invoke(cli, ["show", addresses(site)[0]])

    assert result.exit_code == 0
    assert f"{site.url}/a.html" in result.stdout
    assert "渡口增班" in result.stdout
    assert "s3cret" not in result.output
