"""YAML by two readers: libyaml where both agree, the one in Python where they might not."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.entries import Entry, NotStrict
from etl.extract.entries.yaml_events import read_yaml

PIECES = (
    *"title date 渡口 2024-03-09 a 1 0 ~ null : - ? , . [ ] { } # & * ! | > ' \" % @ ` \\ = < + \t \r \u3000 \ufeff \x85 \u2028 \x07 😀".split(
        " "
    ),
    " ",
    "  ",
    "\n",
    "\n  ",
    "\n- ",
    "\r\n",
    ": ",
    "- ",
    "!!str ",
    "&a ",
    "*a",
    "|\n  ",
    ">-\n  ",
    "\n---\n",
    "\n...\n",
    "%YAML 1.1\n",
    "\\x41",
)
"""What means something to one reader or the other, and some words."""


def entries_or_reason(text: str) -> tuple[Entry, ...] | str:
    """Read YAML, or say why it is none."""
    try:
        return read_yaml(text)
    except NotStrict as error:
        return str(error)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "key: " + "".join(pieces)))
def test_which_reader_reads_it_makes_no_difference(text: str) -> None:
    """Front matter gives the same entries, or the same reason why not, with libyaml as without it."""
    found = entries_or_reason(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "__with_libyaml__", False)
        wanted = entries_or_reason(text)

    assert found == wanted
