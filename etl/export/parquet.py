"""Parquet: typed columns, compressed, for DuckDB, pandas, Polars, Spark."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import IO

from etl.exceptions import MissingExtra
from etl.export.columns import Batch, Column, Format


def _open(stack: ExitStack, file: IO[bytes], columns: Sequence[Column]) -> Callable[[Batch], object]:
    try:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise MissingExtra("Parquet needs an extra package: pip install 'etl[parquet]'") from error

    types = {"number": pa.int64(), "text": pa.string(), "day": pa.date32(), "instant": pa.timestamp("us", tz="UTC")}
    schema = pa.schema([(column.name, types[column.kind]) for column in columns])
    writer = stack.enter_context(ParquetWriter(file, schema, compression="zstd"))

    def write(batch: Batch) -> None:
        arrays = [pa.array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
        writer.write_batch(pa.record_batch(arrays, schema=schema))

    return write


PARQUET = Format("parquet", is_binary=True, open=_open)
