"""How fast pages are cleaned, beside trafilatura on the same pages in the same run.

    python tools/bench_clean.py --good DIR [--pages N] [--seed N]

Pages come in lots, as they do in a run. A lot is given to trafilatura with metadata
(`bare_extraction`), and in each of its three forms to `clean()` with metadata. Reading and decoding
come before the clock starts, for both. Every page is seen once, in one process, after some that
are not counted: what a program remembers from page to page counts, what it would remember of the
same page does not. Times are CPU milliseconds; the ratio of the two is what can be compared,
because machines are shared.
"""

from __future__ import annotations

import argparse
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import trafilatura

from pipeline.config import Config, config_directory, load_config
from pipeline.flow import clean
from pipeline.read import read_page
from pipeline.score.sets import DEFAULT_SETS, FORMS, BenchPage, load_set

_LOT = 50  # pages
_WARM_UP = 60  # pages: the automata of the rules make their states as they go


@dataclass(slots=True)
class Times:
    """CPU milliseconds of each page that was seen in all forms."""

    trafilatura: list[float] = field(default_factory=list)
    forms: dict[str, list[float]] = field(default_factory=lambda: {form: [] for form in FORMS})


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--good", type=Path, required=True, metavar="DIR", help="measuring sets")
    parser.add_argument("--pages", type=int, default=300, metavar="N", help="default: 300")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    args = parser.parse_args(argv)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    pages = [page for name in DEFAULT_SETS for page in load_set(args.good / name)]
    pages = [page for page in pages if all(page.path(form).exists() for form in FORMS)]
    random.Random(args.seed).shuffle(pages)  # noqa: S311
    config = load_config(config_directory())
    config.rules.warm_up()  # as the workers of a run do before they begin
    measure(pages[:_WARM_UP], config)
    times = measure(pages[_WARM_UP : _WARM_UP + args.pages], config)
    for line in report(times):
        sys.stdout.write(line + "\n")
    return 0


def measure(pages: Sequence[BenchPage], config: Config) -> Times:
    """Clean each page in all forms, and let trafilatura do it."""
    times = Times()
    for start in range(0, len(pages), _LOT):
        lot = pages[start : start + _LOT]
        given = {form: [read_page(page.path(form), config) for page in lot] for form in FORMS}
        times.trafilatura += [_ms(_extract, page.content) for page in given["page"]]
        for form in FORMS:
            times.forms[form] += [_ms(clean, page, config) for page in given[form]]
    return times


def _extract(content: str) -> object:
    return trafilatura.bare_extraction(content, with_metadata=True, include_comments=False)


def report(times: Times) -> list[str]:
    """A Markdown table: of all pages together, and of the page in the middle."""
    lines = [
        "| what | ms a page, mean | median | times as fast as trafilatura, all pages | median |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    unit = times.trafilatura
    for name, found in (("trafilatura, with metadata", unit), *times.forms.items()):
        ratio = statistics.median(u / max(t, 1e-3) for u, t in zip(unit, found, strict=True))
        lines.append(
            f"| {name} | {statistics.mean(found):.1f} | {statistics.median(found):.1f} | "
            f"{sum(unit) / sum(found):.1f} | {ratio:.1f} |"
        )
    return lines


def _ms(run: Callable[..., object], *given: object) -> float:
    started = time.process_time()
    run(*given)
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
