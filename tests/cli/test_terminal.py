"""What may pass to a terminal, a pipe or a log."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cli.terminal import json_line, print_table, printable, redacted

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # surrogates and controls, too


@given(ANY_TEXT)
def test_printable_text_never_acts(text: str) -> None:
    """No control, direction mark or surrogate is left, whatever the text."""
    shown = printable(text)

    assert printable(shown) == shown
    assert shown.encode().decode() == shown


@pytest.mark.parametrize("text", ["集市　照常开张", "《雨後》·A1", "𠀀é", "C:\\new", "5 % ✓"])
def test_what_is_seen_is_left_alone(text: str) -> None:
    """Chinese, ideographic spaces, rare characters and backslashes pass."""
    assert printable(text) == text


@given(ANY_TEXT)
def test_json_says_the_same_after_escaping(text: str) -> None:
    """A JSON line is one printable line, and reads back as what it was made of."""
    line = json_line({"title": text})

    assert printable(line) == line
    assert json.loads(line) == {"title": _joined(text)}


@pytest.mark.parametrize(
    "text", ["http://example.org/a:b", "it failed at 12:30", "sqlite:///etl.db", "user@example.org"]
)
def test_addresses_without_a_password_are_left_alone(text: str) -> None:
    """Redacting hides passwords, not what people need to see."""
    assert redacted(text) == text


def test_tables_in_a_pipe_have_one_row_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """However long a row is, `grep` and `cut` find it on one line, aligned by the width of its characters."""
    print_table(("title", "n"), [("雨后的集市" * 40, "1"), ("a\nb", "2")])

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1] == "雨后的集市" * 40 + "  1"
    assert lines[2].split() == ["a\\x0ab", "2"]


def _joined(text: str) -> str:
    """Join surrogate pairs, as JSON readers do."""
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
