"""What is no text is named and rejected; a text that begins like it is read."""

import gzip
import io
import lzma
import marshal
import pickle
import random
import struct
import tarfile
import zlib

import pytest

from etl import Article, Rejection, parse
from etl.extract.encodings import decode
from tests.extract.test_archives_files import zipped

NOISE = random.Random(11).randbytes(3000)
PROSE = "渔港复航首日，四十条船赶在潮头出海，码头上的冰厂连夜开机。市民可以从老码头一直走到植物园。\n" * 3


def chunks(*parts: tuple[bytes, bytes]) -> bytes:
    """Make the chunks of a RIFF file: names and contents."""
    return b"".join(name + struct.pack("<L", len(content)) + content for name, content in parts)


def dbase(rows: int) -> bytes:
    """Make a dBASE table of Chinese titles, nearly all of it text."""
    fields = (b"TITLE".ljust(11, b"\0") + b"C" + bytes(4) + bytes([60]) + bytes(15),)
    head = struct.pack("<4BLHH20x", 3, 124, 5, 17, rows, 32 + 32 * len(fields) + 1, 61)
    row = b" " + "渔港复航首日四十条船出海".encode("gbk").ljust(60)
    return head + b"".join(fields) + b"\r" + row * rows + b"\x1a"


BINARIES = {
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE,
    "JPEG": b"\xff\xd8\xff\xe1\0\x18Exif\0\0" + NOISE,
    "GIF": b"GIF89a\x20\0\x20\0\x80\0\0" + NOISE,
    "WebP": b"RIFF" + struct.pack("<L", 3000) + b"WEBPVP8L" + NOISE,
    "AVIF": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1" + NOISE,
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + NOISE,
    "MP4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + NOISE,
    "icon": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + NOISE,
    "bitmap": b"BM" + struct.pack("<LLLL", 3054, 0, 54, 40) + NOISE,
    "TIFF": b"II*\0\x08\0\0\0" + NOISE,
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + NOISE,
    "MP3": b"ID3\3\0\0\0\0\x0fv" + NOISE,
    "MP3 sound": b"\xff\xfb\x90\x44\0" + NOISE,
    "Ogg": b"OggS\0\2" + bytes(8) + NOISE,
    "FLAC": b"fLaC\0\0\0\x22" + NOISE,
    "WAV": b"RIFF" + struct.pack("<L", 3000) + b"WAVEfmt " + bytes(16) + NOISE,
    "AVI": b"RIFF" + struct.pack("<L", 3000) + b"AVI LIST" + NOISE,
    "Matroska": b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x23" + NOISE,
    "Flash film": b"CWS\x09" + struct.pack("<L", 9000) + zlib.compress(NOISE),
    "PDF": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Filter/FlateDecode>>stream\n" + NOISE,
    "PDF document": b"%PDF-1.3\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n" * 20,
    "RTF": b"{\\rtf1\\ansi\\ansicpg936 \\'d3\\'e6\\'b8\\'db}",
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + NOISE,
    "OneNote": bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + NOISE,
    "7-Zip": b"7z\xbc\xaf\x27\x1c\0\4" + NOISE,
    "RAR": b"Rar!\x1a\7\1\0" + NOISE,
    "LZMA": lzma.compress(PROSE.encode() * 9, format=lzma.FORMAT_ALONE),
    "cabinet": b"MSCF\0\0\0\0" + NOISE,
    "Windows program": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + NOISE,
    "Linux program": b"\x7fELF\2\1\1\0" + bytes(8) + NOISE,
    "macOS program": b"\xcf\xfa\xed\xfe\x07\0\0\1" + NOISE,
    "Java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + NOISE,
    "WebAssembly": b"\0asm\1\0\0\0" + NOISE,
    "compiled Python": b"\xa7\r\r\n\0\0\0\0" + bytes(8) + marshal.dumps(compile("a = 'b'", "c", "exec")),
    "Python pickle": pickle.dumps(PROSE.splitlines()),
    "SQLite": b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20" + NOISE,
    "Parquet": b"PAR1\x15\4\x15\x10" + NOISE + b"PAR1",
    "dBASE": dbase(400),
    "network capture": b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(8) + NOISE,
    "TrueType": b"\0\1\0\0\0\x10\1\0" + NOISE,
    "web font": b"wOF2\0\1\0\0" + NOISE,
    "binary data": NOISE,
    "are NUL": bytes(2000),
    "control characters": gzip.compress(NOISE, mtime=0),
}
"""By a word of what they are called: how such files begin, and noise."""

TWINS = {
    "initials": f"MZ与BM两种标记的由来\n{PROSE}",
    "a Roman measure": f"MM 表示两千\n{PROSE}",
    "two letters of a zip": f"PK赛今晚开打\n{PROSE}",
    "a format is spoken of": f"GIF89a是一种图像格式\n{PROSE}",
    "a format is spoken of further in": f"Convert AIFF and ORC files to FLAC\n{PROSE}",
    "a column in Markdown": f"第一版：**ACE** 船队\n{PROSE}",
    "options of a command": f"ls -lh5-\n{PROSE}",
    "letters before a number": f"ID3 标签与 BZh9 开头\n{PROSE}",
    "a name of a studio": f"CWS\t{PROSE}",
    "moving": f"the free ship\n{PROSE}",
    "a pickle in UTF-16": f"老者镇上考绝学\n{PROSE}",
}
"""Texts that begin so, and are texts."""


@pytest.mark.parametrize("kind", BINARIES)
def test_a_binary_is_named_and_gives_no_article(kind: str) -> None:
    """Whatever its name says, what it is stands in the rejection."""
    [outcome] = parse(BINARIES[kind], "raw/page.html")

    assert isinstance(outcome, Rejection)
    assert (outcome.reason, kind in outcome.detail) == ("binary", True)


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("twin", TWINS)
def test_a_text_may_begin_like_a_binary(twin: str, codec: str) -> None:
    """A few letters are no signature; nor are they beside a stray control character."""
    text = TWINS[twin]

    assert decode(text.encode(codec)).text == text
    assert decode((text + "\x01\n").encode(codec)).text == text + "\x01\n"


def test_words_in_gbk_that_are_signatures_elsewhere() -> None:
    """Four bytes of a picture of a program are two characters."""
    for word in ("悦病", "〔迷", "判佑", "销睚"):
        text = word + PROSE
        assert decode(text.encode("gbk")).text == text


@pytest.mark.parametrize("size", [600, 5000])
def test_binaries_in_a_tar_are_named_one_by_one(size: int) -> None:
    """The archive is opened, its members are told apart."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in (("a.bin", NOISE[:size]), ("b.txt", PROSE.encode())):
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))

    first, second = parse(buffer.getvalue(), "a.tar")

    assert isinstance(first, Rejection)
    assert (first.reason, isinstance(second, Article)) == ("binary", True)


# ------------------------------------------------------------------------------------------------- what is a zip of parts

EMPTY = b"<x/>"
OFFICE = {
    "an Excel workbook": (("xl/workbook.xml", EMPTY), ("xl/worksheets/sheet1.xml", EMPTY)),
    "a Word document": (("[Content_Types].xml", EMPTY), ("word/document.xml", PROSE.encode())),
    "a PowerPoint presentation": (("ppt/presentation.xml", EMPTY), ("ppt/slides/slide1.xml", EMPTY)),
    "an Office document": (("_rels/.rels", EMPTY), ("[Content_Types].xml", EMPTY)),
    "an OpenDocument file": (("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", EMPTY)),
    "an OFD document": (("OFD.xml", EMPTY), ("Doc_0/Document.xml", EMPTY)),
    "a Java program": (("a/", b""), ("META-INF/MANIFEST.MF", b"Main-Class: a"), ("a/A.class", NOISE)),
    "an Android program": (("AndroidManifest.xml", NOISE), ("classes.dex", NOISE)),
    "a file of the type application/x-krita": (("mimetype", b"application/x-krita"), ("maindoc.xml", EMPTY)),
}


@pytest.mark.parametrize("kind", OFFICE)
def test_an_office_document_is_no_archive(kind: str) -> None:
    """Its parts are not documents: it is rejected whole, by what it is."""
    [outcome] = parse(zipped(OFFICE[kind]), "raw/page.html")

    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.detail) == ("binary", f"it is {kind}")


@pytest.mark.parametrize("name", ["word.xml", "xl/notes.txt", "mimetype.txt", "早报/OFD.xml.txt"])
def test_an_archive_with_like_names_is_an_archive(name: str) -> None:
    """A folder called `xl` or a file called `word.xml` makes no workbook."""
    [outcome] = parse(zipped(((name, PROSE.encode()),)), "raw/page.zip")

    assert isinstance(outcome, Article)
