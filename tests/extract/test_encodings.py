"""Bytes become text by the strongest evidence."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.exceptions import Binary, Empty, Rejected
from etl.extract.encodings import decode

HANS = (
    "河边新修的步道昨天开放\n"
    "记者从区园林局获悉，沿河四公里的步道已经完工，市民可以从老码头一直走到植物园。“以前下雨就是一路泥，"
    "现在推着婴儿车也能走。”家住附近的刘女士说。\n步道两侧种了三百多棵乌桕和水杉，夜间照明采用了低矮的灯柱，"
    "避免打扰在芦苇里过夜的水鸟。据介绍，二期工程将于明年春天动工，届时还会增设两处自行车停放点。\n"
)
HANT = (
    "山城小學的圖書館重新開放\n"
    "歷經半年整修，山城國小圖書館昨日重新開放，學生排隊借書的隊伍一直排到操場邊。館長說，新添的三千冊書"
    "多半由校友捐贈，「最受歡迎的還是漫畫與昆蟲圖鑑」。\n校方表示，週末也將開放給社區居民使用，"
    "並請退休教師輪流說故事，讓長輩與孩子都有理由走進來。\n"
)
JA = (
    "商店街に新しいパン屋が開店\n"
    "駅前の商店街に先週、手作りのパンを売る小さな店が開いた。店主の山田さんは「近所の人が毎朝立ち寄れる場所にしたい」"
    "と話す。焼きたての食パンは午前中に売り切れることが多く、予約も受け付けている。\n"
)
KO = (
    "동네 도서관이 다시 문을 열었다\n"
    "공사를 마친 동네 도서관이 지난 주말 다시 문을 열었다. 어린이 열람실에는 새 책이 이천 권 들어왔고, "
    "저녁에는 주민들이 모여 글을 읽는 모임도 시작할 예정이다. 관장은 많은 이웃이 찾아 주기를 바란다고 말했다.\n"
)
MATRIX = [
    *((HANS, codec) for codec in ("gb2312", "gbk", "gb18030", "hz", "utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")),
    *((HANT, codec) for codec in ("gbk", "big5", "big5hkscs", "utf-8", "utf-16-le", "utf-16-be")),
    *((JA, codec) for codec in ("shift_jis", "euc_jp", "iso2022_jp", "utf-8", "utf-16-le")),
    *((KO, codec) for codec in ("euc_kr", "cp949", "iso2022_kr", "utf-8", "utf-16-le")),
]  # fmt: skip
IDS = [f"{codec}-{text[:2]}" for text, codec in MATRIX]


def page(text: str, charset: str) -> str:
    """A text as an HTML page."""
    title, *lines = text.splitlines()
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    return (
        f'<html><head><meta charset="{charset}"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'
    )


@pytest.mark.parametrize(("text", "codec"), MATRIX, ids=IDS)
def test_reads_whole_texts(text: str, codec: str) -> None:
    """A text is read right in every encoding its language is written in, without a declaration."""
    decoded = decode(text.encode(codec))

    assert (decoded.text, decoded.damage) == (text, 0)


@pytest.mark.parametrize(("text", "codec"), MATRIX, ids=IDS)
def test_reads_prefixes_cut_at_any_byte(text: str, codec: str) -> None:
    """A prefix that ends inside a character is read right but for that character."""
    for length in (97, 128, 131):
        decoded = decode(text.encode(codec)[:length])

        assert text.startswith(decoded.text.rstrip("\ufffd")[:-1])
        assert len(decoded.text) > 20


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5", "iso-8859-1", "shift_jis", "utf-7", "x-user-defined"])
@pytest.mark.parametrize(("text", "codec"), [(HANS, "gbk"), (HANS, "utf-8"), (HANT, "big5"), (HANT, "utf-16")])
def test_is_not_fooled_by_a_lying_meta(text: str, codec: str, charset: str) -> None:
    """A declaration is evidence, never truth."""
    html = page(text, charset)

    decoded = decode(html.encode(codec))

    assert decoded.text == html


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be")],
)  # fmt: skip
def test_believes_a_byte_order_mark_and_drops_it(mark: bytes, codec: str) -> None:
    """A byte order mark decides, and is not part of the text."""
    decoded = decode(mark + HANS.encode(codec))

    assert (decoded.text, decoded.encoding, decoded.evidence) == (HANS, codec, "byte order mark")


def test_survives_a_bad_byte_in_utf8() -> None:
    """One bad byte costs one character, not the document."""
    content = HANS[:30].encode() + b"\xff" + HANS[30:].encode()

    decoded = decode(content)

    assert decoded.text.replace("\ufffd", "") == HANS
    assert (decoded.encoding, decoded.damage) == ("utf-8", 1)


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_takes_out_stray_nuls(codec: str) -> None:
    """NULs inside a text are taken out, for no database stores them."""
    content = HANS.encode(codec)

    decoded = decode(content[:30] + b"\0\0\0" + content[30:])

    assert decoded.text == HANS


def test_never_swallows_the_tag_after_half_a_character() -> None:
    """A character that lost its second byte does not take the `<` that follows it."""
    html = page(HANS, "gbk")
    content = html.encode("gbk").replace("工。".encode("gbk") + b"</p>", b"\xb9</p>")

    decoded = decode(content)

    assert decoded.text.count("</p>") == html.count("</p>")


def test_has_no_text_for_nothing() -> None:
    """No bytes are `empty`."""
    with pytest.raises(Empty):
        decode(b"")


@pytest.mark.parametrize(
    ("head", "name"),
    [(b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"PK\3\4", "ZIP"), (b"%PDF-1.7", "PDF")],
)
def test_names_what_a_binary_is(head: bytes, name: str) -> None:
    """A picture or an archive is rejected, and the detail says what it is."""
    with pytest.raises(Binary, match=name):
        decode(head + HANS.encode("gbk"))


@pytest.mark.parametrize("seed", range(8))
def test_refuses_noise(seed: int) -> None:
    """Random bytes are no text in any encoding."""
    with pytest.raises(Rejected):
        decode(random.Random(seed).randbytes(2000))


@settings(deadline=None)  # tables are loaded when first asked for
@given(st.binary(max_size=400))
def test_never_raises_anything_but_a_rejection(content: bytes) -> None:
    """Whatever the bytes, there is a text without NUL, lone surrogates and byte order mark, or a rejection."""
    try:
        decoded = decode(content)
    except Rejected:
        return
    decoded.text.encode()

    assert "\0" not in decoded.text
    assert not decoded.text.startswith("\ufeff")


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_refuses_noise_after_a_byte_order_mark(mark: bytes) -> None:
    """Sound and pictures may begin with the two bytes of a mark, too."""
    with pytest.raises(Binary):
        decode(mark + random.Random(3).randbytes(2000))


def test_is_patient_with_byte_order_marks() -> None:
    """Thousands of them are one thing to leave out, and no reason to climb the ladder a thousand times."""
    decoded = decode(b"\xef\xbb\xbf" * 5000 + HANS.encode("gbk"))

    assert (decoded.text, decoded.encoding) == (HANS, "gb18030")
