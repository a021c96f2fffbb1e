"""The signatures of a shard: the shingles of its articles, kept so that a text is read once.

One file a shard (`records.write_headed`): a line of JSON an article, then the shingles of all,
one article after the other, as little-endian 32-bit numbers. An article whose text and metadata
are as they were keeps its signature, whatever else has changed in its shard.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from pipeline.copies.records import COPIES_FORMAT, Job, ShardRows, is_whole, read_head, write_headed
from pipeline.copies.shingles import Hashes, shingles
from pipeline.corpus.soundness import facts_of
from pipeline.write.atomic import naming
from pipeline.write.formats import dump
from pipeline.write.rows import Row, read_rows

__all__ = ["DamagedRowsError", "Signatures", "Signed", "bring_up_to_date"]

_STORED = np.dtype("<u4")


class DamagedRowsError(Exception):
    """The rows of a shard are not what its manifest says; `args[0]` is their path."""


class Signed(NamedTuple):
    """One article: what its signature was made of, and how many shingles it has."""

    id: str
    text: str  # short hashes of the row
    metadata: str
    published: str  # day, month or year; "" unknown
    size: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """The articles of a shard by id, and their shingles, one after the other."""

    articles: tuple[Signed, ...]
    hashes: Hashes  # mapped from the file


def bring_up_to_date(job: Job, shard: ShardRows) -> Signatures:
    """The signatures of a shard's rows; only what is new is shingled.

    Raises DamagedRowsError where the rows are not what was written.
    """
    path, made_for = Path(shard.signatures), _made_for(job, shard)
    older = _read(path, made_for | {"rows": None})
    head = read_head(path)
    if older is None or head is None or head["rows"] != shard.sha256:
        _write(path, job, shard, older)
        older = _read(path, made_for)
        assert older is not None  # it has just been written
    return older


def _made_for(job: Job, shard: ShardRows) -> dict[str, object]:
    return {"rows": shard.sha256, "format": COPIES_FORMAT, "words": job.shingle_words}


def _read(path: Path, made_for: dict[str, object]) -> Signatures | None:
    """The file, if it is whole and made for this; None as a value stands for anything."""
    head = read_head(path)
    if head is None or any(v is not None and head.get(k) != v for k, v in made_for.items()):
        return None
    if not is_whole(path):
        return None
    with naming(path), path.open("rb") as file:
        file.seek(head["start"])
        articles = tuple(Signed(*json.loads(line)) for line in _lines(file, head["articles"]))
        start = file.tell()
    total = sum(article.size for article in articles)
    if not total:
        return Signatures(articles, np.empty(0, dtype=np.uint32))
    return Signatures(articles, np.memmap(path, _STORED, "r", offset=start, shape=(total,)))


def _lines(file: BinaryIO, number: int) -> Iterator[bytes]:
    for _ in range(number):
        yield file.readline()


def _write(path: Path, job: Job, shard: ShardRows, older: Signatures | None) -> None:
    rows = Path(shard.rows)
    with naming(rows):
        if facts_of(rows)["sha256"] != shard.sha256:
            raise DamagedRowsError(str(rows))
    known = _by_id(older) if older is not None else {}
    articles, found = [], []
    with naming(rows), rows.open("rb") as file:
        for row in read_rows(file):
            if row.record:
                signed, own = _signed(row, job.shingle_words, known.get(row.id))
                articles.append(signed)
                found.append(own.astype(_STORED).tobytes())
    head = _made_for(job, shard) | {"articles": len(articles)}
    lines = b"".join(dump(article).encode() + b"\n" for article in articles)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_headed(path, head, lines + b"".join(found), Path(job.scratch))


def _by_id(older: Signatures) -> dict[str, tuple[Signed, Hashes]]:
    starts = np.cumsum([0, *(article.size for article in older.articles)])
    return {
        article.id: (article, older.hashes[start : start + article.size])
        for article, start in zip(older.articles, starts, strict=False)
    }


def _signed(row: Row, words: int, known: tuple[Signed, Hashes] | None) -> tuple[Signed, Hashes]:
    if known is not None and (known[0].text, known[0].metadata) == (row.text, row.metadata):
        return known
    record = json.loads(row.parts()[0])
    own = shingles(record["text"], words)
    return Signed(row.id, row.text, row.metadata, record["published"], len(own)), own
