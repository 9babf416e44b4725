"""农历三月十五, 壬寅年三月十五, 农历二〇二二年三月十五: days of the lunar calendar, computed by borax."""

import re

from etl.transform.dates.clock import Clock
from etl.transform.dates.numerals import number
from etl.transform.dates.reading import Form, Reading

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
"""A year is named by a stem and a branch, which come round together every sixty years."""

FIRST_OF_A_CYCLE = 1984

MONTHS = {"正": 1, "冬": 11, "腊": 12}
"""Months with names of their own."""

_CALENDAR = "(?:农历|阴历|旧历)"
_NAMED_YEAR = rf"(?P<named>[{STEMS}][{BRANCHES}]) ?年"
_YEAR = r"(?P<year>\d{4}|[一二][〇○零一二三四五六七八九]{3}) ?年"
_DAY = (
    r"(?P<leap>闰)?(?P<month>[正冬腊]|[一二三四五六七八九十]{1,2}) ?月 ?初?(?P<day>[一二三四五六七八九十廿卅]{1,3})日?"
)


def _read(match: re.Match[str], clock: Clock) -> Reading | None:
    """Only with the civil year known: printed, or the document's."""
    from borax.calendars.lunardate import LunarDate

    month = MONTHS.get(match["month"]) or number(match["month"])
    for year in _years(match, clock):
        try:
            civil = LunarDate(year, month, number(match["day"]), 1 if match["leap"] else 0).to_solar_date()
        except ValueError:  # this year's month is shorter, or has no leap twin
            continue
        if match["year"] or civil.year == clock.year:
            return Reading(civil)
    return None


def _years(match: re.Match[str], clock: Clock) -> tuple[int, ...]:
    """The lunar years that may be meant; a lunar year ends in the next civil one."""
    if match["year"]:
        return (number(match["year"]),)
    years: tuple[int, ...] = () if clock.year is None else (clock.year, clock.year - 1)
    if match["named"]:
        name = (STEMS.index(match["named"][0]), BRANCHES.index(match["named"][1]))
        years = tuple(
            year for year in years if ((year - FIRST_OF_A_CYCLE) % 10, (year - FIRST_OF_A_CYCLE) % 12) == name
        )
    return years


LUNAR = Form("lunar", "历", re.compile(rf"{_CALENDAR}(?:{_NAMED_YEAR}|{_YEAR})?{_DAY}"), _read)
LUNAR_BEHIND_ITS_YEAR = Form(
    "lunar", STEMS, re.compile(rf"(?:{_NAMED_YEAR}{_CALENDAR}?|{_YEAR} ?{_CALENDAR}){_DAY}"), _read
)
