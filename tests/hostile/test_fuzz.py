"""Documents gone wrong by chance: whatever the bytes, every outcome is sound. `make fuzz` is the long form."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.mutations import NAMES, TOKENS, corpus, mutant
from tests.hostile.verdicts import check, check_mutant

PIECES = st.one_of(
    st.sampled_from([token.decode("utf-8", "replace") for token in TOKENS]),
    st.text(max_size=8),
    st.sampled_from(
        ["渡口今日增开两班船，往返各一趟。", "来源：云溪晚报", "2024年3月5日 08:30", "责任编辑：周砚秋", "\n\n"]
    ),
)
MARKED = st.lists(PIECES, max_size=30).map("".join)
ENCODINGS = st.sampled_from(["utf-8", "gb18030", "big5hkscs", "utf-16", "hz"])
SUITE = settings.get_current_profile_name() == "house"
few = settings(max_examples=25) if SUITE else settings()
"""What a commit can wait for; `make fuzz` asks for thousands."""

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)


@pytest.mark.parametrize("number", range(20))
def test_mutants_of_our_documents_are_sound(number: int) -> None:
    """Samples with flipped bits, lost ends, foreign parts and wild markup give articles or rejections."""
    assert check_mutant(0, number)


def test_a_mutant_is_the_same_every_time() -> None:
    """A finding is made again by its number."""
    assert mutant(3, 14) == mutant(3, 14) != mutant(3, 15)
    assert len(corpus()) > 100


@few
@given(st.binary(max_size=300), st.sampled_from(NAMES))
def test_any_bytes_are_sound(content: bytes, name: str) -> None:
    """Any bytes under any name."""
    assert check(name, content)


@few
@given(MARKED, ENCODINGS, st.sampled_from(NAMES))
def test_any_markup_is_sound(text: str, encoding: str, name: str) -> None:
    """What means something to somebody, in any order and encoding."""
    assert check(name, text.encode(encoding, "replace"))


@few
@given(MARKED, MARKED)
def test_any_front_matter_is_sound(front: str, body: str) -> None:
    """Anything between the fences, anything behind them."""
    assert check("a.md", f"---\ntitle: 渡口\n{front}\n---\n{body}".encode(errors="replace"))


@few
@given(st.dictionaries(st.sampled_from(["title", "content", "date", "author", "tags", "url", "x"]), VALUES))
def test_any_record_is_sound(record: dict[str, object]) -> None:
    """Any values where texts are expected."""
    assert check("a.jsonl", (json.dumps(record) + "\n").encode() * 2)
