"""What a run needs besides its database: room on the disk, and packages that are optional."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from etl.load.findings import Finding, noted

MIB = 1024 * 1024

LEAST_FREE = 256 * MIB
"""Bytes below which the next batch, its log and an unpacked archive may not fit."""

EXTRAS = {
    "archives": ("brotli",),
    "metrics": ("prometheus_client",),
    "office": ("mammoth", "openpyxl", "pypdfium2"),
    "otel": ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"),
    "parquet": ("pyarrow",),
    "postgres": ("psycopg",),
    "remote": ("fsspec", "aiohttp"),
    "report": ("jinja2",),
    "schedule": ("apscheduler",),
}
"""By the name in `pip install 'etl[name]'`, what can be imported then: the members of `all`, for who has no cluster misses no Ray; a test
compares with pyproject.toml."""


def disk(file: Path, least_free: int = LEAST_FREE) -> Finding:
    """Look at the disk that a database's file lies on.

    Args:
        file: the database's.
        least_free: bytes below which it counts as full.
    """
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    said = f"{free // MIB:,} MiB free, the database has {size // MIB:,}"
    if free < least_free:
        return Finding("disk", "broken", f"{said}: the next run may not fit")
    return Finding("disk", "note" if free < size else "well", f"{said}: a copy would not fit" if free < size else said)


def extras() -> Finding:
    """Say which optional packages are there; what needs one that is not says so itself."""
    absent = [name for name, modules in EXTRAS.items() if not all(map(_is_there, modules))]
    there = [name for name in EXTRAS if name not in absent]
    return noted("extras", [f"not installed: {', '.join(absent)}"] if absent else [], f"{', '.join(there)}")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it would be a part of
        return False
