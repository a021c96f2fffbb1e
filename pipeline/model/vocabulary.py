"""Which words of a document stand in several of its blocks, and which of them are rare."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.model.characters import Words

__all__ = ["numbered", "rare_words", "shared_with"]

Mask = NDArray[np.bool_]
_LONG = 5  # characters: shorter words are mostly grammar
_FEW, _FEW_SHARE = 3, 0.05  # blocks that a rare word stands in at most


def numbered(words: Words) -> tuple[NDArray[np.int64], int]:
    """A number for each word, shape (w,), equal words alike; and how many there are."""
    kinds, ids = np.unique(words.hashes, return_inverse=True)
    return ids, len(kinds)


def shared_with(words: Words, ids: NDArray[np.int64], kinds: int, chosen: Mask) -> Mask:
    """For each word whether a chosen block, other than its own, has it; shape (w,)."""
    size = len(chosen)
    among = chosen[words.owner]
    pairs = np.unique(ids[among] * size + words.owner[among])
    having = np.bincount(pairs // size, minlength=kinds)
    return having[ids] - among > 0


def rare_words(words: Words, ids: NDArray[np.int64], kinds: int) -> Mask:
    """For each word whether it is long, or an ideograph, and stands in few blocks; shape (w,)."""
    size = len(words.first) - 1
    pairs = np.unique(ids * size + words.owner)
    blocks = np.bincount(pairs // size, minlength=kinds)
    most = max(_FEW, int(size * _FEW_SHARE))
    return ((words.lengths >= _LONG) | words.is_ideograph) & (blocks[ids] <= most)
