"""What holds of every text, however it was written."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.exceptions import Rejected
from etl.extract.encodings import decode
from etl.extract.encodings.cns11643 import plane
from etl.extract.encodings.multibyte import read_as

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
SIMPLIFIED = (
    "gb2312",
    "gbk",
    "gb18030",
    "hz",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
)
TRADITIONAL = "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別她手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟階油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報鬥完類八離華名確才科張信馬節話米整空元況今集溫傳土許步群廣石記需段研界拉林律叫且究觀越織裝影算低持音眾書布復容兒須際商非驗連斷深難近礦千周委素技備半辦青省列習響約支般史感勞便團往酸歷市克何除消構府稱太準精值號率族維劃選標寫存候毛親快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬圓包火住調滿縣局照參紅細引聽該鐵價嚴"  # fmt: skip


def texts(characters: str) -> st.SearchStrategy[str]:
    """Sentences of ordinary characters, in no sensible order, long enough for a reader to know the language."""
    return st.integers(0, 2**32).map(lambda seed: written(characters, seed))


def written(characters: str, seed: int) -> str:
    """Six sentences; shrinking them to one character over and over would make no Chinese, so a seed stands for them."""
    choices = random.Random(seed).choices(characters, k=120)
    sentences = ("".join(choices[start : start + 20]) for start in range(0, len(choices), 20))
    return "，".join(sentences) + "。\n"


def euc_tw(text: str) -> bytes:
    """Write EUC-TW, from the table that reads it."""
    cells = {character: cell for cell, character in plane(1).items()}
    second = {character: b"\x8e\xa2" + cell for cell, character in plane(2).items()}
    return b"".join(c.encode() if c.isascii() else cells.get(c) or second[c] for c in text)


def iso2022_cn(text: str) -> bytes:
    """Write ISO-2022-CN: GB 2312 after SO, anew on each line."""
    lines = (
        b"\x1b$)A\x0e" + bytes(byte & 0x7F for byte in line.encode("gb2312")) + b"\x0f" for line in text.splitlines()
    )
    return b"\n".join(lines) + b"\n"


@pytest.mark.parametrize("codec", SIMPLIFIED)
@given(text=texts(COMMON))
def test_reads_what_was_written_in_simplified(codec: str, text: str) -> None:
    """What any codec of Chinese writes is read back."""
    decoded = decode(text.encode(codec))

    assert (decoded.text, decoded.damage) == (text, 0)


@pytest.mark.parametrize("codec", ["gbk", "big5", "big5hkscs", "cp950", "utf-8", "utf-16-le"])
@given(text=texts(TRADITIONAL))
def test_reads_what_was_written_in_traditional(codec: str, text: str) -> None:
    """What any codec of Chinese writes is read back, in the other script, too."""
    decoded = decode(text.encode(codec))

    assert (decoded.text, decoded.damage) == (text, 0)


@given(text=texts(TRADITIONAL))
def test_reads_euc_tw(text: str) -> None:
    """EUC-TW is read, though Python has no codec for it."""
    decoded = decode(euc_tw(text))

    assert (decoded.text, decoded.encoding, decoded.damage) == (text, "euc-tw", 0)


@given(text=texts(COMMON))
def test_reads_iso_2022_cn(text: str) -> None:
    """ISO-2022-CN is read, though Python has no codec for it."""
    decoded = decode(iso2022_cn(text))

    assert (decoded.text, decoded.encoding, decoded.damage) == (text, "iso-2022-cn", 0)


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8", "utf-16-le", "hz"])
@given(text=texts(COMMON), cut=st.integers(1, 60))
def test_survives_a_cut_at_any_byte(codec: str, text: str, cut: int) -> None:
    """A text that lost its end is read as far as it goes."""
    decoded = decode(text.encode(codec)[:-cut])
    good = decoded.text.rstrip("\ufffd")

    assert text.startswith(good[:-1])
    assert len(good) > len(text) - cut - 3


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
@given(text=texts(COMMON), place=st.floats(0.2, 0.8))
def test_a_lost_byte_costs_characters_and_not_the_document(codec: str, text: str, place: float) -> None:
    """Where one byte is missing, three characters at most are; the rest is read."""
    content = text.encode(codec)
    at = int(place * len(content))
    lost = content[:at] + content[at + 1 :]

    decoded = decode(lost)

    before = len(content[: at - 6].decode(codec, "ignore"))
    after = len(content[at + 7 :].decode(codec, "ignore"))
    assert decoded.text.startswith(text[: before - 1])
    assert decoded.text.endswith(text[len(text) - after + 2 :])


@given(content=st.binary(max_size=300), codec=st.sampled_from(("gb18030", "big5hkscs", "euc_jp", "cp1252", "euc-tw", "hz", "iso-2022-cn", "iso2022_kr", "utf-16-le", "utf-32-be")))  # fmt: skip
def test_every_codec_accounts_for_every_byte(content: bytes, codec: str) -> None:
    """No codec raises, and what it could not read is marked."""
    text = read_as(content, codec)

    assert text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") is not None
    assert text or not content or codec in {"hz", "iso-2022-cn", "iso2022_kr"}


@pytest.mark.parametrize("magic", [b"", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$)A\x0e", b"~{", b"\x8e\xa2"])
@given(content=st.binary(max_size=200))
def test_never_raises_anything_but_a_rejection(magic: bytes, content: bytes) -> None:
    """Whatever the bytes, there is a text that a database can store, or a rejection."""
    try:
        decoded = decode(magic + content)
    except Rejected:
        return
    decoded.text.encode()

    assert "\0" not in decoded.text
    assert not decoded.text.startswith("\ufeff")


def test_an_outside_declaration_is_heard() -> None:
    """What HTTP says decides where the bytes do not: two ideographs may be of two languages."""
    content = "日本".encode("euc_jp")

    assert decode(content, declared="EUC-JP").encoding == "euc_jp"
    assert decode(content, declared="EUC-JP").declared == "EUC-JP"


def test_a_wrong_outside_declaration_is_not_believed() -> None:
    """Proxies say iso-8859-1 of everything."""
    text = written(COMMON, 1)

    decoded = decode(text.encode("gbk"), declared="iso-8859-1")

    assert (decoded.text, decoded.encoding) == (text, "gb18030")
