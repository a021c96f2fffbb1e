from __future__ import annotations

import csv
import json

from pipeline.write.record import FIELDS, flat_record, nested_record
from pipeline.write.schema import CSV_HEADER, REMOVED, dataset_card, json_schema

KINDS = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
    "object": dict, "null": type(None),
}  # fmt: skip


def check(value, schema, at="record") -> None:
    """The part of JSON Schema that ours uses."""
    if "enum" in schema:
        assert value in schema["enum"], at
        return
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, KINDS[kind]) for kind in kinds), (at, value)
    if isinstance(value, bool):
        assert "boolean" in kinds, at
    if isinstance(value, dict):
        assert not set(schema["required"]) - set(value), at
        assert not set(value) - set(schema["properties"]), at
        for key, item in value.items():
            check(item, schema["properties"][key], f"{at}.{key}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            check(item, schema["items"], f"{at}[{number}]")


def test_both_forms_of_the_record_fit_the_schema(article, config) -> None:
    schema = json.loads(json_schema())
    flat = flat_record(article(), config)
    nested = json.loads(json.dumps(nested_record(article(), config)))
    check(flat, schema)
    check(flat | nested, schema)
    assert schema["required"] == list(flat)
    assert nested["images"]
    assert nested["dates"]
    assert set(schema["properties"]) == set(flat | nested)


def test_the_header_of_the_csv() -> None:
    assert next(csv.reader([CSV_HEADER.decode()])) == [f.key for f in FIELDS if f.key != "text"]


def test_the_card_has_every_key_with_its_type() -> None:
    card = dataset_card().decode()
    front = card.split("---\n")[1]
    names = [line.split(": ")[1] for line in front.splitlines() if line.startswith("  - name:")]
    types = [line.split(": ")[1] for line in front.splitlines() if "    dtype:" in line]
    words = {str: "string", int: "int64", float: "float64", bool: "bool"}
    assert list(zip(names, types, strict=True)) == [(f.key, words[f.type]) for f in FIELDS]
    assert all(f"| `{field.key}` |" in card for field in FIELDS)


def test_removed_has_the_keys_that_are_written(article, config) -> None:
    import io

    from pipeline.write.record import render
    from pipeline.write.rows import read_rows

    row = next(read_rows(io.BytesIO(render(article(), config))))
    line = json.loads(row.parts()[3].splitlines()[0])
    assert {key: type(value) for key, value in line.items()} == REMOVED
