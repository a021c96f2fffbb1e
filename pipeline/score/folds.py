"""Which publishers are judged by which model: a set that a model has learned from is scored with
models that have not seen the page's publisher.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import courlan

from pipeline.config import Config, load_config
from pipeline.errors import ConfigError
from pipeline.model import load_model
from pipeline.score.sets import BenchPage, ScoreError

__all__ = ["FOLDS", "fold_of", "fold_path", "group_of", "unseen_config"]

FOLDS = 5


def group_of(page: BenchPage) -> str:
    """The registered domain of a page's address; pages without one are one group."""
    return str(courlan.extract_domain(page.url) or "") if page.url else ""


def fold_of(group: str) -> int:
    """The fold of a publisher: by its name's hash, so a new publisher moves nobody."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % FOLDS


def fold_path(folder: Path, fold: int) -> Path:
    """Where the model that has not seen this fold lies."""
    return folder / f"fold-{fold}.model"


def unseen_config(directory: Path, folder: Path, page: BenchPage) -> Config:
    """The config to score a page with: a model that has not seen its publisher, and no layouts."""
    return _unseen(directory, folder, fold_of(group_of(page)))


@lru_cache(maxsize=FOLDS)
def _unseen(directory: Path, folder: Path, fold: int) -> Config:
    path = fold_path(folder, fold)
    try:
        model = load_model(path)
    except ConfigError as error:
        raise ScoreError(f"{error}; `make train` writes the models of the folds") from error
    config = load_config(directory, with_model=False)
    return replace(config, publishers=(), profiles=None, model=model)
