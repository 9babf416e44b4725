"""Every field is chosen from what is said about it, the strongest first."""

from typing import Any

import pytest

from etl.models import Field, Statement
from etl.transform.dates import Clock
from etl.transform.fragments import read_fragment
from etl.transform.metadata import Evidence, choose_fields, clean_url, title_of
from etl.transform.titles import first_heading, without_tail


def said(field: Field, value: str, place: str = "somewhere") -> Statement:
    """A statement."""
    return Statement(field, value, place)


@pytest.mark.cases("titles/tails")
def test_a_title_loses_the_name_of_the_site(case: dict[str, Any]) -> None:
    """What is known to be the site's name, or ends like one, is cut; half of a title is not."""
    assert without_tail(case["text"], case.get("sites", [])) == case["want"]


@pytest.mark.cases("urls/addresses")
def test_an_address_keeps_what_names_the_article(case: dict[str, Any]) -> None:
    """Parameters that say how a reader came are cut; the others stay in their order."""
    assert clean_url(case["text"]) == case["want"]


@pytest.mark.parametrize(
    ("stated", "original", "title"),
    [
        ('江城："雨水充足"', "江城：“雨水充足”", "江城：“雨水充足”"),
        ("江城今夏雨水...", "江城今夏雨水充足", "江城今夏雨水充足"),
        ("江城今夏雨水充足", "江城的雨", "江城今夏雨水充足"),
    ],
)
def test_an_original_title_mends_a_damaged_copy(stated: str, original: str, title: str) -> None:
    """A copy that was cut or whose quotation marks were rewritten gives way; another title does not."""
    chosen = title_of(Evidence(stated=(said("title", stated),), credits=(said("title", original),)))

    assert chosen is not None
    assert chosen.value == title


def test_the_credited_origin_is_the_source_and_the_carrier_is_via() -> None:
    """来源 names the source; the site that prints it is `via`, unless it is the same."""
    site = said("via", "江城在线", "og:site_name")
    credited = Evidence(page=(site,), credits=(said("source", "江城晚报"),))
    own = Evidence(page=(site,), credits=(said("source", "江城在线"),))
    silent = Evidence(page=(site,))

    assert [
        (fields.source, fields.via) for fields in (choose_fields(e, None, Clock()) for e in (credited, own, silent))
    ] == [
        ("江城晚报", "江城在线"),
        ("江城在线", None),
        ("江城在线", None),
    ]


def test_a_mirror_names_its_channel_as_the_author() -> None:
    """Where nobody is credited, an author that is also a channel is the publisher; a person is not."""
    channel = Evidence(stated=(said("author", "江边"), said("tag", "江边")))
    person = Evidence(stated=(said("author", "林晓雨"), said("tag", "江边")))

    assert [choose_fields(evidence, None, Clock()).source for evidence in (channel, person)] == ["江边", None]


def test_placeholders_are_no_pictures() -> None:
    """An address that ends in `undefined` shows nothing; the next picture is taken."""
    evidence = Evidence(
        stated=(said("image", "https://a.example/undefined"),), page=(said("image", "https://a.example/1.jpg"),)
    )

    assert choose_fields(evidence, None, Clock()).image_url == "https://a.example/1.jpg"


def test_each_value_remembers_its_statement() -> None:
    """For each field that has a value, the statement that gave it is kept, and only that."""
    author, editor, tag = said("author", "林晓雨"), said("editor", "周文"), said("tag", "江城")
    evidence = Evidence(stated=(said("author", "江城网"), tag, tag), credits=(author, editor))

    fields = choose_fields(evidence, None, Clock())

    assert (fields.author, fields.editor, fields.tags) == ("林晓雨", "周文", ("江城",))
    assert {author, editor, tag} <= set(fields.evidence)
    assert said("author", "江城网") not in fields.evidence


@pytest.mark.parametrize(
    ("html", "titles"),
    [
        ("<h1>秋收在即</h1><p>江城的稻田一片金黄。</p>", ["秋收在即"]),
        ("<p>江城的稻田一片金黄。</p><h2>秋收在即</h2>", []),
        ("<h4>秋收在即</h4><p>江城的稻田一片金黄。</p>", []),
        ("<h1><a href='/'>小雨的博客</a></h1><h2>秋收在即</h2><p>江城的稻田一片金黄，农民说粮仓很快就要满了。</p>", []),
        ("<h1><a href='/1'>秋收在即</a></h1><p>江城的稻田一片金黄，农民说粮仓很快就要满了。</p>", ["秋收在即"]),
        ("", []),
    ],
)
def test_a_fragment_is_titled_by_the_heading_before_anything_else(html: str, titles: list[str]) -> None:
    """A heading of a high rank at the very beginning is the title; one further down, or a small one, divides the text.

    A link with another heading under it is the name of the site.
    """
    said = first_heading(read_fragment(html).blocks)

    assert [statement.value for statement in said] == titles


def test_all_that_one_place_names_are_the_authors() -> None:
    """Reporters on several lines are one field, each once; what another place says is another opinion."""
    lines = (said("author", "林晓雨 周文", "line in the text"), said("author", "周文 李四", "line in the text"))
    evidence = Evidence(credits=(*lines, said("author", "王五", "words below the text")))

    assert choose_fields(evidence, None, Clock()).author == "林晓雨 周文 李四"


def test_a_page_names_persons_or_nobody() -> None:
    """The author in a page's head is often the maker of its software."""
    house = Evidence(page=(said("author", "江城网络科技公司"), said("author", "Ada Lovelace", "JSON-LD: author")))

    assert choose_fields(house, None, Clock()).author == "Ada Lovelace"


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("林晓雨", "林晓雨"),
        ("Ada Lovelace, The Example Times", "Ada Lovelace"),
        ("雨水学术期刊,江城出版社,Example Publishers", None),
        ("雨水,秋收,粮价", None),
        ("林晓雨,周文", "林晓雨 周文"),
    ],
)
def test_a_list_in_the_head_names_persons_or_nobody(value: str, author: str | None) -> None:
    """Publishers put their own names and their topics where the author belongs."""
    evidence = Evidence(page=(said("author", value, "author"),))

    assert choose_fields(evidence, None, Clock()).author == author


def test_an_editor_signs_what_no_other_source_is_credited_for() -> None:
    """A site's own copy without a writer is its editor's; what came from elsewhere was only brought in by one."""
    editor = said("editor", "周文", "line in the text")
    source = said("source", "江城晚报", "line above the text")

    assert choose_fields(Evidence(credits=(editor,)), None, Clock()).author == "周文"
    assert choose_fields(Evidence(credits=(editor, source)), None, Clock()).author is None


def test_an_office_signs_only_where_nobody_is_named() -> None:
    """A paper in the author's place is the carrier; its reporters stand further down."""
    house = said("author", "江城晚报", "byline above the text")
    reporter = said("author", "林晓雨", "line in the text")

    assert choose_fields(Evidence(credits=(house, reporter)), None, Clock()).author == "林晓雨"
    assert choose_fields(Evidence(credits=(house,)), None, Clock()).author == "江城晚报"


@pytest.mark.parametrize(("value", "author"), [("admin_jc", None), ("系统管理员", None), ("rain.lin", "rain.lin")])
def test_who_put_a_page_in_has_not_written_it(value: str, author: str | None) -> None:
    """The account of the site's keeper is no author; a writer may go by a name in small letters."""
    assert choose_fields(Evidence(page=(said("author", value, "author"),)), None, Clock()).author == author


def test_a_reporter_is_named_without_the_office() -> None:
    """On pages of schools the author is a faculty and one of its people."""
    both = said("author", "文学院 林晓雨", "line above the text")

    assert choose_fields(Evidence(credits=(both,)), None, Clock()).author == "林晓雨"


def test_a_masthead_above_the_text_is_no_writer() -> None:
    """A site's name of two words looks like a person's."""
    alone = said("author", "Mudflat Diary", "name beside the text")
    site = said("via", "Mudflat Diary", "heading that leads home")

    assert choose_fields(Evidence(page=(site,), credits=(alone,)), None, Clock()).author is None
    assert choose_fields(Evidence(credits=(alone,)), None, Clock()).author == "Mudflat Diary"


def test_a_person_may_be_a_site() -> None:
    """Who writes a site of their own gives it their name; a company's name is no author."""
    person = (said("author", "Ada Lovelace", "author"), said("via", "Ada Lovelace", "og:site_name"))
    house = (said("author", "江城晚报", "author"), said("via", "江城晚报", "og:site_name"))

    assert choose_fields(Evidence(page=person), None, Clock()).author == "Ada Lovelace"
    assert choose_fields(Evidence(page=house), None, Clock()).author is None


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        (("秋收在即 粮仓满了",), "秋收在即 粮仓满了"),
        (("江城在线",), "江城今夏雨水充足"),
        (("江城今夏雨水充足", "江城在线频道"), "江城今夏雨水充足"),
        ((), "江城今夏雨水充足"),
    ],
)
def test_the_only_heading_of_a_page_is_its_title(headings: tuple[str, ...], title: str) -> None:
    """What readers see above the text outweighs what the head tells machines, unless it is the name of the site."""
    head = (
        said("title", "江城今夏雨水充足", "og:title"),
        said("title", "江城今夏雨水充足_江城在线", "title of the page"),
    )
    page = (*head, *(said("title", heading, "h1") for heading in headings), said("via", "江城在线", "og:site_name"))

    chosen = title_of(Evidence(page=page))

    assert chosen is not None
    assert chosen.value == title


def test_who_edited_or_reviewed_it_has_not_written_it() -> None:
    """JSON-LD names everybody as an author; the printed lines say who did what. Alone, an editor remains."""
    everybody = tuple(said("author", name, "JSON-LD: author") for name in ("Ada Lovelace", "Grace Hopper"))
    parts = (said("editor", "Grace Hopper", "line above the text"),)

    assert choose_fields(Evidence(page=everybody, credits=parts), None, Clock()).author == "Ada Lovelace"
    assert choose_fields(Evidence(page=everybody[1:], credits=parts), None, Clock()).author == "Grace Hopper"


def test_what_people_do_is_no_part_of_their_names() -> None:
    """Roles, papers and letters after a name are cut; an office that signs is named whole, where nobody else is."""
    role = Evidence(page=(said("author", "Ada Lovelace Tech Reporter", "JSON-LD: author"),))
    office = Evidence(page=(said("author", "The Example Team", "JSON-LD: author"),))

    assert [choose_fields(evidence, None, Clock()).author for evidence in (role, office)] == [
        "Ada Lovelace",
        "The Example Team",
    ]


def test_a_site_that_is_the_source_is_evidence_for_the_source() -> None:
    """Whatever field a value ends in, its evidence names that field, so that people find it beside the value."""
    site = said("via", "江城在线", "og:site_name")
    alone = choose_fields(Evidence(page=(site,)), None, Clock())
    carried = choose_fields(Evidence(page=(site,), credits=(said("source", "江城晚报"),)), None, Clock())

    assert alone.evidence == (said("source", "江城在线", "og:site_name"),)
    assert carried.evidence == (said("source", "江城晚报"), site)


def test_a_site_named_like_its_address_is_cut_from_the_title() -> None:
    """White Coat Gazette stands at whitecoatgazette.example; what only resembles it stays."""
    url = said("url", "https://www.whitecoatgazette.example/rain", "og:url")
    tails = ("White Coat Gazette", "White Coats")
    chosen = [title_of(Evidence(page=(said("title", f"Rain | {tail}", "og:title"), url))) for tail in tails]

    assert [title.value for title in chosen if title] == ["Rain", "Rain | White Coats"]
