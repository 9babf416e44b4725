"""Discovery: which documents a user's words mean, and how each is named."""

import os
import sys
from pathlib import Path

import pytest

from etl.exceptions import Unreadable, UsageError
from etl.extract import read
from etl.extract.discover import discover


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *names: str) -> None:
    """Write files, and the folders they lie in."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("渔港复航。", encoding="utf-8")


def uris(*paths: str) -> list[str]:
    """The uris of everything discovered."""
    return [ref.uri for ref in discover(paths)]


def test_a_folder_is_listed_sorted_and_deep(folder: Path) -> None:
    """A folder's files come sorted by name, then its folders'."""
    write(folder, "raw/b.txt", "raw/a.txt", "raw/旧/c.html", "raw/新/d.html")

    assert uris("raw") == ["raw/a.txt", "raw/b.txt", "raw/新/d.html", "raw/旧/c.html"]


def test_hidden_files_and_leftovers_are_passed_over(folder: Path) -> None:
    """What nobody put there to be read is not read."""
    write(
        folder,
        "raw/a.txt",
        "raw/.DS_Store",
        "raw/.git/config",
        "raw/a.txt~",
        "raw/.a.txt.swp",
        "raw/#a.txt#",
        "raw/b.part",
    )

    assert uris("raw") == ["raw/a.txt"]


def test_a_hidden_file_named_directly_is_read(folder: Path) -> None:
    """The user's word goes before our manners."""
    write(folder, ".draft.md")

    assert uris(".draft.md") == [".draft.md"]


def test_a_document_named_twice_appears_once(folder: Path) -> None:
    """A file, its folder, a pattern and a detour mean one document."""
    write(folder, "raw/a.txt")

    assert uris("raw/a.txt", "raw", "raw/*.txt", "./raw/../raw/a.txt", str(folder / "raw" / "a.txt")) == ["raw/a.txt"]


def test_a_pattern_is_expanded_and_sorted(folder: Path) -> None:
    """Patterns may reach into folders; hidden matches stay hidden."""
    write(folder, "raw/b.md", "raw/a.md", "raw/x/c.md", "raw/a.txt")

    assert uris("raw/**/*.md") == ["raw/a.md", "raw/b.md", "raw/x/c.md"]


def test_a_name_that_exists_is_no_pattern(folder: Path) -> None:
    """Square brackets in a file name are part of the name."""
    write(folder, "[快讯] 新桥通车.md", "快.md")

    assert uris("[快讯] 新桥通车.md") == ["[快讯] 新桥通车.md"]


def test_outside_the_working_folder_a_uri_is_absolute(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two runs from different folders name a document outside both in the same way."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, "a.txt")

    assert uris(str(elsewhere)) == [(elsewhere / "a.txt").as_posix()]


@pytest.mark.parametrize("path", ["missing.txt", "missing/*.txt", ""])
def test_what_does_not_exist_is_refused_in_one_line(folder: Path, path: str) -> None:
    """A path nobody has, a pattern that matches nothing and an empty word are mistakes of the call, named in one line."""
    with pytest.raises(UsageError) as caught:
        uris(path)

    assert path in str(caught.value)
    assert "\n" not in str(caught.value)


def test_links_are_followed_but_not_around(folder: Path) -> None:
    """A linked folder is listed, a link that leads back up is not followed for ever."""
    write(folder, "kept/a.txt", "raw/b.txt")
    (folder / "raw" / "linked").symlink_to(folder / "kept")
    (folder / "raw" / "up").symlink_to(folder / "raw")
    (folder / "raw" / "dangling").symlink_to(folder / "gone")

    assert uris("raw") == ["raw/b.txt", "raw/linked/a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_passed_over_but_rejected_when_named(folder: Path) -> None:
    """Reading a pipe would wait for ever: in a folder it is no document, named directly it is an unreadable one."""
    (folder / "raw").mkdir()
    os.mkfifo(folder / "raw" / "pipe")

    assert uris("raw") == []
    [ref] = discover(["raw/pipe"])
    with pytest.raises(Unreadable):
        read(ref)


@pytest.mark.skipif(sys.platform != "linux", reason="the file system insists on text in names")
def test_names_that_are_no_text_survive(folder: Path) -> None:
    """A name in GBK bytes is escaped in its uri, reversibly, and can still be opened."""
    for name in (b"5% " + "快.txt".encode("gbk"), b"100%.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes("渔港复航。".encode())

    refs = list(discover(["."]))

    assert [ref.uri for ref in refs] == ["100%.txt", "5%25 %BF%EC.txt"]
    assert [read(ref).content.decode() for ref in refs] == ["渔港复航。"] * 2
    assert all(ref.uri.encode() for ref in refs)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_folder_is_a_document_that_cannot_be_read(folder: Path) -> None:
    """What may not be listed is not passed over in silence."""
    write(folder, "raw/closed/a.txt", "raw/b.txt")
    (folder / "raw" / "closed").chmod(0)

    refs = list(discover(["raw"]))
    (folder / "raw" / "closed").chmod(0o700)

    assert [ref.uri for ref in refs] == ["raw/b.txt", "raw/closed"]
