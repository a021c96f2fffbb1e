"""Near-duplicates as a part of the corpus: when they are looked for, and how they are joined.

What is found is kept beside the shards, never in them: an article that repeats an old one must
not make the old one be cleaned again. It is complete for exactly these rows, these settings and
this way of looking, and joined to the rows when they are published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pipeline.config import CopySettings
from pipeline.copies.records import (
    COPIES_FORMAT,
    Copy,
    Figures,
    Job,
    ShardRows,
    is_whole,
    read_copies,
    read_head,
)
from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import Folders
from pipeline.corpus.plan import Plan
from pipeline.corpus.shards import complete_rows
from pipeline.write.atomic import remove_tree
from pipeline.write.formats import Value
from pipeline.write.record import joined_record
from pipeline.write.rows import Row, record_digest

__all__ = [
    "Copies",
    "are_found",
    "copies_digest",
    "copies_job",
    "damaged_copies",
    "found_copies",
    "remove_old_copies",
    "with_copy",
]

NONE = Figures()
_GROUPS = "groups"


class Copies:
    """The articles that have company, asked for by rising id. Memory stays constant."""

    def __init__(self, copies: Iterable[Copy] = (), figures: Figures = NONE) -> None:
        """`copies` come by id."""
        self.figures = figures
        self._copies = iter(copies)
        self._next = next(self._copies, None)

    def of(self, id: str) -> Copy | None:
        """What is known of this article; None where it has no company."""
        while self._next is not None and self._next.id < id:
            self._next = next(self._copies, None)
        return self._next if self._next is not None and self._next.id == id else None


def copies_digest(settings: CopySettings) -> str:
    """Of what decides about copies, whatever the rows: version and settings."""
    wanted = json.dumps([COPIES_FORMAT, asdict(settings)], sort_keys=True)
    return hashlib.sha256(wanted.encode()).hexdigest()


def are_found(folders: Folders, plan: Plan, settings: CopySettings) -> bool:
    """Whether the copies among exactly the plan's rows are known. Shards may be incomplete."""
    digest = _digest(folders, plan, settings)
    return digest != "" and _head(folders, digest) is not None


def copies_job(folders: Folders, plan: Plan, settings: CopySettings, scratch: Path) -> Job:
    """What the grouping is asked for. The shards must be complete."""
    rows = complete_rows(folders, plan)
    if rows is None:
        raise CorpusError("a shard is not complete; run again")
    names = {number: f"{number:03d}-of-{plan.shards:03d}" for number in rows}
    options = {k: v for k, v in asdict(settings).items() if k != "find"}
    return Job(
        tuple(
            ShardRows(str(path), sha256, str(folders.copies / names[number]))
            for number, (path, sha256) in rows.items()
        ),
        _digest(folders, plan, settings),
        str(folders.copies / _GROUPS),
        str(scratch),
        **options,
    )


def found_copies(folders: Folders, plan: Plan, settings: CopySettings) -> Copies:
    """What was found; nothing where it is not wished. CorpusError where it is not there."""
    if not settings.find:
        return Copies()
    head = _head(folders, _digest(folders, plan, settings))
    if head is None:
        remove_tree(folders.copies / _GROUPS)
        raise CorpusError("the list of copies is damaged and was removed; run again")
    return Copies(read_copies(folders.copies / _GROUPS), Figures(head["groups"], head["copies"]))


def _digest(folders: Folders, plan: Plan, settings: CopySettings) -> str:
    """What the groups must have been found for; "" where a shard is not complete."""
    rows = complete_rows(folders, plan)
    if rows is None:
        return ""
    parts = [copies_digest(settings), [sha256 for _, sha256 in rows.values()]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _head(folders: Folders, digest: str) -> dict[str, Any] | None:
    path = folders.copies / _GROUPS
    head = read_head(path)
    return head if head and head["digest"] == digest and is_whole(path) else None


def with_copy(row: Row, copy: Copy) -> Row:
    """The row with what is known of copies in its line, its cells and its record."""
    article, cells, record, removed = row.parts()
    known: dict[str, Value] = {"dup_group": copy.group, "dup_of": copy.of, "dup_score": copy.score}
    article, cells, record, text = joined_record(article, record, known)
    parts = (article, cells, record, removed)
    return replace(
        row,
        record=record_digest(text, record),
        sizes=tuple(len(part) for part in parts),
        body=b"".join(parts),
    )


def damaged_copies(folders: Folders) -> Iterator[Path]:
    """The files that are not what was written. Reads everything."""
    if folders.copies.is_dir():
        yield from (path for path in sorted(folders.copies.iterdir()) if not is_whole(path))


def remove_old_copies(folders: Folders, plan: Plan) -> None:
    """Remove the signatures of shards that are no more."""
    if folders.copies.is_dir():
        names = [f"{n:03d}-of-{plan.shards:03d}" for n in plan.digests]
        for path in list(folders.copies.iterdir()):
            if path.name not in names and path.name != _GROUPS:
                remove_tree(path)
