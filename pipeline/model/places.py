"""Distances between blocks, and the stretch of them that counts most, as array operations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FAR", "best_stretch", "distances"]

Column = NDArray[Any]
Mask = NDArray[np.bool_]

FAR = 60  # blocks: a distance that is as good as none


def distances(hits: Mask) -> tuple[Column, Column]:
    """Blocks since the last hit before each block, and until the next one after it.

    `hits` has a row for each kind of hit, and so have both results: shape (kinds, blocks).
    """
    kinds, size = hits.shape
    index = np.arange(size)
    last = np.full((kinds, size + 1), -FAR)
    np.copyto(last[:, 1:], index, where=hits)
    np.maximum.accumulate(last, axis=1, out=last)
    following = np.full((kinds, size + 1), size + FAR)
    np.copyto(following[:, :-1], index, where=hits)
    following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(index - last[:, :-1], FAR), np.minimum(following[:, 1:] - index, FAR)


def best_stretch(scores: NDArray[np.float64]) -> tuple[int, int]:
    """First and last+1 block of the stretch with the highest sum of scores."""
    total = np.zeros(len(scores) + 1)
    np.cumsum(scores, out=total[1:])
    gain = total[1:] - np.minimum.accumulate(total)[:-1]
    end = int(np.argmax(gain)) + 1
    return (int(np.argmin(total[:end])), end) if gain[end - 1] > 0 else (0, 0)
