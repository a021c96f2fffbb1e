"""A forest of oblivious trees: every level of a tree asks one question of all blocks.

So a tree is a list of questions and a table of answers, and a page is read with a few array
operations. Scores are whole numbers: their sum does not depend on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Forest"]

MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
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
        answers = rows[self.features] > self.borders[:, None]
        leaf = np.zeros((len(self.trees), rows.shape[1]), dtype=np.uint8)
        for level in range(self.trees.shape[1]):
            leaf |= answers[self.trees[:, level]].view(np.uint8) << np.uint8(level)
        values = np.take_along_axis(self.leaves, leaf.astype(np.intp), axis=1)
        total: NDArray[np.int64] = values.sum(axis=0, dtype=np.int64) + self.bias
        return total

    def chances_of(self, scores: NDArray[np.int64]) -> NDArray[np.int64]:
        """What a score means: the chance that the block is body, in ten-thousandths."""
        return self.chances[np.searchsorted(self.steps, scores, side="right")].astype(np.int64)
