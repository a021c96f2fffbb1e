"""Nothing but chrome goes: gold bodies fed as texts must come back, whole but for a few words.

A gold body is clean, so every word that is removed from it is a false alarm; what little chrome
gold itself still holds ("Read more: …") is counted against us all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.config import Config, load_config
from pipeline.flow import clean
from pipeline.read import page_from_bytes
from pipeline.records import Article, Page
from pipeline.score.measures import compare, words
from pipeline.score.run import in_order
from pipeline.score.sets import BenchPage
from pipeline.terminal import printable, shorten

__all__ = ["DEMAND", "BodyOutcome", "Removal", "clean_bodies", "kept_share", "report_bodies"]

DEMAND = 0.995  # the share of words that must be kept
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Removal:
    """A block, or span of one, that was taken from a clean body."""

    words: int
    role: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class BodyOutcome:
    """One gold body after cleaning."""

    set: str
    id: str
    words: int
    kept: int
    removals: tuple[Removal, ...]
    stable: bool  # cleaning what came out changes nothing
    error: str = ""


def clean_bodies(
    pages: Sequence[BenchPage], config: Path, processes: int = 1
) -> Iterator[BodyOutcome]:
    """Clean each gold body as a text, in order."""
    return in_order(partial(_clean_body, config=config), pages, processes)


def _clean_body(page: BenchPage, config: Path) -> BodyOutcome:
    settings = load_config(config)
    try:
        article = clean(_text(page, page.gold, settings), settings)
        again = clean(_text(page, article.body, settings), settings) if article.body else article
    except Exception as exception:  # a body that fails is lost, and listed
        figures = compare("", page.gold)
        error = f"{type(exception).__name__}: {exception}"
        return BodyOutcome(page.set, page.id, figures.lost, 0, (), False, error)
    figures = compare(article.body, page.gold)
    return BodyOutcome(
        set=page.set,
        id=page.id,
        words=figures.kept + figures.lost,
        kept=figures.kept,
        removals=tuple(_removals(article)),
        stable=again.body == article.body,
    )


def _text(page: BenchPage, content: str, config: Config) -> Page:
    return page_from_bytes(content.encode(), f"{page.id}.txt", config.settings.limits)


def _removals(article: Article) -> Iterator[Removal]:
    for decision in article.decisions:
        if not decision.kept:
            start, end = decision.span
            text = " ".join(article.blocks[decision.block].text[start:end].split())
            yield Removal(len(words(text)), decision.role, decision.by, text)


def kept_share(outcomes: Sequence[BodyOutcome]) -> float:
    """Words kept, as a share of all words."""
    total = sum(o.words for o in outcomes)
    return sum(o.kept for o in outcomes) / total if total else 1.0


def report_bodies(outcomes: Sequence[BodyOutcome]) -> Iterator[str]:
    """Lines for a person: the share a set, then what was removed, by rule, worst first."""
    for name in dict.fromkeys(o.set for o in outcomes):
        mine = [o for o in outcomes if o.set == name]
        share = kept_share(mine)
        verdict = "as demanded" if share >= DEMAND else f"DEMANDED: {DEMAND:.1%}"
        whole = sum(o.kept == o.words for o in mine)
        unstable = sum(not o.stable for o in mine)
        yield (
            f"{name}: {share:.3%} of {sum(o.words for o in mine):,} words kept ({verdict}); "
            f"{whole} of {len(mine)} bodies whole; {unstable} change when cleaned again"
        )
        yield from (f"  FAILED {o.id}: {printable(o.error)}" for o in mine if o.error)
    yield from ("", "   words blocks  removed by")
    taken: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for outcome in outcomes:
        for removal in outcome.removals:
            key = (removal.by, removal.role)
            taken[key] += removal.words
            page = f"{outcome.set}/{outcome.id}"
            examples.setdefault(key, []).append((removal.words, page, removal.text))
    for key, count in sorted(taken.items(), key=lambda item: (-item[1], item[0])):
        found = sorted(examples[key], key=lambda e: (-e[0], e[1], e[2]))
        yield f"{count:8,}{len(found):7,}  {printable(key[0])} ({key[1]})"
        for size, page, text in found[:EXAMPLES]:
            yield f"{'':17}{size:5} {page}: “{shorten(printable(text), 100)}”"
