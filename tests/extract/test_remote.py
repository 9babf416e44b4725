"""Addresses: what they mean, what they are called, and what is never told of them."""

import gzip
import io
import socket
import sys
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from etl.exceptions import MissingExtra, Rejected, RunError, UsageError
from etl.extract import expand, remote
from etl.extract.discover import discover
from etl.models import RawDocument, RejectedMember, Task
from etl.process import process
from tests.web_server import Answer, serving

PAGE = "<html><head><title>渡口增班</title></head><body><p>渡口今日增开两班船，往返各一趟。</p></body></html>"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the machine's is not asked for what lies on the machine itself."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def store() -> Iterator[fsspec.AbstractFileSystem]:
    """A service in memory with folders, empty."""
    store = fsspec.filesystem("memory")
    store.store.clear()
    store.pseudo_dirs[:] = [""]
    yield store
    store.store.clear()


def put(store: fsspec.AbstractFileSystem, *names: str, content: bytes = PAGE.encode()) -> None:
    """Put documents into the service."""
    for name in names:
        store.pipe_file(f"/{name}", content)


def uris(*paths: str) -> list[str]:
    """The names of everything discovered."""
    return [ref.uri for ref in discover(paths)]


def tasks(*paths: str) -> list[Task]:
    """Everything discovered, fetched."""
    return list(chain.from_iterable(map(expand, discover(paths))))


def packed(**members: str) -> bytes:
    """A zip in memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


# ------------------------------------------------------------------------------------------------ what an address means


def test_a_folder_elsewhere_is_listed_as_one_here(store: fsspec.AbstractFileSystem) -> None:
    """Deep, sorted, each document once, without what is hidden or left over."""
    put(store, "raw/b.html", "raw/旧/c.html", "raw/a.html", "raw/.hidden", "raw/a.html~", "other/d.html")

    found = ["memory://raw/a.html", "memory://raw/b.html", "memory://raw/旧/c.html"]
    assert uris("memory://raw") == uris("memory://raw/", "memory://raw/a.html") == found


def test_a_pattern_elsewhere_is_expanded(store: fsspec.AbstractFileSystem) -> None:
    """Patterns reach into folders; a name that exists is no pattern."""
    put(store, "raw/b.html", "raw/x/a.html", "raw/a.txt", "raw/[1].md")

    assert uris("memory://raw/**/*.html") == ["memory://raw/b.html", "memory://raw/x/a.html"]
    assert uris("memory://raw/[1].md") == ["memory://raw/[1].md"]


@pytest.mark.parametrize(
    "address", ["memory://raw/none.html", "memory://raw/*.none", "nosuch://host/a", "zip://a::memory://b"]
)
def test_what_is_nowhere_is_refused_in_one_line(store: fsspec.AbstractFileSystem, address: str) -> None:
    """A document nobody has, a pattern that matches nothing, a kind nobody knows: mistakes of the call."""
    put(store, "raw/a.html")
    with pytest.raises(UsageError) as caught:
        uris(address)

    assert address in str(caught.value)


def test_documents_and_archives_elsewhere_are_read_like_those_here(store: fsspec.AbstractFileSystem) -> None:
    """Bytes, names and members are the same; a packed document keeps its name."""
    put(store, "raw/a.html", "raw/c.html")
    put(store, "raw/b.zip", content=packed(一="渡口增班", 二="渡口停航"))
    put(store, "raw/c.html.gz", content=gzip.compress(PAGE.encode()))
    put(store, "raw/d.html", content=b"")

    found = {task.uri: task.content for task in tasks("memory://raw") if isinstance(task, RawDocument)}
    assert found == {
        "memory://raw/a.html": PAGE.encode(),
        "memory://raw/b.zip!/一": "渡口增班".encode(),
        "memory://raw/b.zip!/二": "渡口停航".encode(),
        "memory://raw/c.html": PAGE.encode(),
        "memory://raw/c.html.gz": PAGE.encode(),
        "memory://raw/d.html": b"",
    }


def test_limits_hold_for_archives_elsewhere(store: fsspec.AbstractFileSystem) -> None:
    """A bomb is a bomb, though nobody says beforehand how large its file is."""
    put(store, "bomb.gz", content=gzip.compress(bytes(80 * 1024 * 1024)))

    [task] = tasks("memory://bomb.gz")
    assert isinstance(task, RejectedMember)
    assert task.error.reason == "too_large"


# ------------------------------------------------------------------------------------------------ web servers


def test_a_page_is_asked_for_once_and_keeps_what_its_server_says() -> None:
    """One request; the declared charset is evidence, the address a statement; what slows down a lookup is not asked."""
    with serving({"/a.html?id=7": Answer(PAGE.encode("gbk"), "text/html; charset=GBK")}) as site:
        [task] = tasks(f"{site.url}/a.html?id=7")

    assert isinstance(task, RawDocument)
    assert (task.uri, task.charset) == (f"{site.url}/a.html?id=7", "GBK")
    assert [(said.field, said.value) for said in task.statements] == [("url", task.uri)]
    assert site.asked == [("GET", "/a.html?id=7", None)]
    assert process(task).outcomes[0].origin.encoding == "gb18030"


def test_an_archive_on_a_server_without_ranges_is_read() -> None:
    """A zip's directory stands at its end, and the server only sends from the beginning."""
    with serving({"/a.zip": Answer(packed(一="渡口增班"), "application/zip")}) as site:
        [task] = tasks(f"{site.url}/a.zip")

    assert isinstance(task, RawDocument)
    assert (task.uri, task.content) == (f"{site.url}/a.zip!/一", "渡口增班".encode())


def test_a_pattern_is_looked_up_among_a_pages_links() -> None:
    """Servers list nothing; a page that links to its neighbours is a list."""
    index = '<a href="a.html">一</a> <a href="b.html">二</a> <a href="c.txt">三</a>'
    answers = {"/day/": Answer(index.encode()), "/day/a.html": Answer(b"a"), "/day/b.html": Answer(b"b")}
    with serving(answers) as site:
        found = uris(f"{site.url}/day/*.html")

    assert found == [f"{site.url}/day/a.html", f"{site.url}/day/b.html"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(Answer(b"", status=404), "does not exist", id="gone"),
        pytest.param(Answer(b"", status=403), "answers 403", id="forbidden"),
        pytest.param(Answer(b"", status=500), "answers 500", id="broken"),
        pytest.param(Answer(PAGE.encode(), missing=100), "cannot be read on", id="cut off"),
    ],
)
def test_a_page_that_cannot_be_had_is_a_row_and_tells_no_secret(answer: Answer, why: str) -> None:
    """The password reaches the server and nobody else."""
    with serving({"/a.html?token=s3cret2": answer}) as site:
        address = site.url.replace("://", "://reader:s3cret@") + "/a.html?token=s3cret2"
        [ref] = discover([address])
        [task] = expand(ref)

    assert isinstance(task, RejectedMember)
    assert (task.uri, task.error.reason) == (f"{site.url}/a.html", "unreadable")
    assert why in str(task.error)
    assert site.asked[0][2] is not None
    assert "s3cret" not in f"{ref!r} {task!r} {process(task)!r}"


def test_a_server_that_is_not_there_is_a_row() -> None:
    """Nobody listens: the document is unreadable today."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/a.html"
        [task] = tasks(address)

    assert isinstance(task, RejectedMember)
    assert str(task.error) == f"{address} cannot be read: Connection refused"


# ------------------------------------------------------------------------------------------------ names, secrets, packages


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://u:p%40w@host:8443/a?b=1&token=x&c=2#d", "https://host:8443/a?b=1&c=2#d"),
        ("s3://bucket/a@b/c.html", "s3://bucket/a@b/c.html"),
        ("https://b.example/a.html?X-Amz-Date=2&X-Amz-Credential=me&X-Amz-Signature=f0", "https://b.example/a.html"),
        ("https://b.example/a?sig=f0&tokens=3&keyword=茶", "https://b.example/a?tokens=3&keyword=茶"),
        ("sftp://me@host/raw/a\nb.html", "sftp://host/raw/a%0Ab.html"),
    ],
)
def test_a_document_is_named_by_its_address_without_who_asks(address: str, name: str) -> None:
    """Users, passwords, signatures and tokens are left out, and nothing else is."""
    assert remote.public(address) == name


@given(st.text(st.characters(exclude_characters="/?#", exclude_categories=["Cs"]), min_size=1))
def test_no_password_is_told(password: str) -> None:
    """Whatever it looks like, `@` and `:` among it, the name is that of the document."""
    assert remote.public(f"https://reader:{password}@news.example/a.html") == "https://news.example/a.html"


def test_listing_trouble_ends_the_run_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library says may repeat the address: only its kind of trouble is passed on."""

    def refuse(*_: object) -> object:
        raise PermissionError("no access for memory://me:s3cret@host/raw")

    monkeypatch.setattr(MemoryFileSystem, "isdir", refuse)
    with pytest.raises(RunError) as caught:
        uris("memory://me:s3cret@host/raw")

    assert str(caught.value) == "memory://host/raw cannot be listed: access is denied"
    assert caught.value.__cause__ is None


def test_without_fsspec_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address is no missing file: the message says what to install."""
    monkeypatch.setitem(sys.modules, "fsspec", None)

    with pytest.raises(MissingExtra, match=r"https://yunxi\.example/1: .*'etl\[remote\]'"):
        tasks("https://me:s3cret@yunxi.example/1")


@pytest.mark.parametrize(("address", "package"), [("s3://bucket/raw/", "s3fs"), ("sftp://host/a", "paramiko")])
def test_without_a_services_package_it_is_named(address: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is there, what it needs for this kind of address is not."""
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtra, match=f"pip install {package}"):
        uris(address)


def test_paths_are_no_addresses(tmp_path: Path) -> None:
    """A folder may be called `https:`."""
    folder = tmp_path / "https:"
    folder.mkdir()
    (folder / "a.txt").write_text("渡口增班")

    assert uris(str(folder)) == [f"{folder}/a.txt"]
    assert not any(isinstance(task, Rejected) for task in tasks(str(folder)))
