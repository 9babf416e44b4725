"""The tables that ship, against other sources of the same facts."""

import shutil
import subprocess

import pytest

from etl.extract.encodings.characters import LANGUAGES, cost, prices
from etl.extract.encodings.cns11643 import plane, read_euc_tw
from etl.extract.encodings.labels import CODECS, codec_of
from etl.extract.encodings.multibyte import read_as


def test_cns_11643_holds_what_big5_holds() -> None:
    """Planes 1 and 2 were made from Big5: all its ideographs are there."""
    big5 = {
        bytes([lead, trail]).decode("big5", "ignore")
        for lead in range(0xA4, 0xFA)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    }
    ideographs = {character for character in big5 if "\u4e00" <= character <= "\u9fff"}

    assert len(ideographs) > 13000
    assert ideographs - {*plane(1).values(), *plane(2).values()} == {"彝"}  # which CNS 11643 writes 彞


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv to compare with")
def test_euc_tw_is_read_as_iconv_reads_it() -> None:
    """Every cell of the table is the character that the C library gives."""
    cells = [bytes([0x8E, 0xA0 + number]) + cell for number in (1, 2, 3, 15) for cell in plane(number)]
    converted = subprocess.run(
        ["iconv", "-f", "EUC-TW", "-t", "UTF-8"], input=b"\n".join(cells), capture_output=True, check=False
    )
    if converted.returncode:
        pytest.skip("this iconv reads no EUC-TW, or fewer planes")

    assert read_euc_tw(b"\n".join(cells)) == converted.stdout.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_prices_are_those_of_shares(language: str) -> None:
    """The characters of a language make up all its text, or nearly: the shares behind the prices sum to one."""
    total = sum(2.718281828**-price for character, price in prices(language).items() if not character.isascii())

    assert 0.85 < total < 1.15


def test_a_language_is_known_by_its_characters() -> None:
    """A sentence costs least in the language that it is in."""
    assert cost("这是一条关于图书馆的新闻").language == "hans"
    assert cost("這是一條關於圖書館的新聞").language == "hant"
    assert cost("図書館についてのニュースです").language == "ja"
    assert cost("도서관에 대한 소식입니다").language == "ko"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"), ("GBK", "gb18030"), ("x-gbk", "gb18030"), ("CP936", "gb18030"), ("gb_2312-80", "gb18030"),
        ("big5", "big5hkscs"), ("Big5-HKSCS", "big5hkscs"), ("cp950", "big5hkscs"), ("x-x-big5", "big5hkscs"),
        ("Shift_JIS", "cp932"), ("x-sjis", "cp932"), ("euc-kr", "cp949"), ("ks_c_5601-1987", "cp949"), ("x-euc-tw", "euc-tw"),
        ("ISO-8859-1", "cp1252"), ("us-ascii", "cp1252"), ("iso-8859-9", "cp1254"), ("TIS-620", "cp874"), ("utf8", "utf-8"),
    ],
)  # fmt: skip
def test_labels_mean_the_wider_relative(label: str, codec: str) -> None:
    """A label is read as the web reads it: as the widest encoding that people write under that name."""
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "raw_unicode_escape", "idna", "zlib_codec", "undefined", "x-user-defined", "rot13", "", "," * 999])  # fmt: skip
def test_labels_that_are_codecs_of_python_mean_nothing(label: str) -> None:
    """A document cannot choose a codec that the web has not."""
    assert codec_of(label) is None


@pytest.mark.parametrize("codec", sorted(set(CODECS.values()) - {"utf-16", "utf-32"}))
def test_every_label_can_be_read(codec: str) -> None:
    """Each codec of the table exists and reads ASCII, in its own way."""
    assert read_as(b"ab" * 8, codec)
