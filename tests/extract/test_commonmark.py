"""The short ways through Markdown: for lines without marks, the same as the whole grammar gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.commonmark import grammar, parser

PIECES = (
    *"渡口 复航 。 ： “ ① １． a by 1. 2) - * + > # == --- `code` ``` | |-|-| [a] ](b) <p> </p> <!-- --> & &amp; ~~ ** _ \\ ! !["
    " [a]:/x".split(),
    *("\n", "\n", "\n\n", "\n\n", "\n   ", "\n      ", "  \n", " ", "\t", "\u3000\u3000", "\xa0"),
)
"""What means something at the beginning of a line, inside it or nowhere, and what lies between."""


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_short_ways_lead_where_the_grammar_leads(text: str) -> None:
    """Any text is rendered as if every rule had been tried on every line."""
    assert parser().render(text) == grammar().render(text)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("渡口复航。\n\n船票不变。\n", "<p>渡口复航。</p>\n<p>船票不变。</p>\n"),
        ("\u3000\u3000渡口复航，\n船票不变。\n", "<p>渡口复航，船票不变。</p>\n"),
        ("船票\n====\n", "<h1>船票</h1>\n"),
        ("船次 | 票价\n-|-\n早班 | 两元\n", "<th>船次</th>"),
        ("- 早班\n\n  船票不变。\n", "<p>船票不变。</p>\n</li>"),
        ("3. 早班\n", "<li>早班</li>"),
    ],
)
def test_lines_are_what_surrounds_them(text: str, want: str) -> None:
    """A line without marks is a paragraph, unless what follows it makes it a heading or the head of a table."""
    assert want in parser().render(text)
