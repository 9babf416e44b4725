"""Which articles tell one story."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update

from bench import invented
from bench.near_duplicates import copies
from etl import stories
from etl.exceptions import LockLost
from etl.load import migrate
from etl.load.database import Database, open_database
from etl.load.diary import begin
from etl.load.loader import Loader
from etl.load.rows import content_hash
from etl.models import Article, Paragraph, ProcessedDocument, RawRef
from etl.process import process
from etl.schema import articles, documents, story_bands
from etl.stories.likeness import tell_one_story
from etl.transform import fingerprints
from etl.transform.fingerprints import bands_of, numbers_of, shingles_of, silent
from tests.load.conftest import load_into
from tests.load.invented import NOW, article, document

ARTICLES = 12


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Make a new database."""
    with open_database(database_url) as opened, opened.lock():
        migrate.upgrade(opened)
        yield opened


def told(title: str, *said: str) -> Article:
    """Make an article."""
    return article(title=title, paragraphs=tuple(Paragraph("text", one) for one in said), repairs=())


def printed() -> list[ProcessedDocument]:
    """Make copies of invented articles; a document's name begins with the number of the article."""
    random = Random(5)
    return [
        document(f"{number}/{place}.html", told(f"第{place}次转载", *copy))
        for number in range(ARTICLES)
        for place, copy in enumerate(copies(random, invented.story(number).paragraphs))
    ]


def groups(database: Database) -> set[frozenset[str]]:
    """Give the documents that share a story."""
    same = documents.c.id == articles.c.document_id
    with database.reading() as connection:
        rows = connection.execute(
            select(articles.c.story_id, documents.c.uri).join_from(articles, documents, same)
        ).all()
    found: dict[int, set[str]] = {}
    for story, uri in rows:
        found.setdefault(story, set()).add(uri)
    return {frozenset(uris) for uris in found.values()}


def test_copies_share_a_story_and_nothing_else_does(database: Database) -> None:
    """Cut, retitled, in the other script and with another tail: one story an article, whatever the order."""
    batch = printed()
    expected = {frozenset(f"{number}/{place}.html" for place in range(6)) for number in range(ARTICLES)}
    load_into(database, batch)
    stories.keep_up(database)

    assert groups(database) == expected
    with database.reading() as connection:
        numbers = connection.execute(text("SELECT story_id, min(id) FROM articles GROUP BY story_id")).all()
        leads = connection.execute(text("SELECT count(*) FROM v_stories WHERE articles = 6")).scalar()
    assert all(story == first for story, first in numbers)
    assert leads == ARTICLES


def test_stories_know_no_order_and_no_runs(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Backwards, a few at a time, in chunks of three: the same stories."""
    batch = printed()[:36]
    monkeypatch.setattr(stories, "CHUNK", 3)
    found = []
    for number, order in enumerate((batch, batch[::-1], Random(1).sample(batch, len(batch)))):
        with open_database(f"{sqlite_url}{number}") as database, database.lock():
            migrate.upgrade(database)
            for start in range(0, len(order), 10):
                load_into(database, order[start : start + 10])
                stories.keep_up(database)
            found.append(groups(database))

    assert found[0] == found[1] == found[2]


def test_what_workers_have_cut_gives_the_same_stories(database: Database) -> None:
    """Bands that came along with some articles, and bands that are cut where they are missing, are the same rows."""
    batch = printed()[:36]
    told_here = [outcome for each in batch[::2] for outcome in each.outcomes if isinstance(outcome, Article)]
    cut = {content_hash(each): bands_of(one.text for one in each.paragraphs) for each in told_here}
    load_into(database, batch)
    stories.keep_up(database, cut=cut)
    found = groups(database), all_bands(database)
    stories.forget(database)
    stories.keep_up(database)

    assert found == (groups(database), all_bands(database))


def test_a_worker_cuts_what_is_cut_of_the_text_that_is_stored(tmp_path: Path) -> None:
    """So that stories do not depend on who cuts."""
    path = tmp_path / "a.txt"
    path.write_text("渡口夜里增開一班船\n\n末班船改到二十三點。\n\n大家都說方便了，ＡＢＣ。\n", encoding="utf-8")

    processed = process(RawRef(str(path), str(path)))
    [found] = processed.outcomes
    assert isinstance(found, Article)
    assert processed.bands == (bands_of(one.text for one in found.paragraphs),)


def test_no_story_is_written_once_another_run_has_begun(database_url: str) -> None:
    """Whoever was taken for dead finds out before it commits."""
    with open_database(database_url) as database, database.lock() as lock:
        migrate.upgrade(database)
        load_into(database, printed()[:6])
        with database.writing() as connection:
            ours = begin(connection, started_at=NOW, engine="serial", workers=1, version="0")
            begin(connection, started_at=NOW + timedelta(hours=1), engine="serial", workers=1, version="0")
        with pytest.raises(LockLost):
            stories.keep_up(database, Loader(database, ours, NOW, lock).perform)

        with database.reading() as connection:
            assert set(connection.execute(select(articles.c.story_id)).scalars()) == {None}


def all_bands(database: Database) -> set[tuple[int, int]]:
    """Give the rows of bands."""
    with database.reading() as connection:
        return {(row.band, row.article_id) for row in connection.execute(select(story_bands))}


def test_a_story_falls_apart_when_what_linked_it_goes(database: Database) -> None:
    """Two that are alike only by a third are two stories without it; a change is as good as a departure."""
    first, second = (
        "清早的渡口有雾，船家说等雾散了再开，等船的人在岸上生火煮茶。",
        "中午雾散了，船开到对岸，带去的书送给了学校，孩子们围着看。",
    )
    both = document("both.html", told("两段", first, second))
    batch = [
        document("first.html", told("甲", first, "江边。")),
        document("second.html", told("乙", second, "山里。")),
        both,
    ]
    load_into(database, batch)
    stories.keep_up(database)
    assert groups(database) == {frozenset({"first.html", "second.html", "both.html"})}

    load_into(
        database,
        [document("both.html", told("别的事", "村里修好了水渠，春茶也采完了，集市从初八开到十五。"), version=2)],
    )
    stories.keep_up(database)
    assert groups(database) == {frozenset({"first.html"}), frozenset({"second.html"}), frozenset({"both.html"})}


def test_a_deleted_article_leaves_no_trace(database: Database) -> None:
    """Its bands go with it, and the others are compared anew."""
    load_into(database, printed()[:6])
    stories.keep_up(database)
    with database.writing() as connection:
        connection.execute(update(documents).values(article_count=None, status="rejected"))
        first = connection.execute(select(articles.c.id).order_by(articles.c.id).limit(1)).scalar_one()
        connection.execute(delete(articles).where(articles.c.id == first))
    stories.keep_up(database)

    with database.reading() as connection:
        assert set(connection.execute(select(articles.c.story_id)).scalars()) == {first + 1}
        assert first not in set(connection.execute(select(story_bands.c.article_id)).scalars())


def test_a_run_finds_stories(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """`etl run` leaves no article without a story."""
    from etl.pipeline import RunSettings, run
    from tests.load.invented import NOW

    folder = tmp_path_factory.mktemp("raw")
    invented.write(folder, 3)
    run([str(folder)], RunSettings(database_url, workers=1), now=NOW)

    with open_database(database_url) as database:
        assert all(None not in some for some in groups(database))
        assert len(groups(database)) == 3


def test_what_thousands_have_in_common_is_written_a_few_times(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts by one template share bands: these do not grow with the texts, and copies among them are found all the same."""
    monkeypatch.setattr(stories, "COMMON", 3)
    form = "今日渡口水位平稳，两岸船只照常开行，请各位乘客按次序上船并听从船家安排，大雾天以岸边所挂灯笼为准。"
    said = [(form, "".join(invented.story(number).paragraphs)[:70]) for number in range(30)]
    batch = [document(f"{number}.html", told("水情", *one)) for number, one in enumerate(said)]
    copied = [document(f"copy of {number}.html", told("转载", *said[number])) for number in (27, 28, 29)]
    load_into(database, batch)
    stories.keep_up(database)
    load_into(database, copied)
    stories.keep_up(database)

    with database.reading() as connection:
        counts = select(func.count()).select_from(story_bands).group_by(story_bands.c.band)
        most = max(connection.execute(counts).scalars())
    assert most == stories.COMMON
    found = groups(database)
    assert len(found) > len(copied)
    assert all(any({f"{n}.html", f"copy of {n}.html"} <= some for some in found) for n in (27, 28, 29))


def test_a_database_of_other_bands_finds_its_stories_anew(database: Database) -> None:
    """Up and down, what the one version has written is not compared with what the other writes."""
    load_into(database, printed()[:12])
    stories.keep_up(database)
    before = groups(database), all_bands(database)
    migrate.downgrade(database, "0008")

    assert groups(database) == {frozenset(uri for some in before[0] for uri in some)}  # of none
    assert all_bands(database) == set()
    migrate.upgrade(database)
    stories.keep_up(database)
    assert (groups(database), all_bands(database)) == before


def test_signatures_do_not_change() -> None:
    """They lie in databases: another release of the library must give the same, or every story is found anew."""
    assert list(numbers_of(bands_of(["渡口的船开了，两岸的人都来看。"])))[:2] == [
        -7875956975907246635,
        -6776335892658421776,
    ]


@given(told=st.text("渡口的船开了两岸人都来看", max_size=60), at_once=st.integers(1, 40))
def test_a_long_text_is_summed_up_by_and_by(told: str, at_once: int) -> None:
    """However much of it is taken at a time, the bands are the same."""
    whole = bands_of([told])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fingerprints, "AT_ONCE", at_once)
        assert bands_of([told]) == whole


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("渡口的船开了，两岸的人都来看。", "渡口的船开了 两岸的人都来看", True),
        ("渡口的船开了，两岸的人都来看。", "集市上的茶卖完了，明天再来买。", False),
        ("快讯。", "快讯", True),
        ("快讯。", "快报", False),
        ("", "", True),
    ],
)
def test_likeness(one: str, other: str, *, expected: bool) -> None:
    """Signs and spaces say nothing; short texts are compared whole."""
    assert tell_one_story(shingles_of(silent([one])), shingles_of(silent([other]))) is expected
