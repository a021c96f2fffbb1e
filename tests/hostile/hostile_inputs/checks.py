"""What must hold of a result: of a case what it asks for, and of every result its hygiene."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hostile_inputs.case import Case
from pipeline.write.record import FIELDS
from pipeline.write.schema import json_schema

__all__ = ["Result", "hygiene", "misses"]

_STATES = {"cleaned": "clean", "empty": "skip", "quarantined": "quarantine"}
# C0 but tab and line feed, DEL, C1, surrogates, bidi embeddings and overrides, separators.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2028\u2029\ufffe\uffff]"
)
_URLS = frozenset({"url", "canonical_url"})
_CAPS = {"title": 500, "byline": 200, "description": 2_000}
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_SCHEMA: dict[str, Any] = json.loads(json_schema())
_KINDS = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
    "object": dict, "null": type(None),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a file: its row, taken apart (`pipeline.write.rows.Row.parts`)."""

    status: str  # cleaned | empty | quarantined
    error: str = ""
    message: str = ""
    article: bytes = b""  # its line of articles.jsonl
    cells: bytes = b""  # of metadata.csv
    record: bytes = b""  # articles/<id>.json
    removed: bytes = b""  # its lines of removed.jsonl
    seconds: float = 0.0
    rss_mb: float = 0.0


def misses(case: Case, result: Result) -> Iterator[str]:
    """What the case asks for and the result does not give."""
    state = _STATES[result.status]
    if state not in case.allowed:
        allowed = " or ".join(sorted(case.allowed))
        yield f"is {state} ({result.error} {result.message}), not {allowed}"
    if state == "quarantine":
        if case.error and result.error != case.error:
            yield f"is quarantined as {result.error}, not {case.error}"
        if not result.message:
            yield "is quarantined without a sentence"
    if state == "clean":
        yield from _of_article(case, json.loads(result.article))
    if result.seconds > case.max_seconds:
        yield f"took {result.seconds:.1f} s, above {case.max_seconds:g}"
    if result.rss_mb > case.max_rss_mb:
        yield f"took {result.rss_mb:.0f} MB, above {case.max_rss_mb:g}"
    yield from hygiene(result)


def _of_article(case: Case, flat: Mapping[str, Any]) -> Iterator[str]:
    body = unicodedata.normalize("NFC", flat["text"])
    for wanted in case.contains:
        if unicodedata.normalize("NFC", wanted) not in body:
            yield f"lacks {wanted!a:.60}"
    for unwanted in case.lacks:
        for key, value in flat.items():
            if unwanted in str(value) and key not in ("id", "source_path"):
                yield f"{key} has {unwanted!a:.60}"
    for key, value in case.meta.items():
        if str(flat[key]) != value:
            yield f"{key} is {flat[key]!a:.80}, not {value!a:.80}"
    for key, values in case.meta_not.items():
        if str(flat[key]) in values:
            yield f"{key} is {flat[key]!a:.80}"


def hygiene(result: Result) -> Iterator[str]:
    """What is unclean in the outputs of any file at all."""
    if not (result.message.isprintable() and len(result.message) <= 600):
        yield f"the message is unsafe: {result.message!a:.80}"
    try:
        flat, record, *removed = (
            json.loads(line.decode("utf-8")) if line else None
            for line in (result.article, result.record, *result.removed.splitlines())
        )
        rows = list(csv.reader(io.StringIO(result.cells.decode("utf-8"), newline="")))
    except ValueError as error:
        yield f"an output cannot be read: {error!a:.100}"
        return
    for place, value in _strings((flat, record, removed)):
        if found := _UNSAFE.search(value):
            yield f"{place} holds {found[0]!a}"
        if not unicodedata.is_normalized("NFC", value):
            yield f"{place} is not in normal form C"
    if flat is None:
        return
    yield from _fits(flat, _SCHEMA, "articles.jsonl")
    yield from _fits(record, _SCHEMA, "record")
    yield from _metadata(flat, record)
    cells = [cell for row in rows for cell in row]
    if len(rows) != 1 or len(cells) != len(FIELDS) - 1:
        yield "the line of metadata.csv is not one row of all keys"
    for cell in cells:
        if cell.startswith(_FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", cell):
            yield f"a cell is a formula: {cell!a:.60}"


def _strings(value: Any, place: str = "output") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item, place)


def _metadata(flat: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
    for key, value in flat.items():
        if isinstance(value, str) and key != "text" and ("\n" in value or "\t" in value):
            yield f"{key} is more than one line"
        if len(str(value)) > _CAPS.get(key, 24_000) and key != "text":
            yield f"{key} has {len(value)} characters"
    addresses = [flat[key] for key in _URLS] + [image["url"] for image in record["images"]]
    for url in filter(None, addresses):
        if not re.match(r"https?://[^/?#\s]", url) or len(url) > 2_000:
            yield f"an address is {url!a:.60}"
    if any(len(author) > 200 for author in flat["authors"].split("; ")):
        yield "an author has more than 200 characters"
    fetched = flat["fetched_at"][:10]
    latest = "2030-12-31"
    if fetched and fetched < latest:
        latest = str(date.fromisoformat(fetched) + timedelta(days=1))
    days = [flat["published"], flat["updated"], *(found["value"] for found in record["dates"])]
    for day in filter(None, days):
        if not _DAY.fullmatch(day) or not "1995" <= day <= latest:
            yield f"a date is {day!a:.40}"


def _fits(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """The part of JSON Schema that ours uses."""
    if "enum" in schema:
        if value not in schema["enum"]:
            yield f"{place} is {value!a:.40}"
        return
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, _KINDS[kind]) for kind in kinds) or (
        isinstance(value, bool) and "boolean" not in kinds
    ):
        yield f"{place} is a {type(value).__name__}"
    elif isinstance(value, dict):
        if missing := set(schema["required"]) - set(value):
            yield f"{place} has no {', '.join(sorted(missing))}"
        for key, item in value.items():
            if key in schema["properties"]:
                yield from _fits(item, schema["properties"][key], f"{place}.{key}")
            else:
                yield f"{place} has a key {key}"
    elif isinstance(value, list):
        for item in value:
            yield from _fits(item, schema["items"], place)
