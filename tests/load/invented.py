"""Outcomes to load, made by hand or by chance, without parsing anything."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from etl.models import (
    Article,
    Kind,
    Origin,
    Outcome,
    Paragraph,
    Precision,
    ProcessedDocument,
    PublishedDate,
    Rejection,
    Repair,
    Script,
)

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)

ARTICLE = Article(
    title="渡口夜里增开一班船",
    source="望江新闻网",
    via="柳河时报",
    author="林晚舟",
    editor="何青梧",
    url="https://news.example/1.html",
    published=PublishedDate(
        datetime(2022, 4, 15, 0, 35, 17, tzinfo=UTC), date(2022, 4, 15), "second", "2022-04-15 08:35:17", "iso8601"
    ),
    language="zh",
    script="Hant",
    tags=("交通", "民生"),
    image_url="https://news.example/1.jpg",
    paragraphs=(
        Paragraph("text", "末班船改到二十三点。", "末班船改到二十三點。"),
        Paragraph("quote", "大家都说方便了。"),
    ),
    origin=Origin("x", "0" * 64, 0),
    repairs=(
        Repair("script", "末班船改到二十三點。", "末班船改到二十三点。", 1, 0.875),
        Repair("title", "渡口：", "", None),
    ),
)


def article(**changes: Any) -> Article:  # noqa: ANN401 - any field
    """Make an article that has every field, with changes."""
    return replace(ARTICLE, **changes)


def rejection(reason: str = "malformed", detail: str = "line 3 is no record") -> Rejection:
    """Make a rejection."""
    return Rejection(reason, detail, ARTICLE.origin)


def document(uri: str, *outcomes: Outcome, version: int = 1) -> ProcessedDocument:
    """Make a document whose bytes are another for every uri and version."""
    sha256 = hashlib.sha256(f"{uri} {version}".encode(errors="surrogatepass")).hexdigest()
    origin = Origin(uri, sha256, 1000 + version, "json_lines", "gb18030", "gb2312", "declaration", damage=version)
    return ProcessedDocument(origin, tuple(replace(outcome, origin=origin) for outcome in outcomes))


# ------------------------------------------------------------------------------------------------ by chance

ODD = ("人民日报", r"\N", r"\.", "a\tb\nc\\", "'; DROP TABLE articles; --", "𠮷野家", "=1+1", "\ufffe", "e\u0301")
"""Texts that a careless loader changes or chokes on."""

texts = st.sampled_from(ODD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8
)
instants = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


@st.composite
def dates(draw: st.DrawFn) -> PublishedDate:
    """Draw a date as exact as it may be."""
    instant = draw(instants).replace(microsecond=0)
    precision: Precision = draw(st.sampled_from(get_args(Precision)))
    timed = precision in {"minute", "second"}
    return PublishedDate(
        instant if timed else None, (instant + timedelta(hours=8)).date(), precision, draw(texts), "iso8601"
    )


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an article that any database can hold."""
    optional = st.none() | texts
    paragraphs = draw(
        st.lists(st.builds(Paragraph, st.sampled_from(get_args(Kind)), texts, optional), min_size=1, max_size=3)
    )
    places = st.none() | st.integers(1, len(paragraphs))
    shares = st.none() | st.floats(0, 1)
    return article(
        title=draw(optional),
        source=draw(optional),
        published=draw(st.none() | dates()),
        script=draw(st.sampled_from((None, *get_args(Script)))),
        tags=tuple(draw(st.lists(texts, max_size=3))),
        paragraphs=tuple(paragraphs),
        repairs=tuple(draw(st.lists(st.builds(Repair, texts, texts, texts, places, shares), max_size=2))),
    )


MENU: tuple[Outcome, ...] = (
    ARTICLE,
    article(title=None, source=None, tags=(), paragraphs=(Paragraph("text", "快讯。"),), repairs=(), published=None),
    article(
        source="人民日报",
        tags=("交通", "交通", *ODD),
        paragraphs=tuple(Paragraph("list", odd) for odd in ODD),
        repairs=(),
    ),
    rejection(),
    rejection("empty", "there is nothing in it"),
)
"""Outcomes to choose from where it is histories, not texts, that are drawn."""


@st.composite
def documents(draw: st.DrawFn) -> ProcessedDocument:
    """Draw a document of few names and few versions."""
    uri, version = draw(st.integers(0, 4)), draw(st.integers(1, 3))
    return document(f"raw/{uri}.html", *draw(st.lists(st.sampled_from(MENU), min_size=1, max_size=3)), version=version)
