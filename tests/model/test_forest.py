from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.model import forest as module
from pipeline.model.forest import Forest


def test_the_answers_are_the_bits_of_the_leaf() -> None:
    forest = Forest(
        features=np.array([0, 1, 0], np.int16),
        borders=np.array([0.5, 2.0, 3.0], np.float32),
        trees=np.array([[0, 1], [1, 2]], np.int16),
        leaves=np.array([[1, 2, 4, 8], [100, 200, 400, 800]], np.int16),
        bias=-5,
        steps=np.array([0, 400], np.int32),
        chances=np.array([1000, 5000, 9000], np.uint16),
    )
    rows = np.array([[0, 1, 1, 4], [0, 0, 3, 3]], np.float32)
    # above 0.5: no yes yes yes; above 2: no no yes yes; above 3: no no no yes
    assert forest.scores(rows).tolist() == [
        1 + 100 - 5,
        2 + 100 - 5,
        8 + 200 - 5,
        8 + 800 - 5,
    ]
    assert forest.chances_of(np.array([-1, 0, 399, 400])).tolist() == [1000, 5000, 5000, 9000]


def test_what_is_on_the_border_is_not_above_it(tiny_forest: Callable[..., Forest]) -> None:
    forest = tiny_forest("chars", 8)
    rows = np.full((1, 3), [7, 8, 9], np.float32)
    assert forest.scores(rows).tolist() == [-4000, -4000, 4000]


def test_no_blocks_have_no_scores(tiny_forest: Callable[..., Forest]) -> None:
    assert tiny_forest("chars").scores(np.zeros((1, 0), np.float32)).shape == (0,)


def test_many_blocks_are_asked_in_lots(
    tiny_forest: Callable[..., Forest], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.full((1, 9), np.arange(4, 13), np.float32)
    whole = tiny_forest("chars", 8).scores(rows)
    monkeypatch.setattr(module, "_LOT", 4)
    assert tiny_forest("chars", 8).scores(rows).tolist() == whole.tolist()
