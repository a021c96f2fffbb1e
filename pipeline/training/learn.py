"""Learns a model from examples, and one more a fold that has not seen that fold's publishers.

What is printed about a set that a model has learned from is measured with the models of the folds.
The words' scores are cross-fitted as well: an example to learn from is read with a lexicon that
does not know its publisher, as a new page will be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.model.block_model import (
    CONFIDENCES,
    FORESTS,
    BlockModel,
)
from pipeline.model.features import NAMES, features
from pipeline.model.forest import Forest
from pipeline.model.lexicon import Lexicon
from pipeline.score.folds import FOLDS, fold_of
from pipeline.training.examples import Example
from pipeline.training.fit import Rows, calibrated, grow
from pipeline.training.lexicon import count, lexicon_of
from pipeline.training.transplants import transplanted

__all__ = ["Learned", "learn"]


class _Growth(NamedTuple):
    """How a forest is grown. Chosen out of fold: more of each gains less than 0.001 of word F1."""

    trees: int
    rate: float  # how much each tree adds
    blocks: int  # of the body of one example, at most: their neighbours tell the same


_GROWTH = {
    "page": _Growth(400, 0.12, 1_000),
    "page+extractor": _Growth(400, 0.12, 1_000),
    "text": _Growth(350, 0.135, 120),
}
_ZONE = 12  # blocks from the prose: all are learned from, of those farther off some
_FAR_SHARE = 0.15
_LEAST, _MOST, _PER_PAGE = 0.1, 5.0, 20.0  # weights: what a block costs in word F1, about
_SMALL = 50  # words of a gold text: a block's share of fewer says little
_NO_CONFIDENCE = ((0.0, 0.0), (1.0, 1.0))


@dataclass(frozen=True)
class Learned:
    """A model of all examples, and for each fold the model that has not seen it."""

    model: BlockModel
    of_folds: tuple[BlockModel, ...]


@dataclass(frozen=True)
class _Scores:
    """What a model that has not seen them makes of the blocks of a fold."""

    scores: NDArray[np.int64]
    is_body: NDArray[np.bool_]
    words: NDArray[np.int64]


def learn(examples: Sequence[Example], say: Callable[[str], None]) -> Learned:
    """Learn from all examples. `say` is told what is done; it takes minutes."""
    folds = [fold_of(example.group) for example in examples]
    counts = [
        count(e for e, fold in zip(examples, folds, strict=True) if fold == k) for k in range(FOLDS)
    ]

    @cache
    def lexicon_without(*hidden: int) -> Lexicon:
        return lexicon_of([part for k, part in enumerate(counts) if k not in hidden])

    forests: dict[str, list[Forest]] = {}
    finals: dict[str, Forest] = {}
    usual = np.zeros((len(FORESTS), len(NAMES)), dtype=np.float32)
    more = list(transplanted(examples))
    for number, kind in enumerate(FORESTS):
        mine = [(e, fold_of(e.group)) for e in (*examples, *more) if _is_for(e, kind)]
        grown, judged = [], []
        for fold in range(FOLDS):
            rows = [
                _rows(e, kind, _read(e, kind, lexicon_without(*sorted({fold, k}))))
                for e, k in mine
                if k != fold
            ]
            grown.append(_grown(rows, kind))
            del rows
            unseen = [
                (e, _read(e, kind, lexicon_without(fold)))
                for e, k in mine
                if k == fold and e.learned_from is None  # a page that there is
            ]
            judged.append(_judge(grown[-1], unseen))
            say(f"{kind}: fold {fold + 1} of {FOLDS}")
        everything = [_rows(e, kind, _read(e, kind, lexicon_without(k))) for e, k in mine]
        usual[number] = np.median(Rows.together(everything).features, axis=0)
        finals[kind] = _calibrated(_grown(everything, kind), judged)
        del everything
        say(f"{kind}: all")
        forests[kind] = [
            _calibrated(forest, [s for k, s in enumerate(judged) if k != fold])
            for fold, forest in enumerate(grown)
        ]
    confidence = dict.fromkeys(CONFIDENCES, _NO_CONFIDENCE)
    model = BlockModel(lexicon_without(), finals, usual, confidence, {}, "")
    return Learned(
        model,
        tuple(
            replace(
                model,
                lexicon=lexicon_without(fold),
                forests={kind: forests[kind][fold] for kind in FORESTS},
            )
            for fold in range(FOLDS)
        ),
    )


def _is_for(example: Example, kind: str) -> bool:
    return (example.form == "page") == kind.startswith("page")


def _read(example: Example, kind: str, lexicon: Lexicon) -> NDArray[np.float32]:
    votes = example.votes + (example.extractor if kind == "page+extractor" else ())
    return features(example.document, votes, lexicon)


def _grown(rows: Sequence[Rows], kind: str) -> Forest:
    return grow(Rows.together(rows), _GROWTH[kind].trees, _GROWTH[kind].rate)


def _rows(example: Example, kind: str, found: NDArray[np.float32]) -> Rows:
    body, size = example.is_body, len(example.is_body)
    # Most blocks of a page are far from its text and all alike, and so are those of a long story.
    # Which ones are taken depends on nothing but their number.
    lot = np.arange(size) * 7919 % 1000 / 1000
    near = np.abs(found[NAMES.index("to_zone")]) <= _ZONE
    of_body = min(1.0, _GROWTH[kind].blocks / max(int((near | body).sum()), 1))
    taken = np.where(near | body, of_body, _FAR_SHARE)
    learned = np.zeros(size, dtype=bool)
    learned[slice(*(example.learned_from or (0, size)))] = True
    chosen = np.flatnonzero((lot < taken) & learned)
    share = example.words / max(example.gold_words, _SMALL)
    weights = _LEAST + np.minimum(share * _PER_PAGE, _MOST)
    weights[near | body] /= of_body
    return Rows(np.ascontiguousarray(found[:, chosen].T), body[chosen], weights[chosen])


def _judge(forest: Forest, examples: Sequence[tuple[Example, NDArray[np.float32]]]) -> _Scores:
    return _Scores(
        np.concatenate([forest.scores(rows) for _, rows in examples]),
        np.concatenate([e.is_body for e, _ in examples]),
        np.concatenate([e.words for e, _ in examples]),
    )


def _calibrated(forest: Forest, judged: Sequence[_Scores]) -> Forest:
    return calibrated(
        forest,
        np.concatenate([s.scores for s in judged]),
        np.concatenate([s.is_body for s in judged]),
        np.concatenate([s.words for s in judged]),
    )
