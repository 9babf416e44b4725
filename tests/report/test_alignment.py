"""Pieces find their places in what was printed."""

from hypothesis import given
from hypothesis import strategies as st

from etl.report.alignment import align

words = st.text(alphabet="桥通车 \n，", max_size=8)


def bare(text: str) -> str:
    """Leave out what is not compared."""
    return "".join(text.split())


@given(
    printed=st.text(alphabet="桥通车 \n，", max_size=40),
    kept=st.lists(words, max_size=5),
    dropped=st.lists(words, max_size=5),
)
def test_nothing_printed_is_lost_and_every_piece_comes_once(printed: str, kept: list[str], dropped: list[str]) -> None:
    """The passages, one after the other, are the printed text; each piece is there once, with its own words or without any."""
    pieces = [*kept, *dropped]

    passages = align(printed, kept, dropped)

    assert bare("".join(passage.printed for passage in passages)) == bare(printed)
    assert sorted(passage.piece for passage in passages if passage.piece is not None) == list(range(len(pieces)))
    assert all(
        bare(passage.printed) in {"", bare(pieces[passage.piece])} for passage in passages if passage.piece is not None
    )


def test_of_two_equal_pieces_the_first_stands_first() -> None:
    """A sentence that is printed twice, kept once and dropped once, is two passages."""
    passages = align("桥通车了。桥通车了。", ("桥通车了。",), ("桥通车了。",))

    assert [(passage.printed, passage.piece) for passage in passages] == [("桥通车了。", 0), ("桥通车了。", 1)]
