"""Archives as a whole: names, limits, layers, and what becomes of the hostile ones."""

import gzip
import io
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.archives import Limits, members, open_documents
from etl.extract.archives.members import Names, file_name
from etl.models import RawDocument, RejectedMember

STORY = "周六清晨，城东的集市照常开张。摊主们说，雨后的青菜卖得最快。\n".encode()
BLANKS = b" " * 4 * 1024 * 1024
"""Packs a thousandfold."""


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*files: tuple[str, bytes]) -> bytes:
    """Make a tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files:
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return buffer.getvalue()


def opened(content: bytes, limits: Limits | None = None) -> Iterator[RawDocument | RejectedMember]:
    """Open an archive called `a`."""
    return open_documents(io.BytesIO(content), "a", limits)


def verdicts(content: bytes, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Say of each member whether it is read, or why not."""
    return [
        (found.uri, found.error.reason if isinstance(found, RejectedMember) else "read")
        for found in opened(content, limits)
    ]


# ------------------------------------------------------------------------------------------------ no archive, many layers


def test_what_is_no_archive_is_one_document() -> None:
    """A file that is no archive comes out as it went in."""
    assert list(opened(STORY)) == [RawDocument("a", STORY)]


def test_an_empty_file_is_one_document() -> None:
    """Whether a document may be empty is not for archives to say."""
    assert list(opened(b"")) == [RawDocument("a", b"")]


def test_the_file_stays_open_and_is_given_back() -> None:
    """Whoever opened the file closes it."""
    file = io.BytesIO(zipped(("1.txt", STORY)))

    list(open_documents(file, "a"))

    assert not file.closed


def test_archives_inside_archives_are_opened() -> None:
    """A member's name says the whole way to it."""
    inner = gzip.compress(tarred(("day.zip", zipped(("1.txt", STORY)))))

    assert list(opened(zipped(("month.tar.gz", inner), ("2.txt", b"x")))) == [
        RawDocument("a!/month.tar.gz!/day.zip!/1.txt", STORY),
        RawDocument("a!/2.txt", b"x"),
    ]


def test_the_same_name_twice_is_two_documents() -> None:
    """No member takes another's place."""
    found = list(opened(tarred(("1.txt", b"x"), ("1.txt", b"y"))))

    assert found == [RawDocument("a!/1.txt", b"x"), RawDocument("a!/1.txt#2", b"y")]


def test_an_archive_without_documents_says_so() -> None:
    """Nothing is passed over in silence: an archive of folders is a rejection."""
    assert verdicts(zipped(("folder/", b""))) == [("a", "empty")]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", "a/../../b", "..\\..\\windows", "C:\\x", "a\0b", "a!/b"]
)
def test_a_name_that_leads_elsewhere_is_only_a_name(name: str) -> None:
    """The way out is taken from a path, and what it was can be had back from the name."""
    member = file_name(name)

    assert not member.startswith("/")
    assert ".." not in member.split("/")
    assert not {"\\", "\0"} & set(member)
    assert "!/" not in member
    assert unquote_to_bytes(member).decode() == name


@given(st.binary(max_size=40))
def test_every_name_can_be_had_back(name: bytes) -> None:
    """Escaping loses nothing, whatever bytes a name is made of."""
    assert unquote_to_bytes(file_name(name.decode("utf-8", "surrogateescape"))) == name


@given(st.lists(st.sampled_from(["a", "a#2", "a#2#2", "b"]), max_size=12))
def test_no_two_members_share_a_name(names: list[str]) -> None:
    """Not even those whose own names look like the ones made up."""
    given_out = Names("archive")
    uris = [given_out.uri(name) for name in names]

    assert len(set(uris)) == len(uris)


@given(names=st.lists(st.integers(0, 60).map(str), max_size=80), latest=st.sampled_from([1, 2, 7]))
def test_names_are_remembered_however_many_there_are(names: list[str], latest: int) -> None:
    """The first of a name keeps it, and no other does, wherever the names before are kept by then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "LATEST", latest)
        given_out = Names("a")
        uris = [given_out.uri(name) for name in names]

    firsts = {names.index(name) for name in names}
    assert [place for place, uri in enumerate(uris) if "#" not in uri] == sorted(firsts)
    assert len(set(uris)) == len(uris)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_something_comes_out(content: bytes) -> None:
    """Bytes are a document, or rejected; never nothing, never an error of ours."""
    assert list(opened(content))


# ------------------------------------------------------------------------------------------------ limits


def test_a_gzip_bomb_is_rejected() -> None:
    """A thousandfold is no text."""
    assert verdicts(gzip.compress(BLANKS)) == [("a", "too_large")]


def test_a_bomb_of_archives_is_rejected_before_it_is_unpacked() -> None:
    """Two layers, neither of them beyond the ratio, are stopped by what the outermost file may unpack to."""
    inner = gzip.compress(STORY * 20) * 15
    outer = gzip.compress(inner)
    limits = Limits(ratio=20, free_bytes=0, member_bytes=300 * len(STORY) - 1)

    [found] = opened(outer, limits)

    assert len(inner) / len(outer) < limits.ratio
    assert len(STORY) * 20 * 15 / len(inner) < limits.ratio
    assert isinstance(found, RejectedMember)
    assert str(found.error) == "it unpacks to more than 20 times its size; the rest is not read"


def test_a_zip_bomb_costs_its_neighbours_nothing() -> None:
    """The bomb is rejected, what lies beside it is read."""
    bomb = zipped(("1.txt", STORY), ("bomb.txt", BLANKS), ("2.txt", STORY))

    assert verdicts(bomb) == [("a!/1.txt", "read"), ("a!/bomb.txt", "too_large"), ("a!/2.txt", "read")]


def test_files_that_lie_on_top_of_each_other_are_a_bomb() -> None:
    """A directory that names the same bytes ten thousand times is stopped at the ratio of the whole."""
    content = zipped(("1.txt", STORY * 200), method=zipfile.ZIP_STORED)
    at = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    row, rows = content[at:end], 10_000
    overlapping = (
        content[:at] + row * rows + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, rows, rows, len(row) * rows, at, 0)
    )

    found = verdicts(overlapping, Limits(ratio=10, member_bytes=len(STORY) * 200))

    assert found[-1] == ("a", "too_large")
    assert len(found) < rows


def test_fifty_layers_are_too_deep() -> None:
    """A document under fifty archives is not looked for."""
    content = STORY
    for layer in range(50):
        content = zipped((f"{layer}.zip", content), ("beside.txt", STORY))

    found = verdicts(content)

    assert [reason for _, reason in found].count("too_deep") == 1
    assert [reason for _, reason in found].count("read") == Limits().depth


def test_layers_of_compression_are_layers() -> None:
    """An archive that unpacks to itself for ever is left at the same limit, and costs no more than its first bytes a layer."""
    content = STORY
    for _ in range(50):
        content = gzip.compress(content)

    assert verdicts(content) == [("a", "too_deep")]


def test_too_many_documents_end_the_archive() -> None:
    """The rest is rejected once, under the archive's own name."""
    content = zipped(*((f"{number}.txt", STORY) for number in range(20)))

    assert verdicts(content, Limits(members=3)) == [(f"a!/{number}.txt", "read") for number in range(3)] + [
        ("a", "too_large")
    ]


def test_the_total_counts_over_all_layers() -> None:
    """Many small archives are one large one."""
    inner = zipped(("1.txt", STORY), ("2.txt", STORY))
    content = zipped(*((f"{number}.zip", inner) for number in range(20)))

    found = verdicts(content, Limits(total_bytes=20 * len(STORY)))

    assert found[-1][1] == "too_large"
    assert 5 < len(found) < 40


def test_a_document_that_is_too_large_costs_its_neighbours_nothing() -> None:
    """One document's limit is not the archive's."""
    content = tarred(("1.txt", b"x"), ("large.txt", STORY * 10), ("2.txt", b"y"))

    assert verdicts(content, Limits(member_bytes=len(STORY))) == [
        ("a!/1.txt", "read"),
        ("a!/large.txt", "too_large"),
        ("a!/2.txt", "read"),
    ]


def test_an_archive_inside_that_is_too_large_to_be_copied_is_rejected() -> None:
    """A zip is read from its end, so one in a stream has to be copied first."""
    content = gzip.compress(zipped(("1.txt", STORY)))

    assert verdicts(content, Limits(nested_bytes=50)) == [("a", "too_large")]


def test_nothing_is_written_where_it_can_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one copy that is ever made has no name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = gzip.compress(zipped(("../1.txt", STORY), ("/2.txt", STORY), method=zipfile.ZIP_STORED))

    seen = [sorted(tmp_path.iterdir()) for _ in opened(content, Limits(spool_bytes=1))]

    assert seen == [[], []]
