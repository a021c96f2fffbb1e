"""Groups of near-duplicates: stars, never chains.

Articles are looked at from the longest to the shortest. One whose shingles stand to a large part
in an earlier article that repeats nobody is a copy of it; every other article begins a group of
its own. So each copy is held against the one article that it is said to repeat: two articles that
have nothing in common are not joined by a third.

Two things could still bring strangers together, and are kept out.
* A passage that many articles have (a publisher's closing paragraph): a shingle that stands in
  more than `max_stories` earlier groups counts for nothing, neither for a copy nor against it.
* A round-up that has several stories whole: who joins a group must share something with its
  longest copy too. The round-up goes with one of its stories, the others stay by themselves.

One thing could keep copies apart: of a story that everybody has edited, the longest versions are
the least alike. So a group that shares much with an earlier one (`_HALF` of what makes a copy)
counts for little in the first rule, and joins it in the end if it is alike to one of its copies.

The work is linear in the number of shared shingles, however many copies a story has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

import numpy as np

from pipeline.copies.index import Index, Ranks, read_index, scratch_array
from pipeline.copies.shingles import Hashes

__all__ = ["Own", "Star", "find_stars"]

_HALF = 0.5  # of `min_containment`: what every copy shares with what it repeats
_KIN = 0.2  # share of a copy's shingles that the longest copy of its group has too
_ALIKE = 0.5  # share of the longer of two texts that stands in the other
_BEST = 3  # copies of a group that a group which is to join it is held against
_WHOLE = 8  # a group by itself; one that is much like an earlier one counts 1

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
    groups = _Groups(own, min_containment * _HALF)
    for rank, shared in read_index(index):
        told = int(sizes[rank]) - slots.count_stock(shared)
        like: list[tuple[int, int]] = []
        if told >= min_shingles:
            like = slots.leaders(shared, min_containment * _HALF * told)
        alike = [of for of, common in like if common >= min_containment * told]
        if not any(groups.join(rank, of) for of in groups.by_preference(alike)):
            slots.lead(rank, shared, 1 if like else _WHOLE)
            if like:
                groups.near[rank] = min(of for of, _ in like)
    groups.bring_together()
    return groups.stars()


class _Groups:
    """Who repeats whom. An article that leads a group is named by its rank."""

    def __init__(self, own: Own, least: float) -> None:
        self.near: dict[int, int] = {}  # leader -> the first that it shares much with
        self._own = own
        self._least = least
        self._copies: dict[int, dict[int, float]] = {}  # leader -> its copies, each with its score
        self._best: dict[int, list[int]] = {}

    def by_preference(self, alike: Sequence[int]) -> list[int]:
        """Those that have most of it first; but before a version of a story its longest version."""
        pairs = ((self.near.get(of, of), of) for of in alike)
        return list(dict.fromkeys(leader for pair in pairs for leader in pair if leader in alike))

    def join(self, rank: int, of: int) -> bool:
        """Make it a copy of a leader, if it may be one."""
        mine = self._own(rank)
        score = _common(mine, self._own(of)) / len(mine)
        copies = self._copies.get(of, {})
        if score < self._least:
            return False
        longest = next(iter(copies), None)
        if longest is not None and _common(mine, self._own(longest)) < _KIN * len(mine):
            return False
        self._copies.setdefault(of, {})[rank] = score
        return True

    def bring_together(self) -> None:
        """Let groups join the earlier ones that they are versions of."""
        moved: dict[int, int] = {}
        for leader, near in sorted(self.near.items()):
            of = moved.get(near, near)
            if self._is_version(leader, of):
                scores = self._scores((leader, *self._copies.get(leader, ())), of)
                if min(scores.values()) >= self._least:
                    self._copies.pop(leader, None)
                    self._copies[of] |= scores
                    moved[leader] = of

    def stars(self) -> list[Star]:
        """The copies, by rank."""
        found = (
            Star(rank, of, score)
            for of, copies in self._copies.items()
            for rank, score in copies.items()
        )
        return sorted(found, key=lambda star: star.rank)

    def _is_version(self, leader: int, of: int) -> bool:
        """Whether one of the best copies of `of` is alike to the leader of another group."""
        mine = self._own(leader)
        for copy in self._best_copies(of):
            other = self._own(copy)
            if _common(mine, other) >= _ALIKE * max(len(mine), len(other)):
                return True
        return False

    def _best_copies(self, of: int) -> list[int]:
        """Long copies that added the least of their own; before any group has joined."""
        if of not in self._best:
            least = _ALIKE * len(self._own(of))
            copies = self._copies.get(of, {}).items()
            long = ((-score, copy) for copy, score in copies if len(self._own(copy)) >= least)
            self._best[of] = [copy for _, copy in nsmallest(_BEST, long)]
        return self._best[of]

    def _scores(self, ranks: Iterable[int], of: int) -> dict[int, float]:
        leader = self._own(of)
        texts = {rank: self._own(rank) for rank in ranks}
        return {rank: _common(mine, leader) / len(mine) for rank, mine in texts.items()}


def _common(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


class _Slots:
    """For each shared shingle the first groups that have it, and how much they count together."""

    def __init__(self, index: Index, scratch: Path, most: int) -> None:
        room = np.minimum(index.articles_with - 1, most)
        self._most = most * _WHOLE
        self._start = np.concatenate(([0], np.cumsum(room, dtype=np.int64)))
        self._filled = np.zeros(len(room), dtype=np.uint8)
        self._weight = np.zeros(len(room), dtype=np.uint16)
        self._slots = scratch_array(scratch, "slots", int(self._start[-1]))

    def count_stock(self, shared: Ranks) -> int:
        """How many of these are in too many groups."""
        return int(np.count_nonzero(self._weight[shared] > self._most))

    def leaders(self, shared: Ranks, least: float) -> list[tuple[int, int]]:
        """The groups that have at least so many of these, with their number; the most first."""
        known = shared[(self._filled[shared] > 0) & (self._weight[shared] <= self._most)]
        if len(known) < least:
            return []
        number = self._filled[known].astype(np.int64)
        before = np.cumsum(number) - number
        places = np.repeat(self._start[known] - before, number) + np.arange(number.sum())
        ranks, common = np.unique(self._slots[places], return_counts=True)
        enough = np.flatnonzero(common >= least)
        order = enough[np.lexsort((ranks[enough], -common[enough]))]
        return list(zip(ranks[order].tolist(), common[order].tolist(), strict=True))

    def lead(self, rank: int, shared: Ranks, weight: int) -> None:
        """Enter a new group."""
        free = shared[self._start[shared] + self._filled[shared] < self._start[shared + 1]]
        self._slots[self._start[free] + self._filled[free]] = rank
        self._filled[free] += 1
        self._weight[shared] = np.minimum(self._weight[shared] + weight, self._most + 1)
