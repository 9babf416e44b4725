"""Dates inside addresses and file names: /2022-04/15/, /20220415/, t20220415_1.html, /22/0415/08/, 2022-04-15-title.md."""

import re

from etl.models import PublishedDate
from etl.transform.dates.clock import Clock
from etl.transform.dates.reading import Reading, believe, calendar_day, full_year

_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"

PATHS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"/{_YEAR}[-_]?{_MONTH}[/_-]{_DAY}(?=[/_.\-]|\Z)",
        rf"/{_YEAR}/{_MONTH}/?{_DAY}(?=[/_.\-]|\Z)",
        rf"/{_YEAR}(?P<mark>[/-])(?P<month>[1-9]|1[0-2])(?P=mark)(?P<day>[1-9]|[12]\d|3[01])/",
        rf"(?:/|\A){_YEAR}(?P<mark>[-_.]){_MONTH}(?P=mark){_DAY}(?![\d])",
        rf"(?<![\dA-Za-z%]){_YEAR}{_MONTH}{_DAY}(?=(?:[0-2]\d[0-5]\d(?:[0-5]\d)?)?(?:[/_.\-A-Z]|\Z))",
        rf"(?<=[/_])[tcnPW]{_YEAR}{_MONTH}{_DAY}(?=[/_.\-]|\Z)",
        rf"/{_YEAR}/{_MONTH}-{_DAY}(?=/)",
        rf"/(?P<year>[0-4]\d)/{_MONTH}/?{_DAY}/",
        rf"[?&](?:date|day|pubdate|time)={_YEAR}-?{_MONTH}-?{_DAY}(?!\d)",
    )
)
"""The ways addresses spell a day, most particular first."""


def date_in_address(address: str, clock: Clock) -> PublishedDate | None:
    """The day that an address or a file's name states; a check on a printed date, or a last resort.

    >>> date_in_address("https://news.example/politics/2022-04/15/c_1.htm", Clock()).local_date.isoformat()
    '2022-04-15'

    Left alone: a month without a day, digits inside a longer number, an id, a host's name. None where two days are stated.
    """
    path = re.sub(r"\A[a-z][a-z\d+.-]{0,20}://[^/]*", "", address[:2000], flags=re.IGNORECASE)
    readings = [(calendar_day(*_numbers(match)), match[0]) for pattern in PATHS for match in pattern.finditer(path)]
    days = {day: text.strip("/_.-") for day, text in readings if day is not None}
    if len(days) != 1:
        return None
    [(day, text)] = days.items()
    return believe(Reading(day), clock, text, "address")


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    year = int(match["year"])
    return year if len(match["year"]) == len("2022") else full_year(year), int(match["month"]), int(match["day"])
