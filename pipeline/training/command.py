"""`python -m pipeline train`: from measuring sets to a model's file and the models of its folds."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import BlockModel, save_model
from pipeline.score.folds import FOLDS, fold_path
from pipeline.score.sets import ScoreError, default_sets, load_sets

if TYPE_CHECKING:
    from pipeline.training.examples import Example

__all__ = ["add_train_arguments", "train_command"]


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "sets",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="sets to learn from (gold.jsonl and pages/, as docs/benchmark.md lays them out); "
        "default: the two public ones below $DECHROME_DATA",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="where the model goes"
    )
    parser.add_argument(
        "--folds",
        type=Path,
        required=True,
        metavar="DIR",
        help="where the models go that have not seen a fifth of the publishers: "
        "`score --out-of-fold DIR` reads them",
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N")


def train_command(args: argparse.Namespace, directory: Path, say: Callable[[str], None]) -> None:
    """Train; `say` is told how far it is."""
    try:
        from pipeline.training.confidence import measure_confidence
        from pipeline.training.examples import examples_of
        from pipeline.training.learn import learn
    except ModuleNotFoundError as error:
        raise ScoreError(
            f"training needs {error.name}: install the extra [train] (pip install -e '.[train]')"
        ) from error
    sets = [found for folder in args.sets or default_sets() for found in _sets(folder)]
    pages = load_sets(sets)
    if len(pages) < 10 * FOLDS:
        raise ScoreError(f"{len(pages)} pages are too few to learn from; {10 * FOLDS} may do")
    args.folds.mkdir(parents=True, exist_ok=True)
    examples: list[Example] = []
    for number, found in enumerate(examples_of(pages, directory, args.processes), start=1):
        examples += found
        if number % 100 == 0:
            say(f"{number} of {len(pages)} pages read")
    say(f"{len(examples)} examples, {sum(len(e.is_body) for e in examples)} blocks")
    learned = learn(examples, say)
    card = _card(sets, examples)
    models = [replace(model, card=card) for model in learned.of_folds]
    for fold, model in enumerate(models):
        save_model(fold_path(args.folds, fold), model)
    say("measuring how sure the models may be of themselves")
    confidence = measure_confidence(pages, directory, args.folds, args.processes)
    for fold, model in enumerate(models):
        save_model(fold_path(args.folds, fold), replace(model, confidence=confidence[fold]))
    final: BlockModel = replace(learned.model, card=card, confidence=confidence[FOLDS])
    save_model(args.out, final)
    say(f"{args.out}: {args.out.stat().st_size:,} bytes")


def _sets(folder: Path) -> list[Path]:
    """The folder itself if it is a set, else the sets in it."""
    inside = sorted(path.parent for path in folder.glob("*/gold.jsonl"))
    return inside if inside and not (folder / "gold.jsonl").exists() else [folder]


def _card(sets: Sequence[Path], examples: Sequence[Example]) -> dict[str, object]:
    """What is told of a model in its own file; no clock, so that it can be made again."""
    return {
        "sets": [folder.name for folder in sets],
        "publishers": len({e.group for e in examples}),
        "examples": len(examples),
        "blocks": sum(len(e.is_body) for e in examples),
    }
