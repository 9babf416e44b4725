"""Whether a file may have changed, without opening it; and whether it is there at all."""

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from etl.extract import remote
from etl.extract.discover import uri_of
from etl.models import RawRef


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file system says of a file: its size in bytes, and when it was last changed, in nanoseconds since 1970."""

    size_bytes: int
    modified_ns: int


def stamp_of(ref: RawRef) -> Stamp | None:
    """Ask the file system; None where it has no answer to rely on: another machine, no regular file, no rights."""
    if remote.is_address(ref.path):
        return None
    try:
        status = os.stat(ref.path)  # noqa: PTH116 - a hundred thousand times a run; a Path costs more than the question
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


def folders_of(paths: Sequence[str]) -> list[str]:
    """Give the beginnings of the names that documents below folders have; what is no folder is left out.

    The working folder's own is empty: names below it are relative.
    """
    here = Path.cwd()
    folders = [
        Path(os.path.normpath(here / path)) for path in paths if not remote.is_address(path) and Path(path).is_dir()
    ]
    return ["" if folder == here else f"{uri_of(folder, here)}/" for folder in folders]


def gone(uris: Iterable[str]) -> list[str]:
    """List the documents whose file is not there any more; of what lies in an archive, the archive's.

    Whatever is not certain counts as there: an address, and a name that may be another one escaped.
    """
    return [uri for uri in uris if not remote.is_address(uri) and not _is_there(uri.partition("!/")[0])]


def present(uris: Iterable[str]) -> list[str]:
    """List the files here, each once, in which documents of these names lie."""
    files = dict.fromkeys(uri.partition("!/")[0] for uri in uris if not remote.is_address(uri))
    return [file for file in files if os.path.lexists(file)]


def _is_there(name: str) -> bool:
    return os.path.lexists(name) or ("%" in name and os.path.lexists(unquote_to_bytes(name)))
