"""Labels for blocks: an order-keeping alignment of their words with a page's gold text.

A longest common subsequence of words says which words of the page are the gold's. Chance words
of a menu belong to it as well (`the`, `in`), so a block counts as body by the share of its words
that are matched in runs, and a short block only where it stands next to body in the gold too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

__all__ = ["body_shares"]

_WORD = re.compile(r"\w+")
_SHORT = 4  # words: fewer are matched by chance
_NEAR = 2  # words of the gold that may lie between a short block and its neighbour
_SURE, _JUST = 0.8, 0.51  # shares of a block that is body, and of a short one that adjoins it


def body_shares(texts: Sequence[str], gold: str) -> NDArray[np.float64]:
    """For each block the share of its words that are the gold's, 0 to 1; shape (blocks,)."""
    words: list[str] = []
    starts = [0]
    for text in texts:
        words += _WORD.findall(text.lower())
        starts.append(len(words))
    partners = _partners(words, _WORD.findall(gold.lower()))
    parts = [partners[start:end] for start, end in pairwise(starts)]
    shares = np.array([_share(part) if len(part) else 0.0 for part in parts])
    _drop_strays(shares, parts)
    return shares


def _partners(words: Sequence[str], target: Sequence[str]) -> NDArray[np.int64]:
    """For each word the index of its partner in the gold, or -1."""
    found = np.full(len(words), -1, dtype=np.int64)
    for step in LCSseq.opcodes(words, target):
        if step.tag == "equal":
            found[step.src_start : step.src_end] = np.arange(step.dest_start, step.dest_end)
    return found


def _share(part: NDArray[np.int64]) -> float:
    """The share of a block's words that are matched next to another matched word."""
    hit = part >= 0
    if len(part) < _SHORT:
        return float(hit.mean())
    follows = hit[1:] & hit[:-1] & (part[1:] - part[:-1] == 1)
    paired = np.zeros(len(part), dtype=bool)
    paired[1:] |= follows
    paired[:-1] |= follows
    return float(paired.mean())


def _drop_strays(shares: NDArray[np.float64], parts: Sequence[NDArray[np.int64]]) -> None:
    """A short block is body only if its gold words adjoin those of a block that surely is."""
    matched = [part[part >= 0] for part in parts]
    beside: set[int] = set()  # places in the gold next to sure body
    for share, part, found in zip(shares, parts, matched, strict=True):
        if share >= _SURE and len(part) >= 2 * _SHORT:
            beside.update(range(int(found[0]) - _NEAR, int(found[0]) + 1))
            beside.update(range(int(found[-1]), int(found[-1]) + _NEAR + 1))
    short = [i for i, part in enumerate(parts) if 0 < len(part) < 2 * _SHORT]
    # Several short blocks may follow each other (a list): what adjoins a kept one is kept.
    for order in (short, short[::-1]):
        for i in order:
            if shares[i] >= 0.5 and _adjoins(matched[i], beside):
                first, last = int(matched[i][0]), int(matched[i][-1])
                beside.update((first - 1, first, last, last + 1))
                shares[i] = max(shares[i], _JUST)
    for i in short:
        if not _adjoins(matched[i], beside):
            shares[i] = 0.0


def _adjoins(found: NDArray[np.int64], beside: set[int]) -> bool:
    return bool(len(found)) and not beside.isdisjoint((int(found[0]) - 1, int(found[-1]) + 1))
