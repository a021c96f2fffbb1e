"""The learned block model: features -> forest -> the chance that each block is body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ConfigError
from pipeline.model.features import NAMES, features
from pipeline.model.file import read_arrays, write_arrays
from pipeline.model.forest import MAX_DEPTH, WHOLE, Forest
from pipeline.model.lexicon import Lexicon, marks_in, with_marks
from pipeline.model.told import tell
from pipeline.records import Document, Vote

__all__ = [
    "CONFIDENCES",
    "FORESTS",
    "SHIPPED",
    "WORDS_ROW",
    "BlockModel",
    "Reading",
    "expected_f1",
    "load_model",
    "save_model",
]

SHIPPED = Path(__file__).with_name("blocks.model")
FORESTS = ("page", "page+extractor", "text")  # one a kind of evidence
# What is told of an expectation depends on the forest, and of texts on what was kept of them.
CONFIDENCES = ("page", "page+extractor", "text", "text-main", "text-short")
WORDS_ROW = NAMES.index("words")
_LEXICON = {
    "words": "<u8", "word_scores": "<i2", "pairs": "<u8", "pair_scores": "<i2", "mark_scores": "<i2"
}  # fmt: skip
_TOLD = "model"  # what a document remembers for its second reading
_PARTS = ("features", "borders", "trees", "leaves", "steps", "chances")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a document's blocks."""

    forest: str  # which one was asked
    chances: tuple[int, ...]  # of being body, in ten-thousandths
    kept: tuple[bool, ...]  # the choice with the highest expected word F1
    expected: float  # that word F1


@dataclass(frozen=True)
class BlockModel:
    """A trained model, read only."""

    lexicon: Lexicon
    forests: Mapping[str, Forest]
    usual: NDArray[np.float32]  # middle of each feature, shape (len(FORESTS), len(NAMES))
    confidence: Mapping[str, tuple[tuple[float, float], ...]]  # expected F1 -> measured share
    card: Mapping[str, Any]
    digest: str

    def rows(self, document: Document, votes: Sequence[Vote]) -> NDArray[np.float32]:
        """What the forests see of each block, float32 of shape (len(NAMES), blocks)."""
        told = tell(document.texts, self.lexicon, document.memory.get(_TOLD))
        document.memory[_TOLD] = told
        return features(document, votes, self.lexicon, told)

    def read(self, document: Document, votes: Sequence[Vote]) -> Reading:
        """How likely each block is body, given what the other labellers said of it."""
        forest = self.forest_for(document, votes)
        rows = self.rows(document, votes)
        trees = self.forests[forest]
        chances = trees.chances_of(trees.scores(rows))
        kept, expected = best_choice(chances, np.asarray(rows[WORDS_ROW], dtype=np.float64))
        return Reading(forest, tuple(chances.tolist()), tuple(kept.tolist()), expected)

    def forest_for(self, document: Document, votes: Sequence[Vote]) -> str:
        """Which forest has learned from this kind of evidence."""
        if not document.blocks or not document.blocks[0].tag:
            return "text"
        asked = any(vote.by == "extractor" for vote in votes)
        return "page+extractor" if asked else "page"


def best_choice(
    chances: NDArray[np.int64], words: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], float]:
    """The blocks to keep for the highest expected word F1, and that F1.

    With f(t) = 2 * (words of body among those kept) / (words kept + words of body), all expected,
    blocks are taken by falling chance until it falls. Linear but for one sort.
    """
    kept = np.zeros(len(chances), dtype=bool)
    if not len(chances):
        return kept, 1.0
    order = np.argsort(-chances, kind="stable")
    body = np.cumsum((chances * words)[order]) / WHOLE
    taken = np.cumsum(words[order])
    f1 = 2 * body / np.maximum(taken + body[-1], 1e-9)
    best = int(np.argmax(f1))
    # Whoever is as likely as the last one taken is taken as well.
    kept[chances >= max(int(chances[order[best]]), 1)] = True
    return kept, float(f1[best])


def expected_f1(chances: Sequence[int], words: Sequence[float], kept: Sequence[bool]) -> float:
    """The word F1 to expect of a choice of blocks; 1.0 where there are no words at all."""
    body = sum(c * w for c, w in zip(chances, words, strict=True)) / WHOLE
    right = sum(c * w for c, w, k in zip(chances, words, kept, strict=True) if k) / WHOLE
    taken = sum(w for w, k in zip(words, kept, strict=True) if k)
    return 2 * right / (taken + body) if taken + body > 0 else 1.0


@lru_cache(maxsize=4)
def load_model(path: Path) -> BlockModel:
    """Read a model's file (`pipeline/model/file.py`). Raises ConfigError where it does not fit."""
    header, arrays, digest = read_arrays(path)
    if header.get("features") != list(NAMES):
        raise ConfigError(
            f"{path}: the model was trained with other features than this version has; "
            "make it again with `make train`"
        )
    try:
        model = _assemble(header, arrays, digest)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise ConfigError(f"{path}: the model is damaged ({error!r})") from error
    return model


def _assemble(header: dict[str, Any], arrays: dict[str, NDArray[Any]], digest: str) -> BlockModel:
    for name, kind in _LEXICON.items():
        if arrays[name].dtype.str != kind or arrays[name].ndim != 1:
            raise ValueError(f"array {name} is not what it should be")
    marks = [str(mark) for mark in header["marks"]]
    scores = arrays["mark_scores"].tolist()
    lexicon = Lexicon(
        arrays["words"],
        arrays["word_scores"],
        arrays["pairs"],
        arrays["pair_scores"],
        *with_marks(dict(zip(marks, scores, strict=True))),
    )
    forests = {name: _forest(name, header, arrays) for name in FORESTS}
    usual = arrays["usual"].astype(np.float32)
    if usual.shape != (len(FORESTS), len(NAMES)):
        raise ValueError("array usual has another shape")
    confidence = {
        name: tuple((float(a), float(b)) for a, b in header["confidence"][name])
        for name in CONFIDENCES
    }
    return BlockModel(lexicon, forests, usual, confidence, header["card"], digest)


def _forest(name: str, header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Forest:
    def array(part: str, kind: type[Any]) -> NDArray[Any]:
        return np.ascontiguousarray(arrays[f"{name}/{part}"].astype(kind))

    forest = Forest(
        features=array("features", np.int16),
        borders=array("borders", np.float32),
        trees=array("trees", np.int16),
        leaves=array("leaves", np.int16),
        bias=int(header["bias"][name]),
        steps=array("steps", np.int32),
        chances=array("chances", np.uint16),
    )
    splits, depth = len(forest.features), forest.trees.shape[1]
    fits = (
        1 <= depth <= MAX_DEPTH
        and forest.borders.shape == (splits,)
        and forest.leaves.shape == (len(forest.trees), 2**depth)
        and forest.chances.shape == (len(forest.steps) + 1,)
        and forest.features.min() >= 0
        and forest.features.max() < len(NAMES)
        and forest.trees.min() >= 0
        and forest.trees.max() < splits
        and bool(np.all(np.diff(forest.steps) >= 0))
        and forest.chances.max() <= WHOLE
    )
    if not fits:
        raise ValueError(f"the forest {name} does not add up")
    return forest


def save_model(path: Path, model: BlockModel) -> None:
    """Write a model's file; `load_model` reads it back."""
    marks = marks_in(model.lexicon)
    arrays: dict[str, NDArray[Any]] = {
        "words": model.lexicon.words,
        "word_scores": model.lexicon.word_scores,
        "pairs": model.lexicon.pairs,
        "pair_scores": model.lexicon.pair_scores,
        "mark_scores": np.array(list(marks.values()), dtype=np.int16),
        "usual": model.usual,
    }
    for name, forest in model.forests.items():
        arrays |= {f"{name}/{part}": getattr(forest, part) for part in _PARTS}
    header = {
        "features": list(NAMES),
        "marks": list(marks),
        "bias": {name: forest.bias for name, forest in model.forests.items()},
        "confidence": {name: list(steps) for name, steps in model.confidence.items()},
        "card": model.card,
    }
    write_arrays(path, header, arrays)
