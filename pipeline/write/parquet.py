"""`articles.parquet` and `removed.parquet`: explicit types, real nulls, lists as lists.

Needs the extra `[parquet]`. `published` stays a string, because "2021" and "2021-04" are dates
too; `published_date` is the same as a day, null where no day is known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.write.record import FIELDS, SEPARATOR
from pipeline.write.schema import REMOVED

__all__ = ["require_pyarrow", "write_articles", "write_removed"]

_BATCH = 2_000  # rows of a row group


def require_pyarrow() -> None:
    """Say before any work is done that the extra is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "settings.toml: [output] parquet = true needs pyarrow: pip install 'dechrome[parquet]'"
        ) from error


def write_articles(jsonl: Path, target: Path) -> None:
    """Write the Parquet form of an `articles.jsonl`."""
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    columns = [
        (field.key, pa.list_(pa.string()) if field.listed else types[field.type])
        for field in FIELDS
    ]
    _write(jsonl, target, pa.schema([*columns, ("published_date", pa.date32())]), _typed)


def write_removed(jsonl: Path, target: Path) -> None:
    """Write the Parquet form of a `removed.jsonl`."""
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64()}
    schema = pa.schema([(key, types[kind]) for key, kind in REMOVED.items()])
    _write(jsonl, target, schema, lambda record: record)


def _typed(flat: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in FIELDS:
        value = flat[field.key]
        if field.listed:
            row[field.key] = value.split(SEPARATOR) if value else []
        else:
            row[field.key] = None if value == "" and field.key != "text" else value
    row["published_date"] = _day(flat["published"])
    return row


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None


def _write(
    jsonl: Path,
    target: Path,
    schema: object,
    convert: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with jsonl.open("rb") as lines, pq.ParquetWriter(target, schema, compression="zstd") as out:
        for batch in _batches(convert(json.loads(line)) for line in lines):
            out.write_table(pa.Table.from_pylist(batch, schema=schema))


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
