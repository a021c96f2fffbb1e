from __future__ import annotations

import numpy as np

from pipeline.model.places import FAR, best_stretch, distances


def test_distances_to_the_last_and_the_next_hit() -> None:
    since, until = distances(np.array([[False, True, False, False], [True, False, False, True]]))
    assert since.tolist() == [[FAR, FAR, 1, 2], [FAR, 1, 2, 3]]
    assert until.tolist() == [[1, FAR, FAR, FAR], [3, 2, 1, FAR]]


def test_far_is_far() -> None:
    hits = np.zeros((1, 2 * FAR), dtype=bool)
    hits[0, 0] = True
    since, _ = distances(hits)
    assert since[0, 1] == 1
    assert since[0, -1] == FAR


def test_the_stretch_with_the_highest_sum() -> None:
    assert best_stretch(np.array([-6.0, 20, -6, 30, -6, 1])) == (1, 4)
    assert best_stretch(np.array([-6.0, -6])) == (0, 0)
