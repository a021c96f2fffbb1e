"""What matching all rule packs costs: CPU milliseconds per 1,000 characters of text.

    python tools/bench_rules.py --good DIR [--pages N] [--lots N] [--limit 0.06]

Two inputs: the flattened texts of the measuring sets, line by line, and the blocks of their
pages. Both are read and segmented before the clock starts. Documents come in lots; a lot begins
with nothing remembered of the last one, and the figure is the median over the lots. Beside it, on
the same pages and in the same run, stands what parsing them with lxml costs: it goes up and down
with the machine as matching does, so the ratio can be compared where milliseconds cannot.

Of a lot's time are told apart, each in a pass of its own: `keys` (normal forms of short lines),
`sieves` (the automata alone), `bookkeeping` (the rest of the look-up: tables of whole lines and
beginnings, what is remembered, lists of calls) and `reading` (phrases compared and patterns read
on the few texts that the sieves let through). `facts` is the whole labeller on top of that:
places, neighbours, runs, votes. The exit code is 1 if a median of matching is above --limit.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from lxml.html import document_fromstring

from pipeline.config import Config, config_directory, load_config
from pipeline.label.facts import vote_facts
from pipeline.read import read_page
from pipeline.records import Document
from pipeline.rules.matcher import Matcher
from pipeline.rules.sieves import PARTS, SHORT
from pipeline.score.sets import DEFAULT_SETS, BenchPage, Form, load_set
from pipeline.segment import segment

_KILO = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Lot:
    """CPU milliseconds per 1,000 characters of the texts of some documents."""

    matching: float
    keys: float
    sieves: float
    bookkeeping: float
    reading: float
    facts: float
    lxml: float


@dataclass(frozen=True, slots=True)
class Input:
    """One document, with what the clock must not count done before."""

    document: Document
    source: bytes  # of the page, for lxml

    @property
    def words(self) -> list[int]:
        """The words of each block."""
        return [shape.words for shape in self.document.shapes]


def inputs_of(pages: Sequence[BenchPage], form: Form, config: Config) -> list[Input]:
    """The pages in one form, segmented; their HTML beside them."""
    made = []
    for page in pages:
        document = segment(read_page(page.path(form), config), config)
        source = read_page(page.path("page"), config).content.encode(errors="replace")
        _ = document.texts, document.shapes
        made.append(Input(document, source))
    return made


def measure(lot: Sequence[Input], config: Config) -> Lot:
    """One lot; what it remembers of another lot is forgotten first."""
    matcher = config.rules.matcher
    texts = [item.document.texts for item in lot]
    words = [item.words for item in lot]
    kilos = sum(len(text) for some in texts for text in some) / _KILO

    def keys() -> None:
        for some in texts:
            matcher.keys(some)

    def calls() -> list[int]:
        return [
            len(matcher.calls(some, matcher.keys(some), counts))
            for some, counts in zip(texts, words, strict=True)
        ]

    def matching() -> None:
        for some, counts in zip(texts, words, strict=True):
            for call in matcher.calls(some, matcher.keys(some), counts):
                matcher.look(call, some[call.text])

    def facts() -> None:
        for item in lot:
            list(vote_facts(item.document, (), config))

    def lxml() -> None:
        for item in lot:
            document_fromstring(item.source)

    data = [_joined(fresh) for fresh in _unseen(texts, words)]

    def sieves() -> None:
        for automata, parts in zip((matcher.short, matcher.long) * len(lot), data, strict=True):
            for sieve in automata:
                for _, line in sieve.texts(parts[sieve.part]):
                    sieve.automaton.Match(line)

    parts = {
        "matching": _timed(matching, matcher),
        "keys": _timed(keys, matcher),
        "calls": _timed(calls, matcher),
        "sieves": _timed(sieves, matcher),
        "facts": _timed(facts, matcher),
        "lxml": _timed(lxml, matcher),
    }
    parts = {name: milliseconds / kilos for name, milliseconds in parts.items()}
    found = parts.pop("calls")
    return Lot(
        bookkeeping=found - parts["keys"] - parts["sieves"],
        reading=parts["matching"] - found,
        **parts,
    )


def _unseen(texts: Sequence[Sequence[str]], words: Sequence[Sequence[int]]) -> Iterator[list[str]]:
    """What the automata read of each document in turn: its new short texts, its long ones."""
    seen: set[str] = set()
    for some, counts in zip(texts, words, strict=True):
        sized = list(zip(some, counts, strict=True))
        yield [text for text, size in sized if size <= SHORT and text not in seen]
        yield [text for text, size in sized if size > SHORT]
        seen.update(text for text, size in sized if size <= SHORT)


def _joined(texts: Sequence[str]) -> dict[str, bytes]:
    return {part: "\n".join(map(cut, texts)).encode() for part, cut in PARTS.items()}


def _timed(function: Callable[[], object], matcher: Matcher) -> float:
    """CPU milliseconds of the quicker of two runs."""
    best = float("inf")
    for _ in range(2):
        matcher.forget()
        started = time.process_time()
        function()
        best = min(best, time.process_time() - started)
    return best * 1_000


def tell(name: str, lots: Sequence[Lot]) -> float:
    """Print the medians of some lots; the one of matching."""
    medians = {f.name: statistics.median(getattr(lot, f.name) for lot in lots) for f in fields(Lot)}
    total = medians["matching"]
    ratio = statistics.median(lot.matching / lot.lxml for lot in lots)
    sys.stdout.write(
        f"{name}: {total:.4f} ms per 1,000 characters (median of {len(lots)} lots, "
        f"{min(lot.matching for lot in lots):.4f} to {max(lot.matching for lot in lots):.4f}), "
        f"{ratio:.3f} × lxml's parsing of the same pages ({medians['lxml']:.4f})\n"
    )
    for part in ("keys", "sieves", "bookkeeping", "reading"):
        share = medians[part] / total
        sys.stdout.write(f"  {part:<12}{medians[part]:8.4f} {share:5.0%}\n")
    sys.stdout.write(f"  the whole labeller, matching included: {medians['facts']:.4f}\n")
    return total


def main(argv: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--good", type=Path, required=True, metavar="DIR", help="measuring sets")
    parser.add_argument("--pages", type=int, default=220, metavar="N", help="default: 220")
    parser.add_argument("--lots", type=int, default=11, metavar="N", help="default: 11")
    parser.add_argument("--limit", type=float, default=0.06, metavar="MS", help="default: 0.06")
    args = parser.parse_args(argv)
    config = load_config(config_directory())
    every = [page for name in DEFAULT_SETS for page in load_set(args.good / name)]
    pages = every[:: max(1, len(every) // args.pages)][: args.pages]
    worst = 0.0
    for name, form in (("flat texts", "flat"), ("blocks of pages", "page")):
        inputs = inputs_of(pages, form, config)
        lots = [measure(inputs[i :: args.lots], config) for i in range(args.lots)]
        worst = max(worst, tell(name, lots))
    return int(worst > args.limit)


if __name__ == "__main__":
    sys.exit(main())
