"""What a block looks like once there is a first opinion of all blocks.

A line between two paragraphs that are surely body is seldom chrome, and a story below the last of
them that shares no rare word with them is another one. The second forest of a text sees the first
one's chances, in all that stands around a block, beside the block's own features.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.model.forest import WHOLE
from pipeline.model.places import FAR, best_stretch, distances
from pipeline.model.vocabulary import Vocabulary

__all__ = ["SECOND_NAMES", "second_features"]

Array = NDArray[np.float32]
Chances = NDArray[np.int64]
_MOST_WORDS = 80
_SOME_WORDS = 8  # of a block that is surely body
_STEPS = (-3, -2, -1, 1, 2, 3)
_WIDTHS = (3, 8, 20)
_LEVELS = (5_000, 8_000)  # chances from which a block is body to those around
_REACH, _LEVEL_COLUMN = np.array(_WIDTHS)[:, None], np.array(_LEVELS)[:, None]
_CHROME = 2_000
_SURE_BODY, _SURE_CHROME = 7_000, 3_000  # chances: whose words tell
_PRIOR = 3_500  # of the stretch of body: what a block must have to lengthen it
SECOND_NAMES: tuple[str, ...] = (
    "chance",
    *(f"chance{step:+d}" for step in _STEPS),
    "body_above", "body_below", "body_share_above", "body_in_all", "body_share",
    *(f"chance~{side}{width}" for width in _WIDTHS for side in "<>"),
    *(f"{side}_body{level // 1000}" for level in _LEVELS for side in ("since", "until")),
    "since_chrome", "until_chrome", "to_stretch", "stretch",
    "body_shared", "rare_body_shared", "rare_chrome_shared",
)  # fmt: skip


def second_features(chances: Chances, number: NDArray[np.float64], vocabulary: Vocabulary) -> Array:
    """The features, float32 of shape (len(SECOND_NAMES), blocks).

    `chances` in ten-thousandths and `number` of words of each block, shape (blocks,).
    """
    size = len(chances)
    if not size:
        return np.zeros((len(SECOND_NAMES), 0), dtype=np.float32)
    index = np.arange(size)
    weight = np.minimum(number, _MOST_WORDS)
    body = chances * weight  # of ten-thousandths of words: whole or half numbers, exact
    total, room = np.zeros((2, size + 1))
    np.cumsum(body, out=total[1:])
    np.cumsum(weight, out=room[1:])
    all_body = float(total[-1])
    found = np.empty((len(SECOND_NAMES), size), dtype=np.float32)
    found[0] = chances
    for row, step in enumerate(_STEPS, start=1):
        _move(chances, step, found[row])
    rows: list[NDArray[np.generic] | float] = [
        total[:-1] / WHOLE,
        (all_body - total[1:]) / WHOLE,
        total[:-1] / max(all_body, 1.0),
        all_body / WHOLE,
        all_body / (WHOLE * max(float(room[-1]), 1.0)),
    ]
    low, high = np.maximum(index - _REACH, 0), np.minimum(index + 1 + _REACH, size)
    above = (total[:-1] - total[low]) / (room[:-1] - room[low] + 1)
    below = (total[high] - total[1:]) / (room[high] - room[1:] + 1)
    since, until = distances(
        np.concatenate(
            ((chances > _LEVEL_COLUMN) & (number >= _SOME_WORDS), (chances < _CHROME)[None])
        )
    )
    for pairs in (zip(above, below, strict=True), zip(since, until, strict=True)):
        for pair in pairs:
            rows += pair
    first, end = best_stretch(np.asarray((chances - _PRIOR) * weight, dtype=np.float64))
    beside = np.where(index < first, index - first, np.maximum(index - end + 1, 0))
    rows += [np.minimum(np.maximum(beside, -FAR), FAR), end - first]
    rows += _shared(chances, vocabulary)
    for row, values in zip(found[1 + len(_STEPS) :], rows, strict=True):
        row[:] = values
    return found


def _move(values: Chances, step: int, into: Array) -> None:
    into[:] = -1
    if abs(step) < len(values):
        if step > 0:
            into[:-step] = values[step:]
        else:
            into[-step:] = values[:step]


def _shared(chances: Chances, vocabulary: Vocabulary) -> list[NDArray[np.float64]]:
    """The share of a block's words that sure body has, of its rare ones, and those of chrome."""
    body = vocabulary.shared_with(chances > _SURE_BODY)
    chrome = vocabulary.shared_with(chances < _SURE_CHROME)
    return [vocabulary.share(body), vocabulary.rare_share(body), vocabulary.rare_share(chrome)]
