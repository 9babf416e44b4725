"""Markdown, HTML, or both: one fragment of HTML."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.markdown import to_html

CASES = Path(__file__).resolve().parents[1] / "cases" / "markdown" / "bodies.json"


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["comment"]) for case in json.loads(CASES.read_text(encoding="utf-8"))]
)
def test_a_body_becomes_a_fragment(case: dict[str, str]) -> None:
    """Each body gives the fragment its case wants, to the character."""
    assert to_html(case["text"]) == case["want"]


@given(st.lists(st.text("渔港复航鱼价回落", min_size=1, max_size=12), min_size=1, max_size=6))
def test_markup_goes_through_as_it_is(paragraphs: list[str]) -> None:
    """A body of HTML paragraphs, blank lines or not, comes out unchanged."""
    body = "\n\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)

    assert to_html(body) == body


@given(st.text())
def test_any_text_can_be_rendered(text: str) -> None:
    """Nothing in a body makes the renderer raise, and rendering blank text gives nothing."""
    assert bool(to_html(text).strip()) <= bool(text.strip())
