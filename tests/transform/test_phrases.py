"""Patterns of many phrases are asked only where one of their signs stands."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.transform.boilerplate import NOTICE, PROMOTION
from etl.transform.credit_labels import LABEL
from etl.transform.phrases import Phrases


@pytest.mark.parametrize("phrases", [NOTICE, PROMOTION, LABEL], ids=["notices", "promotions", "labels"])
@settings(max_examples=200, deadline=None)
@given(draw=st.data())
def test_whatever_a_pattern_finds_holds_its_signs(phrases: Phrases, draw: st.DataObject) -> None:
    """No phrase is missed for want of a sign."""
    text = draw.draw(st.from_regex(phrases.pattern))

    assert phrases.may_hold(text)


def test_a_text_with_signs_and_no_phrase_has_none() -> None:
    """Signs let the pattern look; it decides."""
    phrases = Phrases(re.compile("不得.{0,9}转载"), (re.compile("不得"),))

    assert phrases.search("雨下了三天，工地不得不停工。") is None
    assert [found[0] for found in phrases.finditer("不得转载。雨下了三天，青菜卖得最快，不得擅自转载")] == [
        "不得转载",
        "不得擅自转载",
    ]
