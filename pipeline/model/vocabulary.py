"""Which words of a document stand in several of its blocks, and which of them are rare."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model.characters import Words

__all__ = ["Vocabulary", "vocabulary_of"]

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
_LONG = 5  # characters: shorter words are mostly grammar
_FEW, _FEW_SHARE = 3, 0.05  # blocks that a rare word stands in at most


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of n blocks in the order of their hashes; w of them, equal ones side by side."""

    blocks: int
    kinds: Ints  # a number for each word, equal words alike, shape (w,)
    owner: Ints  # its block, shape (w,); rising among equal words
    is_first: Mask  # whether it is the first such word of its block, shape (w,)
    is_rare: Mask  # long, or an ideograph, and in few blocks; shape (w,)
    per_block: Ints  # words of each block, at least 1, shape (blocks,)
    rare_per_block: Ints  # its rare words

    def shared_with(self, chosen: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The share of each block's words, and of its rare words, that a chosen block has.

        A block does not share its words with itself. `chosen` and both results: shape (blocks,).
        """
        if not len(self.kinds):
            return np.zeros(self.blocks), np.zeros(self.blocks)
        among = chosen[self.owner]
        having = np.bincount(self.kinds[among & self.is_first], minlength=int(self.kinds[-1]) + 1)
        shared = having[self.kinds] > among
        return (
            self._per_block(shared) / self.per_block,
            self._per_block(shared & self.is_rare) / np.maximum(self.rare_per_block, 1),
        )

    def said_by(self, block: int) -> NDArray[np.float64]:
        """The share of each block's words that this one has, its own included."""
        named = np.zeros(int(self.kinds[-1]) + 1, dtype=bool)
        named[self.kinds[self.owner == block]] = True
        return self._per_block(named[self.kinds]) / self.per_block

    def _per_block(self, words: Mask) -> Ints:
        return np.bincount(self.owner[words], minlength=self.blocks)


def vocabulary_of(words: Words) -> Vocabulary:
    """The vocabulary of a document: one sort, whatever is asked of it afterwards."""
    size = len(words.first) - 1
    order = np.argsort(words.hashes, kind="stable")
    hashes, owner = words.hashes[order], words.owner[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = hashes[1:] != hashes[:-1]
    is_first = new.copy()
    is_first[1:] |= owner[1:] != owner[:-1]
    kinds = np.cumsum(new) - 1
    blocks = np.bincount(kinds[is_first])
    long = (words.lengths >= _LONG) | words.is_ideograph
    is_rare = long[order] & (blocks[kinds] <= max(_FEW, int(size * _FEW_SHARE)))
    return Vocabulary(
        size,
        kinds,
        owner,
        is_first,
        is_rare,
        np.maximum(np.diff(words.first), 1),
        np.bincount(owner[is_rare], minlength=size),
    )
