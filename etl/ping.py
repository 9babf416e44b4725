"""A sign of life, for services that ring when none comes: one GET, and only because somebody asked for it."""

from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from etl.exceptions import RunError, UsageError

PATIENCE_S = 10


def ping(url: str) -> None:
    """Ask for an address, and forget the answer.

    The address of such a service is its password: messages name the host alone.

    Raises:
        UsageError: it is no address of the web.
        RunError: nobody answered, or not with a success.
    """
    host = host_of(url)
    try:
        with urlopen(Request(url, headers={"User-Agent": "etl"}), timeout=PATIENCE_S):  # noqa: S310 - the scheme was looked at
            pass
    except URLError as error:
        why = getattr(error, "code", None) or getattr(error, "reason", error)
        raise RunError(f"the ping to {host} failed: {why}") from None  # a chain would show the address
    except OSError as error:
        raise RunError(f"the ping to {host} failed: {type(error).__name__}") from None


def host_of(url: str) -> str:
    """Name the host of an address.

    >>> host_of("https://alive.example/3c1a-secret")
    'alive.example'

    Raises:
        UsageError: it is no address of the web.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or not url.isprintable() or " " in url:
        raise UsageError("--ping takes an address that begins with https:// or http://")
    return host
