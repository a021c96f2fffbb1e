"""What words, and the tags and class words of elements, say of a block.

A score is the logarithm of the odds that a publisher who uses the word at all has it in a body
rather than in its chrome, in hundredths: publishers are counted, not occurrences, so nobody's own
phrases weigh. Words are kept as hashes (`pipeline/model/characters.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVELS", "Lexicon", "mark_keys", "marks_in", "pair_hashes", "with_marks"]

Hashes = NDArray[np.uint64]
Scores = NDArray[np.int16]
LEVELS = 6  # how many elements are looked at: the block's own, and those above it
_TAG_LEVELS = 2  # above so many, a tag is asked as one of the page's frame
_PAIR = np.uint64(0x9FB21C651E98DF25)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Scores of words, of the first two words of a block, and of marks."""

    words: Hashes  # rising
    word_scores: Scores  # of the same length
    pairs: Hashes  # rising
    pair_scores: Scores
    tags: tuple[dict[str, int], ...]  # of an element's own tag, its parent's, and those above
    class_words: dict[str, int]

    def of_words(self, hashes: Hashes) -> tuple[Scores, NDArray[np.bool_]]:
        """The score of each word (0 unknown), and which are known."""
        return _look_up(self.words, self.word_scores, hashes)

    def of_pairs(self, first: Hashes, second: Hashes) -> Scores:
        """The score of each pair of words with which a block begins, 0 unknown."""
        return _look_up(self.pairs, self.pair_scores, pair_hashes(first, second))[0]

    def of_marks(self, marks: tuple[str, ...]) -> tuple[float, ...]:
        """Mean, lowest, highest and sum of the known marks' scores, and the mean of the block's
        own element's; 0 where none is known.
        """
        if not marks:
            return (0.0,) * 5
        bars: list[int] = []
        place = -1
        for _ in range(min(LEVELS, marks.count("|"))):
            place = marks.index("|", place + 1)
            bars.append(place)
        end = bars[-1] if len(bars) == LEVELS else len(marks)
        # A class word counts once; tags and bars are no class words.
        known = self.class_words
        tags = [
            self.tags[min(level, _TAG_LEVELS)].get(marks[bar + 1])
            for level, bar in enumerate((-1, *bars[: LEVELS - 1]))
        ]
        own = [known[word] for word in known.keys() & marks[: bars[0] if bars else end]]
        own += [score for score in tags[:1] if score is not None]
        scores = [known[word] for word in known.keys() & marks[:end]]
        scores += [score for score in tags if score is not None]
        if not scores:
            return (0.0,) * 5
        total = sum(scores)
        return (
            total / len(scores),
            min(scores),
            max(scores),
            total,
            sum(own) / len(own) if own else 0.0,
        )


def _look_up(keys: Hashes, scores: Scores, asked: Hashes) -> tuple[Scores, NDArray[np.bool_]]:
    if not len(keys):
        return np.zeros(len(asked), dtype=np.int16), np.zeros(len(asked), dtype=bool)
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    known = keys[place] == asked
    return np.where(known, scores[place], 0).astype(np.int16), known


def pair_hashes(first: Hashes, second: Hashes) -> Hashes:
    """One hash for two words in order."""
    return (first * _PAIR) ^ second


def mark_keys(marks: tuple[str, ...]) -> list[str]:
    """The distinct marks of the nearest elements, as they are counted.

    A tag is told apart by its level (`0<p>`, `1<div>`, `2<div>` from there on), a class word not.

    >>> mark_keys(("<p>", ".lead", "|", "<div>", ".lead"))
    ['0<p>', '.lead', '1<div>']
    """
    level = 0
    found: dict[str, None] = {}
    for mark in marks:
        if mark == "|":
            level += 1
            if level >= LEVELS:
                break
            continue
        found[f"{min(level, _TAG_LEVELS)}{mark}" if mark[0] == "<" else mark] = None
    return list(found)


def with_marks(scores: Mapping[str, int]) -> tuple[tuple[dict[str, int], ...], dict[str, int]]:
    """Scores of `mark_keys` as `Lexicon.tags` and `Lexicon.class_words`."""
    tags: tuple[dict[str, int], ...] = tuple({} for _ in range(_TAG_LEVELS + 1))
    class_words: dict[str, int] = {}
    for key, score in scores.items():
        if key[0].isdigit():
            tags[int(key[0])][key[1:]] = score
        else:
            class_words[key] = score
    return tags, class_words


def marks_in(lexicon: Lexicon) -> dict[str, int]:
    """The scores of all marks by `mark_keys`, as they are kept in a file."""
    found = dict(lexicon.class_words)
    for level, table in enumerate(lexicon.tags):
        found |= {f"{level}{tag}": score for tag, score in table.items()}
    return dict(sorted(found.items()))
