"""Plain text that holds an article and little else."""

import pytest

from etl.models import Article, Origin, ParsedArticle, PlainText
from etl.transform import transform

CHINESE = "\n\n　　江城的雨下了三天，农民说这是十年来雨水最充足的一个夏天。\n　　气象台预报，雨还要再下三天。\n"
JAPANESE = "\n\n　江の町に雨が降つてゐる。三日も降りつづいて、だれもがもう飽きてゐた。\n　それでも子供たちは外へ出て遊んでゐる。\n"


def read(text: str) -> Article:
    """The article in a plain text."""
    return transform(ParsedArticle(PlainText(text)), Origin("text.txt", "0" * 64, 1))


@pytest.mark.parametrize(
    ("head", "title", "author"),
    [
        ("江城今夏雨水充足" + CHINESE, "江城今夏雨水充足", None),
        ("江城今夏雨水充足\n林晓雨" + CHINESE, "江城今夏雨水充足", "林晓雨"),
        ("江城今夏雨水充足\n粮仓很快将满" + CHINESE, "江城今夏雨水充足", None),
        ("江城今夏雨水充足\n创建时间：2024/12/20 22:14" + CHINESE, "江城今夏雨水充足", None),
        ("林晓雨" + CHINESE, None, "林晓雨"),
        ("江城今夏雨水充足\n\n江城的雨下了三天。气象台预报，雨还要再下三天。", "江城今夏雨水充足", None),
        ("江城今夏雨水充足\n江城的雨下了三天。气象台预报，雨还要再下三天。", None, None),
        ("江城今夏雨水充足\n\n秋收在即", None, None),
        ("雨の町\n林早雨子郎" + JAPANESE, "雨の町", "林早雨子郎"),
        ("雨の町\n三日の雨、まだやまず" + JAPANESE, "雨の町", None),
    ],
    ids=[
        "a title",
        "a name under it",
        "a second title",
        "a label and a time under it",
        "a name alone",
        "one paragraph",
        "no blank line",
        "no prose",
        "a Japanese name",
        "a second Japanese title",
    ],
)
def test_the_first_lines_of_a_text_name_it_and_its_author(head: str, title: str | None, author: str | None) -> None:
    """The first line is the title unless it is a name; a name under it, before a blank line, is the author's."""
    article = read(head)

    assert (article.title, article.author) == (title, author)
