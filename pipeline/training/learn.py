"""Learns a model from examples, and one more a fold that has not seen that fold's publishers.

What is printed about a set that a model has learned from is measured with the models of the folds.
The words' scores are cross-fitted as well: an example to learn from is read with a lexicon that
does not know its publisher, as a new page will be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.model.block_model import (
    ALL_NAMES,
    FIRST,
    FORESTS,
    JUDGES,
    WORDS_ROW,
    BlockModel,
)
from pipeline.model.features import NAMES, features
from pipeline.model.forest import Forest
from pipeline.model.lexicon import Lexicon
from pipeline.model.second_opinion import second_features
from pipeline.score.folds import FOLDS, fold_of
from pipeline.training.examples import Example
from pipeline.training.fit import Rows, calibrated, grow
from pipeline.training.lexicon import count, lexicon_of

__all__ = ["Learned", "learn"]

_TREES, _RATE = 400, 0.12
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
    usual = np.zeros((len(FORESTS), len(ALL_NAMES)), dtype=np.float32)
    firsts: list[Forest] = []  # of the folds: the first opinion of texts
    for number, kind in enumerate(FORESTS):
        mine = [(e, k) for e, k in zip(examples, folds, strict=True) if _is_for(e, kind)]
        # The first opinion of an example is that of the fold that has not seen it. (It has seen
        # the publishers of the other folds, that of the fold being judged as well: of a body of
        # evidence of which it is one number in two hundred.)
        opinions = [
            _first_opinion(firsts[k], e, lexicon_without(k)) if kind == "text" else None
            for e, k in mine
        ]
        seen = list(zip(mine, opinions, strict=True))
        grown, judged = [], []
        for fold in range(FOLDS):
            rows = [
                _rows(e, _read(e, kind, lexicon_without(*sorted({fold, k})), first))
                for (e, k), first in seen
                if k != fold
            ]
            grown.append(grow(Rows.together(rows), _TREES, _RATE))
            del rows
            judged.append(
                _judge(
                    grown[-1],
                    [
                        (e, _read(e, kind, lexicon_without(fold), first))
                        for (e, k), first in seen
                        if k == fold
                    ],
                )
            )
            say(f"{kind}: fold {fold + 1} of {FOLDS}")
        everything = Rows.together(
            [_rows(e, _read(e, kind, lexicon_without(k), first)) for (e, k), first in seen]
        )
        middle = np.median(everything.features, axis=0)
        usual[number, : len(middle)] = middle
        finals[kind] = grow(everything, _TREES, _RATE)
        forests[kind] = grown
        del everything
        say(f"{kind}: all")
        if kind == FIRST:
            firsts = grown  # as they are: what the second opinion makes of them is calibrated
            continue
        finals[kind] = _calibrated(finals[kind], judged)
        forests[kind] = [
            _calibrated(forest, [s for k, s in enumerate(judged) if k != fold])
            for fold, forest in enumerate(grown)
        ]
    confidence = dict.fromkeys(JUDGES, _NO_CONFIDENCE)
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


def _first_opinion(forest: Forest, example: Example, lexicon: Lexicon) -> NDArray[np.int64]:
    rows, _ = features(example.document, example.votes, lexicon)
    return forest.chances_of(forest.scores(rows))


def _read(
    example: Example, kind: str, lexicon: Lexicon, first: NDArray[np.int64] | None
) -> NDArray[np.float32]:
    votes = example.votes + (example.extractor if kind == "page+extractor" else ())
    rows, vocabulary = features(example.document, votes, lexicon)
    if first is None:
        return rows
    return np.concatenate((rows, second_features(first, rows[WORDS_ROW], vocabulary)))


def _rows(example: Example, found: NDArray[np.float32]) -> Rows:
    body, size = example.is_body, len(example.is_body)
    # Most blocks of a page are far from its text and all alike. Which ones are taken depends on
    # nothing but their number.
    near = np.abs(found[NAMES.index("to_zone")]) <= _ZONE
    some = (np.arange(size) * 7919 % 100) < 100 * _FAR_SHARE
    chosen = np.flatnonzero(near | body | some)
    share = example.words / max(example.gold_words, _SMALL)
    weights = _LEAST + np.minimum(share * _PER_PAGE, _MOST)
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
