"""Write what of migrations/calendar is decreed: which days China worked and which it did not, by word of its State Council.

Run with the newest release of `chinesecalendar` (MIT) installed, each year after the decree of November:

python scripts/make_holidays.py
"""

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from textwrap import fill, indent

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

CALENDAR = Path(__file__).resolve().parents[1] / "migrations" / "calendar"

FILES = {
    "2_weekends": """\
-- Years whose holidays are known: outside them nobody can say if a Wednesday was worked.
UPDATE dim_date
SET day_kind = CASE is_weekend WHEN 1 THEN 'weekend' ELSE 'workday' END, is_workday = 1 - is_weekend
WHERE year BETWEEN {first} AND {last}
""",
    "3_holidays": """\
UPDATE dim_date
SET day_kind = 'holiday', is_workday = 0
WHERE date IN (
{holidays}
)
""",
    "4_makeup_workdays": """\
UPDATE dim_date
SET day_kind = 'makeup_workday', is_workday = 1
WHERE date IN (
{workdays}
)
""",
    "5_names": """\
UPDATE dim_date
SET holiday = CASE
{names}
    END
WHERE day_kind IN ('holiday', 'makeup_workday')
""",
    "6_names_in_english": """\
UPDATE dim_date
SET holiday_en = CASE holiday
{names_in_english}
    END
WHERE holiday IS NOT NULL
""",
}
"""The files and what they say; each is one statement that both databases understand."""


def listed(days: Iterable[date]) -> str:
    """Write days as a list for IN, in the order of the calendar."""
    return indent(fill(", ".join(f"'{day}'" for day in sorted(days)), width=110, break_on_hyphens=False), "        ")


def named(holiday: Holiday) -> str:
    """Write the branch that names a holiday's days, those that pay for it too."""
    days = [day for known in (holidays, workdays) for day, name in known.items() if name == holiday.value]
    return f"        WHEN date IN (\n{listed(days)}\n        ) THEN '{holiday.chinese}'"


def in_english(holiday: Holiday) -> str:
    """Write the branch that translates a name."""
    english = holiday.value.replace("'", "''")
    return f"        WHEN '{holiday.chinese}' THEN '{english}'"


def written() -> dict[str, str]:
    """Give the files, by name."""
    said = {
        "first": min(holidays).year,
        "last": max(holidays).year,
        "holidays": listed(holidays),
        "workdays": listed(workdays),
        "names": "\n".join(map(named, Holiday)),
        "names_in_english": "\n".join(map(in_english, Holiday)),
    }
    origin = f"-- Written by scripts/make_holidays.py from chinesecalendar {version('chinesecalendar')}.\n"
    return {f"{name}.sql": origin + sql.format(**said) for name, sql in FILES.items()}


def main() -> None:
    """Write them."""
    for name, sql in written().items():
        (CALENDAR / name).write_text(sql, encoding="utf-8")


if __name__ == "__main__":
    main()
