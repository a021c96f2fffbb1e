"""`python -m pipeline score`: what its options do. Writing to the terminal is `__main__`'s."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from pipeline.config import Config
from pipeline.score.blame import blame
from pipeline.score.bodies import clean_bodies, kept_share, report_bodies
from pipeline.score.images import image_outcomes, report_images
from pipeline.score.metadata_report import metadata_json, report_metadata
from pipeline.score.metadata_run import metadata_outcomes
from pipeline.score.quality import measure_quality, write_quality
from pipeline.score.run import Plan, score_sets
from pipeline.score.sets import (
    FORMS,
    BenchPage,
    Form,
    ScoreError,
    default_sets,
    load_sets,
)
from pipeline.score.table import as_json, rows, tables

__all__ = ["Progress", "add_score_arguments", "score_command"]

T = TypeVar("T")
Progress = Callable[[int, int], None]  # pages done, of how many


def add_score_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "sets",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="measuring sets (gold.jsonl, pages/, flat/, residue/); "
        "default: the two public ones below $DECHROME_DATA",
    )
    parser.add_argument(
        "--forms",
        type=_forms,
        default=FORMS,
        metavar="LIST",
        help=f"comma-separated choice of {', '.join(FORMS)} (default: all)",
    )
    parser.add_argument("--peers", action="store_true", help="score other extractors beside it")
    parser.add_argument("--limit", type=_count, metavar="N", help="only the first N pages of a set")
    parser.add_argument(
        "--processes", type=_count, default=1, metavar="N", help="processes (default: 1)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    parser.add_argument(
        "--errors",
        nargs=2,
        metavar=("N", "FILE"),
        help="write to FILE who took gold words, what was wrongly kept, and each form's N worst "
        "pages with their lost and extra blocks",
    )
    parser.add_argument(
        "--out-of-fold",
        type=Path,
        metavar="DIR",
        help="score each page with the model in DIR that has not seen its publisher, and without "
        "config/publishers (`make train` writes DIR)",
    )
    parser.add_argument(
        "--ask-extractor-below",
        type=float,
        metavar="X",
        help="in place of the setting: 0 never asks trafilatura, 2 always does",
    )
    parser.add_argument(
        "--quality",
        type=Path,
        metavar="DIR",
        help="write quality.md and its picture to DIR; with --out-of-fold",
    )
    parser.add_argument(
        "--clean-bodies",
        action="store_true",
        help="feed the gold bodies themselves as texts, and say what was taken from them",
    )
    parser.add_argument(
        "--images",
        action="store_true",
        help="measure captions and credits instead: out of the body, and right in images[]",
    )
    parser.add_argument(
        "--metadata",
        action="store_true",
        help="measure title, authors and date instead, beside trafilatura and htmldate",
    )


def score_command(args: argparse.Namespace, config: Config, progress: Progress) -> Iterator[str]:
    """Run what was asked for. What comes back is Markdown or text, line by line."""
    pages = load_sets(args.sets or default_sets(), args.limit)
    reports = {
        "--clean-bodies": (args.clean_bodies, _bodies),
        "--images": (args.images, _images),
        "--metadata": (args.metadata, _metadata),
    }
    asked = [(option, report) for option, (is_asked, report) in reports.items() if is_asked]
    for option, report in asked:
        if args.errors or args.peers or len(asked) > 1:
            raise ScoreError(f"{option} goes with neither --peers nor --errors nor another report")
        yield from report(args, config, pages, progress)
        return
    worst = _worst(args.errors)
    plan = Plan(
        config.directory,
        args.forms,
        args.peers,
        mistakes=worst is not None,
        folds=args.out_of_fold,
        ask_extractor_below=args.ask_extractor_below,
    )
    if args.quality:
        if plan.folds is None:
            raise ScoreError("--quality goes with --out-of-fold: in-sample figures flatter")
        write_quality(measure_quality(pages, plan, args.processes, progress), args.quality)
        yield f"{args.quality / 'quality.md'} is written."
        return
    watched = _watched(score_sets(pages, plan, args.processes), len(pages), progress)
    found = [outcome for outcomes in watched for outcome in outcomes]
    if not found:
        raise ScoreError(f"no page is there in the form {' or '.join(args.forms)}")
    summary = rows(found)
    yield tables(summary).rstrip("\n")
    if args.json:
        _write(args.json, _json(as_json(summary, found)))
    if worst is not None:
        count, path = worst
        _write(path, "".join(line + "\n" for line in blame(found, pages, count)))
        yield f"\nThe errors stand in {path}."


def _bodies(
    args: argparse.Namespace, config: Config, pages: Sequence[BenchPage], progress: Progress
) -> Iterator[str]:
    outcomes = clean_bodies(pages, config.directory, args.processes)
    found = list(_watched(outcomes, len(pages), progress))
    yield from report_bodies(found)
    if args.json:
        figures = {"kept_share": kept_share(found), "bodies": [asdict(o) for o in found]}
        _write(args.json, _json(figures))


def _images(
    args: argparse.Namespace, config: Config, pages: Sequence[BenchPage], progress: Progress
) -> Iterator[str]:
    outcomes = image_outcomes(pages, config.directory, args.forms, args.processes)
    found = [o for page in _watched(outcomes, len(pages), progress) for o in page]
    yield from report_images(found)
    if args.json:
        _write(args.json, _json([asdict(o) for o in found]))


def _metadata(
    args: argparse.Namespace, config: Config, pages: Sequence[BenchPage], progress: Progress
) -> Iterator[str]:
    outcomes = metadata_outcomes(pages, config.directory, args.forms, args.processes)
    found = [o for page in _watched(outcomes, len(pages), progress) for o in page]
    if not found:
        raise ScoreError("no page is there: titles, authors and dates are measured on pages/")
    yield from report_metadata(found)
    if args.json:
        _write(args.json, _json(metadata_json(found)))


def _watched(results: Iterable[T], total: int, progress: Progress) -> Iterator[T]:
    for done, result in enumerate(results, start=1):
        progress(done, total)
        yield result


def _forms(text: str) -> tuple[Form, ...]:
    asked = [name.strip() for name in text.split(",") if name.strip()]
    unknown = sorted(set(asked) - set(FORMS))
    if unknown or not asked:
        raise argparse.ArgumentTypeError(
            f"{', '.join(unknown) or 'nothing'} is no form; choose from {', '.join(FORMS)}"
        )
    return tuple(form for form in FORMS if form in asked)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _worst(errors: Sequence[str] | None) -> tuple[int, Path] | None:
    if errors is None:
        return None
    try:
        return _count(errors[0]), Path(errors[1])
    except argparse.ArgumentTypeError as error:
        raise ScoreError(f"--errors N FILE: {error}") from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ScoreError(f"{path}: cannot be written ({error.strerror})") from error
