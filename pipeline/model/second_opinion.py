"""What a block looks like once there is a first opinion of all blocks.

A line between two paragraphs that are surely body is seldom chrome, and a story below the last of
them that shares no rare word with them is another one. The second forest of a text sees the first
one's chances, in all that stands around a block, beside the block's own features.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.model.vocabulary import Vocabulary

__all__ = ["SECOND_NAMES", "second_features"]

Array = NDArray[np.float32]
Chances = NDArray[np.int64]
_WHOLE = 10_000
_FAR = 60  # blocks
_MOST_WORDS = 80
_SOME_WORDS = 8  # of a block that is surely body
_STEPS = (-3, -2, -1, 1, 2, 3)
_WIDTHS = (3, 8, 20)
_LEVELS = (5_000, 8_000)  # chances from which a block is body to those around
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
    total = np.concatenate(([0.0], np.cumsum(body)))
    room = np.concatenate(([0.0], np.cumsum(weight)))
    every = max(float(total[-1]), 1.0)
    rows: list[NDArray[np.generic]] = [chances]
    rows += [_moved(chances, step) for step in _STEPS]
    rows += [
        total[:-1] / _WHOLE,
        (total[-1] - total[1:]) / _WHOLE,
        total[:-1] / every,
        np.full(size, total[-1] / _WHOLE),
        np.full(size, total[-1] / (_WHOLE * max(float(room[-1]), 1.0))),
    ]
    for width in _WIDTHS:
        low, high = np.maximum(index - width, 0), np.minimum(index + 1 + width, size)
        rows.append((total[index] - total[low]) / (room[index] - room[low] + 1))
        rows.append((total[high] - total[index + 1]) / (room[high] - room[index + 1] + 1))
    for level in _LEVELS:
        rows += _distances((chances > level) & (number >= _SOME_WORDS))
    rows += _distances(chances < _CHROME)
    first, end = _stretch(np.asarray((chances - _PRIOR) * weight, dtype=np.float64))
    beside = np.where(index < first, index - first, np.maximum(index - end + 1, 0))
    rows += [np.clip(beside, -_FAR, _FAR), np.full(size, end - first)]
    rows += _shared(chances, vocabulary)
    return np.array(rows, dtype=np.float32)


def _moved(values: Chances, step: int) -> Chances:
    found = np.full_like(values, -1)
    if abs(step) < len(values):
        if step > 0:
            found[:-step] = values[step:]
        else:
            found[-step:] = values[:step]
    return found


def _distances(hits: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Blocks since the last hit before each block, and until the next one after it."""
    size = len(hits)
    index = np.arange(size)
    last = np.full(size + 1, -_FAR)
    last[1:] = np.where(hits, index, -_FAR)
    np.maximum.accumulate(last, out=last)
    following = np.full(size + 1, size + _FAR)
    following[:-1] = np.where(hits, index, size + _FAR)
    following = np.minimum.accumulate(following[::-1])[::-1]
    return [np.minimum(index - last[:-1], _FAR), np.minimum(following[1:] - index, _FAR)]


def _stretch(scores: NDArray[np.float64]) -> tuple[int, int]:
    """First and last+1 block of the stretch with the highest sum."""
    total = np.concatenate(([0.0], np.cumsum(scores)))
    gain = total[1:] - np.minimum.accumulate(total)[:-1]
    end = int(np.argmax(gain)) + 1
    return (int(np.argmin(total[:end])), end) if gain[end - 1] > 0 else (0, 0)


def _shared(chances: Chances, vocabulary: Vocabulary) -> list[NDArray[np.float64]]:
    """The share of a block's words that sure body has, of its rare ones, and those of chrome."""
    of_body, rare_of_body = vocabulary.shared_with(chances > _SURE_BODY)
    _, rare_of_chrome = vocabulary.shared_with(chances < _SURE_CHROME)
    return [of_body, rare_of_body, rare_of_chrome]
