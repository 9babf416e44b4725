"""CSV for spreadsheets: UTF-8 with a byte order mark, so that Excel reads Chinese; nothing in it is taken for a formula."""

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import IO

from etl.export.columns import Batch, Column, Format

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet would calculate; the full-width signs, too, where it is set to Chinese or Japanese."""


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would calculate.

    >>> harmless("=1+1"), harmless("1+1=2")
    ("'=1+1", '1+1=2')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def _open(stack: ExitStack, file: IO[bytes], columns: Sequence[Column]) -> Callable[[Batch], object]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    stack.callback(text.detach)
    writer = csv.writer(text)
    writer.writerow(column.name for column in columns)
    return lambda batch: writer.writerows(map(_cells, batch))


def _cells(row: tuple[object, ...]) -> list[object]:
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


CSV = Format("csv", is_binary=False, open=_open)
