"""The arguments of `python -m pipeline report`, and what it says."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.report.make import ALL, MOST_ARTICLES, write_report
from pipeline.report.markup import quantity
from pipeline.report.results import ReportError

__all__ = ["add_report_arguments", "report_command"]


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    """The clean folder, where the pages go, and how many articles get one."""
    parser.add_argument("clean_dir", type=Path, metavar="CLEAN_DIR")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="default: `report` beside the clean folder"
    )
    parser.add_argument(
        "--articles",
        type=_number,
        default=MOST_ARTICLES,
        metavar="N",
        help=f"articles with a page of their own, or `all` (default: {MOST_ARTICLES}); those that "
        "changed come first",
    )


def report_command(args: argparse.Namespace) -> str:
    """Write the report; the line that says where it is."""
    try:
        written = write_report(args.clean_dir, args.out, args.articles)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ReportError(f"no report: {where}{error.strerror or error}") from error
    pages = quantity(written.articles, "article page")
    some = f" of {written.of_articles:,}" if written.articles < written.of_articles else ""
    return f"{written.index} ({pages}{some}, {quantity(written.rules, 'rule page')})"


def _number(text: str) -> int:
    if text == "all":
        return ALL
    number = int(text)
    if number < 0:
        raise ValueError
    return number
