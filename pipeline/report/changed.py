"""What the last run changed: exactly those articles, each with how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.corpus.changes import KINDS
from pipeline.report.markup import Child, Html, el, inline, quantity
from pipeline.report.parts import Linked, article_link, section, table
from pipeline.report.results import Results
from pipeline.report.survey import CHANGED, NAMED, Place, Survey

__all__ = ["changes"]


def changes(
    results: Results, found: Survey, differences: Mapping[str, str], linked: Linked
) -> Html:
    """The section; `differences` has a few words for articles that changed, by id."""
    changed = results.run["changes"]
    numbers = {kind: changed[kind] for kind in KINDS if isinstance(changed.get(kind), int)}
    if results.first:
        story = f"The first run: all {quantity(numbers['added'], 'article')} are new."
        return section("changes", "What changed", el("p", story))
    if not any(numbers.values()):
        told = "Nothing: every article came out as in the run before."
        return section("changes", "What changed", el("p", told))
    same = results.run["counts"]["cleaned"] - sum(
        numbers.get(kind, 0) for kind in KINDS if kind != "removed"
    )
    parts: list[Child] = [
        el(
            "p",
            "Since the results before: ",
            ", ".join(f"{_in(kind)} {count:,}" for kind, count in numbers.items() if count),
            f". The other {quantity(max(same, 0), 'article')} came out as before.",
        )
    ]
    for kind in CHANGED:
        places = list(found.changed[kind])[:NAMED]
        parts += _named(kind, numbers.get(kind, 0), places, differences, linked)
    parts += _gone(found.gone, numbers.get("removed", 0))
    return section("changes", "What changed", *parts, cls="changed")


def _in(kind: str) -> str:
    words = {
        "added": "new",
        "removed": "gone",
        "ledger": "only the ledger",
        "copies": "only copies",
    }
    return words.get(kind, kind)


def _named(
    kind: str,
    count: int,
    places: Sequence[Place],
    differences: Mapping[str, str],
    linked: Linked,
) -> list[Html]:
    if not count:
        return []
    titles = {
        "text": "In their text",
        "metadata": "In their metadata, the text as before",
        "ledger": "Only in their ledger",
        "copies": "Only in which articles they repeat, or are repeated by",
        "added": "New",
    }
    rows = [
        el(
            "tr",
            el("th", article_link(place, linked), scope="row"),
            el("td", inline(differences.get(place.id, ""), most=300)),
            el("td", inline(place.publisher, most=60)),
        )
        for place in places
    ]
    head = ("article", "how", "publisher")
    more = count - len(places)
    note = [el("p", f"… and {more:,} more: changes.jsonl names them.", cls="note")] if more else []
    return [el("h3", f"{titles[kind]} ({count:,})"), table(head, rows), *note]


def _gone(ids: Sequence[str], count: int) -> list[Html]:
    if not count:
        return []
    more = f"… and {count - len(ids):,} more: changes.jsonl names them."
    items = [el("li", inline(id)) for id in ids]
    note = [el("p", more, cls="note")] if count > len(ids) else []
    return [el("h3", f"Gone ({count:,})"), el("ul", *items, cls="ids"), *note]
