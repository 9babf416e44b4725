"""The version of the rules: everything that a document's reading depends on besides its bytes and its user's words.

A document remembers the version that read it. When the version changes, what was rejected is tried again by itself, and the rest
when it is asked for (`etl run --reprocess`).
"""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

READERS = ("extract", "transform", "models", "process.py")
"""The rooms whose code and tables decide what becomes of bytes."""

LIBRARIES = (
    "backports.zstd",
    "borax",
    "brotli",
    "chardet",
    "feedparser",
    "lxml",
    "mammoth",
    "markdown-it-py",
    "opencc",
    "openpyxl",
    "pypdfium2",
    "python-dateutil",
    "pyyaml",
    "selectolax",
    "tzdata",
)
"""Whose judgement goes into a reading; one that is missing is a version, too, for then documents are rejected."""


@cache
def rules_version() -> str:
    """Name the version: the program's, and a hash of the readers' files and of the libraries' versions.

    Any change to the files counts, even that of a comment: a version too many costs a second look at what was rejected, one too
    few would keep what a better rule could read.
    """
    summed = hashlib.sha256()
    for path in _files(Path(__file__).parent):
        summed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        summed.update(f"{library} {_version(library)}\n".encode())
    return f"{version('etl')}+{summed.hexdigest()[:12]}"


def _files(package: Path) -> list[Path]:
    """List the readers' files, whatever order the disk has them in; what Python compiled is left out."""
    rooms = [package / reader for reader in READERS]
    files = [file for room in rooms for file in ([room] if room.is_file() else room.rglob("*"))]
    return sorted(file for file in files if file.is_file() and file.parent.name != "__pycache__")


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
