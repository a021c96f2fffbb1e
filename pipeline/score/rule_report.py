"""What each rule does on a measuring set: how often it fires, where, and on how much gold.

A rule fires on a block when it votes on it. The words of gold that it takes are those that the
decisions with its name removed; a vote against gold that was outvoted took nothing, and is counted
apart. A pack may take one word in two thousand, in any form.

Most blocks have several witnesses, and the one that knows what a block is gives its name to the
decision. So beside the words that went in a pack's name stand those that it took alone: they would
be in the body if the pack had said nothing.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.config import Config, load_config
from pipeline.decide import decide
from pipeline.flow import clean
from pipeline.read import read_page
from pipeline.records import KEPT_ROLES, Article, Document
from pipeline.score.measures import words
from pipeline.score.mistakes import find_mistakes
from pipeline.score.run import in_order
from pipeline.score.sets import FORMS, BenchPage, Form, default_sets, load_sets, read_form
from pipeline.terminal import printable, shorten

__all__ = [
    "DEMAND",
    "RuleFigures",
    "RulePage",
    "add_rule_report_arguments",
    "alone_of",
    "figures_of",
    "measure_rules",
    "report_rules",
    "rule_report_command",
    "total_by_rule",
]

DEMAND = 1 / 2_000  # of the gold words of a set in one form, for each pack
EXAMPLES = 3
_RULE = "rule:"


@dataclass(slots=True)
class RuleFigures:
    """What one rule did on some pages."""

    fired: int = 0  # blocks that it voted on
    pages: int = 0
    removed: int = 0  # blocks and spans that went in its name
    against: int = 0  # gold words of the blocks that it voted to remove
    lost: int = 0  # gold words that it removed
    examples: list[tuple[int, str, str]] = field(default_factory=list)  # words, page, text

    def add(self, other: RuleFigures) -> None:
        """Take in what the rule did on another page."""
        self.fired += other.fired
        self.pages += other.pages
        self.removed += other.removed
        self.against += other.against
        self.lost += other.lost
        self.examples += other.examples


@dataclass(frozen=True, slots=True)
class RulePage:
    """All rules on one page in one form."""

    set: str
    id: str
    form: Form
    gold: int  # words
    rules: dict[str, RuleFigures]  # "pack/id" -> figures
    alone: dict[str, int]  # pack -> gold words that nobody else would have removed
    error: str = ""


def add_rule_report_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "sets",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="measuring sets; default: the two public ones below $DECHROME_DATA",
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N pages of a set")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="default: 1")


def rule_report_command(
    args: argparse.Namespace, config: Config, progress: Callable[[int, int], None]
) -> Iterator[str]:
    """Clean the sets in every form, and say what each rule did."""
    pages = load_sets(args.sets or default_sets(), args.limit)
    found: list[RulePage] = []
    for done, result in enumerate(measure_rules(pages, config.directory, args.processes), start=1):
        found += result
        progress(done, len(pages))
    yield from report_rules(found, [rule.name for rule in config.rules.rules])


def measure_rules(
    pages: Sequence[BenchPage], config: Path, processes: int = 1, forms: Sequence[Form] = FORMS
) -> Iterator[list[RulePage]]:
    """What the rules do on each page, in order; a page that has several forms gives several."""
    return in_order(partial(_measure, config=config, forms=tuple(forms)), pages, processes)


def _measure(page: BenchPage, config: Path, forms: tuple[Form, ...]) -> list[RulePage]:
    settings = load_config(config)
    found: list[RulePage] = []
    for form in forms:
        if read_form(page, form) is None:
            continue
        gold = len(words(page.gold))
        try:
            article = clean(read_page(page.path(form), settings), settings)
        except Exception as exception:  # a page that fails says nothing of the rules
            error = f"{type(exception).__name__}: {exception}"
            found.append(RulePage(page.set, page.id, form, gold, {}, {}, error))
            continue
        rules = figures_of(article, page.gold, f"{page.set}/{page.id}")
        alone = alone_of(article, page.gold, rules, settings)
        found.append(RulePage(page.set, page.id, form, gold, rules, alone))
    return found


def figures_of(article: Article, gold: str, page: str) -> dict[str, RuleFigures]:
    """What each rule that fired did on one page."""
    whole = f" {' '.join(words(gold.lower()))} "
    found: dict[str, RuleFigures] = {}
    fired: set[tuple[str, int]] = set()
    for decision in article.decisions:
        if decision.by.startswith(_RULE) and not decision.kept:
            found.setdefault(decision.by[len(_RULE) :], RuleFigures(pages=1)).removed += 1
        for vote in decision.votes:
            name = vote.by.removeprefix(_RULE)
            if name == vote.by or (name, vote.block) in fired:
                continue
            fired.add((name, vote.block))
            figures = found.setdefault(name, RuleFigures(pages=1))
            figures.fired += 1
            if vote.role not in KEPT_ROLES:
                start, end = vote.span or (0, len(article.blocks[vote.block].text))
                run = words(article.blocks[vote.block].text[start:end].lower())
                figures.against += len(run) if f" {' '.join(run)} " in whole else 0
    for loss in find_mistakes(article, gold).losses:
        for charge in loss.charges:
            if charge.by.startswith(_RULE):
                figures = found.setdefault(charge.by[len(_RULE) :], RuleFigures(pages=1))
                figures.lost += charge.words
                figures.examples.append((charge.words, page, charge.text))
    return found


def alone_of(
    article: Article, gold: str, rules: Mapping[str, RuleFigures], config: Config
) -> dict[str, int]:
    """The gold words that would be in the body but for one pack, for each that took any."""
    packs = {name.partition("/")[0] for name, figures in rules.items() if figures.lost}
    if not packs:
        return {}
    document = Document(article.page, article.blocks)
    votes = {decision.block: decision.votes for decision in article.decisions}
    lost = _lost(article, gold)
    alone: dict[str, int] = {}
    for pack in packs:
        own = f"{_RULE}{pack}/"
        others = [v for some in votes.values() for v in some if not v.by.startswith(own)]
        decisions = decide(document, others, config)
        alone[pack] = max(0, lost - _lost(replace(article, decisions=decisions), gold))
    return alone


def _lost(article: Article, gold: str) -> int:
    return sum(loss.lost for loss in find_mistakes(article, gold).losses)


def total_by_rule(pages: Iterable[RulePage]) -> dict[str, RuleFigures]:
    """The figures of many pages, by rule."""
    total: dict[str, RuleFigures] = {}
    for page in pages:
        for name, figures in page.rules.items():
            total.setdefault(name, RuleFigures()).add(figures)
    return total


def report_rules(pages: Sequence[RulePage], known: Sequence[str]) -> Iterator[str]:
    """Lines for a person: packs against the demand, then each rule, then those that never fire."""
    yield "Gold words that each pack removed (at most 1 in 2,000 in any form)"
    for name, form in dict.fromkeys((p.set, p.form) for p in pages):
        yield from _packs(name, form, [p for p in pages if (p.set, p.form) == (name, form)])
    total = total_by_rule(pages)
    yield ""
    yield "   fired  pages removed  gold words lost (voted against)  rule"
    for name, figures in sorted(total.items(), key=lambda i: (-i[1].lost, -i[1].fired, i[0])):
        yield (
            f"{figures.fired:8,}{figures.pages:7,}{figures.removed:8,}{figures.lost:9,} "
            f"({figures.against:,})  {printable(name)}"
        )
        for lost, page, text in sorted(figures.examples, key=lambda e: (-e[0], e[1]))[:EXAMPLES]:
            text = shorten(printable(" ".join(text.split())), 100)
            yield f"{'':24}{lost:8} {printable(page)}: “{text}”"
    silent = [name for name in known if name not in total]
    yield ""
    yield f"{len(silent)} of {len(known)} rules never fired" + (":" if silent else "")
    yield from (f"  {name}" for name in silent)
    for failed in pages:
        if failed.error:
            yield f"FAILED {failed.set}/{failed.id} {failed.form}: {printable(failed.error)}"


def _packs(name: str, form: Form, pages: Sequence[RulePage]) -> Iterator[str]:
    gold = sum(page.gold for page in pages)
    lost: Counter[str] = Counter()
    for rule, figures in total_by_rule(pages).items():
        lost[rule.partition("/")[0]] += figures.lost
    yield f"{name}, {form}: {len(pages)} pages, {gold:,} gold words"
    alone: Counter[str] = Counter()
    for page in pages:
        alone.update(page.alone)
    for pack, count in sorted(lost.items(), key=lambda item: (-item[1], item[0])):
        if count:
            share = count / gold if gold else 0.0
            verdict = "  ABOVE 1 in 2,000" if share > DEMAND else ""
            yield (
                f"  {pack:<16}{count:6,}  {share:8.3%}  alone {alone[pack]:6,}  "
                f"{alone[pack] / gold if gold else 0.0:8.3%}{verdict}"
            )
