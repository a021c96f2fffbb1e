"""A forest of oblivious trees: every level of a tree asks one question of all blocks.

So a tree is a list of questions and a table of answers, and a page is read with a few array
operations. Scores are whole numbers: their sum does not depend on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_DEPTH", "UNIT", "WHOLE", "Forest"]

MAX_DEPTH = 8
UNIT = 2_048  # of a score: one in log-odds
WHOLE = 10_000  # chances are counted in ten-thousandths
_LOT = 4_000  # blocks at a time: each takes ten kilobytes


@dataclass(frozen=True)
class Forest:
    """Trees of one depth, and what their score means.

    A split asks whether a feature is above a border. The answers of a tree's splits, the first
    one lowest, are the bits of the leaf's number.
    """

    features: NDArray[np.int16]  # of each of s splits: the row of the features, shape (s,)
    borders: NDArray[np.float32]  # shape (s,)
    trees: NDArray[np.int16]  # the splits of each of t trees, shape (t, depth)
    leaves: NDArray[np.int16]  # shape (t, 2**depth)
    bias: int
    steps: NDArray[np.int32]  # calibration: scores, rising, shape (c,)
    chances: NDArray[np.uint16]  # ten-thousandths below the first step, …, shape (c + 1,)

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        """The score of each block; `rows` has shape (features, blocks)."""
        size = rows.shape[1]
        if size <= _LOT:
            return self._scores(rows)
        lots = (self._scores(rows[:, start : start + _LOT]) for start in range(0, size, _LOT))
        return np.concatenate(list(lots))

    def _scores(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        answers = (rows.take(self.features, axis=0) > self.borders[:, None]).view(np.uint8)
        count, depth = self.trees.shape
        leaf, *levels = answers.take(self._splits, axis=0).reshape(depth, count, -1)
        for level in levels:  # of a number below 2**MAX_DEPTH: one byte
            leaf += leaf
            leaf |= level
        # All places are among the leaves: to wrap them costs less than to check them.
        values = self._values.take(np.add(leaf, self._first_leaves), mode="wrap")
        total: NDArray[np.int64] = values.sum(axis=0, dtype=np.int32).astype(np.int64)
        return total + self.bias

    @cached_property
    def _splits(self) -> NDArray[np.intp]:
        """The splits of all trees, level by level, the last one first; shape (depth * t,)."""
        return self.trees.T[::-1].astype(np.intp).ravel()

    @cached_property
    def _first_leaves(self) -> NDArray[np.unsignedinteger]:
        """Where each tree's leaves begin, in the smallest numbers that hold it; shape (t, 1)."""
        kind = np.min_scalar_type(self.leaves.size)
        return np.arange(0, self.leaves.size, self.leaves.shape[1], dtype=kind)[:, None]

    @cached_property
    def _values(self) -> NDArray[np.int32]:
        """The leaves of all trees, in the size of whole numbers in which they are summed."""
        return self.leaves.ravel().astype(np.int32)

    def chances_of(self, scores: NDArray[np.int64]) -> NDArray[np.int64]:
        """What a score means: the chance that the block is body, in ten-thousandths."""
        return self.chances[np.searchsorted(self.steps, scores, side="right")].astype(np.int64)
