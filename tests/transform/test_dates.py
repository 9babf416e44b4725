"""Written dates: what is read, what is found in a line, and what is left open."""

import json
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.models import PublishedDate
from etl.transform.dates import SHANGHAI, Clock, date_in_address, find_dates, read_date

CASES = Path(__file__).parents[1] / "cases" / "dates"
WRITTEN = ("chinese", "numeric", "machine", "eras", "relative", "lunar", "foreign")


def cases(*names: str) -> list[Any]:
    """The cases of some files; a known failure is expected to fail, strictly."""
    return [
        pytest.param(
            case, id=f"{name}: {case['comment']}", marks=[pytest.mark.xfail(strict=True)] if case.get("fails") else []
        )
        for name in names
        for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))
    ]


def clock_of(case: dict[str, Any]) -> Clock:
    """The clock that a case is read against."""
    now = datetime.fromisoformat(case["now"]) if "now" in case else None
    return Clock(now=now, year=case.get("year"), script=case.get("script"))


def shown(published: PublishedDate | None) -> str | None:
    """A date as the cases write it: in Chinese time, no longer than its precision."""
    if published is None:
        return None
    if published.instant is None:
        return published.local_date.isoformat()
    return published.instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")[
        : 16 if published.precision == "minute" else 19
    ]


@pytest.mark.parametrize(
    ("written_at", "wanted"),
    [
        (None, "2023-09-08"),
        (datetime(2023, 9, 7, 12, tzinfo=UTC), "2023-09-08"),
        (datetime(2023, 9, 6, 12, tzinfo=UTC), None),
    ],
)
def test_a_day_that_the_file_is_too_old_for_is_refused(written_at: datetime | None, wanted: str | None) -> None:
    """What was written on a day may name the next one, by a zone or an edition; never one after that."""
    assert shown(read_date("2023年9月8日", Clock(written_at=written_at))) == wanted


@pytest.mark.parametrize("case", cases(*WRITTEN))
def test_a_text_that_is_a_date_is_read_or_left_open(case: dict[str, Any]) -> None:
    """A written date gives the day, the time and the precision that are printed, and no more; anything else gives None."""
    published = read_date(case["text"], clock_of(case))

    assert shown(published) == case["want"]
    if published is not None:
        assert (published.precision, published.form) == (case["precision"], case["form"])
        assert published.instant is None or published.instant.tzinfo is UTC
    if published is not None and "utc" in case:
        assert published.instant == datetime.fromisoformat(case["utc"])


@pytest.mark.parametrize("case", cases("found"))
def test_dates_are_found_inside_a_line(case: dict[str, Any]) -> None:
    """A line gives its dates in order, each with its label, and nothing that only looks like one."""
    found = find_dates(case["text"], clock_of(case))

    assert [[case["text"][one.start : one.end], shown(one.published), one.label] for one in found] == case["want"]


@pytest.mark.parametrize("case", cases("addresses"))
def test_an_address_may_state_a_day(case: dict[str, Any]) -> None:
    """An address gives the one day it states, and nothing where it states none or several."""
    published = date_in_address(case["text"], clock_of(case))

    assert shown(published) == case["want"]


def test_the_local_day_of_a_stamp_in_greenwich_is_the_newspapers_day() -> None:
    """An evening in Greenwich is the next morning in Beijing, and the article belongs to that day."""
    published = read_date("Thu, 07 Sep 2023 17:47:00 GMT", Clock())

    assert published is not None
    assert published.local_date.isoformat() == "2023-09-08"


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_every_day_is_read_back_from_every_way_to_write_it(day: date) -> None:
    """Writing a day and reading it gives the day, in each of the common forms."""
    written = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day:%d %b %Y}",
        f"{day:%B %d, %Y}",
    )

    read = {read_date(text, Clock()) for text in written if day.isoformat() != "1970-01-01"}

    assert {one.local_date if one else None for one in read} <= {day}


@given(st.text(alphabet="0123456789年月日时分秒上下午晚点半昨前天周一二十〇: -/.T+Z发布时间", max_size=40))
def test_finding_never_fails_and_never_overlaps(text: str) -> None:
    """Whatever a line holds, the dates found in it are believable, in order and apart."""
    found = find_dates(text, Clock(now=datetime(2023, 9, 8, 8, tzinfo=UTC)))

    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(1900 <= one.published.local_date.year <= 2023 for one in found)


@pytest.mark.parametrize(
    "text", [" " * 100_000, "年" * 100_000, "2023年" * 20_000, "1" * 100_000, "发布时间：" * 20_000, "十" * 100_000]
)
def test_hostile_lines_take_no_longer_than_long_ones(text: str) -> None:
    """A line made to hurt the patterns is read in time; the suite's limit would stop it otherwise."""
    assert find_dates(text, Clock()) == ()


@given(st.text(" \u3000【】()[]“”|", max_size=600), st.text(" \u3000【】()[]“”|", max_size=600))
def test_brackets_and_spaces_around_a_date_are_not_counted(before: str, behind: str) -> None:
    """A date is read however much stands around it that says nothing, with its label and without; a text of a page's length is none."""
    alone, labelled = (
        read_date(f"{before}{date}{behind}", Clock()) for date in ("2024年5月6日", "发布时间：2024年5月6日")
    )

    assert alone is not None
    assert labelled is not None
    assert read_date(f"{before}2024年5月6日{'雨' * 120}{behind}", Clock()) is None
