"""zip and tar: names, kinds of member, and what is left of a broken archive."""

import bz2
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.extract.archives import open_documents
from etl.models import RawDocument, RejectedMember

STORY = "渔港复航首日，四十条船赶在潮头出海，码头上的冰厂连夜开机。\n"
PAGES = tuple((f"早报/第{number}版.html", f"<p>{STORY}{number}</p>".encode()) for number in range(4))

Files = tuple[tuple[str, bytes], ...]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: Files, layout: int = tarfile.PAX_FORMAT, encoding: str = "utf-8") -> bytes:
    """Make a tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=layout, encoding=encoding) as archive:
        for name, content in files:
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return buffer.getvalue()


def tarred_as_gnu(files: Files) -> bytes:
    """Make a tar with the long names of GNU."""
    return tarred(files, tarfile.GNU_FORMAT)


def opened(content: bytes) -> list[RawDocument | RejectedMember]:
    """Open an archive called `a`."""
    return list(open_documents(io.BytesIO(content), "a"))


def read(content: bytes) -> Files:
    """Take the documents out of an archive, by their own names."""
    return tuple(
        (found.uri.removeprefix("a!/"), found.content) for found in opened(content) if isinstance(found, RawDocument)
    )


def refused(content: bytes) -> list[tuple[str, str]]:
    """Say what of an archive cannot be had, and why."""
    return [(found.uri, found.error.reason) for found in opened(content) if isinstance(found, RejectedMember)]


MAKERS: tuple[Callable[[Files], bytes], ...] = (zipped, tarred, tarred_as_gnu)

# ------------------------------------------------------------------------------------------------ what is whole


def no_archive(content: bytes) -> bytes:
    """Make sure that bytes are not an archive themselves."""
    return content and b"\0" + content


@pytest.mark.parametrize("make", MAKERS)
@settings(max_examples=30)
@given(
    files=st.lists(
        st.tuples(
            st.text("早报/a ", min_size=1, max_size=150).map(str.strip), st.binary(max_size=2000).map(no_archive)
        ),
        max_size=5,
    )
)
def test_what_is_put_in_comes_out(make: Callable[[Files], bytes], files: list[tuple[str, bytes]]) -> None:
    """Every document comes out as it went in, in its order, long names and empty files included."""
    wanted = tuple((f"{number}{name}x", content) for number, (name, content) in enumerate(files))

    found = read(make((("first.bin", b"\x00"), *wanted)))

    assert found == (("first.bin", b"\x00"), *wanted)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_zip_methods(method: int) -> None:
    """Files are read however the archive packs them."""
    assert read(zipped(PAGES, method)) == PAGES


def test_a_zip_with_large_numbers() -> None:
    """Numbers that stand in extra fields are read, as they must be beyond 4 GiB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in PAGES:
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)

    assert read(buffer.getvalue()) == PAGES


def test_a_directory_with_large_numbers() -> None:
    """Where the directory is may stand before its own end, as it must beyond 4 GiB or 65,535 files."""
    content = zipped(PAGES)
    start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, len(PAGES), len(PAGES), end - start, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    small = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)

    assert read(content[:end] + large + locator + small) == PAGES


def test_a_zip_behind_other_bytes_of_its_own() -> None:
    """A directory whose places are all off by what somebody cut out of the archive still leads to what is left."""
    content = zipped(PAGES, zipfile.ZIP_STORED)
    cut = content.index(b"PK\3\4", 10)

    assert read(content[:cut] + b"PK\3\4 something new " + content[cut:]) == PAGES


def test_folders_and_litter_are_passed_over() -> None:
    """What a desktop leaves in an archive is no document."""
    files = (("早报/", b""), ("__MACOSX/._1.html", b"\0"), ("早报/.DS_Store", b"\0"), *PAGES)

    assert opened(zipped(files)) == [RawDocument(f"a!/{name}", content) for name, content in PAGES]


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
def test_names_without_a_word_on_their_encoding(encoding: str) -> None:
    """Names are read by the evidence of all of them: a Chinese Windows writes GBK and says nothing."""
    names = [f"{name}.html" for name in ("晨報頭版要聞", "漁港復航", "集市開張記", "天氣預報")]
    if encoding == "gbk":
        names = [f"{name}.html" for name in ("晨报头版要闻", "渔港复航", "集市开张记", "天气预报")]
    content = zipped(tuple((f"{number:04}", STORY.encode()) for number in range(len(names))), zipfile.ZIP_STORED)
    for number, name in enumerate(names):
        content = renamed(content, f"{number:04}".encode(), name.encode(encoding))

    assert [name for name, _ in read(content)] == names


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Rename a file in a zip, without the flag that says UTF-8; the directory stays where it says."""
    for signature, size_at, name_at in ((b"PK\3\4", 26, 30), (b"PK\1\2", 28, 46)):
        at = content.index(old) - name_at if signature == b"PK\3\4" else content.rindex(old) - name_at
        head = content[at : at + size_at] + struct.pack("<H", len(new)) + content[at + size_at + 2 : at + name_at]
        content = content[:at] + head + new + content[at + name_at + len(old) :]
    return shifted(content)


def shifted(content: bytes) -> bytes:
    """Write a zip's places anew after a file was renamed."""
    end, start = content.rindex(b"PK\5\6"), content.index(b"PK\1\2")
    places = [at for at in range(start) if content.startswith(b"PK\3\4", at)]
    rows = bytearray(content)
    at = start
    for place in places:
        rows[at + 42 : at + 46] = struct.pack("<L", place)
        name, extra, comment = struct.unpack_from("<3H", rows, at + 28)
        at += 46 + name + extra + comment
    rows[end + 12 : end + 20] = struct.pack("<2L", end - start, start)
    return bytes(rows)


def test_names_of_a_tar_in_gbk() -> None:
    """A tar says nothing of its names' encoding either."""
    assert read(tarred(PAGES, tarfile.GNU_FORMAT, "gbk")) == PAGES


# ------------------------------------------------------------------------------------------------ what is never opened


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_devices_and_pipes_in_a_tar(kind: bytes) -> None:
    """What is no file is refused by name; its neighbours are read."""
    header = tarfile.TarInfo("odd")
    header.type, header.linkname, header.size = kind, "/etc/passwd", 0
    content = tarred_as_gnu(PAGES[:1])[:1024] + header.tobuf() + tarred_as_gnu(PAGES[1:])

    assert refused(content) == [("a!/odd", "unreadable")]
    assert len(read(content)) == len(PAGES)


def test_links_in_a_zip() -> None:
    """A link's content is a path; it is not followed, and is no document either."""
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    buffer = io.BytesIO(zipped(PAGES))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    assert refused(buffer.getvalue()) == [("a!/link", "unreadable")]
    assert read(buffer.getvalue()) == PAGES


def test_encrypted_files_in_a_zip() -> None:
    """What opens with a password only is refused, and says so."""
    content = bytearray(zipped(PAGES))
    for signature, flags_at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(signature) + flags_at] |= 1

    assert refused(bytes(content)) == [(f"a!/{PAGES[0][0]}", "encrypted")]
    assert read(bytes(content)) == PAGES[1:]


def test_a_zip_packed_in_an_unknown_way() -> None:
    """A method that is not read here is told by its number."""
    content = bytearray(zipped(PAGES))
    content[content.index(b"PK\1\2") + 10] = 97

    assert refused(bytes(content)) == [(f"a!/{PAGES[0][0]}", "unreadable")]


@pytest.mark.parametrize(
    "marker", ["[Content_Types].xml", "META-INF/MANIFEST.MF", "META-INF/manifest.xml", "AndroidManifest.xml"]
)
def test_a_zip_that_is_no_archive(marker: str) -> None:
    """Office documents and programs are binary, not archives of documents."""
    assert [
        (found.uri, found.error.reason)
        for found in opened(zipped((("1.xml", b"<x/>"), (marker, b""))))
        if isinstance(found, RejectedMember)
    ] == [("a", "binary")]


# ------------------------------------------------------------------------------------------------ zips of something


def test_an_epub_is_its_pages() -> None:
    """Styles, pictures and the table of contents of a book are no documents."""
    files = (
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", b"<x/>"),
        ("o/1.xhtml", b"<p>1</p>"),
        ("o/book.opf", b"<x/>"),
        ("o/a.css", b"p{}"),
    )

    assert read(zipped(files)) == (("o/1.xhtml", b"<p>1</p>"),)


def test_a_wacz_is_its_warcs() -> None:
    """The pages' text beside the WARCs is the same pages once more."""
    record = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>1</p>"
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://n.example/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (len(record), record)
    )
    files = (("datapackage.json", b"{}"), ("pages/pages.jsonl", b"{}"), ("archive/1.warc", warc))

    assert read(zipped(files)) == (("archive/1.warc!/http://n.example/", b"<p>1</p>"),)


def test_a_zip_with_a_datapackage_is_no_wacz() -> None:
    """Without WARCs in their place it is a zip like another."""
    assert len(read(zipped((("datapackage.json", b"{}"), ("pages/1.html", b"<p>1</p>"))))) == 2


# ------------------------------------------------------------------------------------------------ what is broken


def test_a_damaged_file_in_a_zip() -> None:
    """A checksum that is wrong rejects one file."""
    content = bytearray(zipped(PAGES, zipfile.ZIP_STORED))
    content[content.index(PAGES[1][1]) + 5] ^= 1

    assert refused(bytes(content)) == [(f"a!/{PAGES[1][0]}", "malformed")]
    assert len(read(bytes(content))) == len(PAGES) - 1


def test_a_zip_that_was_cut_off() -> None:
    """Without its directory a zip is read from the front, to where it ends; that more is missing is said once."""
    content = zipped(PAGES, zipfile.ZIP_STORED)
    cut = content[: content.index(PAGES[3][1]) + 10]

    assert read(cut) == PAGES[:3]
    assert refused(cut) == [(f"a!/{PAGES[3][0]}", "malformed"), ("a", "malformed")]


def test_wrong_sizes_in_a_zip() -> None:
    """A file that is longer or shorter than it says is damaged."""
    content = bytearray(zipped(PAGES, zipfile.ZIP_DEFLATED))
    at = content.index(b"PK\1\2") + 24
    content[at : at + 4] = struct.pack("<L", 7)

    assert refused(bytes(content)) == [(f"a!/{PAGES[0][0]}", "malformed")]


def test_a_tar_that_was_cut_off() -> None:
    """The file that was cut is rejected, those before it are read."""
    content = tarred(PAGES, tarfile.GNU_FORMAT)
    cut = content[: content.index(PAGES[2][1]) + 10]

    assert read(cut) == PAGES[:2]
    assert refused(cut) == [(f"a!/{PAGES[2][0]}", "malformed")]


def test_a_broken_header_in_a_tar() -> None:
    """Reading goes on at the next header that is whole."""
    content = bytearray(tarred(PAGES, tarfile.GNU_FORMAT))
    at = content.index(PAGES[1][0].encode())
    content[at] ^= 1

    assert refused(bytes(content)) == [(f"a!/@{at}", "malformed")]
    assert read(bytes(content)) == (PAGES[0], *PAGES[2:])


def test_a_tar_header_that_would_fill_the_memory() -> None:
    """A name of a gigabyte is no name."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 30

    assert refused(header.tobuf() + b"\0" * 2048) == [("a", "malformed")]


@pytest.mark.parametrize("make", MAKERS)
def test_every_truncation_gives_something(make: Callable[[Files], bytes]) -> None:
    """However many bytes are missing, what is whole is read and nothing breaks."""
    content = make(PAGES)

    for size in range(0, len(content), max(1, len(content) // 60)):
        assert set(read(content[:size])) <= {*PAGES, ("a", content[:size])}


# ------------------------------------------------------------------------------------------------ one file, packed


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_packed_documents_keep_their_name(pack: Callable[[bytes], bytes]) -> None:
    """A layer of compression is no container."""
    content = STORY.encode() * 1000

    assert opened(pack(content) + pack(content)) == [RawDocument("a", content * 2)]
