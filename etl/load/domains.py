"""Which host is a source's own, as far as the articles say so.

    articles --count, set-wise--> how many of each source on each host --majority of each other--> sources.domain

A host and a source belong together if each has most of the other: of the articles that are credited to the source and lie
where they were first printed, more than half lie on the host, and of those on the host, more than half are the source's. One article
proves nothing. What another site carried (`articles.via`) lies on that site's host, and says nothing of its source's.

That is counted over all articles, so it knows no order and no runs; what nothing proves any more is forgotten.
"""

from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import Connection, Text, bindparam, func, select, update

from etl.load.backend import Backend
from etl.schema import articles, sources

ENOUGH = 2
"""Articles of the source on the host."""


def settle(connection: Connection, backend: Backend) -> None:
    """Write down the hosts of sources, where they are not what is there; a second time, nothing is written."""
    found = domains(_counted(connection, backend))
    held = {row.id: row.domain for row in connection.execute(select(sources.c.id, sources.c.domain)) if row.domain}
    changed = [
        {"number": number, "own": found.get(number)}
        for number in sorted(found.keys() | held.keys())
        if found.get(number) != held.get(number)
    ]
    if changed:
        statement = update(sources).where(sources.c.id == bindparam("number")).values(domain=bindparam("own"))
        connection.execute(statement, changed)


def domains(counted: Mapping[tuple[int, str], int]) -> dict[int, str]:
    """Find the host that is each source's own.

    Args:
        counted: how many articles of a source lie on a host.

    >>> domains({(1, "ferry.example"): 3, (1, "river.example"): 2, (2, "river.example"): 2, (2, "hill.example"): 1})
    {1: 'ferry.example'}
    """
    of_source, of_host = Counter[int](), Counter[str]()
    for (source, host), together in counted.items():
        of_source[source] += together
        of_host[host] += together
    return {
        source: host
        for (source, host), together in counted.items()
        if together >= ENOUGH and 2 * together > max(of_source[source], of_host[host])
    }


def _counted(connection: Connection, backend: Backend) -> Counter[tuple[int, str]]:
    """Count the articles of each source on each host."""
    rest = func.replace(func.replace(articles.c.url, "https://", ""), "http://", "", type_=Text)
    own = (
        select(articles.c.source_id, backend.before(rest, "/").label("place"))
        .where(articles.c.source_id.is_not(None), articles.c.via.is_(None), articles.c.url.like("http%://%"))
        .subquery()
    )
    counted = Counter[tuple[int, str]]()
    query = select(own.c.source_id, own.c.place, func.count()).group_by(own.c.source_id, own.c.place)
    for source, place, times in connection.execute(query):
        if host := _host(place):
            counted[source, host] += times
    return counted


def _host(place: str) -> str | None:
    """Read what stands between `//` and `/` of an address.

    >>> _host("WWW.Ferry.example:8080"), _host("[broken")
    ('ferry.example', None)
    """
    try:
        host = urlsplit(f"//{place}").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
