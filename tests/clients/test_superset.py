"""Superset, over its REST API: both databases by the same questions, and the dashboard that we ship.

It takes minutes and an environment of its own: `make bi` makes that, and says in ETL_SUPERSET where its programs are.
"""

import io
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
import yaml
from sqlalchemy import URL

from tests.clients.questions import ROOT, SAID, SERIES, VIEWS

BUNDLE = ROOT / "dashboards" / "superset"
PATIENCE_S = 900

CONFIGURATION = """\
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = {metadata!r}
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False  # they think of SQLite files on somebody's server
"""


@dataclass(frozen=True, slots=True)
class Superset:
    """A Superset that somebody is logged in to."""

    address: str
    token: str
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    )

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send JSON, get JSON."""
        return self.send(method, path, json.dumps(body).encode(), "application/json")

    def send(self, method: str, path: str, body: bytes, content_type: str) -> Any:  # noqa: ANN401 - JSON
        """Send anything, get JSON; what is refused fails the test with what Superset says."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        request = urllib.request.Request(f"{self.address}/api/v1/{path}", body, headers, method=method)  # noqa: S310 - our own server
        try:
            with self.opener.open(request, timeout=PATIENCE_S) as response:
                return json.load(response)
        except HTTPError as error:
            pytest.fail(f"{method} {path}: {error.code} {error.read().decode(errors='replace')[:2000]}")


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """Start one on this machine alone, with metadata of its own, and stop it by its number."""
    programs = os.environ.get("ETL_SUPERSET")
    if not programs:
        pytest.skip("Superset takes minutes and an environment of its own: make bi")
    with started(Path(programs).absolute(), tmp_path_factory.mktemp("superset")) as running:
        yield running


@contextmanager
def started(programs: Path, folder: Path) -> Iterator[Superset]:
    """Make its metadata and its one user, then serve until the block ends."""
    password = secrets.token_urlsafe()
    configuration = folder / "superset_config.py"
    metadata = f"sqlite:///{folder / 'superset.db'}"
    configuration.write_text(CONFIGURATION.format(secret=secrets.token_urlsafe(42), metadata=metadata))
    environment = os.environ | {
        "FLASK_APP": "superset.app:create_app()",
        "SUPERSET_CONFIG_PATH": str(configuration),
        "SUPERSET_HOME": str(folder),
        "HOME": str(folder),
    }
    environment.pop("PYTHONPATH", None)  # it has another SQLAlchemy than we
    user = ["--username", "tests", "--firstname", "Tests", "--lastname", "Ours", "--email", "tests@news.example"]
    with (folder / "log").open("wb") as log:
        for arguments in (["db", "upgrade"], ["fab", "create-admin", *user, "--password", password], ["init"]):
            command = [str(programs / "superset"), *arguments]
            subprocess.run(command, cwd=folder, env=environment, check=True, stdout=log, stderr=log)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [
            str(programs / "gunicorn"),
            "--bind",
            f"127.0.0.1:{port}",
            "--timeout",
            str(PATIENCE_S),
            "--no-control-socket",
        ]
        server = subprocess.Popen(
            [*command, environment["FLASK_APP"]], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health", server)
            login = {"username": "tests", "password": password, "provider": "db", "refresh": False}
            token = Superset(address, "").ask("POST", "security/login", login)["access_token"]
            yield Superset(address, token)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def wait_for(health: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until it says that it is well."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            urllib.request.urlopen(health, timeout=60).close()  # noqa: S310 - our own server
        except (URLError, TimeoutError, ConnectionError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def test_both_databases_answer_alike(superset: Superset, file: Path, tcp_url: URL) -> None:
    """A connection, a dataset on each view with the same columns and as many rows, a weekly series, a Chinese filter."""
    addresses = addresses_of(file, tcp_url)

    sqlite, postgresql = (ask_everything(superset, address) for address in addresses)

    assert sqlite == postgresql
    assert sqlite.weekly == SERIES
    assert sqlite.said == SAID
    assert (sqlite.rows["v_articles"], sqlite.rows["v_rejections"]) == (4, 1)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_dashboard_that_ships_is_imported(superset: Superset, file: Path, tcp_url: URL, kind: str) -> None:
    """Its charts are there, and what they ask for has an answer."""
    address = addresses_of(file, tcp_url)[kind == "postgresql"]

    import_bundle(superset, address)

    [dashboard] = superset.ask("GET", "dashboard/")["result"]
    charts = superset.ask("GET", f"dashboard/{dashboard['id']}/charts")["result"]
    assert {chart["slice_name"] for chart in charts} == {
        yaml.safe_load(path.read_text())["slice_name"] for path in CHARTS
    }
    answers = {chart["slice_name"]: chart_data(superset, chart["form_data"]) for chart in charts}
    assert sum(row["Articles"] for row in answers["Articles a week"]) == sum(count for *_, count in SERIES)
    assert sum(row["Rejected"] for row in answers["What was damaged, repaired, rejected"]) == 1
    assert answers["Paragraphs that say 诈骗"] == []
    superset.ask("DELETE", f"dashboard/{dashboard['id']}")
    for chart in charts:
        superset.ask("DELETE", f"chart/{chart['id']}")
    forget(superset)


CHARTS = sorted((BUNDLE / "charts").glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Told:
    """What Superset found in a database."""

    columns: dict[str, list[str]]
    rows: dict[str, int]
    weekly: list[tuple[str, str, int]]
    said: int


def addresses_of(file: Path, server: URL) -> tuple[str, str]:
    """Write the addresses as Superset reads them."""
    return f"sqlite:///{file}", server.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def ask_everything(superset: Superset, address: str) -> Told:
    """Connect, make a dataset on each view, ask, and take everything away: its metadata holds a table's name once."""
    connection = {"database_name": "news", "sqlalchemy_uri": address, "expose_in_sqllab": True}
    database = superset.ask("POST", "database/", connection)["id"]
    schema = None if address.startswith("sqlite") else "public"
    datasets = {
        view: superset.ask("POST", "dataset/", {"database": database, "schema": schema, "table_name": view})["id"]
        for view in VIEWS
    }
    described = {view: superset.ask("GET", f"dataset/{number}")["result"] for view, number in datasets.items()}
    articles = {"expressionType": "SIMPLE", "column": {"column_name": "articles"}, "aggregate": "SUM", "label": "n"}
    weekly = data(superset, datasets["v_daily_sources"], {"columns": ["week_start", "source"], "metrics": [articles]})
    said = {"col": "text", "op": "LIKE", "val": "%末班船%"}
    told = Told(
        columns={view: [column["column_name"] for column in one["columns"]] for view, one in described.items()},
        rows={view: count(superset, number) for view, number in datasets.items()},
        weekly=sorted((day(row["week_start"]), row["source"], int(row["n"])) for row in weekly),
        said=count(superset, datasets["v_paragraphs"], said),
    )
    forget(superset)
    return told


def forget(superset: Superset) -> None:
    """Take away datasets and connections."""
    for what in ("dataset", "database"):
        for one in superset.ask("GET", f"{what}/?q=(page_size:100)")["result"]:
            superset.ask("DELETE", f"{what}/{one['id']}")


def count(superset: Superset, dataset: int, *filters: dict[str, str]) -> int:
    """Count a dataset's rows."""
    metric = {"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "n"}
    [row] = data(superset, dataset, {"columns": [], "metrics": [metric], "filters": list(filters)})
    return int(row["n"])


def data(superset: Superset, dataset: int, query: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask what a chart would."""
    body = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [{"row_limit": 1000, **query}],
        "result_format": "json",
        "result_type": "full",
        "force": True,
    }
    [answer] = superset.ask("POST", "chart/data", body)["result"]
    rows: list[dict[str, Any]] = answer["data"]
    return rows


def chart_data(superset: Superset, form: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask for what a chart's form says, as its page would."""
    dataset = int(str(form["datasource"]).partition("__")[0])
    filters = [
        {"col": one["subject"], "op": one["operator"], "val": one["comparator"]}
        for one in form.get("adhoc_filters", [])
    ]
    if form.get("query_mode") == "raw":
        return data(superset, dataset, {"columns": form["all_columns"], "filters": filters})
    columns = [*filter(None, [form.get("x_axis")]), *form["groupby"]]
    return data(superset, dataset, {"columns": columns, "metrics": form["metrics"], "filters": filters})


def day(given: str | float) -> str:
    """Read a day: a text, or milliseconds since 1970."""
    if isinstance(given, str):
        return given[:10]
    return f"{datetime.fromtimestamp(given / 1000, UTC):%Y-%m-%d}"


def import_bundle(superset: Superset, address: str) -> None:
    """Zip the files as they ship, with the database's address in its place, and hand them over."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as bundle:
        for path in sorted(BUNDLE.rglob("*.yaml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            if "sqlalchemy_uri" in content:
                content["sqlalchemy_uri"] = address
            bundle.writestr(f"news/{path.relative_to(BUNDLE).as_posix()}", yaml.safe_dump(content, allow_unicode=True))
    boundary = secrets.token_hex(16)
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="formData"; filename="news.zip"\r\n'
    body = (
        f"{head}Content-Type: application/zip\r\n\r\n".encode() + packed.getvalue() + f"\r\n--{boundary}--\r\n".encode()
    )
    superset.send("POST", "dashboard/import/", body, f"multipart/form-data; boundary={boundary}")
