"""What describes the output: JSON Schema, header of the CSV, and the dataset card."""

from __future__ import annotations

import json
from typing import Any

from pipeline.records import Role
from pipeline.version import CLEANER, CLEANER_VERSION, SCHEMA
from pipeline.write.formats import csv_line
from pipeline.write.record import FIELDS, JOINED

__all__ = ["CSV_HEADER", "DUPLICATES", "REMOVED", "dataset_card", "json_schema"]

CSV_HEADER: bytes = csv_line([field.key for field in FIELDS if field.key != "text"])

# The keys of a line of removed.jsonl.
REMOVED: dict[str, type] = {
    "id": str, "index": int, "role": str, "by": str, "why": str, "where": str, "text": str,
}  # fmt: skip

# The columns of duplicates.csv.
DUPLICATES = ("id", *JOINED)

_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_CARD_TYPES = {str: "string", int: "int64", float: "float64", bool: "bool"}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def json_schema() -> bytes:
    """JSON Schema of the record: a line of articles.jsonl, and, with `blocks`, its own file."""
    text: dict[str, Any] = {"type": "string"}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    block = {"type": ["integer", "null"]}
    role = {"enum": [role.value for role in Role]}
    flat = {
        field.key: {"type": _JSON_TYPES[field.type], "description": field.description}
        for field in FIELDS
    }
    vote = {
        "role": role, "by": text, "why": text, "weight": share,
        "span": {"type": ["array", "null"], "items": {"type": "integer"}},
    }  # fmt: skip
    entry = {
        "index": {"type": "integer"}, "role": role, "kept": {"type": "boolean"}, "by": text,
        "why": text, "where": text, "votes": {"type": "array", "items": _object(vote)},
        "text": text,
    }  # fmt: skip
    image = {"caption": text, "credit": text, "agency": text, "url": text, "block": block}
    date = {
        "value": text, "time": text, "role": text, "raw": text, "source": text, "conf": share,
        "block": block,
    }  # fmt: skip
    nested = {
        "images": {"type": "array", "items": _object(image)},
        "dates": {"type": "array", "items": _object(date)},
        "title_alternatives": {"type": "array", "items": text},
        "blocks": {"type": "array", "items": _object(entry, optional=("text",))},
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "A line of articles.jsonl has the flat part; articles/<id>.json also has "
        + ", ".join(nested)
        + '. "", 0 and false mean unknown.',
        **_object(flat | nested, optional=tuple(nested)),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False).encode() + b"\n"


def dataset_card() -> bytes:
    """README.md of the output: `datasets.load_dataset` reads its types from the front matter.

    Without them a first shard of undated articles is typed differently from a dated one.
    """
    types = "".join(f"  - name: {f.key}\n    dtype: {_CARD_TYPES[f.type]}\n" for f in FIELDS)
    rows = "".join(f"| `{f.key}` | {f.type.__name__} | {f.description} |\n" for f in FIELDS)
    return _CARD.format(
        types=types, rows=rows, cleaner=CLEANER, version=CLEANER_VERSION, schema=SCHEMA
    ).encode()


_CARD = """\
---
configs:
- config_name: default
  data_files:
  - split: train
    path: articles.jsonl
dataset_info:
- config_name: default
  features:
{types}---

# News articles, cleaned by {cleaner} {version}

One line of `articles.jsonl` is one article, in the form `{schema}`. Nothing that was removed
from a page is lost: `removed.jsonl` has every removed block, who removed it and why.

| file | content |
|---|---|
| `articles.jsonl` | all keys below, one line an article, sorted by id |
| `metadata.csv` | the same without `text` |
| `duplicates.csv` | the articles that repeat one another: id, dup_group, dup_of, dup_score |
| `articles/<id>.txt` | the body alone: UTF-8, one blank line between paragraphs |
| `articles/<id>.json` | the keys below, then images, dates, other titles, and every block |
| `removed.jsonl` | a removed block a line: id, index, role, by, why, where, text |
| `inputs.jsonl` | a raw file a line: id, source_path, status (cleaned, empty, quarantined) |
| `quarantine.jsonl` | a raw file a line that could not be cleaned, with the reason |
| `run.json` | counts, versions and digests of the run that wrote this folder |
| `schema.json` | JSON Schema of the record |
| `_SUCCESS` | digest of all of the above but `run.json`; present only when all is in place |

```python
import datasets, duckdb, pandas, polars

datasets.load_dataset("path/to/this/folder")
pandas.read_json("articles.jsonl", lines=True, dtype=False)
polars.read_ndjson("articles.jsonl")
duckdb.sql("select publisher, count(*) from 'articles.jsonl' group by 1")
```

`""`, `0` and `false` mean unknown; there is no null. Lists are joined by `"; "`.
In `metadata.csv` a cell that a spreadsheet would take for a formula begins with `'`.

| key | type | meaning |
|---|---|---|
{rows}"""
