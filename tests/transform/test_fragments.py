"""A fragment of HTML becomes what a reader would call paragraphs."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from etl.models import Statement
from etl.transform.fragments import read_fragment


@pytest.mark.cases("fragments/blocks")
def test_a_fragment_is_taken_apart_where_a_reader_sees_breaks(case: dict[str, Any]) -> None:
    """Blocks, `<br>` and indents break lines; inline elements join with nothing; what is not seen is not text."""
    blocks = read_fragment(case["html"]).blocks

    assert [[block.kind, block.original] for block in blocks] == case["want"]


def test_a_block_remembers_how_it_was_printed() -> None:
    """Bold, links, indent, centre, picture and class words are evidence for later."""
    html = (
        "<p class='leadText'>　　<b>雨</b></p><p><b>雨</b>水</p><img src='a.jpg'><p align='center'><a href='/x'>雨水</a>充足</p>"
        "<p cms-style='strong-Bold'>雨</p>"
    )

    bold, half, linked, styled = read_fragment(html).blocks

    assert (bold.strong, bold.indented, bold.words.split()[-3:]) == (True, True, ["p", "lead", "text"])
    assert (half.strong, half.indented) == (False, False)
    assert (linked.links, linked.centred, linked.pictured) == (0.5, True, True)
    assert (styled.strong, styled.pictured) == (True, False)


def test_a_fragment_states_its_pictures_and_its_printed_address() -> None:
    """The first picture may be the article's; a link that prints its own address is where it came from."""
    html = "<img src='data:x'><img data-src='https://a.example/1.jpg' src='x.gif'><a href='https://a.example/1'>https://a.example/1</a><a href='/b'>b</a>"

    assert read_fragment(html).statements == (
        Statement("image", "https://a.example/1.jpg", "first picture"),
        Statement("url", "https://a.example/1", "address under the text"),
    )


def test_an_address_may_be_printed_in_chinese() -> None:
    """What a reader of Markdown prints is the link's address all the same, and the link is what is kept; another word is none."""
    html = "<a href='https://a.example/%E9%9B%A8?q=%E9%9B%A8'>https://a.example/雨?q=雨</a><a href='https://a.example/%E9%9B%A8'>雨</a>"

    assert read_fragment(html).statements == (
        Statement("url", "https://a.example/%E9%9B%A8?q=%E9%9B%A8", "address under the text"),
    )


def test_the_last_printed_address_is_the_articles() -> None:
    """Those above it are what the text cites."""
    html = "<p>见 <a href='https://b.example/2'>https://b.example/2</a>。</p><a href='https://a.example/1'>https://a.example/1</a>"

    assert read_fragment(html).statements == (Statement("url", "https://a.example/1", "address under the text"),)


def test_nesting_has_no_limit() -> None:
    """Hostile depth costs no recursion."""
    [block] = read_fragment("<div>" * 20_000 + "雨").blocks

    assert block.original == "雨"


@given(st.text(alphabet="<>/ab雨水 　\n&;\"'=!-pbdivtable", max_size=200))
def test_any_text_is_tolerated(html: str) -> None:
    """Whatever stands in a fragment, blocks are trimmed, not empty, and never raise."""
    for block in read_fragment(html).blocks:
        assert block.original == block.original.strip()
        assert block.original
        assert 0 <= block.links <= 1


@given(st.lists(st.text(alphabet="雨水秋收粮仓满", min_size=1, max_size=30), max_size=8))
def test_no_text_is_lost_or_doubled(lines: list[str]) -> None:
    """The blocks of paragraphs, list items and cells hold every character once, in order."""
    html = "".join(
        f"<p>{line}</p><ul><li>{line}</li></ul><table><tr><td>{line}</td><td>{line}</td></tr></table>" for line in lines
    )

    text = "".join(block.original for block in read_fragment(html).blocks)

    assert text.replace(" | ", "") == "".join(line * 4 for line in lines)


WORDS = st.text(alphabet="雨水充足秋收在即ab1，。 ", min_size=1, max_size=12)
INLINE = st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(("b", "a", "em", "span")), WORDS)
BLOCKS = st.builds(
    lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>",
    st.sampled_from(("p", "div", "h2", "blockquote", "section")),
    st.lists(WORDS | INLINE, max_size=4),
)


@given(st.lists(BLOCKS, max_size=6).map("".join))
def test_another_reader_of_html_finds_the_same_text(html: str) -> None:
    """Another reader of HTML, BeautifulSoup, finds the same characters in the same order; white space is ours to choose."""
    expected = "".join(BeautifulSoup(html, "lxml").get_text().split())

    read = "".join("".join(block.original.split()) for block in read_fragment(html).blocks)

    assert read == expected
