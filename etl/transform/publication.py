"""When an article was published: the choice among all the days that a document names.

What the file says beside the body is believed. On a page many places name a day, and any of them may be wrong: a template that was never
filled, a clock that says UTC and means the town hall's, a later edit. So the places vote, the strong ones with more weight, and the
day that most is said for is taken; then whoever tells the time of that day tells the time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from etl.models import PublishedDate, Statement
from etl.transform.dates import Clock, date_in_address, find_dates, read_date

WORTH: dict[str, float] = {
    "JSON-LD: datePublished": 4.0,
    "article:published_time": 4.0,
    "itemprop: datePublished": 4.0,
    "byline above the text": 4.0,
    "line above the text": 3.0,
    "byline under the title": 3.0,
    "byline below the text": 3.0,
    "words above the text": 2.5,
    "date": 2.0,
    "dc.date": 2.0,
    "dcterms.created": 2.0,
    "time: datetime": 2.0,
    "address": 2.0,
    "line in the text": 1.5,
    "line below the text": 1.5,
    "imprint after the text": 1.5,
    "words in the text": 1.0,
    "words below the text": 0.5,
    "script": 0.4,
    "dateline": 0.25,
}
"""What a place's word is worth; a line that names the source or the author beside the day is a byline."""

MACHINES = frozenset(("JSON-LD: datePublished", "article:published_time", "datepublished", "date"))
"""Places that a program fills without anybody looking."""

DOUBTED = 0.4
"""What is left of the word of a machine that contradicts itself."""

USUAL = 3.0
"""What any other place's word is worth."""

VAGUE = 0.25
"""What is left of a word that names no day, but a month or a year."""

LONGEST_DATE = 200
"""Characters of a statement in which a date is looked for."""

UNIVERSAL = re.compile(r"(?:Z|GMT|UTC|[+-]00:?00)$", re.IGNORECASE)
"""How a time ends that is told in UTC: its instant is exact, its calendar day nobody's."""

WESTMOST, EASTMOST = timedelta(hours=-12), timedelta(hours=14)
"""Between them lie all zones."""

QUARTER, SAME = timedelta(minutes=15), timedelta(minutes=1)
"""Zones differ from UTC by whole quarters of an hour; so much may two clocks differ that show the same moment."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one statement says, and what its word is worth."""

    statement: Statement
    published: PublishedDate
    worth: float


def choose_date(
    stated: Iterable[Statement],
    said: Iterable[Statement],
    modified: Iterable[Statement],
    addresses: Iterable[str],
    clock: Clock,
) -> tuple[tuple[Statement, ...], PublishedDate] | None:
    """When it was published, and the statements that say so: the one for the time, and the one for the day if that is another.

    Args:
        stated: what the file says beside the body, the strongest first.
        said: what the page and its printed lines say, the strongest first.
        modified: when it was changed: for an article that tells nothing else, or no time of the same day.
        addresses: where the document was found, the surest first.
        clock: what dates are read against.
    """
    in_file = [*_read(stated, clock)]
    changed = [*_read(modified, clock)]
    elsewhere = [*_not_after(changed, _read(said, clock)), *_in_addresses(addresses, clock)]
    readings = [*in_file, *elsewhere] or changed
    if not readings:
        return None
    first = in_file[0] if in_file else _elected(readings, clock)
    others = sorted((reading for reading in readings if reading is not first), key=lambda reading: -reading.worth)
    return _told((first, *(other for other in (*others, *changed) if _agree(first, other, clock))), clock)


def _read(statements: Iterable[Statement], clock: Clock) -> Iterator[_Reading]:
    for statement in statements:
        whole = read_date(statement.value, clock)
        text = statement.value[:LONGEST_DATE]
        published = whole or next((found.published for found in find_dates(text, clock)), None)
        if published is not None:
            worth = WORTH.get(statement.place, USUAL) * (VAGUE if published.precision in ("year", "month") else 1.0)
            yield _Reading(statement, published, worth)


def _not_after(changed: Sequence[_Reading], readings: Iterable[_Reading]) -> Iterator[_Reading]:
    """Doubt a machine that calls a page published after it was changed: it tells when the site was built."""
    first = min((reading.published.local_date for reading in changed), default=None)
    for reading in readings:
        is_build = first is not None and reading.statement.place in MACHINES and reading.published.local_date > first
        yield replace(reading, worth=reading.worth * DOUBTED) if is_build else reading


def _in_addresses(addresses: Iterable[str], clock: Clock) -> Iterator[_Reading]:
    for address in dict.fromkeys(addresses):
        published = date_in_address(address, clock)
        if published is not None:
            yield _Reading(Statement("published", address, "address"), published, WORTH["address"])


def _elected(readings: Sequence[_Reading], clock: Clock) -> _Reading:
    """The strongest statement of the day that most is said for; each place has one vote for a day."""

    def votes(candidate: _Reading) -> float:
        voters = (reading for reading in readings if _agree(candidate, reading, clock))
        return sum({reading.statement.place: reading.worth for reading in voters}.values())

    won = max(readings, key=votes)  # of equals, the first
    return max((reading for reading in readings if _agree(won, reading, clock)), key=lambda reading: reading.worth)


def _told(readings: Sequence[_Reading], clock: Clock) -> tuple[tuple[Statement, ...], PublishedDate]:
    """The time that one of several statements tells, on the day that those who know the place call it, the strongest first."""
    first = readings[0]
    lies = [reading for reading in readings if any(_misnames(reading, other, clock) for other in readings)]
    timed = next((reading for reading in readings if reading.published.instant and reading not in lies), first)
    local = [reading for reading in readings if not (_is_placeless(reading, clock) or reading in lies)]
    day = next((reading for reading in local if reading.published.precision == "day"), local[0] if local else first)
    published = timed.published
    if timed is not day and _is_placeless(timed, clock):
        published = replace(published, local_date=day.published.local_date)
    return ((timed.statement,) if published is timed.published else (timed.statement, day.statement)), published


def _agree(one: _Reading, other: _Reading, clock: Clock) -> bool:
    """Whether two statements may mean the same day: they name it, or the instant of one falls on the other's in some zone."""
    left, right = one.published, other.published
    if left.local_date == right.local_date:
        return True
    if left.instant is not None and right.instant is not None:
        same = abs(left.instant - right.instant) < SAME
        if same or _misnames(one, other, clock) or _misnames(other, one, clock):
            return True
    return _may_fall_on(one, other, clock) or _may_fall_on(other, one, clock)


def _is_placeless(reading: _Reading, clock: Clock) -> bool:
    """Whether a time is told in UTC on a page of which no zone is known, so that its calendar day is nobody's."""
    return clock.zone is UTC and _is_universal(reading.published)


def _is_universal(published: PublishedDate) -> bool:
    return published.instant is not None and UNIVERSAL.search(published.text) is not None


def _may_fall_on(timed: _Reading, day: _Reading, clock: Clock) -> bool:
    """Whether a time that is told in UTC falls, somewhere, on a day or at a time that is printed."""
    instant = timed.published.instant
    if instant is None or not _is_placeless(timed, clock) or _is_universal(day.published):
        return False
    if day.published.instant is not None:
        offset = day.published.instant - instant  # of no zone known, a printed time was read as if it were UTC
        return WESTMOST <= offset <= EASTMOST and (offset + SAME) % QUARTER <= 2 * SAME
    if day.published.precision != "day":
        return False
    return (instant + WESTMOST).date() <= day.published.local_date <= (instant + EASTMOST).date()


def _misnames(machine: _Reading, printed: _Reading, clock: Clock) -> bool:
    """Whether a machine calls a local time UTC: it shows the very digits that are printed for readers."""
    told, shown = machine.published.instant, printed.published.instant
    if told is None or shown is None or not _is_universal(machine.published) or _is_universal(printed.published):
        return False
    offset = shown.astimezone(clock.zone).utcoffset()
    return bool(offset) and abs(told - shown - (offset or timedelta())) < timedelta(minutes=1)
