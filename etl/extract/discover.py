"""From what a user names to the documents it means: files, folders, patterns; in an order that does not depend on the disk's."""

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from etl.exceptions import UsageError
from etl.extract import remote
from etl.models import RawRef


def discover(paths: Sequence[str]) -> Iterator[RawRef]:
    """List the documents that files, folders and patterns mean, each once, however often it is named.

    A folder is listed with all its folders, sorted by name; hidden files, leftovers of editors and whatever is no regular file
    (a pipe, a socket, a device) are passed over there. A file named directly is always listed: if it cannot be read, that
    becomes a row and not silence. Symbolic links are followed, a folder that was listed already is not listed again.

    Args:
        paths: as a user types them; a name that exists is no pattern, whatever characters it holds.

    Raises:
        UsageError: a path that does not exist, a pattern that matches nothing.
        RunError: another machine cannot be reached, or refuses to list a folder.
        MissingExtra: reading its addresses needs a package that is not installed.
    """
    folder = Path.cwd()
    listed: set[str] = set()
    entered: set[tuple[int, int]] = set()
    for named in [named for path in paths for named in _named(path)]:
        for ref in [named] if isinstance(named, RawRef) else _refs(_files(named, entered), folder):
            if ref.path not in listed:
                listed.add(ref.path)
                yield ref


def _refs(files: Iterator[Path], folder: Path) -> Iterator[RawRef]:
    for file in files:
        absolute = Path(os.path.normpath(folder / file))
        yield RawRef(uri=uri_of(absolute, folder), path=str(absolute))


def uri_of(absolute: Path, folder: Path) -> str:
    """Name a file: relative to the working folder where it lies below it, else absolute, with `/` between the parts.

    >>> uri_of(Path("/data/raw/晨报/1.html"), Path("/data")), uri_of(Path("/elsewhere/1.html"), Path("/data"))
    ('raw/晨报/1.html', '/elsewhere/1.html')

    Bytes of a name that are no text are written as in an address (`%B2`), and then so is `%` itself: a database never meets
    half a character.
    """
    name = (absolute.relative_to(folder) if absolute.is_relative_to(folder) else absolute).as_posix()
    if _UNDECODABLE.search(name):
        return _TO_ESCAPE.sub(lambda found: quote(os.fsencode(found.group()), safe=""), name)
    return name


_UNDECODABLE = re.compile("[\ud800-\udfff]")
_TO_ESCAPE = re.compile("[%\ud800-\udfff]")

LEFTOVERS = ("~", ".swp", ".swo", ".tmp", ".part", ".crdownload", ".bak", ".orig")
"""Names that end so are an editor's or a download's, half done or done with."""


def _is_passed_over(name: str) -> bool:
    """Tell a hidden file or folder, and what an editor or a download left behind."""
    return name.startswith(".") or name.lower().endswith(LEFTOVERS) or (name.startswith("#") and name.endswith("#"))


def _named(path: str) -> Sequence[Path | RawRef]:
    """Tell what one argument names: itself, or what its pattern matches."""
    if remote.is_address(path):
        return [
            RawRef(uri=remote.public(address), path=address)
            for address in remote.list_addresses(path)
            if address == path or not _is_passed_over(address.rpartition("/")[2])
        ]
    if path and os.path.lexists(path):
        return [Path(path)]
    if not glob.has_magic(path):
        raise UsageError(f"{_printable(path)} does not exist" if path else "an empty path names no document")
    matches = (Path(match) for match in glob.glob(path, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    found = sorted((match for match in matches if not _is_passed_over(match.name)), key=os.fsencode)
    if not found:
        raise UsageError(f"no file matches {_printable(path)}")
    return found


def _printable(path: str) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")


def _files(path: Path, entered: set[tuple[int, int]]) -> Iterator[Path]:
    """List a file, or a folder's files and then its folders', without recursion: folders may lie deep, links lead back up.

    A folder that may not be listed is given itself, to be rejected as unreadable.
    """
    if not path.is_dir():
        yield path
        return
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            children = sorted(folder.iterdir(), key=os.fsencode)
        except OSError:
            yield folder
            continue
        if (status.st_dev, status.st_ino) in entered:
            continue
        entered.add((status.st_dev, status.st_ino))
        children = [child for child in children if not _is_passed_over(child.name)]
        yield from (child for child in children if child.is_file())
        waiting.extend(child for child in reversed(children) if child.is_dir())
