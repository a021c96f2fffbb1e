"""Which shingles of an article stand in other articles too: all others are of no use.

Sorting all shingles of a corpus by their number brings equal ones together. That is done in
parts, each a range of numbers, and what is shared goes to files, each for a range of articles. So
memory is bounded by the size of the parts, whatever the size of the corpus, and the outcome is
the same for parts of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.copies.shingles import Hashes

__all__ = ["PART", "Index", "Ranks", "Shard", "build_index", "read_index", "scratch_array"]

PART = 1 << 23  # shingles that are sorted at once: 64 MB, a few times
_IN_MEMORY = 1 << 28  # bytes of an array that is not put on the disk
_32, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
Ranks = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.uint64]
# The shingles of its articles, one article after the other, and the rank (below 0: left out) and
# number of shingles of each article.
Shard = tuple[Hashes, Ranks, Ranks]


@dataclass(frozen=True, slots=True)
class Index:
    """The shingles that several articles have, numbered from 0."""

    articles_with: npt.NDArray[np.uint32]  # how many, for each shingle
    pairs: _Files  # rank of an article in the high half, shingle in the low; can be read once


def build_index(shards: Iterable[Shard], sizes: Ranks, scratch: Path, part: int = PART) -> Index:
    """Find what is shared, among articles whose numbers of shingles are `sizes`, by rank."""
    parts = max(1, -(-int(sizes.sum()) // part))
    limits = np.array([(number << 32) // parts for number in range(1, parts)], dtype=np.uint64)
    steps = np.arange(1, parts) * part
    bounds = np.unique(np.searchsorted(np.cumsum(sizes), steps)).astype(np.uint64)
    keys = _Files(scratch, "keys", parts)
    pairs = _Files(scratch, "pairs", len(bounds) + 1)
    for shard in shards:
        keys.add(_keys(shard), limits << _32)
    counts, shared = [np.empty(0, dtype=np.uint32)], 0
    for number in range(parts):
        ranks, ids, each = _shared(keys.take(number))
        pairs.add(ranks << _32 | (ids + np.uint64(shared)), bounds << _32)
        counts.append(each)
        shared += len(each)
    return Index(np.concatenate(counts), pairs)


def _keys(shard: Shard) -> Numbers:
    """The shingles, each with the rank of its article in the low half."""
    hashes, ranks, counts = shard
    owners = np.repeat(ranks, counts)
    mine = np.flatnonzero(owners >= 0)
    return hashes[mine].astype(np.uint64) << _32 | owners[mine].astype(np.uint64)


def _shared(keys: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.uint32]]:
    """Of sorted keys, those that stand in several articles.

    The ranks of the articles, the shingles numbered from 0, and how many articles have each.
    """
    same = (keys[1:] >> _32) == (keys[:-1] >> _32)
    is_shared = np.zeros(len(keys), dtype=bool)
    is_shared[1:] |= same
    is_shared[:-1] |= same
    begins = is_shared.copy()
    begins[1:] &= ~same
    begins = begins[is_shared]
    each = np.diff(np.flatnonzero(begins), append=len(begins)).astype(np.uint32)
    ids = np.repeat(np.arange(len(each), dtype=np.uint64), each)
    return keys[is_shared] & _LOW, ids, each


class _Files:
    """Numbers in ranges, each range in a file, or in memory where there is one only."""

    def __init__(self, scratch: Path, name: str, ranges: int) -> None:
        self.ranges = ranges
        self._stem = scratch / name
        self._kept: list[Numbers] = []

    def add(self, numbers: Numbers, limits: Numbers) -> None:
        """Add numbers; the range that each belongs to ends below the next limit."""
        if self.ranges == 1:
            self._kept.append(numbers)
            return
        numbers.sort()
        cuts = [0, *np.searchsorted(numbers, limits).tolist(), len(numbers)]
        for number, (start, end) in enumerate(pairwise(cuts)):
            if end > start:
                with self._path(number).open("ab") as out:
                    numbers[start:end].tofile(out)

    def take(self, number: int) -> Numbers:
        """The numbers of a range, sorted. They are gone from here."""
        path = self._path(number)
        if self.ranges == 1:
            found = np.concatenate([np.empty(0, dtype=np.uint64), *self._kept])
            self._kept.clear()
        elif path.exists():
            found = np.fromfile(path, dtype=np.uint64)
            path.unlink()
        else:
            found = np.empty(0, dtype=np.uint64)
        found.sort()
        return found

    def _path(self, number: int) -> Path:
        return self._stem.with_name(f"{self._stem.name}-{number}")


def read_index(index: Index) -> Iterator[tuple[int, Ranks]]:
    """Rank and shared shingles of every article that has some, by rank."""
    for number in range(index.pairs.ranges):
        pairs = index.pairs.take(number)
        ranks = (pairs >> _32).astype(np.int64)
        ids = (pairs & _LOW).astype(np.int64)
        starts = np.flatnonzero(np.diff(ranks, prepend=-1))
        ends = np.append(starts, len(ranks))[1:].tolist()
        for start, end in zip(starts.tolist(), ends, strict=True):
            yield int(ranks[start]), ids[start:end]


def scratch_array(scratch: Path, name: str, size: int) -> npt.NDArray[np.uint32]:
    """Zeros, on the disk where there are very many."""
    if 4 * size <= _IN_MEMORY:
        return np.zeros(size, dtype=np.uint32)
    return np.memmap(scratch / name, np.uint32, "w+", shape=(size,))
