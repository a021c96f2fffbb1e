"""What a publication changes: every article compared with the generation before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.copies.records import Copy
from pipeline.write.formats import json_line
from pipeline.write.rows import Row, Vitals

__all__ = ["KINDS", "Changes", "Known", "known_of", "read_index"]

# `text`: the body. `metadata`: anything else that is known of the article. `ledger`: who removed
# what. `copies`: which articles it repeats, or is repeated by. Provenance (digest of the config,
# version) does not count. The first that holds is named.
KINDS = ("added", "removed", "text", "metadata", "ledger", "copies")
_MAX_NAMED = 100  # of those that were there before, in run.json; changes.jsonl has them all


@dataclass(frozen=True, slots=True)
class Known:
    """What a generation remembers of an input: short hashes and vitals, as in `write/rows.py`."""

    id: str
    text: str
    metadata: str
    ledger: str
    record: str  # "" where there is no article: the input is empty or quarantined
    vitals: Vitals | None  # None where it is quarantined
    copies: str = ""  # "" where it has no company


def known_of(row: Row, copy: Copy | None) -> Known:
    """What to remember of a row, and of the company that its article has."""
    copies = f"{copy.group} {copy.of} {copy.score}" if copy is not None and row.record else ""
    return Known(row.id, row.text, row.metadata, row.ledger, row.record, row.vitals, copies)


def read_index(path: Path | None) -> Iterator[Known]:
    """The index of a generation, by id; nothing for the first."""
    if path is not None:
        with path.open("rb") as lines:
            for line in lines:
                known = json.loads(line)
                yield Known(**(known | {"vitals": known["vitals"] and Vitals(*known["vitals"])}))


class Changes:
    """Compares inputs, handed in by rising id, with an older index. Memory stays constant."""

    def __init__(self, older: Iterator[Known]) -> None:
        """`older` is the index of the generation before, by id."""
        self._older = older
        self._next = next(older, None)
        self._counts: Counter[str] = Counter()
        self._named: dict[str, str] = {}

    def upto(self, new: Known) -> tuple[bytes, Known | None]:
        """Lines for changes.jsonl up to this input; what the older index knows of it."""
        lines = b""
        while self._next is not None and self._next.id < new.id:
            lines += self._note(self._next.id, _kind(self._next, None))
            self._next = next(self._older, None)
        before = None
        if self._next is not None and self._next.id == new.id:
            before, self._next = self._next, next(self._older, None)
        return lines + self._note(new.id, _kind(before, new)), before

    def rest(self) -> bytes:
        """The lines for what comes after the last input."""
        lines = b""
        while self._next is not None:
            lines += self._note(self._next.id, _kind(self._next, None))
            self._next = next(self._older, None)
        return lines

    def summary(self) -> dict[str, Any]:
        """Counts by kind, and the first articles by name that have changed or are gone."""
        return {kind: self._counts[kind] for kind in KINDS} | {"named": self._named}

    def _note(self, id: str, kind: str) -> bytes:
        if not kind:
            return b""
        self._counts[kind] += 1
        if kind != "added" and len(self._named) < _MAX_NAMED:
            self._named[id] = kind
        return json_line({"id": id, "change": kind})


def _kind(before: Known | None, new: Known | None) -> str:
    """What has become of an article, in a reader's words; "" where nothing has."""
    was, is_ = before is not None and before.record != "", new is not None and new.record != ""
    if not (was and is_):
        return "added" if is_ else "removed" if was else ""
    differ = (kind for kind in KINDS[2:] if getattr(before, kind) != getattr(new, kind))
    return next(differ, "")
