"""Grows a forest, turns it into whole numbers, and finds out what its scores mean."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from pipeline.model.forest import UNIT, WHOLE, Forest

__all__ = ["Rows", "calibrated", "grow"]

_BINS = 256  # of the calibration, each with as many blocks
_DEPTH = 6
# Chosen out of fold: deeper trees and more of them gain less than 0.001 of word F1.
_PARAMETERS = {
    "depth": _DEPTH,
    "l2_leaf_reg": 5,
    "border_count": 63,
    "rsm": 0.2,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "thread_count": 2,
    "random_seed": 1,
    "verbose": 0,
    "allow_writing_files": False,
}


@dataclass(frozen=True)
class Rows:
    """Blocks to learn from: n of them."""

    features: NDArray[np.float32]  # shape (n, features)
    is_body: NDArray[np.bool_]
    weights: NDArray[np.float64]

    @classmethod
    def together(cls, parts: Sequence[Rows]) -> Rows:
        """The blocks of several pages."""
        return cls(
            np.concatenate([p.features for p in parts]),
            np.concatenate([p.is_body for p in parts]),
            np.concatenate([p.weights for p in parts]),
        )


def grow(rows: Rows, trees: int, rate: float) -> Forest:
    """A forest that tells body from chrome; its chances are those of the logistic function."""
    model = CatBoostClassifier(iterations=trees, learning_rate=rate, **_PARAMETERS)
    model.fit(Pool(rows.features, rows.is_body, weight=rows.weights))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        model.save_model(str(path), format="json")
        grown = json.loads(path.read_text(encoding="utf-8"))
    return _whole_numbers(grown)


def _whole_numbers(grown: dict[str, Any]) -> Forest:
    """CatBoost's JSON as a forest of whole numbers."""
    scale, (bias,) = grown["scale_and_bias"]
    numbers: dict[tuple[int, float], int] = {}
    trees, leaves = [], []
    for tree in grown["oblivious_trees"]:
        splits = [
            numbers.setdefault((s["float_feature_index"], s["border"]), len(numbers))
            for s in tree["splits"] or ()  # None where nothing was worth asking
        ]
        if not splits:
            bias += scale * tree["leaf_values"][0]
            continue
        # A tree that stopped early asks its last question again, to no effect.
        missing = _DEPTH - len(splits)
        trees.append(splits + [splits[-1]] * missing)
        leaves.append(np.tile(np.array(tree["leaf_values"]) * scale, 2**missing))
    steps = np.arange(-8 * UNIT, 8 * UNIT, UNIT // 16)
    middles = np.concatenate(([steps[0]], (steps[1:] + steps[:-1]) / 2, [steps[-1]]))
    return Forest(
        features=np.array([feature for feature, _ in numbers], dtype=np.int16),
        borders=np.array([border for _, border in numbers], dtype=np.float32),
        trees=np.array(trees, dtype=np.int16),
        leaves=np.clip(np.round(np.array(leaves) * UNIT), -32768, 32767).astype(np.int16),
        bias=round(bias * UNIT),
        steps=steps.astype(np.int32),
        chances=np.round(WHOLE / (1 + np.exp(-middles / UNIT))).astype(np.uint16),
    )


def calibrated(
    forest: Forest,
    scores: NDArray[np.int64],
    is_body: NDArray[np.bool_],
    words: NDArray[np.int64],
) -> Forest:
    """The same forest; a score now means the share of words that were body at such a score.

    `scores` are of blocks that the forest, or those like it, has not seen; shape (n,) all three.
    """
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, _BINS + 1)[1:-1]).astype(np.int64))
    bins = np.searchsorted(edges, scores, side="right")
    weight = np.bincount(bins, weights=words, minlength=len(edges) + 1)
    body = np.bincount(bins, weights=words * is_body, minlength=len(edges) + 1)
    share = (body + 0.5) / (weight + 1)
    rising: NDArray[np.float64] = isotonic_regression(share, weights=weight + 1).x
    return Forest(
        features=forest.features,
        borders=forest.borders,
        trees=forest.trees,
        leaves=forest.leaves,
        bias=forest.bias,
        steps=edges.astype(np.int32),
        chances=np.round(WHOLE * rising).astype(np.uint16),
    )
