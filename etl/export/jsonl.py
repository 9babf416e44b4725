"""JSON Lines: one object a row, times as ISO 8601, Chinese as it is."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from typing import IO

from etl.export.columns import Batch, Column, Format


def _open(_stack: ExitStack, file: IO[bytes], columns: Sequence[Column]) -> Callable[[Batch], object]:
    names = [column.name for column in columns]

    def write(batch: Batch) -> None:
        for row in batch:
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_iso)
            file.write(f"{line}\n".encode())

    return write


def _iso(value: date) -> str:
    return value.isoformat()


JSON_LINES = Format("jsonl", is_binary=False, open=_open)
