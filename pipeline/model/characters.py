"""The characters and words of a document's blocks, all at once, as arrays.

Characters are classed and lowered by the Unicode database 3.2, which every Python carries, and
words are told by 64-bit hashes of their code points: the numbers are the same on every machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BAR",
    "BRACKET",
    "CLASSES",
    "COLON",
    "COMMA",
    "DASH",
    "DIGIT",
    "IDEOGRAPH",
    "LETTER",
    "LOWER",
    "QUOTE",
    "SPACE",
    "STOP",
    "SYMBOL",
    "UPPER",
    "Characters",
    "Hashes",
    "Words",
    "chosen_words",
    "read_characters",
    "read_words",
    "together",
]

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# What a character is. MARK is a combining sign, which belongs to the word it stands in.
(
    OTHER,
    SPACE,
    UPPER,  # the first of those of which words are made
    LOWER,
    LETTER,
    IDEOGRAPH,
    DIGIT,  # the last of them, but for MARK
    STOP,
    COMMA,
    COLON,
    QUOTE,
    DASH,
    BRACKET,
    BAR,
    SYMBOL,
    MARK,
) = range(16)
CLASSES = 16
_TABLE = 0x3400  # above it: ideographs, Hangul, private use, emoji
_BY_CATEGORY = {
    "Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "Lo": LETTER, "Lm": LETTER, "Nd": DIGIT, "Nl": DIGIT,
    "No": DIGIT, "Zs": SPACE, "Zl": SPACE, "Zp": SPACE, "Cc": SPACE, "Pd": DASH, "Ps": BRACKET,
    "Pe": BRACKET, "Pi": QUOTE, "Pf": QUOTE, "Sc": SYMBOL, "Sm": SYMBOL, "So": SYMBOL,
    "Sk": SYMBOL, "Mn": MARK, "Mc": MARK,
}  # fmt: skip
_BY_CHARACTER = (
    (".!?…。！？।॥؟۔։።", STOP),
    (",;،、，；", COMMA),
    (":：", COLON),
    ("|/\\•·‣◦●○▪■►▸→›»+*=~_", BAR),
    ("\"'«»“”„‟‘’‚‹›「」『』", QUOTE),
    ("@©®™#&%", SYMBOL),
)
# Above the table: first and last+1 code point, and what stands between.
_ABOVE = (
    (0x3400, 0xA000, IDEOGRAPH),
    (0xA000, 0xD800, LETTER),  # Hangul, Yi, Vai
    (0xF900, 0xFB00, IDEOGRAPH),
    (0xFB00, 0xFE00, LETTER),  # presentation forms
    (0xFE70, 0xFF00, LETTER),
    (0xFF01, 0xFF10, COMMA),
    (0x20000, 0x32000, IDEOGRAPH),
)
_STOPS_ABOVE = (0xFF01, 0xFF0E, 0xFF1F, 0xFF61)
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd: it has an inverse modulo 2**64
_BASE_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))
_MIX = np.uint64(0xD6E8FEB86659FD93)


@cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Class and lower-case form of each code point below `_TABLE`; any digit is lowered to 0."""
    classes = np.zeros(_TABLE, dtype=np.uint8)
    lowered = np.arange(_TABLE, dtype=np.uint32)
    for point in range(_TABLE):
        category = unicodedata.ucd_3_2_0.category(chr(point))
        classes[point] = _BY_CATEGORY.get(category, OTHER)
        small = chr(point).lower()
        if category == "Lu" and len(small) == 1:
            lowered[point] = ord(small)
        elif category == "Nd":
            lowered[point] = ord("0")
    classes[0x2E80:0x3000] = IDEOGRAPH
    classes[0x3040:_TABLE] = IDEOGRAPH
    for characters, kind in _BY_CHARACTER:
        for character in characters:
            if ord(character) < _TABLE:
                classes[ord(character)] = kind
    return classes, lowered


@dataclass(frozen=True, slots=True)
class Characters:
    """The texts of n blocks, a line break after each, as one array of m characters."""

    points: NDArray[np.uint32]  # code points, shape (m,)
    classes: NDArray[np.uint8]  # shape (m,)
    starts: Ints  # where each block begins, shape (n,)
    ends: Ints  # where its line break stands, shape (n,)
    owner: Ints  # the block of each character, shape (m,)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of n blocks: runs of letters and digits, and each ideograph; w of them."""

    starts: Ints  # their first character, shape (w,)
    lengths: Ints  # in characters, shape (w,)
    owner: Ints  # the block of each, rising, shape (w,)
    first: Ints  # of each block its first word, and the number of words: shape (n + 1,)
    numbers: Ints  # of words of each block, shape (n,)
    hashes: Hashes  # of the lower-cased word, digits as 0; shape (w,)
    is_ideograph: NDArray[np.bool_]  # shape (w,)


def read_characters(texts: Sequence[str]) -> Characters:
    """The characters of the blocks' texts."""
    classes, _ = _tables()
    points = np.frombuffer("\n".join((*texts, "")).encode("utf-32-le", "replace"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths + 1) - 1
    found = classes.take(points, mode="clip")
    if len(points) and int(points.max()) >= _TABLE:
        high = np.flatnonzero(points >= _TABLE)
        found[high] = _classes_above(points[high])
    owner = np.repeat(np.arange(len(texts)), lengths + 1)
    return Characters(points, found, ends - lengths, ends, owner)


def _classes_above(points: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The classes of characters that stand above the table."""
    found = np.full(len(points), OTHER, dtype=np.uint8)
    for low, end, kind in _ABOVE:
        found[(points >= low) & (points < end)] = kind
    found[np.isin(points, _STOPS_ABOVE)] = STOP
    found[(points >= 0x1F000) & (points < 0x1FB00)] = SYMBOL
    return found


def read_words(characters: Characters) -> Words:
    """The words of the blocks, told by their hashes."""
    _, lowered = _tables()
    classes = characters.classes
    # Words begin and end where what can stand in one does: the last character is a line break.
    inside = np.zeros(len(classes) + 1, dtype=bool)
    np.less_equal(classes - np.uint8(UPPER), DIGIT - UPPER, out=inside[1:])  # all between as well
    inside[1:] |= classes == MARK
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    lone = classes == IDEOGRAPH
    if lone.any():
        starts, ends = _parted(starts, ends, inside[1:], lone)
    points = lowered.take(characters.points, mode="clip")
    if len(points) and int(characters.points.max()) >= _TABLE:
        points = np.where(characters.points < _TABLE, points, characters.points)
    powers, inverses = _powers(len(points))
    total = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum(points.astype(np.uint64) * powers, out=total[1:])
    hashes = (total[ends] - total[starts]) * inverses[starts]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    owner = characters.owner[starts]
    first = np.searchsorted(starts, np.append(characters.starts, len(points)))
    return Words(starts, ends - starts, owner, first, first[1:] - first[:-1], hashes, lone[starts])


def together(parts: Sequence[Words]) -> Words:
    """The words of lots of blocks that follow each other; `starts` count within each lot."""
    blocks = np.cumsum([0, *(len(part.numbers) for part in parts)])
    words = np.cumsum([0, *(len(part.hashes) for part in parts)])
    firsts = [part.first[:-1] + before for part, before in zip(parts, words, strict=False)]
    return Words(
        np.concatenate([part.starts for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.owner + before for part, before in zip(parts, blocks, strict=False)]),
        np.concatenate([*firsts, words[-1:]]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.is_ideograph for part in parts]),
    )


def chosen_words(words: Words, blocks: Ints) -> Words:
    """The words of these blocks, in this order."""
    numbers = words.numbers[blocks]
    first = np.zeros(len(blocks) + 1, dtype=np.int64)
    np.cumsum(numbers, out=first[1:])
    chosen = np.arange(first[-1]) + np.repeat(words.first[blocks] - first[:-1], numbers)
    return Words(
        words.starts[chosen],
        words.lengths[chosen],
        np.repeat(np.arange(len(blocks)), numbers),
        first,
        numbers,
        words.hashes[chosen],
        words.is_ideograph[chosen],
    )


def _parted(
    starts: Ints, ends: Ints, inside: NDArray[np.bool_], lone: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """Where words begin and end if each ideograph is one."""
    parted = np.flatnonzero(inside[1:] & inside[:-1] & (lone[1:] | lone[:-1])) + 1
    return np.sort(np.append(starts, parted)), np.sort(np.append(ends, parted))


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse, modulo 2**64."""
    room = max(1 << 16, 1 << (size - 1).bit_length()) if size else 1 << 16
    powers, inverses = _powers_of(room) if room <= 1 << 20 else _make_powers(size)
    return powers[:size], inverses[:size]


def _make_powers(size: int) -> tuple[Hashes, Hashes]:
    powers, inverses = np.full(size, _BASE), np.full(size, _BASE_INVERSE)
    powers[0] = inverses[0] = 1
    return np.cumprod(powers), np.cumprod(inverses)


@cache
def _powers_of(room: int) -> tuple[Hashes, Hashes]:
    """At most five sizes are kept: up to 2**20 characters, 16 MB."""
    return _make_powers(room)
