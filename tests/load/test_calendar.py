"""The calendar that weeks, months and working days are taken from."""

import importlib.util
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from etl.load.database import Database
from etl.schema import dim_date

ROOT = Path(__file__).resolve().parents[2]
WEEKDAYS = (
    ("Monday", "星期一"),
    ("Tuesday", "星期二"),
    ("Wednesday", "星期三"),
    ("Thursday", "星期四"),
    ("Friday", "星期五"),
    ("Saturday", "星期六"),
    ("Sunday", "星期日"),
)


def expected(day: date) -> dict[str, Any]:
    """Say what Python's own calendar says of a day."""
    iso = day.isocalendar()
    english, chinese = WEEKDAYS[day.weekday()]
    quarter = (day.month + 2) // 3
    return {
        "date": day,
        "year": day.year,
        "quarter": quarter,
        "month": day.month,
        "day_of_month": day.day,
        "month_start": day.replace(day=1),
        "month_name": f"{day:%Y-%m}",
        "quarter_name": f"{day.year}-Q{quarter}",
        "iso_year": iso.year,
        "iso_week": iso.week,
        "iso_week_name": f"{iso.year}-W{iso.week:02}",
        "week_start": day - timedelta(days=day.weekday()),
        "weekday": iso.weekday,
        "weekday_en": english,
        "weekday_zh": chinese,
        "is_weekend": int(iso.weekday > 5),
    }


def test_every_day_is_what_python_says(database: Database) -> None:
    """Sixty-one years, day by day, the same on both databases."""
    days = [date(1990, 1, 1) + timedelta(days=number) for number in range((date(2051, 1, 1) - date(1990, 1, 1)).days)]
    columns = [dim_date.c[name] for name in expected(days[0])]

    with database.reading() as connection:
        found = [dict(row) for row in connection.execute(select(*columns).order_by(dim_date.c.date)).mappings()]

    assert found == [expected(day) for day in days]


@pytest.mark.parametrize(
    ("day", "kind", "is_workday", "holiday"),
    [
        ("2024-02-04", "makeup_workday", 1, "春节"),  # a Sunday that was worked
        ("2024-02-12", "holiday", 0, "春节"),  # a Monday that was not
        ("2024-03-09", "weekend", 0, None),
        ("2024-03-11", "workday", 1, None),
        ("1999-10-01", None, None, None),  # before what is known
        ("2050-10-01", None, None, None),  # not decreed yet
    ],
)
def test_working_days_are_those_decreed(
    database: Database, day: str, kind: str | None, is_workday: int | None, holiday: str | None
) -> None:
    """Days off are moved about every year; where nobody knows, the calendar says so."""
    query = select(dim_date.c.day_kind, dim_date.c.is_workday, dim_date.c.holiday)
    with database.reading() as connection:
        row = connection.execute(query.where(dim_date.c.date == date.fromisoformat(day))).one()

    assert tuple(row) == (kind, is_workday, holiday)


def test_working_days_agree_with_the_library(sqlite: Database) -> None:
    """What `scripts/make_holidays.py` wrote is what its source says of every day it knows."""
    library = pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    with sqlite.reading() as connection:
        known = connection.execute(
            select(dim_date.c.date, dim_date.c.is_workday).where(dim_date.c.is_workday.is_not(None))
        ).all()

    assert len(known) > 8000
    assert [row.date for row in known if row.is_workday != library.is_workday(row.date)] == []


def test_the_written_holidays_are_current() -> None:
    """The files of holidays are those that the script writes with the library that is installed."""
    pytest.importorskip("chinese_calendar", reason="chinesecalendar is not installed")
    spec = importlib.util.spec_from_file_location("make_holidays", ROOT / "scripts" / "make_holidays.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)

    written = script.written()

    assert {name: (ROOT / "migrations" / "calendar" / name).read_text(encoding="utf-8") for name in written} == written
