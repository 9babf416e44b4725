"""Documents on other machines, read through fsspec: `https://`, `s3://`, `sftp://` and whatever else it knows.

    address --list_addresses--> addresses --open_address--> a stream that is only read forward

Credentials come from where each service's own tools look for them (the environment, `~/.aws`, an SSH agent, `~/.netrc`) or
stand in the address. They are used and never told: names and messages are made from `public` addresses, and from no words of
a library, which might repeat what it was given.
"""

import glob
import importlib.util
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from etl.exceptions import EtlError, MissingExtra, RunError, Unreadable, UsageError
from etl.extract.archives.http import charset_of
from etl.extract.archives.members import address_name
from etl.extract.archives.streams import Readable

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

PATIENCE_S = 60
"""So long we wait for a web server's connection, and for its next bytes."""

WEB = ("http", "https")
"""Their documents are single pages: they have no folders, and `?` begins a question, not a pattern."""

SECRETS = re.compile(
    r"x-(?:amz|goog)-.*|sig|signature|awsaccesskeyid|googleaccessid|(?:.*[-_])?(?:token|secret|password|passwd)|api[-_]?key|auth(?:orization)?",
    re.IGNORECASE,
)
"""Parameters of an address that prove who asks, and belong to the question, not to the document."""

TROUBLES = (
    "aiohttp.ClientError",
    "botocore.exceptions.BotoCoreError",
    "botocore.exceptions.ClientError",
    "gcsfs.retry.HttpError",
    "google.auth.exceptions.GoogleAuthError",
    "azure.core.exceptions.AzureError",
    "paramiko.SSHException",
    "smbprotocol.exceptions.SMBException",
)
"""What the libraries beneath fsspec raise besides `OSError` when a service cannot be reached, or refuses."""

_ADDRESS = re.compile(r"(?P<protocol>[A-Za-z][A-Za-z0-9+.-]+)://")
_USER = re.compile(r"(?<=://)[^/?#]*@")


def is_address(path: str) -> bool:
    """Tell an address from a path.

    >>> is_address("s3://bucket/raw/"), is_address("raw/https:/a.html")
    (True, False)
    """
    return _ADDRESS.match(path) is not None


def public(address: str) -> str:
    """Take from an address what is nobody's business: it names the document in the database and in messages.

    >>> public("https://reader:s3cret@news.example/a.html?id=7&token=abc")
    'https://news.example/a.html?id=7'
    """
    place, mark, question = _USER.sub("", address, count=1).partition("?")
    told = [part for part in question.split("&") if not SECRETS.fullmatch(part.partition("=")[0])]
    return address_name(place + (mark + "&".join(told) if told else ""))


def list_addresses(address: str) -> list[str]:
    """List the documents that an address means: a folder's, deep, those that match a pattern, or itself; sorted.

    Of a web server only a pattern (`https://news.example/2024/*.html`) is looked up, among the links of its page.

    Raises:
        UsageError: there is no such folder or document, or nothing matches; no known kind of address.
        RunError: the service cannot be reached, or refuses to list.
        MissingExtra: a package is not installed.
    """
    system, path = _system(address)
    is_web = _protocol(address) in WEB
    has_magic = "*" in path if is_web else glob.has_magic(path)
    if is_web and not has_magic:
        return [address]
    with _told_as(RunError, f"{public(address)} cannot be listed"):
        if has_magic and (is_web or not system.exists(path)):
            found = [name for name, entry in system.glob(path, detail=True).items() if entry["type"] == "file"]
            missing = f"no document matches {public(address)}"
        else:
            found = system.find(path) if system.isdir(path) else [path] if system.exists(path) else []
            missing = f"{public(address)} does not exist, or holds no document"
    if not found:
        raise UsageError(missing)
    return sorted(_whole(address, path, name) for name in found)


def _whole(address: str, path: str, name: str) -> str:
    """Make what a service calls a document an address: it has the beginning of the one that was asked for.

    >>> _whole("sftp://reader@host/raw/", "/raw", "/raw/a.html")
    'sftp://reader@host/raw/a.html'
    """
    if is_address(name):
        return name
    bare = address.rstrip("/")
    beginning = bare.removesuffix(path.strip("/"))
    return f"{beginning}{name.lstrip('/')}" if beginning != bare else f"{_protocol(address)}://{name.lstrip('/')}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document on its way to us.

    Attributes:
        stream: its bytes; what cannot be read of it raises `Unreadable`.
        charset: what the server declares for it.
    """

    stream: Readable
    charset: str | None


@contextmanager
def open_address(address: str) -> Iterator[Opened]:
    """Open a document to read it once, forward.

    Raises:
        Unreadable: it is gone or forbidden, or the service cannot be reached.
    """
    uri = public(address)
    with _told_as(Unreadable, f"{uri} cannot be read"):
        system, path = _system(address)
        file = system.open(path, "rb", **_OPENING.get(_protocol(address), {}))
    try:
        yield Opened(_Remote(file, uri), _charset(file))
    finally:
        file.close()


_OPENING: Mapping[str, Mapping[str, int]] = {protocol: {"block_size": 0, "size": 1} for protocol in WEB}
"""One plain request for a web page: no ranges, which many servers get wrong, and no HEAD to learn a size nobody needs."""


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file of fsspec's; its troubles are a document's."""

    file: BinaryIO
    uri: str

    def read(self, size: int, /) -> bytes:
        """Read `size` bytes, fewer only at the end: by its first bytes an archive is recognised, however slowly they come."""
        pieces: list[bytes] = []
        missing = size
        with _told_as(Unreadable, f"{self.uri} cannot be read on"):
            while missing and (piece := self.file.read(missing)):
                pieces.append(piece)
                missing -= len(piece)
        return b"".join(pieces)


def _charset(file: object) -> str | None:
    headers = getattr(getattr(file, "r", None), "headers", {})  # aiohttp's answer, where there is one
    return charset_of(headers.get("Content-Type", ""))


def _protocol(address: str) -> str:
    return urlsplit(address).scheme.lower()


def _system(address: str) -> "tuple[AbstractFileSystem, str]":
    """Find who reads such addresses, and what he calls this one."""
    if importlib.util.find_spec("fsspec") is None:
        raise MissingExtra(f"{public(address)}: addresses need fsspec: pip install 'etl[remote]'")
    from fsspec.core import url_to_fs

    protocol = _protocol(address)
    if "::" in address:
        raise UsageError(f"{public(address)}: one address at a time; archives are opened without being told")
    with _told_as(RunError, f"{public(address)} cannot be opened"):
        try:
            system, path = url_to_fs(address, **_web_options() if protocol in WEB else {})
        except ImportError as error:
            hint = PACKAGES.get(protocol, str(error))
            raise MissingExtra(f"{public(address)}: {protocol}:// addresses need {hint}") from error
        except ValueError:  # a chain would show the address
            raise UsageError(f"{public(address)}: there is no such kind of address as {protocol}://") from None
    return system, path


PACKAGES = {
    "http": "aiohttp: pip install 'etl[remote]'",
    "https": "aiohttp: pip install 'etl[remote]'",
    "s3": "s3fs: pip install s3fs",
    "s3a": "s3fs: pip install s3fs",
    "sftp": "paramiko: pip install paramiko",
    "ssh": "paramiko: pip install paramiko",
    "gs": "gcsfs: pip install gcsfs",
    "gcs": "gcsfs: pip install gcsfs",
    "abfs": "adlfs: pip install adlfs",
    "az": "adlfs: pip install adlfs",
    "smb": "smbprotocol: pip install smbprotocol",
}
"""What kinds of addresses need besides fsspec; of others fsspec says it."""


def _web_options() -> dict[str, object]:
    """Wait for a silent server a while, for a large document as long as it comes; heed proxies and `~/.netrc`."""
    from aiohttp import ClientTimeout

    timeout = ClientTimeout(total=None, sock_connect=PATIENCE_S, sock_read=PATIENCE_S)
    return {"client_kwargs": {"timeout": timeout, "trust_env": True}}


@contextmanager
def _told_as(kind: type[EtlError], what: str) -> Iterator[None]:
    """Tell a service's trouble in our words alone."""
    try:
        yield
    except _troubles() as error:  # a chain would show the address
        raise kind(f"{what}: {_why(error)}") from None


def _troubles() -> tuple[type[BaseException], ...]:
    """Name what may be raised by the libraries that are loaded."""
    named = (trouble.rpartition(".") for trouble in TROUBLES)
    loaded = (getattr(sys.modules.get(module), name, None) for module, _, name in named)
    return (OSError, *filter(None, loaded))


def _why(error: BaseException) -> str:
    """Tell a trouble without a word that somebody else chose."""
    status: Any = getattr(error, "status", None)
    match error:
        case FileNotFoundError():
            return "it does not exist"
        case PermissionError():
            return "access is denied"
        case _ if isinstance(status, int):
            return f"the server answers {status}"
        case OSError(errno=int(number)) if number > 0:
            return os.strerror(number)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
