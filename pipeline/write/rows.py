"""A row: all that one input gives to the corpus, made in the worker, stored and merged as bytes.

A row is a header (one line of JSON) and up to four parts, which are already what is published:
a line of `articles.jsonl`, a line of `metadata.csv`, the file `articles/<id>.json`, and lines of
`removed.jsonl`. The parent process merges rows by id and never parses what a page controls.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import BinaryIO, NamedTuple

from pipeline.records import PageFrame
from pipeline.terminal import printable
from pipeline.write.formats import json_line

__all__ = [
    "ROW_FORMAT",
    "Row",
    "Vitals",
    "quarantine_row",
    "read_rows",
    "record_digest",
    "row_bytes",
]

ROW_FORMAT = 3  # of what is stored; part of what a shard must have been made for
_MAX_MESSAGE = 500


class Vitals(NamedTuple):
    """What the yield of a publisher is counted from (`corpus/yields.py`)."""

    publisher: str  # host, else name, else the first folder of the path; "" unknown
    chars: int  # of the body
    removed: int  # characters
    has_title: bool
    has_date: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One input's result. `body` is the parts, one after the other, `sizes` their lengths.

    `text`, `metadata` and `ledger` are short hashes of what a reader would call a change;
    `record` is one of all bytes of the article's own files.
    """

    id: str = ""
    source_path: str = ""
    input: str = ""  # digest of path, content and sidecar
    status: str = ""  # cleaned | empty | quarantined
    stage: str = ""  # the next three: of a quarantined input
    error: str = ""
    message: str = ""
    text: str = ""
    metadata: str = ""
    ledger: str = ""
    record: str = ""
    vitals: Vitals | None = None  # None for a quarantined input
    # Whose page it is, and the digest of the profile that it was cleaned with ("" none)
    key: str = ""
    sketch: str = ""  # of a page without key, eight hex digits a line
    profile: str = ""
    sizes: tuple[int, ...] = ()
    body: bytes = b""

    @property
    def frame(self) -> PageFrame:
        """What any profiles can be asked with."""
        sketch = (self.sketch[i : i + 8] for i in range(0, len(self.sketch), 8))
        return PageFrame(self.key, tuple(int(short, 16) for short in sketch))

    def parts(self) -> tuple[bytes, bytes, bytes, bytes]:
        """Article line, CSV line, record file, removed lines; empty where there is none."""
        found, start = [], 0
        for size in self.sizes:
            found.append(self.body[start : start + size])
            start += size
        article, cells, record, removed = found or [b""] * 4
        return article, cells, record, removed


_HEADER = tuple(field.name for field in fields(Row) if field.name != "body")


def quarantine_row(stage: str, error: str, message: str) -> Row:
    """The row of an input that could not be cleaned; `message` becomes one harmless line."""
    text = printable(" ".join(message.split()))[:_MAX_MESSAGE]
    return Row(status="quarantined", stage=stage, error=error, message=text)


def row_bytes(row: Row) -> bytes:
    """A row as it is stored."""
    return json_line({name: getattr(row, name) for name in _HEADER}) + row.body


def read_rows(file: BinaryIO) -> Iterator[Row]:
    """The rows of a file, in its order; `ValueError` where it is not one of ours or cut short."""
    for line in file:
        header = json.loads(line)
        vitals = header["vitals"]
        header |= {"sizes": tuple(header["sizes"]), "vitals": vitals and Vitals(*vitals)}
        row = Row(**header)
        body = file.read(sum(row.sizes))
        if len(body) != sum(row.sizes):
            raise ValueError("the file ends inside a row")
        yield replace(row, body=body)


def record_digest(text: str, record: bytes) -> str:
    """16 hex digits of all bytes of an article's own files: its body and its full record."""
    both = json.dumps([text, hashlib.sha256(record).hexdigest()])
    return hashlib.sha256(both.encode()).hexdigest()[:16]
