"""What an archive gives, and how it is named."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from etl.exceptions import Rejected
from etl.extract.archives.limits import Budget
from etl.extract.archives.streams import Stream
from etl.extract.encodings import decode
from etl.models import Statement


@dataclass(frozen=True, slots=True)
class Member:
    """Something in an archive: a document, or an archive again.

    Attributes:
        name: made by one of the functions below; empty for what an archive is as a whole (a mail's text).
        stream: its bytes; to be read before the next member is asked for.
        charset: what a header declares for it.
        statements: what the archive says of it.
    """

    name: str
    stream: Stream
    charset: str | None = None
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member that cannot be had, by its name, and why."""

    name: str
    error: Rejected


Found: TypeAlias = Member | Refusal


class Archive(Protocol):
    """What a module of archives offers; `ARCHIVES` is the registry."""

    def recognises(self, head: bytes) -> bool:
        """Tell an archive by its first bytes."""

    def members(self, stream: Stream, budget: Budget) -> Iterator[Found]:
        """Open the members, one after the other.

        Raises:
            Rejected: the rest of it cannot be read.
        """


SEPARATOR = "!/"
"""Between an archive's name and its member's."""

_NEEDS_ESCAPE = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff\\]|%(?=[0-9A-Fa-f]{2})|!(?=/)|(?<![^/])\.\.(?![^/])|^/")


def file_name(name: str) -> str:
    r"""Make a path that somebody wrote into an archive a name that leads nowhere.

    >>> file_name("晨报/1.html"), file_name("../../etc/passwd"), file_name("/etc/passwd")
    ('晨报/1.html', '%2E%2E/%2E%2E/etc/passwd', '%2Fetc/passwd')
    >>> file_name("a\0b"), file_name("a%20b"), file_name("100%.html")
    ('a%00b', 'a%2520b', '100%.html')

    Whoever wants the path back unquotes it: a byte that is no text (`\udcb2`) is that byte again. Everything
    else is left as it is: it is only a name, nothing is ever opened by it.
    """
    return _NEEDS_ESCAPE.sub(lambda found: _percent(found.group()), name)


def address_name(address: str) -> str:
    r"""Make the address of a page its name: what is no character of a line is escaped, as addresses do anyway.

    >>> address_name("http://news.example/a b?c=%E6%99%A8\n")
    'http://news.example/a b?c=%E6%99%A8%0A'
    """
    return _CONTROL.sub(lambda found: _percent(found.group()), address)


_CONTROL = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff]")


def _percent(characters: str) -> str:
    return "".join(f"%{byte:02X}" for byte in characters.encode("utf-8", "surrogateescape"))


LATEST = 20_000
"""Numbers that are not sorted in yet."""


class Names:
    """The names given in one archive; the same path may stand there twice, the same page be fetched again."""

    def __init__(self, archive: str) -> None:
        """Name the members of an archive by its own name."""
        self._archive = archive
        self._given = _Hashes()

    def uri(self, name: str) -> str:
        """Give a member its name among all documents: the second of a name is `name#2`.

        >>> names = Names("mail.zip")
        >>> names.uri("a.html"), names.uri("a.html"), names.uri("")
        ('mail.zip!/a.html', 'mail.zip!/a.html#2', 'mail.zip')
        """
        if not name:
            return self._archive
        uri, count = f"{self._archive}{SEPARATOR}{name}", 1
        while not self._given.add(hash(uri)):
            count += 1
            uri = f"{self._archive}{SEPARATOR}{name}#{count}"
        return uri


class _Hashes:
    """Numbers of 64 bits, eight bytes each: a million of them in a set would be a hundred megabytes, and their addresses more.

    The latest are a set; whenever that is full they are sorted in, as one run, together with all runs that are no longer.
    """

    def __init__(self) -> None:
        self._latest: set[int] = set()
        self._runs: list[array[int]] = []

    def add(self, number: int) -> bool:
        """Add a number; tell whether it is new."""
        if number in self._latest or any(_holds(run, number) for run in self._runs):
            return False
        self._latest.add(number)
        if len(self._latest) == LATEST:
            merged = array("q", self._latest)
            self._latest.clear()
            while self._runs and len(self._runs[-1]) <= len(merged):
                merged += self._runs.pop()
            self._runs.append(array("q", sorted(merged)))
        return True


def _holds(run: "array[int]", number: int) -> bool:
    place = bisect_left(run, number)
    return place < len(run) and run[place] == number


def names_encoding(names: Sequence[bytes]) -> str:
    """Tell how an archive wrote its names, by all of them together: one alone is too short to tell.

    >>> names_encoding(["晨报/头版.html".encode("gbk")]), names_encoding(["晨报/头版.html".encode()])
    ('gb18030', 'utf-8')

    Archives made on a Chinese Windows write GBK and say nothing of it; the format's own answer, code page 437, is right for
    western archives only.
    """
    joined = b"\n".join(names)
    for encoding, reading in _NAME_ENCODINGS:
        try:
            joined.decode(encoding)
        except UnicodeDecodeError:
            continue
        return reading
    try:
        return decode(joined).encoding
    except Rejected:
        return "cp437"


_NAME_ENCODINGS = (("utf-8", "utf-8"), ("gb2312", "gb18030"))
"""Readings too strict to be passed by chance, and what to read with then; what they refuse is weighed by `decode`."""
