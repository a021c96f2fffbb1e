"""Writes docs/quality.md: how good the bodies are, where, and what each labeller is worth.

All figures are out of fold: a page is cleaned with a model that has not seen its publisher, and
without config/publishers. `make quality` makes it again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline.confidence import GOOD
from pipeline.score.measures import Figures, summarise
from pipeline.score.reliability import plot, reliability
from pipeline.score.run import Outcome, Plan, score_sets
from pipeline.score.sets import FORMS, BenchPage
from pipeline.score.table import markdown

__all__ = ["ABLATIONS", "PLOT", "Quality", "measure_quality", "quality_page", "write_quality"]

K = TypeVar("K")

PLOT = "reliability.svg"
# What is left out in turn. The publishers' layouts are left out of everything here.
ABLATIONS = ("facts", "doubling", "structure", "context", "extractor", "model")
_NEVER, _ALWAYS = 0.0, 2.0
_ABLATED = 6  # every sixth page is scored again for each labeller
_FEWEST = 3  # pages of a language, or of a publisher, that has a row of its own
_TRIFLE = 2  # words that are no mistake worth counting
_KINDS = 12


@dataclass(frozen=True)
class Quality:
    """What was measured."""

    outcomes: tuple[Outcome, ...]
    never: tuple[Outcome, ...]  # trafilatura is never asked; pages only
    always: tuple[Outcome, ...]
    without: dict[str, tuple[Outcome, ...]]


def measure_quality(
    pages: Sequence[BenchPage],
    plan: Plan,
    processes: int,
    progress: Callable[[int, int], None],
) -> Quality:
    """Score everything once, and again for each variant; about six times the work of a score."""
    some = pages[::_ABLATED]
    total = 3 * len(pages) + len(ABLATIONS) * len(some)
    done = 0

    def run(variant: Plan, chosen: Sequence[BenchPage] = pages) -> tuple[Outcome, ...]:
        nonlocal done
        found: list[Outcome] = []
        for outcomes in score_sets(chosen, variant, processes):
            found += outcomes
            done += 1
            progress(done, total)
        return tuple(found)

    page = replace(plan, forms=("page",))
    return Quality(
        run(replace(plan, mistakes=True)),
        run(replace(page, ask_extractor_below=_NEVER)),
        run(replace(page, ask_extractor_below=_ALWAYS)),
        {name: run(replace(plan, without=(name,)), some) for name in ABLATIONS},
    )


def quality_page(quality: Quality) -> Iterator[str]:
    """The page, paragraph by paragraph."""
    yield "# How good the bodies are"
    yield (
        "Made by `make quality`. Every figure is **out of fold**: each page was cleaned with a "
        "model that has not seen its publisher (five folds by registered domain), and without "
        "`config/publishers`. The rule packs were written while looking at these sets; where "
        "that matters the [ablation](#each-labeller-left-out) shows what they are worth."
    )
    yield "## By form"
    yield _by_form(quality.outcomes)
    yield (
        "Word P and R are precision and recall of words, block recall's nearest kin: R is how much "
        "of the journalism is kept."
    )
    yield "## By language"
    yield _grouped(quality.outcomes, "language", lambda o: o.language)
    yield "## By publisher"
    yield (
        f"fundus-dev, and of wcxb-dev-article the publishers with {_FEWEST} pages or more; the "
        "worst first."
    )
    yield _by_publisher(quality.outcomes)
    yield "## Kinds of errors"
    yield (
        "Words of the gold text that were taken out, by role and by whom; words that were kept and "
        "are not in the gold text, by where they stand. Shares of all gold words of the form. The "
        "gold texts have slips of their own: some keep captions or a `Read more`, some lack parts "
        "of the story."
    )
    for form in FORMS:
        yield from _kinds(form, [o for o in quality.outcomes if o.form == form])
    yield "## When trafilatura is asked"
    yield _cascade(quality)
    yield "## Each labeller left out"
    yield (
        "On every sixth page: word F1 with the labeller silent, and the difference it makes. The "
        "model was trained with all of them speaking, and not again for each. Without the model, "
        "the votes of the others are combined as independent evidence."
    )
    yield _ablation(quality)
    yield "## What `confidence` is worth"
    yield (
        f"`confidence` is the chance that a body has a word F1 of at least {GOOD}. Measured on "
        "other folds than it was fitted on:"
    )
    yield _reliability_table(quality.outcomes)
    yield f"![reliability]({PLOT})"


def reliability_plot(quality: Quality) -> str:
    """The picture of the page's last section."""
    return plot(
        {form: reliability([o for o in quality.outcomes if o.form == form]) for form in FORMS}
    )


def write_quality(quality: Quality, folder: Path) -> None:
    """Write `quality.md` and its picture into a folder."""
    text = "\n\n".join(quality_page(quality)) + "\n"
    (folder / "quality.md").write_text(text, encoding="utf-8")
    (folder / PLOT).write_text(reliability_plot(quality), encoding="utf-8")


def _figures(outcomes: Iterable[Outcome]) -> Figures:
    return summarise([outcome.figures for outcome in outcomes])


def _cells(figures: Figures) -> tuple[str, ...]:
    return (
        str(figures.pages),
        f"{figures.word_f1:.4f}",
        f"{figures.word_precision:.4f}",
        f"{figures.word_recall:.4f}",
        f"{figures.shingle_f1:.4f}",
        f"{figures.exact:.3f}",
    )


_HEAD = ("pages", "word F1", "P", "R", "shingle F1", "exact")


def _by_form(outcomes: Sequence[Outcome]) -> str:
    groups = _grouping(outcomes, lambda o: (o.set, o.form))
    return markdown(
        [("set", "form", *_HEAD), *((s, f, *_cells(_figures(g))) for (s, f), g in groups.items())]
    )


def _grouping(outcomes: Iterable[Outcome], key: Callable[[Outcome], K]) -> dict[K, list[Outcome]]:
    groups: dict[K, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return groups


def _grouped(outcomes: Sequence[Outcome], name: str, key: Callable[[Outcome], str]) -> str:
    """Word F1 by form for each value of a key; rare values together."""
    number = Counter(key(o) for o in outcomes if o.form == "page")
    groups = _grouping(outcomes, lambda o: key(o) if number[key(o)] >= _FEWEST else "others")
    order = sorted(groups, key=lambda k: (k == "others", -len(groups[k]), k))
    lines = [(name, "pages", *FORMS)]
    for value in order:
        by_form = _grouping(groups[value], lambda o: o.form)
        cells = [f"{_figures(by_form[f]).word_f1:.4f}" if f in by_form else "" for f in FORMS]
        lines.append((value or "unknown", str(len(by_form["page"])), *cells))
    return markdown(lines, left=1)


def _by_publisher(outcomes: Sequence[Outcome]) -> str:
    groups = _grouping(outcomes, lambda o: (o.set, o.publisher))
    rows = []
    for (name, publisher), found in groups.items():
        by_form = _grouping(found, lambda o: o.form)
        pages = len(by_form["page"])
        if pages >= _FEWEST or name.startswith("fundus"):
            f1 = {form: _figures(by_form[form]).word_f1 for form in FORMS if form in by_form}
            rows.append((min(f1.values()), publisher or "(no address)", pages, f1))
    rows.sort(key=lambda row: (row[0], row[1]))
    return markdown(
        [
            ("publisher", "pages", *FORMS),
            *(
                (publisher, str(pages), *(f"{f1[f]:.3f}" if f in f1 else "" for f in FORMS))
                for _, publisher, pages, f1 in rows
            ),
        ],
        left=1,
    )


def _kinds(form: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    gold = sum(o.figures.kept + o.figures.lost for o in outcomes) or 1
    lost: Counter[tuple[str, str]] = Counter()
    extra: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if outcome.mistakes is None:
            continue
        for loss in outcome.mistakes.losses:
            for charge in loss.charges:
                lost[charge.role, charge.by] += charge.words
            if loss.unseen > _TRIFLE:
                lost["in no block", ""] += loss.unseen
        for surplus in outcome.mistakes.surpluses:
            whole = "all of it" if surplus.extra >= surplus.words - _TRIFLE else "part of it"
            extra[f"{surplus.role}, {surplus.zone} the body", whole] += surplus.extra
    yield f"### {form}"
    for head, counted in ((("lost as", "by"), lost), (("kept", "extra"), extra)):
        yield markdown(
            [
                (*head, "words", "share"),
                *((a, b, f"{n:,}", f"{n / gold:.2%}") for (a, b), n in counted.most_common(_KINDS)),
            ]
        )


def _cascade(quality: Quality) -> str:
    lines: list[tuple[str, ...]] = [("set", "trafilatura", "asked", *_HEAD)]
    page = [o for o in quality.outcomes if o.form == "page"]
    for name in dict.fromkeys(o.set for o in page):
        for label, outcomes in (
            ("never", quality.never),
            ("where unsure (as shipped)", page),
            ("always", quality.always),
        ):
            mine = [o for o in outcomes if o.set == name]
            asked = sum(o.asked for o in mine) / len(mine)
            lines.append((name, label, f"{asked:.1%}", *_cells(_figures(mine))))
    return markdown(lines)


def _ablation(quality: Quality) -> str:
    asked = {(o.set, o.id) for outcomes in quality.without.values() for o in outcomes}
    same = [o for o in quality.outcomes if (o.set, o.id) in asked]
    groups = _grouping(same, lambda o: (o.set, o.form))
    whole = {key: _figures(found).word_f1 for key, found in groups.items()}
    head = ("left out", *(f"{name.split('-')[0]} {form}" for name, form in whole))
    lines = [head, ("nothing", *(f"{value:.4f}" for value in whole.values()))]
    for labeller, outcomes in quality.without.items():
        of = _grouping(outcomes, lambda o: (o.set, o.form))
        lines.append((labeller, *(f"{_figures(of[k]).word_f1 - v:+.4f}" for k, v in whole.items())))
    return markdown(lines, left=1)


def _reliability_table(outcomes: Sequence[Outcome]) -> str:
    lines = [("form", "confidence", "good", "articles")]
    for form in FORMS:
        lines += [
            (form, f"{b.confidence:.2f}", f"{b.good:.2f}", str(b.articles))
            for b in reliability([o for o in outcomes if o.form == form])
        ]
    return markdown(lines, left=1)
