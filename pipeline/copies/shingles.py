"""Shingles: the runs of words that a text consists of, as a sorted set of 32-bit numbers.

A shingle is as many words in a row as the settings say (five). Japanese, Chinese, Thai, Lao,
Khmer and Burmese write no spaces between words: there every character is a token, and weighs as
much of a word as it usually is of one. So one definition holds for all languages, and for a text
that mixes them; and what the shingles of a passage are depends on that passage alone.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["Hashes", "shingles"]

Hashes = npt.NDArray[np.uint32]
_Numbers = npt.NDArray[np.uint64]
_Ints = npt.NDArray[np.int64]

_WORD, _HALF, _QUARTER = 1, 2, 3  # what a code point is part of; 0 parts words
_WEIGHT = np.array([0, 4, 2, 1], dtype=np.int64)  # of a token, in quarters of a word
# Han and kana: two characters a word. The scripts of South-East Asia: four, marks included.
_HALVES = ((0x3005, 0x3007), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
           (0xF900, 0xFAFF))  # fmt: skip
_QUARTERS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF),
             (0xAA60, 0xAA7F))  # fmt: skip
_TABLE = 0x20000  # beyond are Han, and nothing else that is text
_LONGEST = 64  # characters of a word that have a place of their own in its hash
_SEED, _GOLDEN = 0x5EED, 0x9E3779B97F4A7C15


def shingles(text: str, words: int) -> Hashes:
    """The shingles of `words` words: sorted, each once. Case and punctuation do not count."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    points = np.frombuffer(folded.encode("utf-32-le", "replace"), dtype=np.uint32)
    tokens, weights = _tokens(points)
    if not len(tokens):
        return np.empty(0, dtype=np.uint32)
    found = np.sort((_mixed(_windows(tokens, weights, words)) >> np.uint64(32)).astype(np.uint32))
    return found[np.flatnonzero(np.diff(found, prepend=~found[:1]))]


def _windows(tokens: _Numbers, weights: _Ints, words: int) -> _Numbers:
    """A number for every run of tokens that weighs `words` words and not a token more."""
    places = _places(4 * words)
    if weights.min() == weights.max() == _WEIGHT[_WORD]:  # most languages
        windows = max(0, len(tokens) - words + 1)
        found = np.zeros(windows, dtype=np.uint64)
        for place in range(words):
            found += tokens[place : place + windows] * places[place]
        return found
    upto = np.concatenate(([0], np.cumsum(weights)))
    ends = np.searchsorted(upto, upto[:-1] + 4 * words)
    starts = np.flatnonzero(ends <= len(tokens))
    lengths = ends[starts] - starts
    found = np.zeros(len(starts), dtype=np.uint64)
    for place in range(int(lengths.max(initial=0))):
        here = np.flatnonzero(lengths > place)
        found[here] += tokens[starts[here] + place] * places[place]
    return found


def _tokens(points: Hashes) -> tuple[_Numbers, _Ints]:
    """The tokens of a text in their order, as numbers, and their weights."""
    kinds, values = (table[np.minimum(points, _TABLE)] for table in _tables())
    if (rare := points > _TABLE).any():
        values[rare] = _mixed(points[rare].astype(np.uint64) + np.uint64(1))
    begins = kinds > 0
    begins[1:] &= (kinds[1:] != _WORD) | (kinds[:-1] != _WORD)
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    weights, values = _WEIGHT[kinds[starts]], values[starts[0] :]
    starts -= starts[0]
    place = np.arange(len(values)) - np.repeat(starts, np.diff(starts, append=len(values)))
    values *= _places(_LONGEST)[np.minimum(place, _LONGEST - 1)]  # what parts words stays 0
    return _mixed(np.add.reduceat(values, starts)), weights


def _mixed(numbers: _Numbers) -> _Numbers:
    """Every bit of a number spread over all of it (the finalizer of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: _Numbers = numbers ^ (numbers >> np.uint64(31))
    return mixed


@cache
def _places(number: int) -> _Numbers:
    """Odd factors that tell the first place from the second."""
    steps = np.arange(1, number + 1, dtype=np.uint64) * np.uint64(_GOLDEN)
    return _mixed(steps + np.uint64(_SEED)) | np.uint64(1)


@cache
def _tables() -> tuple[npt.NDArray[np.uint8], _Numbers]:
    """What each code point is part of, and its number: 0 for what parts words.

    A code point that is not assigned yet is taken for a letter.
    """
    parts = [_WORD if _is_letter(chr(point)) else 0 for point in range(_TABLE)]
    kinds = np.array([*parts, _HALF], dtype=np.uint8)
    for ranges, kind in ((_HALVES, _HALF), (_QUARTERS, _QUARTER)):
        for low, high in ranges:
            part = kinds[low : high + 1]
            part[part > 0] = kind
    values = _mixed(np.arange(_TABLE + 1, dtype=np.uint64) + np.uint64(1))
    values[kinds == 0] = 0
    return kinds, values


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LMN" or category == "Cn"
