"""A rule's page: what it removed from this corpus, so that one sees at once what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.markup import Html, document, el, inline, quantity
from pipeline.report.parts import Linked, number, ranked, stamp, table
from pipeline.report.sample import Sample
from pipeline.report.survey import Rule

__all__ = ["rule_page"]

_MOST_WHYS = 30
_RULE = "rule:"


def rule_page(rule: Rule, linked: Linked, run: Mapping[str, Any]) -> bytes:
    """The page of one rule, or of a labeller without rules."""
    samples = rule.samples.drawn
    listed = "All of them" if rule.samples.is_all else f"{len(samples)} different ones"
    return document(
        f"{rule.by[:120]} · dechrome report",
        el(
            "header",
            el("nav", el("a", "← Report", href="../index.html"), aria_label="Report"),
            el("h1", el("code", inline(rule.by))),
            el("p", _subtitle(rule), cls="sub"),
        ),
        el(
            "main",
            el("section", el("h2", "Why", id="why"), _whys(rule), *_where_written(rule.by)),
            el(
                "section",
                el("h2", "The longest", id="longest"),
                el("p", "A rule that takes journalism takes it here first.", cls="note"),
                _samples(rule.samples.longest, linked),
            ),
            el(
                "section",
                el("h2", "What it takes", id="samples"),
                el(
                    "p",
                    f"{listed}, the most frequent first. The sample is even over different "
                    "texts, and stays the same from run to run.",
                    cls="note",
                ),
                _samples(samples, linked),
            ),
        ),
        stamp(run),
    )


def _subtitle(rule: Rule) -> str:
    return (
        f"removed {quantity(rule.blocks, 'block')} with {quantity(rule.words, 'word')} "
        f"from {quantity(rule.articles, 'input')}: "
        + ", ".join(f"{role} {times:,}" for role, times in ranked(rule.roles))
    )


def _where_written(by: str) -> list[Html]:
    if not by.startswith(_RULE):
        return []
    pack = by.removeprefix(_RULE).partition("/")[0]
    name = el("code", f"config/rules/{pack}.toml")
    return [el("p", "It stands in ", name, "; change it there and run again.", cls="note")]


def _whys(rule: Rule) -> Html:
    rows = [
        el("tr", number(times), el("td", inline(why, most=400)))
        for why, times in ranked(rule.whys)[:_MOST_WHYS]
    ]
    return table(("blocks", "in its own words"), rows, numbers=(0,))


def _samples(samples: Sequence[Sample], linked: Linked) -> Html:
    return el("ol", *(_sample(sample, linked) for sample in samples), cls="samples")


def _sample(sample: Sample, linked: Linked) -> Html:
    more = sample.chars - len(sample.text)
    text = el("div", sample.text[:600], dir="auto", cls="t")
    left = more + max(len(sample.text) - 600, 0)
    where = inline(sample.id, most=80)
    first = el("a", where, href=f"../articles/{sample.id}.html") if linked(sample.id) else where
    return el(
        "li",
        text,
        el(
            "p",
            el("b", sample.role),
            f" · {left:,} more characters" if left else "",
            f" · {sample.times:,} times, first in " if sample.times > 1 else " · in ",
            first,
            cls="sig",
        ),
    )
