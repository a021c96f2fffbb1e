"""Labels for blocks: an order-keeping alignment of their words with a page's gold text.

A longest common subsequence of words says which words of the page are the gold's. Chance words
of a menu belong to it as well (`the`, `in`), so a block counts as body by the share of its words
that are matched in runs, and a short block only where it stands next to body in the gold too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import LCSseq

__all__ = ["body_shares"]

_WORD = re.compile(r"\w+")
_SHORT = 4  # words: fewer are matched by chance
_NEAR = 2  # words of the gold that may lie between a short block and its neighbour


def body_shares(texts: Sequence[str], gold: str) -> np.ndarray:
    """For each block the share of its words that are the gold's, 0 to 1; float64 of shape (n,)."""
    words: list[str] = []
    starts = [0]
    for text in texts:
        words += _WORD.findall(text.lower())
        starts.append(len(words))
    target = _WORD.findall(gold.lower())
    match = _matches(words, target)
    shares = np.zeros(len(texts))
    for i in range(len(texts)):
        part = match[starts[i] : starts[i + 1]]
        if len(part):
            shares[i] = _share(part)
    _drop_strays(shares, match, starts)
    return shares


def _matches(words: Sequence[str], target: Sequence[str]) -> np.ndarray:
    """For each word the index of its partner in the gold, or -1."""
    match = np.full(len(words), -1, dtype=np.int64)
    for tag, i1, i2, j1, _ in LCSseq.opcodes(words, target):
        if tag == "equal":
            match[i1:i2] = np.arange(j1, j1 + i2 - i1)
    return match


def _share(match: np.ndarray) -> float:
    """The share of a block's words that are matched next to another matched word."""
    hit = match >= 0
    if len(match) < _SHORT:
        return float(hit.mean())
    paired = np.zeros(len(match), dtype=bool)
    follows = hit[1:] & hit[:-1] & (match[1:] - match[:-1] == 1)
    paired[1:] |= follows
    paired[:-1] |= follows
    return float(paired.mean())


def _drop_strays(shares: np.ndarray, match: np.ndarray, starts: Sequence[int]) -> None:
    """A short block is body only if its gold words adjoin those of a block that surely is."""
    sure = [
        i
        for i in range(len(shares))
        if shares[i] >= 0.8 and starts[i + 1] - starts[i] >= 2 * _SHORT
    ]
    ends: set[int] = set()
    for i in sure:
        part = match[starts[i] : starts[i + 1]]
        part = part[part >= 0]
        ends.update(range(int(part[0]) - _NEAR, int(part[0]) + 1))
        ends.update(range(int(part[-1]), int(part[-1]) + _NEAR + 1))
    short = [i for i in range(len(shares)) if 0 < starts[i + 1] - starts[i] < 2 * _SHORT]
    # Several short blocks may follow each other (a list): what adjoins a kept one is kept.
    for order in (short, short[::-1]):
        for i in order:
            part = match[starts[i] : starts[i + 1]]
            part = part[part >= 0]
            if len(part) and shares[i] >= 0.5 and ({int(part[0]) - 1, int(part[-1]) + 1} & ends):
                ends.update((int(part[0]), int(part[-1]), int(part[-1]) + 1, int(part[0]) - 1))
                shares[i] = max(shares[i], 0.51)
                continue
    for i in short:
        part = match[starts[i] : starts[i + 1]]
        part = part[part >= 0]
        if not len(part) or not ({int(part[0]) - 1, int(part[-1]) + 1} & ends):
            shares[i] = 0.0
