"""Groups of near-duplicates: stars, never chains.

Articles are looked at from the longest to the shortest. One whose shingles stand to a large part
in an earlier article that repeats nobody is a copy of it; every other article begins a group of
its own. So each copy is held against the one article that it is said to repeat, and never
against another copy: two articles that have nothing in common are not joined by a third.

Two things could still bring strangers together, and are kept out.
* A passage that many articles have (a publisher's closing paragraph): a shingle that stands in
  more than `max_stories` earlier groups counts for nothing when a group is looked for.
* A round-up that has several stories whole: who joins a group must share something with its
  longest copy too. The round-up goes with one of its stories, the others stay by themselves.

The work is linear in the number of shared shingles, however many copies a story has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.copies.index import Index, Ranks, read_index, scratch_array
from pipeline.copies.shingles import Hashes

__all__ = ["Own", "Star", "find_stars"]

_KIN = 0.2  # share of a copy's shingles that the longest copy of its group has too
_STOCK = 255  # instead of a number of groups: too many

Own = Callable[[int], Hashes]  # all shingles of the article of a rank


@dataclass(frozen=True, slots=True)
class Star:
    """A copy: its rank, that of the article which it repeats, and the share that it repeats."""

    rank: int
    of: int
    score: float


def find_stars(
    index: Index,
    sizes: Ranks,
    own: Own,
    scratch: Path,
    *,
    min_shingles: int,
    min_containment: float,
    max_stories: int,
) -> list[Star]:
    """The copies, by rank. `sizes` are numbers of shingles, by rank: they never rise."""
    slots = _Slots(index, scratch, max_stories)
    longest_copy: dict[int, int] = {}
    found = []
    for rank, shared in read_index(index):
        size = int(sizes[rank])
        told = size - slots.count_stock(shared)
        star = None
        if told >= min_shingles:
            for of in slots.leaders(shared, min_containment * told):
                star = _star(rank, of, own, longest_copy, min_containment)
                if star is not None:
                    break
        if star is None:
            slots.lead(rank, shared)
        else:
            found.append(star)
    return found


def _star(
    rank: int, of: int, own: Own, longest_copy: dict[int, int], min_containment: float
) -> Star | None:
    mine = own(rank)
    score = _common(mine, own(of)) / len(mine)
    if score < min_containment:
        return None
    kin = longest_copy.setdefault(of, rank)
    if kin != rank and _common(mine, own(kin)) < _KIN * len(mine):
        return None
    return Star(rank, of, score)


def _common(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


class _Slots:
    """For each shared shingle the first groups that have it: as many as may count, and no more."""

    def __init__(self, index: Index, scratch: Path, most: int) -> None:
        room = np.minimum(index.articles_with - 1, most)
        self._most = most
        self._start = np.concatenate(([0], np.cumsum(room, dtype=np.int64)))
        self._filled = np.zeros(len(room), dtype=np.uint8)
        self._slots = scratch_array(scratch, "slots", int(self._start[-1]))

    def count_stock(self, shared: Ranks) -> int:
        """How many of these are in too many groups."""
        return int(np.count_nonzero(self._filled[shared] == _STOCK))

    def leaders(self, shared: Ranks, least: float) -> list[int]:
        """The groups that have at least so many of these; those with the most first."""
        filled = self._filled[shared].astype(np.int64)
        known = np.flatnonzero((filled > 0) & (filled < _STOCK))
        if len(known) < least:
            return []
        number = filled[known]
        before = np.cumsum(number) - number
        places = np.repeat(self._start[shared[known]] - before, number) + np.arange(number.sum())
        ranks, common = np.unique(self._slots[places], return_counts=True)
        enough = np.flatnonzero(common >= least)
        order = enough[np.lexsort((ranks[enough], -common[enough]))]
        return [int(rank) for rank in ranks[order]]

    def lead(self, rank: int, shared: Ranks) -> None:
        """Enter a new group."""
        filled = self._filled[shared]
        full = (filled == self._most) | (filled == _STOCK)
        room = self._start[shared] + filled < self._start[shared + 1]
        free = shared[~full & room]
        self._slots[self._start[free] + self._filled[free]] = rank
        self._filled[free] += 1
        self._filled[shared[full]] = _STOCK
