"""The day of publication, from all the places that name a day."""

from datetime import UTC
from typing import Any

import pytest

from etl.models import Statement
from etl.transform.dates import SHANGHAI, Clock
from etl.transform.page_statements import page_statements
from etl.transform.publication import choose_date


@pytest.mark.cases("published/choices")
def test_the_places_of_a_document_vote_for_its_day(case: dict[str, Any]) -> None:
    """The file is believed, strong places outweigh weak ones, and who tells the time of the chosen day tells the time."""
    stated, said, modified = (
        [Statement("published", value, place) for place, value in case.get(voice, [])]
        for voice in ("stated", "said", "modified")
    )
    clock = Clock(UTC if case.get("zone") == "UTC" else SHANGHAI)

    chosen = choose_date(stated, said, modified, case.get("addresses", []), clock)

    assert (chosen[1].local_date.isoformat() if chosen else None) == case["want"]
    if "instant" in case:
        assert chosen is not None
        assert chosen[1].instant is not None
        assert chosen[1].instant.isoformat() == case["instant"]


def test_a_day_and_a_time_from_two_places_remember_both() -> None:
    """Where one place tells the instant and another its calendar day, both are evidence."""
    machine = Statement("published", "2023-12-02T00:46:23Z", "JSON-LD: datePublished")
    printed = Statement("published", "December 1, 2023", "line above the text")

    chosen = choose_date([], [machine, printed], [], [], Clock(UTC))

    assert chosen is not None
    assert chosen[0] == (machine, printed)


def test_the_time_that_counts_stands_below_the_heading() -> None:
    """Times above the first heading are other articles'; one that is called an update is a change."""
    from selectolax.lexbor import LexborHTMLParser

    html = (
        "<nav><time datetime='2023-09-10'></time></nav><h1>秋收在即</h1>"
        "<time class='{}' datetime='2023-09-08'></time><time datetime='2023-09-09'></time>"
    )
    [published] = page_statements(LexborHTMLParser(html.format("pub")))[:1]
    [modified] = page_statements(LexborHTMLParser(html.format("updated")))[:1]

    assert [(said.field, said.value) for said in (published, modified)] == [
        ("published", "2023-09-08"),
        ("modified", "2023-09-08"),
    ]
