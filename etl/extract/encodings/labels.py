"""What a label means: a closed table from the names documents use to the codecs we decode with.

A label comes from a stranger, so it is never given to `codecs.lookup`: that would let a document choose `utf-7`, `zlib_codec` or
`unicode_escape`. Where the web reads a label as a wider relative of what it names, so do we (gb2312 is read as gb18030).
"""

import re
from functools import lru_cache

_NAMES = {
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8sig utf8mb4 unicode11",
    "utf-16": "utf16 unicode ucs2 iso10646ucs2 csunicode",
    "utf-16-le": "utf16le unicodefeff",
    "utf-16-be": "utf16be unicodefffe",
    "utf-32": "utf32 ucs4 iso10646ucs4",
    "utf-32-le": "utf32le",
    "utf-32-be": "utf32be",
    "gb18030": "gb18030 gb2312 gbk xgbk cp936 ms936 windows936 936 gb231280 chinese csgb2312 csiso58gb231280 isoir58 euccn eucgb2312cn xeuccn gb",
    "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5 big5eten cp950 ms950 windows950 950 big5hk",
    "euc-tw": "euctw xeuctw cns11643 cseuctw",
    "hz": "hz hzgb hzgb2312",
    "iso-2022-cn": "iso2022cn iso2022cnext csiso2022cn",
    "cp932": "shiftjis sjis xsjis ms932 cp932 windows31j csshiftjis mskanji 932 shiftjisx0213",
    "euc_jp": "eucjp xeucjp xeuc cseucpkdfmtjapanese ujis eucjpms cp51932",
    "iso2022_jp": "iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jpext iso2022jpms jis",
    "cp949": "euckr cseuckr csksc56011987 isoir149 korean ksc5601 ksc56011987 ksc56011989 windows949 ms949 cp949 uhc 949 xwindows949",
    "johab": "johab cp1361 ms1361",
    "iso2022_kr": "iso2022kr csiso2022kr",
    "cp1252": "iso88591 latin1 l1 usascii ascii ansix341968 cp1252 windows1252 xcp1252 isoir100 csisolatin1 cp819 ibm819 iso885911987 iso646us us ansi",
    "cp1250": "cp1250 windows1250 xcp1250",
    "cp1251": "cp1251 windows1251 xcp1251 win1251",
    "cp1253": "cp1253 windows1253 xcp1253",
    "cp1254": "cp1254 windows1254 xcp1254 iso88599 latin5 l5 csisolatin5 isoir148",
    "cp1255": "cp1255 windows1255 xcp1255",
    "cp1256": "cp1256 windows1256 xcp1256",
    "cp1257": "cp1257 windows1257 xcp1257",
    "cp1258": "cp1258 windows1258 xcp1258",
    "cp874": "cp874 windows874 dos874 tis620 iso885911 tis6200",
    "iso8859-2": "iso88592 latin2 l2 csisolatin2 isoir101 iso885921987",
    "iso8859-3": "iso88593 latin3 l3 csisolatin3 isoir109",
    "iso8859-4": "iso88594 latin4 l4 csisolatin4 isoir110",
    "iso8859-5": "iso88595 cyrillic csisolatincyrillic isoir144",
    "iso8859-6": "iso88596 arabic csisolatinarabic isoir127 ecma114 asmo708 iso88596e iso88596i",
    "iso8859-7": "iso88597 greek greek8 csisolatingreek isoir126 ecma118 elot928 suneugreek",
    "iso8859-8": "iso88598 hebrew visual csisolatinhebrew isoir138 iso88598e iso88598i logical",
    "iso8859-10": "iso885910 latin6 l6 csisolatin6 isoir157",
    "iso8859-13": "iso885913 latin7",
    "iso8859-14": "iso885914 latin8",
    "iso8859-15": "iso885915 latin9 csisolatin9 l9",
    "iso8859-16": "iso885916 latin10",
    "koi8-r": "koi8r koi koi8 cskoi8r",
    "koi8-u": "koi8u koi8ru",
    "mac-cyrillic": "maccyrillic xmaccyrillic xmacukrainian",
    "mac-roman": "macintosh macroman xmacroman mac csmacintosh",
    "mac-greek": "macgreek xmacgreek",
    "mac-latin2": "maclatin2 maccentraleurope xmacce xmaccentraleurroman",
    "mac-turkish": "macturkish xmacturkish",
    "cp437": "cp437 ibm437 437",
    "cp737": "cp737 ibm737",
    "cp775": "cp775 ibm775",
    "cp850": "cp850 ibm850 850",
    "cp852": "cp852 ibm852 852",
    "cp855": "cp855 ibm855 855",
    "cp857": "cp857 ibm857 857",
    "cp862": "cp862 ibm862 862 dos862",
    "cp864": "cp864 ibm864",
    "cp866": "cp866 ibm866 866 csibm866",
    # heard of, though no document says so: chardet finds them
    **{
        name: name.replace("-", "").replace("_", "")
        for name in (
            "euc_jis_2004",
            "iso2022_jp_2004",
            "shift_jis_2004",
            "mac-iceland",
            "cp720",
            "cp1006",
            "cp1125",
            "koi8-t",
            "kz1048",
            "ptcp154",
            "hp-roman8",
            "cp856",
            "cp858",
            "cp860",
            "cp861",
            "cp863",
            "cp865",
            "cp869",
            "cp037",
            "cp1140",
            "cp424",
            "cp500",
            "cp875",
            "cp1026",
            "cp273",
        )
    },
}

CODECS = {label: codec for codec, labels in _NAMES.items() for label in labels.split()}
"""Labels, in lower case and without anything but letters and digits, and the codecs that read them."""

_NOT_IN_LABELS = re.compile("[^a-z0-9]")

_HEAD, _MARKUP_HEAD = 1024, 16384
"""How far into a document its declaration is looked for; further if it begins with a tag."""
_WORDS = (b"charset", b"CHARSET", b"Charset")
_MOST = 20
"""How many `charset`s are looked at; those before the right one speak of scripts."""

_PROLOG = re.compile(
    rb"""\s{0,99}(?:<\?xml[^>]{0,200}?\sencoding\s{0,9}=\s{0,9}["']|@charset\s{1,9}["'])([\w.:\-]{1,40})"""
)
_TAG = re.compile(rb"\s*+<")
_META = re.compile(rb"<meta\b[^>]{0,300}\Z", re.IGNORECASE)
_LABEL = re.compile(rb"""\w{7}\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:\-]{1,40})""")


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The codec that reads a label, or None if the label is unknown.

    >>> codec_of("GB_2312-80"), codec_of("x-sjis"), codec_of("utf-7")
    ('gb18030', 'cp932', None)
    """
    return CODECS.get(_NOT_IN_LABELS.sub("", label[:60].lower()))


def find_declaration(content: bytes) -> str | None:
    """The label that a document's XML prolog, `@charset` or first `<meta charset>` gives, as printed.

    >>> find_declaration(b'<head><META http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'GB2312'

    A script's or a form's `charset` is left alone: it speaks of another file.
    """
    if content.find(b"<", 0, _HEAD) < 0 and content.find(b"@charset", 0, _HEAD) < 0:
        return None
    prolog = _PROLOG.match(content, 0, _HEAD)
    if prolog is not None:
        return prolog[1].decode()
    end = _MARKUP_HEAD if _TAG.match(content, 0, _HEAD) else _HEAD
    word = next((word for word in _WORDS if content.find(word, 0, end) >= 0), None)
    if word is None:
        return None
    position = -1
    for _ in range(_MOST):
        position = content.find(word, position + 1, end)
        if position < 0:
            break
        found = _LABEL.match(content, position, end)
        if found is not None and _META.search(content, max(0, content.rfind(b"<", 0, position)), position):
            return found[1].decode()
    return None
