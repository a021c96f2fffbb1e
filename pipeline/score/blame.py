"""The error report: who removed gold words, what was wrongly kept, and the worst pages in full.

Written for a person who looks for the next rule to mend or to write. Per form: the rules by the
gold words they took; the lines that were wrongly kept on several pages (each a candidate for a
rule); the losing votes that were right; then the worst pages, each loss with the decision that
caused it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pipeline.score.measures import summarise
from pipeline.score.mistakes import Charge, Loss, Mistakes, Surplus
from pipeline.score.run import Outcome
from pipeline.score.sets import BenchPage
from pipeline.score.systems import DECHROME
from pipeline.terminal import columns, printable, shorten

__all__ = ["blame"]

K = TypeVar("K")

WIDTH = 150
EXAMPLES = 3
REPEATED = 40  # candidate lines a form
VOTES = 20
ON_A_PAGE = 40  # losses, and surpluses, of one page
TRIFLE = 2  # words that are not worth a line
UNSEEN = ("in no block (hidden, cut before segmenting, or not on the page)", "")
_DIGITS = re.compile(r"\d+")


def blame(outcomes: Iterable[Outcome], pages: Sequence[BenchPage], worst: int) -> Iterator[str]:
    """The report's lines. Only outcomes of dechrome that carry their mistakes count."""
    known = {(page.set, page.id): page for page in pages}
    forms: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.system == DECHROME:
            forms.setdefault(outcome.form, []).append(outcome)
    yield "Where dechrome's bodies differ from gold, and by whom."
    for form, group in forms.items():
        found = [(o, o.mistakes) for o in group if o.mistakes is not None]
        yield from _form(form, group)
        yield from _removers(found)
        yield from _zones(found)
        yield from _repeated(found)
        yield from _right_votes(found)
        yield from _worst(form, group, known, worst)


def _form(form: str, group: Sequence[Outcome]) -> Iterator[str]:
    figures = summarise([o.figures for o in group])
    gold = figures.kept + figures.lost
    yield from ("", "=" * WIDTH)
    yield (
        f"FORM {form}: {figures.pages} pages, word F1 {figures.word_f1:.4f} "
        f"(P {figures.word_precision:.4f}, R {figures.word_recall:.4f}), exact "
        f"{figures.exact:.3f}; of {gold:,} gold words lost {figures.lost:,} "
        f"({_share(figures.lost, gold)}), extra {figures.extra:,} ({_share(figures.extra, gold)})"
    )


def _removers(found: Sequence[tuple[Outcome, Mistakes]]) -> Iterator[str]:
    """Gold words taken, by rule and role, with the biggest examples."""
    lost: Counter[tuple[str, str]] = Counter()
    pages: dict[tuple[str, str], set[str]] = {}
    examples: dict[tuple[str, str], list[tuple[int, str, str]]] = {}

    def add(key: tuple[str, str], words: int, page: str, text: str) -> None:
        lost[key] += words
        pages.setdefault(key, set()).add(page)
        examples.setdefault(key, []).append((words, page, text))

    for outcome, mistakes in found:
        page = f"{outcome.set}/{outcome.id}"
        for loss in mistakes.losses:
            for charge in loss.charges:
                add((charge.by, charge.role), charge.words, page, charge.text)
            if loss.unseen:
                add(UNSEEN, loss.unseen, page, loss.text)
    yield from ("", "Who took gold words, most first", "   words  pages  removed by")
    for key, words in _ranked(lost):
        by, role = key
        yield f"{words:8,}{len(pages[key]):7,}  {printable(by)}{f' ({role})' if role else ''}"
        for taken, page, text in sorted(examples[key], key=lambda e: (-e[0], e[1]))[:EXAMPLES]:
            yield _cut(f"{'':17}{taken:5} {page}: {_quoted(text)}")


def _zones(found: Sequence[tuple[Outcome, Mistakes]]) -> Iterator[str]:
    """Extra words by where they stand: what is left of a head or a tail, or of the middle."""
    extra = Counter[str]()
    for _, mistakes in found:
        for surplus in mistakes.surpluses:
            extra[surplus.zone] += surplus.extra
    counts = ", ".join(f"{extra[zone]:,} {zone}" for zone in ("before", "inside", "after"))
    yield from ("", f"Wrongly kept words, by where they stand to the gold text: {counts}")


def _repeated(found: Sequence[tuple[Outcome, Mistakes]]) -> Iterator[str]:
    """Wholly extra lines that were kept on two pages or more, digits as #."""
    pages: dict[str, set[str]] = {}
    sample: dict[str, Surplus] = {}
    for outcome, mistakes in found:
        for surplus in mistakes.surpluses:
            if surplus.extra == surplus.words:
                line = _DIGITS.sub("#", surplus.text).casefold()
                pages.setdefault(line, set()).add(f"{outcome.set}/{outcome.id}")
                sample.setdefault(line, surplus)
    counts = Counter({line: len(where) for line, where in pages.items() if len(where) > 1})
    yield from (
        "",
        "Lines wrongly kept on several pages (digits as #): candidates for a rule",
        "   pages  line",
    )
    for line, count in _ranked(counts)[:REPEATED]:
        yield _cut(f"{count:8,}  {_quoted(sample[line].text)}  e.g. {min(pages[line])}")


def _right_votes(found: Sequence[tuple[Outcome, Mistakes]]) -> Iterator[str]:
    """Votes for removal that lost although they were right, by what would have been saved."""
    words: Counter[str] = Counter()
    blocks: Counter[str] = Counter()
    for _, mistakes in found:
        for surplus in mistakes.surpluses:
            for vote in surplus.against:
                words[vote] += surplus.extra
                blocks[vote] += 1
    silent = sum(s.extra for _, m in found for s in m.surpluses if not s.against)
    yield from ("", "Votes for removal that lost and were right", "   words blocks  vote")
    yield f"{silent:8,}         (no vote for removal at all)"
    for vote, count in _ranked(words)[:VOTES]:
        yield _cut(f"{count:8,}{blocks[vote]:7,}  {printable(vote)}")


def _worst(
    form: str, group: Sequence[Outcome], known: Mapping[tuple[str, str], BenchPage], worst: int
) -> Iterator[str]:
    ranked = sorted(group, key=lambda o: (o.figures.word_f1, o.set, o.id))[:worst]
    for place, outcome in enumerate(ranked, start=1):
        page, f = known[outcome.set, outcome.id], outcome.figures
        yield from ("", "-" * WIDTH)
        yield (
            f"{form} {place}. {outcome.set}/{outcome.id}  word F1 {f.word_f1:.3f} "
            f"(P {f.word_precision:.3f}, R {f.word_recall:.3f}); of {f.kept + f.lost:,} gold "
            f"words lost {f.lost:,}, extra {f.extra:,}"
        )
        yield _cut(f"  {printable(page.title)}  {printable(page.url)}")
        if outcome.error:
            yield _cut(f"  FAILED: {printable(outcome.error)}")
        if outcome.mistakes:
            yield from _page(outcome.mistakes)


def _page(mistakes: Mistakes) -> Iterator[str]:
    losses = [loss for loss in mistakes.losses if not _is_trifle(loss.lost, loss.words)]
    surpluses = [s for s in mistakes.surpluses if not _is_trifle(s.extra, s.words)]
    if losses:
        yield "  lost:"
        for loss in losses[:ON_A_PAGE]:
            yield from _loss(loss)
        yield from _more(len(losses))
    if surpluses:
        yield "  wrongly kept:"
        for surplus in surpluses[:ON_A_PAGE]:
            yield from _surplus(surplus)
        yield from _more(len(surpluses))


def _is_trifle(wrong: int, words: int) -> bool:
    """A word or two in a paragraph: spelled otherwise in gold, or glued by a flattener."""
    return wrong <= TRIFLE and wrong * 5 < words


def _loss(loss: Loss) -> Iterator[str]:
    yield _cut(f"  - {loss.lost:4} of {loss.words:4}  {_quoted(loss.text)}")
    for charge in loss.charges:
        yield _cut(f"{'':18}{charge.words} by {_who(charge)}: {printable(charge.why)}")
        if charge.text.strip() != loss.text.strip():
            yield _cut(f"{'':20}removed as {_quoted(charge.text)}")
        yield f"{'':20}{_place(charge)}"
    if loss.unseen:
        yield f"{'':18}{loss.unseen} {UNSEEN[0]}"


def _surplus(surplus: Surplus) -> Iterator[str]:
    yield _cut(f"  + {surplus.extra:4} of {surplus.words:4}  {_quoted(surplus.text)}")
    against = "; ".join(surplus.against) or "no vote for removal"
    yield _cut(f"{'':18}{_who(surplus)}; against: {printable(against)}")
    yield f"{'':18}{surplus.zone}, {_place(surplus)}"


def _who(item: Charge | Surplus) -> str:
    return printable(f"{item.by} ({item.role})")


def _place(item: Charge | Surplus) -> str:
    where = printable(item.where)
    return f"block {item.block} at {where if len(where) <= 110 else '…' + where[-109:]}"


def _more(count: int) -> Iterator[str]:
    if count > ON_A_PAGE:
        yield f"    … and {count - ON_A_PAGE} more"


def _ranked(counts: Counter[K]) -> list[tuple[K, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))


def _quoted(text: str) -> str:
    return f"“{shorten(printable(' '.join(text.split())), 110)}”"


def _cut(line: str) -> str:
    return line if columns(line) <= WIDTH else shorten(line, WIDTH)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "–"
