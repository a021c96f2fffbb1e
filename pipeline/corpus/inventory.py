"""The inventory: every input and the bytes it has now, found by stat where nothing changed.

A file whose stamp (size, mtime, ctime, those of its sidecar too) is that of the last inventory
is not read again. ctime also moves when `cp -p` or `rsync -t` puts other bytes under an old
mtime. A file that changed within the clock's grain of being hashed may change once more without
its stamp moving ("racily clean"), so it is hashed again next time.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.corpus.errors import CorpusError
from pipeline.corpus.folders import Folders
from pipeline.errors import PageError
from pipeline.read.files import Fingerprint, Found, Ignored, Refused, fingerprint, walk
from pipeline.read.ids import article_id
from pipeline.write.atomic import naming

__all__ = [
    "BUCKETS",
    "Buckets",
    "Entry",
    "Inventory",
    "bucket_of",
    "count_vanished",
    "entry_line",
    "is_entry_line",
    "read_inventory",
    "take_inventory",
]

BUCKETS = 256
Buckets = tuple[tuple[str, int], ...]  # digest and number of the inputs of each bucket
_RACY_NS = 2_000_000_000  # the coarsest grain of a file system in use (FAT: 2 s)
_MAX_NAMED = 10  # refused files that are told by name


@dataclass(frozen=True, slots=True)
class Entry:
    """One input."""

    id: str  # of its article
    source_path: str
    path: str  # below the raw folder, as the file system has it (undecodable bytes escaped)
    size: int  # bytes
    has_sidecar: bool
    stamp: str
    sha256: str  # of its bytes; "" where it cannot be read: cleaning will say why
    digest: str  # of its bytes and sidecar; the error's code where it cannot be read
    settled: bool  # the stamp can be trusted next time


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stands in the raw folder: inputs by bucket, and the rest as numbers."""

    buckets: Buckets
    ignored: int
    refused: int
    refusals: tuple[str, ...]  # the first of them: path and sentence

    @property
    def read(self) -> int:
        """The number of inputs."""
        return sum(count for _, count in self.buckets)


_COLUMNS = tuple(field.name for field in fields(Entry))
_CHECKSUM = -10  # where it begins: a space, eight digits, a line end


def bucket_of(id: str) -> int:
    """0..255 by the hash of the id. Shard k of n (a power of two) is the buckets k mod n."""
    return hashlib.sha256(id.encode()).digest()[-1]


def entry_line(entry: Entry) -> bytes:
    """An entry as it is stored: JSON, and a checksum, since a wrong digest would be believed."""
    data = json.dumps([getattr(entry, name) for name in _COLUMNS]).encode()
    return b"%s %08x\n" % (data, zlib.crc32(data))


def read_inventory(path: Path) -> Iterator[Entry]:
    """The entries of a stored inventory, by the bytes of their paths.

    It is a cache: a damaged line, or one of another form, is as good as absent.
    """
    if not path.exists():
        return
    with naming(path), path.open("rb") as lines:
        for line in lines:
            if is_entry_line(line):
                yield Entry(*json.loads(line[:_CHECKSUM]))


def is_entry_line(line: bytes) -> bool:
    """Whether a line is as `entry_line` made it."""
    data = line[:_CHECKSUM]
    return line == b"%s %08x\n" % (data, zlib.crc32(data)) and data.count(b",") >= len(_COLUMNS) - 1


def take_inventory(folders: Folders, now_ns: int) -> Inventory:
    """Look at the raw folder, and bring the stored inventory up to date.

    `now_ns` is the time at which it begins. The old and the new inventory are read and written
    as streams side by side: memory does not grow with the corpus. Raises CorpusError where the
    raw folder cannot be listed.
    """
    hashes = [hashlib.sha256() for _ in range(BUCKETS)]
    counts = [0] * BUCKETS
    others: Counter[type] = Counter()
    refusals: list[str] = []
    changed = False
    below = len(os.fsencode(folders.raw.resolve()).rstrip(b"/")) + 1
    previous = _Cursor(read_inventory(folders.inventory))
    new = folders.tmp / "inventory.jsonl"
    with naming(new), new.open("wb") as out:
        for found in _walk(folders):
            if not isinstance(found, Found):
                others[type(found)] += 1
                if isinstance(found, Refused) and len(refusals) < _MAX_NAMED:
                    refusals.append(f"{found.source_path}: {found.message}")
                continue
            path = os.fsdecode(found.path[below:])
            known = previous.find(path)
            entry = _entry(found, path, known, now_ns)
            if entry is None:
                continue
            changed = changed or entry != known
            out.write(entry_line(entry))
            bucket = bucket_of(entry.id)
            hashes[bucket].update(f"{entry.id} {entry.digest}\n".encode())
            counts[bucket] += 1
        out.flush()
        os.fsync(out.fileno())
    if changed or previous.has_more():
        new.replace(folders.inventory)
    else:
        new.unlink()
    buckets = tuple(zip((h.hexdigest() for h in hashes), counts, strict=True))
    return Inventory(buckets, others[Ignored], others[Refused], tuple(refusals))


def _walk(folders: Folders) -> Iterator[Found | Refused | Ignored]:
    try:
        yield from walk(folders.raw)
    except OSError as error:
        raise CorpusError(
            f"the raw folder {folders.raw} cannot be listed: {error.strerror}; check --raw-dir"
        ) from error


def _entry(found: Found, path: str, known: Entry | None, now_ns: int) -> Entry | None:
    """The input's entry, hashed only where its stamp moved; None if it is gone by now."""
    if known and known.settled and known.stamp == found.stamp:
        return known
    try:
        now = fingerprint(found.path, found.sidecar)
    except PageError as error:
        if error.code == "missing":
            return None
        now = Fingerprint("", error.code)
    changed_ns = max(int(part.rpartition(".")[2]) for part in found.stamp.split("+"))
    return Entry(
        id=article_id(found.source_path),
        source_path=found.source_path,
        path=path,
        size=found.size,
        has_sidecar=found.sidecar is not None,
        stamp=found.stamp,
        sha256=now.sha256,
        digest=now.digest,
        settled=bool(now.sha256) and changed_ns < now_ns - _RACY_NS,
    )


def count_vanished(old: Path, new: Path) -> tuple[int, int]:
    """How many inputs of an older inventory are gone, and how many it had."""
    gone = total = 0
    present = _Cursor(read_inventory(new))
    for entry in read_inventory(old):
        total += 1
        gone += present.find(entry.path) is None
    return gone, total


class _Cursor:
    """Looks entries up in a sorted stream; the paths asked for must rise."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self._next = next(entries, None)
        self._skipped = False  # an entry was passed over that nobody asked for

    def find(self, path: str) -> Entry | None:
        while self._next is not None and self._next.path != path:
            if os.fsencode(self._next.path) > os.fsencode(path):
                return None
            self._next = next(self._entries, None)
            self._skipped = True
        found = self._next
        if found is not None:
            self._next = next(self._entries, None)
        return found

    def has_more(self) -> bool:
        """Whether the stream has entries that nobody asked for."""
        return self._skipped or self._next is not None
