"""Answers become pictures: what is drawn, what is added up, what is left out."""

from etl.report.drawings import HEIGHT, OTHERS, WIDTH, Answer, bars, printed, stacks, tiles

OVER_TIME = ("day", "source", "articles")


def test_columns_fill_the_plot_and_no_more() -> None:
    """The highest column is as high as the plot, the others in proportion, and all stand inside."""
    answer = Answer(OVER_TIME, (("1", "晚报", 3), ("1", "晨报", 1), ("2", "晚报", 2)))

    drawing = stacks(answer)

    heights = {mark.says: mark.height for mark in drawing.marks}
    assert heights == {"1 · 晚报: 3": 120, "1 · 晨报: 1": 40, "2 · 晚报: 2": 80}
    assert drawing.highest == "4"
    assert all(mark.y >= 0 and mark.y + mark.height <= HEIGHT for mark in drawing.marks)
    assert all(mark.x >= 0 and mark.x + mark.width <= WIDTH for mark in drawing.marks)


def test_small_series_become_one() -> None:
    """More series than colours: the smallest are added up, and nothing is lost."""
    rows = tuple(("1", f"报{number}", number) for number in range(1, 11))

    drawing = stacks(Answer(OVER_TIME, rows))

    assert drawing.series == ("报5", "报6", "报7", "报8", "报9", "报10", OTHERS)
    assert drawing.marks[-1].says == "1 · others: 10"
    assert round(sum(mark.height for mark in drawing.marks)) == HEIGHT


def test_a_series_that_is_called_others_is_one_of_them() -> None:
    """A source may have that name; its articles are counted all the same."""
    rows = (*(("1", f"报{number}", 5) for number in range(8)), ("1", OTHERS, 9))

    drawing = stacks(Answer(OVER_TIME, rows))

    assert drawing.series.count(OTHERS) == 1
    assert round(sum(mark.height for mark in drawing.marks)) == HEIGHT


def test_few_labels_stand_under_many_columns() -> None:
    """A hundred days are labelled by a few, the first among them."""
    rows = tuple((f"{day:03}", "晚报", 1) for day in range(100))

    labels = stacks(Answer(OVER_TIME, rows)).labels

    assert [label.text for label in labels] == ["000", "025", "050", "075"]


def test_rows_without_a_number_have_no_bar() -> None:
    """Examples are words; zeros alone have nothing to be compared with."""
    words = bars(Answer(("reason", "uri"), (("empty", "a.txt"),)))
    zeros = bars(Answer(("reason", "rejections"), (("empty", 0),)))

    assert [row.share for row in (*words.rows, *zeros.rows)] == [None, None]


def test_values_are_printed_for_people() -> None:
    """Numbers in groups of three, nothing as a dash, words as they are."""
    values = (1234567, None, True, "晚报")

    assert [printed(value) for value in values] == ["1,234,567", "–", "yes", "晚报"]
    assert tiles(Answer(("seen",), ((0,),))).values == (("seen", "0"),)
