"""Mail, mailboxes and saved pages: what is the text, what is said of it, what is attached."""

import io
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from etl.extract.archives import Limits, open_documents
from etl.models import RawDocument, RejectedMember, Statement

STORY = "渔港复航首日，四十条船赶在潮头出海。"
PAGE = f"<html><body><p>{STORY}</p></body></html>"


def mail(subject: str = "渔港复航") -> EmailMessage:
    """Write a mail."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = Address("海岸通讯社", "desk", "news.example")
    message["Date"] = "Thu, 14 Apr 2022 08:35:00 +0800"
    message["Message-ID"] = "<1@news.example>"
    message.set_content(STORY, charset="gb18030")
    return message


def saved(*parts: tuple[str, str, str], headers: str = "") -> bytes:
    """Write a page as a browser saves it: address, type and content of each part."""
    head = f"From: <Saved by a browser>\nSubject: a\n{headers}MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    body = "".join(
        f"--b\nContent-Type: {kind}\nContent-Location: {address}\nContent-Transfer-Encoding: 8bit\n\n{content}\n"
        for address, kind, content in parts
    )
    return f"{head}{body}--b--\n".encode("gbk")


def opened(content: bytes, limits: Limits | None = None) -> list[RawDocument | RejectedMember]:
    """Open an archive called `a`."""
    return list(open_documents(io.BytesIO(content), "a", limits))


def texts(content: bytes) -> list[tuple[str, str]]:
    """Give names and texts of what was opened."""
    return [
        (found.uri, found.content.decode("gb18030").strip())
        for found in opened(content)
        if isinstance(found, RawDocument)
    ]


def test_a_mail_is_its_text() -> None:
    """A mail has its own name, and its headers are stated of it."""
    [found] = opened(mail().as_bytes())

    assert isinstance(found, RawDocument)
    assert (found.uri, found.charset) == ("a", "gb18030")
    assert found.content.decode("gb18030").strip() == STORY
    assert found.statements == (
        Statement("title", "渔港复航", "mail header: Subject"),
        Statement("author", "海岸通讯社", "mail header: From"),
        Statement("published", "Thu, 14 Apr 2022 08:35:00 +0800", "mail header: Date"),
    )


def test_of_two_texts_the_page_is_read() -> None:
    """Plain text beside a page is the same with less in it."""
    message = mail()
    message.add_alternative(PAGE, subtype="html", charset="gb18030")

    assert texts(message.as_bytes()) == [("a", PAGE)]


def test_what_is_attached_is_read_too() -> None:
    """Attachments are members; pictures are not."""
    message = mail()
    message.add_attachment(PAGE.encode("gbk"), maintype="text", subtype="html", filename="晨报.html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="1.png")

    assert texts(message.as_bytes()) == [("a", STORY), ("a!/晨报.html", PAGE)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?gb2312?B?0+a427i0ur0=?=", "渔港复航"),
        ("=?GBK?Q?=D3=E6=B8=DB?=\n =?GBK?Q?=B8=B4?=", "渔港复"),
        ("=?unknown?B?YWJj?=", "abc"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?undefined?Q?abc?= =?zlib_codec?Q?d?=", "abcd"),
        ("plain  text", "plain text"),
    ],
)
def test_headers_in_other_words(written: str, meant: str) -> None:
    """Encoded words are decoded, in whatever charset; what is no such word is left alone."""
    [found] = opened(f"From: a@news.example\nMIME-Version: 1.0\nSubject: {written}\n\ntext".encode())

    assert isinstance(found, RawDocument)
    assert next(said.value for said in found.statements if said.field == "title") == meant


def test_headers_in_plain_gbk() -> None:
    """Old programs write Chinese into headers as it is."""
    [found] = opened("From: a@news.example\nMIME-Version: 1.0\nSubject: 渔港复航首日见闻\n\ntext".encode("gbk"))

    assert isinstance(found, RawDocument)
    assert next(said.value for said in found.statements if said.field == "title") == "渔港复航首日见闻"


@pytest.mark.parametrize(
    "text",
    [
        "title: 渔港\ndate: 2022-04-14\n\n正文",
        "From: the editor\n\nDear reader",
        "Note: read this\n\nMIME-Version: 1.0",
    ],
)
def test_what_only_begins_like_a_mail(text: str) -> None:
    """Front matter without fences, a letter, a note: no mail."""
    assert opened(text.encode()) == [RawDocument("a", text.encode())]


# ------------------------------------------------------------------------------------------------ saved pages


def test_a_saved_page_has_its_address() -> None:
    """Where it was saved from is stated; when it was saved is no date of publication."""
    content = saved(
        ("http://news.example/1.html", "text/html; charset=gbk", PAGE), ("http://news.example/a.css", "text/css", "p{}")
    )

    assert opened(content) == [
        RawDocument(
            "a",
            PAGE.encode("gbk"),
            "gbk",
            (Statement("url", "http://news.example/1.html", "MIME header: Content-Location"),),
        )
    ]


def test_a_saved_page_may_say_its_address_above() -> None:
    """Some browsers name their parts and the page's address in different places."""
    content = saved(("cid:1", "text/html", PAGE), headers="Snapshot-Content-Location: https://news.example/1.html\n")

    [found] = opened(content)

    assert isinstance(found, RawDocument)
    assert [said.value for said in found.statements] == ["https://news.example/1.html"]


def test_advertisements_in_frames_of_a_saved_page_are_no_documents() -> None:
    """The page is its first part."""
    assert texts(
        saved(("http://news.example/1.html", "text/html", PAGE), ("http://ads.example/", "text/html", "<p>ad</p>"))
    ) == [("a", PAGE)]


def test_a_saved_set_of_frames_is_its_frames() -> None:
    """Where the page holds nothing but frames, the text is in them."""
    content = saved(
        ("http://news.example/", "text/html", "<frameset><frame src=1></frameset>"),
        ("http://news.example/1", "text/html", PAGE),
    )

    assert texts(content) == [("a!/http://news.example/1", PAGE)]


# ------------------------------------------------------------------------------------------------ mailboxes


def mailbox(*messages: EmailMessage) -> bytes:
    """Write a mailbox."""
    return b"".join(
        b"From desk@news.example Thu Apr 14 08:35:00 2022\n" + message.as_bytes() + b"\n\n" for message in messages
    )


def test_the_mails_of_a_mailbox() -> None:
    """Mails are named by what identifies them, or else by their number."""
    second = mail("第二封")
    del second["Message-ID"]

    assert texts(mailbox(mail(), second)) == [("a!/1@news.example", STORY), ("a!/2", STORY)]


def test_a_line_of_a_mail_that_begins_with_from() -> None:
    """Such lines are quoted in a mailbox, and given back; without an empty line before and a date, they part nothing."""
    message = mail()
    message.set_content(">From here\nFrom there\n\nFrom nowhere\n")

    assert texts(mailbox(message)) == [("a!/1@news.example", "From here\nFrom there\n\nFrom nowhere")]


def test_a_mail_that_is_too_large_costs_its_neighbours_nothing() -> None:
    """It is passed over without being held in memory."""
    large = mail()
    large.set_content(STORY * 1000)

    found = opened(mailbox(large, mail()), Limits(member_bytes=2000))

    assert [isinstance(member, RejectedMember) and member.error.reason for member in found] == ["too_large", False]


def test_a_mail_without_a_date() -> None:
    """A sender, a subject and the type of the text make a mail; a heading of an article with a subject makes none."""
    content = b"From: lin@news.example\nSubject: 1\nContent-Type: text/plain; charset=utf-8\n\n" + STORY.encode()
    twin = f"主题: 渔港\nsubject: 1\n\n{STORY}".encode()

    assert [found.content for found in opened(content) if isinstance(found, RawDocument)] == [STORY.encode()]
    assert [found.content for found in opened(twin) if isinstance(found, RawDocument)] == [twin]


# ------------------------------------------------------------------------------------------------ hostile


@pytest.mark.parametrize(
    "nest",
    [
        lambda number: f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n",
        lambda _number: "Content-Type: message/rfc822\n\n",
    ],
)
def test_parts_inside_parts(nest: Callable[[int], str]) -> None:
    """The standard library reads parts by recursion; thousands of layers are refused."""
    content = "From: a@news.example\nMIME-Version: 1.0\n" + "".join(map(nest, range(3000)))

    assert [isinstance(found, RejectedMember) and found.error.reason for found in opened(content.encode())] == [
        "too_deep"
    ]


def test_a_mail_of_nothing() -> None:
    """A mail without a text is a rejection."""
    content = b"From: a@news.example\nMIME-Version: 1.0\nContent-Type: image/png\n\nx"

    assert [isinstance(found, RejectedMember) and found.error.reason for found in opened(content)] == ["empty"]


def test_every_truncation_gives_something() -> None:
    """However many bytes are missing, nothing breaks."""
    message = mail()
    message.add_alternative(PAGE, subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="zip", filename="附件.zip")
    content = mailbox(message)

    for size in range(0, len(content), 3):
        assert opened(content[:size])
