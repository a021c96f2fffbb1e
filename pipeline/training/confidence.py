"""What a model's own expectation is worth: measured on pages whose publishers it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import isotonic_regression

from pipeline.confidence import GOOD, expectation_of, table_of
from pipeline.flow import clean
from pipeline.model import CONFIDENCES
from pipeline.read import read_page
from pipeline.score.folds import FOLDS, fold_of, group_of, unseen_config
from pipeline.score.measures import compare
from pipeline.score.run import in_order
from pipeline.score.sets import FORMS, BenchPage
from pipeline.segment import segment

__all__ = ["Steps", "measure_confidence"]

Steps = dict[str, tuple[tuple[float, float], ...]]
_BINS = 12  # as many bodies in each
_LEAST = 20  # bodies of a bin


@dataclass(frozen=True, slots=True)
class _Judged:
    fold: int
    table: str
    expected: float
    is_good: bool


def measure_confidence(
    pages: Sequence[BenchPage], directory: Path, folds: Path, processes: int
) -> list[Steps]:
    """The steps of each fold's model, measured on the other folds; the last: those of all."""
    job = partial(_judge, directory=directory, folds=folds)
    judged = [one for found in in_order(job, pages, processes) for one in found]
    return [_steps([j for j in judged if j.fold != hidden]) for hidden in range(FOLDS + 1)]


def _judge(page: BenchPage, directory: Path, folds: Path) -> list[_Judged]:
    config = unseen_config(directory, folds, page)
    assert config.model is not None
    found: list[_Judged] = []
    for form in FORMS:
        if not page.path(form).exists():
            continue
        given = read_page(page.path(form), config)
        article = clean(given, config)
        if not article.body:
            continue
        document = segment(given, config)
        table = table_of(document, article.decisions, config.model)
        is_good = compare(article.body, page.gold).word_f1 >= GOOD
        expected = expectation_of(document, article.decisions)
        found.append(_Judged(fold_of(group_of(page)), table, expected, is_good))
    return found


def _steps(judged: Sequence[_Judged]) -> Steps:
    return {name: _rising([j for j in judged if j.table == name] or judged) for name in CONFIDENCES}


def _rising(judged: Sequence[_Judged]) -> tuple[tuple[float, float], ...]:
    """The share of good bodies by expectation, never falling: points of a line."""
    ordered = sorted(judged, key=lambda j: j.expected)
    if not ordered:
        return ((0.0, 0.0), (1.0, 1.0))
    bins = max(1, min(_BINS, len(ordered) // _LEAST))
    parts = np.array_split(np.arange(len(ordered)), bins)
    expected = [float(np.mean([ordered[i].expected for i in part])) for part in parts]
    share = np.array([np.mean([ordered[i].is_good for i in part]) for part in parts])
    rising = isotonic_regression(share, weights=np.array([len(p) for p in parts])).x
    points = ((0.0, 0.0), *zip(expected, rising.tolist(), strict=True))
    return tuple((round(x, 4), round(y, 4)) for x, y in points)
