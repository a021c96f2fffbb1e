"""What went wrong: quarantine, problems, inputs without text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.report.inputs import Inputs
from pipeline.report.markup import Child, Html, el, inline, quantity
from pipeline.report.parts import Linked, article_link, number, ranked, section, table
from pipeline.report.survey import Survey

__all__ = ["problems", "quarantine"]

_MOST_ROWS = 100


def quarantine(run: Mapping[str, Any], inputs: Inputs) -> Html | None:
    """The inputs that could not be cleaned, by reason, in the words of the run."""
    if not inputs.reasons:
        return None
    parts = []
    for (stage, error), reason in sorted(inputs.reasons.items(), key=lambda r: (-r[1].count, r[0])):
        rows = [
            el("tr", el("th", inline(path, most=200), scope="row"), el("td", inline(message)))
            for path, message in reason.examples
        ]
        more = reason.count - len(rows)
        note = el("p", f"… and {more:,} more: quarantine.jsonl.", cls="note") if more else None
        title = el("h3", el("code", inline(f"{stage}: {error}", most=120)), f" ({reason.count:,})")
        parts += [title, table(("input", "why"), rows), note]
    count = quantity(run["counts"]["quarantined"], "input")
    told = el("p", f"{count} could not be cleaned; each is tried again when it or a rule changes.")
    return section("quarantine", "Quarantine", told, *parts)


def problems(found: Survey, inputs: Inputs, linked: Linked) -> Html | None:
    """What was odd about pages that were cleaned, and the inputs without text."""
    if not (found.problems or inputs.empty):
        return None
    rows = [
        el(
            "tr",
            el("th", el("code", inline(code, most=120)), scope="row"),
            number(count),
            el("td", article_link(found.problem_place[code], linked)),
        )
        for code, count in ranked(found.problems)[:_MOST_ROWS]
    ]
    head = ("code", "articles", "for example")
    parts: list[Child] = [table(head, rows, numbers=(1,))] if rows else []
    if inputs.empty:
        parts.append(el("h3", f"Without text ({inputs.empties:,})"))
        parts.append(el("ul", *(el("li", inline(p, most=200)) for p in inputs.empty), cls="ids"))
    if inputs.empties > len(inputs.empty):
        more = inputs.empties - len(inputs.empty)
        parts.append(el("p", f"… and {more:,} more: inputs.jsonl.", cls="note"))
    return section("problems", "Problems", *parts)
