"""Pages without an article are refused, with a detail that says what they hold; whatever may hold one is kept."""

from typing import Any

import pytest

from etl import Article, Rejection, parse
from etl.exceptions import Rejected
from etl.models import Statement
from etl.transform.blocks import Block
from etl.transform.refusals import refuse_page


@pytest.mark.cases("refusals/pages")
def test_a_page_without_an_article_is_refused_by_what_it_holds(case: dict[str, Any]) -> None:
    """Links, items, errors, bare videos and requests are told by measures of the page, and named."""
    blocks = [Block("text", text, text, links=links) for text, links in case["blocks"]]
    said = [Statement("kind", kind, "JSON-LD: @type") for kind in case.get("kinds", [])]
    said += [Statement("title", case["head"], "title of the page")] if "head" in case else []

    try:
        refuse_page(blocks, case.get("title"), said)
        refused = None
    except Rejected as refusal:
        refused = str(refusal)

    assert refused is None if case["want"] is None else refused is not None and refused.startswith(case["want"])


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body><script>load('江城')</script><div id=app></div></body></html>", "empty"),
        ("<html><body><iframe src=/inner.html></iframe></body></html>", "not_an_article"),
    ],
)
def test_a_page_that_shows_nothing_is_refused_for_what_it_lacks(html: str, reason: str) -> None:
    """Without its scripts it may be about anything; if it frames another page, the article is there."""
    [outcome] = parse(html.encode())

    assert isinstance(outcome, Rejection)
    assert outcome.reason == reason


def test_a_whole_listing_is_refused_and_a_whole_thread_is_not() -> None:
    """From bytes: a page of headlines gives a rejection, a page with posts an article."""
    entries = "".join(
        f"<li><a href='/{number}'>江城第{number}个码头本周重新开放的消息一览</a> 2023-09-0{number}</li>"
        for number in range(1, 10)
    )
    posts = "".join(
        f"<div class=post><b>住户{number}</b><p>我住在码头边上，这几天的渡轮都很准时，第{number}班人最少，大家可以早点去。</p></div>"
        for number in range(1, 6)
    )
    page = "<html><head><title>江城码头</title></head><body><h1>江城码头</h1>{}</body></html>"

    [listing] = parse(page.format(f"<ul>{entries}</ul>").encode())
    [thread] = parse(page.format(posts).encode())

    assert isinstance(listing, Rejection)
    assert listing.reason == "not_an_article"
    assert isinstance(thread, Article)
