"""How a block differs from the prose of the story, and how much of it is told above and below.

What a word tells depends on the language, and what a sentence looks like on who wrote it: so a
block is compared with the prose that the document has, in whatever language that is. Measured:
two points of word F1 on texts of many languages.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model.names import LIKE, ROW
from pipeline.model.own import put
from pipeline.model.places import distances

__all__ = ["put_story"]

Array = NDArray[np.float32]
Column = NDArray[Any]
Mask = NDArray[np.bool_]

_LIKE_ROWS = [ROW[name] for name in LIKE]
_MOST_WORDS = 80  # of one block in a mean: a page of text in one block would drown the others
_MUCH = 3_000  # words of a story: more of them tell nothing more
_SHORT, _OFTEN = 5, 3  # words of a line, and times that it stands in the document: a label
_WIDE = 20  # blocks


def put_story(base: Array, prose: Mask, zone: tuple[int, int]) -> None:
    """What the prose of the zone looks like, and what stands above and below each block.

    `base` has shape (len(BASE), blocks), `zone` is the stretch with most of the prose. All sums
    are taken in order, so that they are the same on every machine.
    """
    words = base[ROW["words"]].astype(np.float64)
    weight = np.minimum(words, _MOST_WORDS)
    inside = np.zeros(len(prose), dtype=bool)
    inside[slice(*zone)] = prose[slice(*zone)]
    story = inside if inside.any() else prose
    like = base.take(_LIKE_ROWS, axis=0).astype(np.float64)
    usual = _mean(like, np.where(story, weight, 0.0))
    base[ROW[f"{LIKE[0]}_over_story"] : ROW[f"{LIKE[0]}_over_story"] + len(LIKE)] = (
        like - usual[:, None]
    )
    length = float(np.cumsum(np.where(story, words, 0.0))[-1]) / max(int(story.sum()), 1)
    lex = base[ROW["lex"]] * weight
    known = base[ROW["lex_known"]].astype(np.float64)
    put(base, (
        ("lex_of_story", usual[LIKE.index("lex")]),
        ("words_over_story", words / max(length, 1.0)),
        ("known_in_all", _mean(known[None], weight)[0]),
    ))  # fmt: skip
    _above_and_below(base, "prose", np.where(prose, words, 0.0), _MUCH)
    _above_and_below(base, "heads", base[ROW["head"]] >= 0.5, _MUCH)
    _lexical(base, lex, weight)
    _repeated(base, words)


def _mean(rows: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted mean of each row; 0 where nothing has weight."""
    total = float(np.cumsum(weight)[-1])
    found: NDArray[np.float64] = np.cumsum(rows * weight, axis=1)[:, -1] / max(total, 1e-9)
    return found


def _above_and_below(base: Array, name: str, values: Column, most: int) -> None:
    total = np.cumsum(values)
    put(base, (
        (f"{name}_above", np.minimum(total - values, most)),
        (f"{name}_below", np.minimum(total[-1] - total, most)),
    ))  # fmt: skip


def _lexical(base: Array, lex: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    """The mean score of the words above and below: of all, and of the blocks around."""
    size = len(weight)
    score, room = np.zeros((2, size + 1))
    np.cumsum(lex, out=score[1:])
    np.cumsum(weight, out=room[1:])
    index = np.arange(size)
    low, high = np.maximum(index - _WIDE, 0), np.minimum(index + 1 + _WIDE, size)
    put(base, (
        ("lex_above", score[:-1] / (room[:-1] + 1)),
        ("lex_below", (score[-1] - score[1:]) / (room[-1] - room[1:] + 1)),
        ("lex_wide_above", (score[:-1] - score[low]) / (room[:-1] - room[low] + 1)),
        ("lex_wide_below", (score[high] - score[1:]) / (room[high] - room[1:] + 1)),
    ))  # fmt: skip


def _repeated(base: Array, words: NDArray[np.float64]) -> None:
    """The nearest short lines that stand there again and again: `Reply`, `Share`, `Read more`."""
    size = len(words)
    repeats = base[ROW["repeats"]]
    label = (words <= _SHORT) & (repeats >= _OFTEN)
    (since,), (until,) = distances(label[None])
    index = np.arange(size)
    above, below = index - since, index + until
    times = np.where(label, repeats, 0)
    put(base, (
        ("since_label", since),
        ("until_label", until),
        ("label_above", np.where(above >= 0, times[np.maximum(above, 0)], 0)),
        ("label_below", np.where(below < size, times[np.minimum(below, size - 1)], 0)),
    ))  # fmt: skip
