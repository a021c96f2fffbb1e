"""A list of the articles that have a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.report.markup import Child, Html, document, el, inline
from pipeline.report.parts import article_link, number, stamp, table
from pipeline.report.survey import Place

__all__ = ["list_page"]


def list_page(places: Sequence[Place], page: int, more: bool, run: Mapping[str, Any]) -> bytes:
    """The list with this number, from 1; `more` says whether another one follows."""
    links: list[Child] = [el("a", "← Report", href="index.html")]
    if page > 1:
        links += [" ", el("a", "previous", href=f"articles-{page - 1}.html")]
    if more:
        links += [" ", el("a", "next", href=f"articles-{page + 1}.html")]
    head = ("article", "publisher", "date", "words", "removed", "confidence", "changed")
    return document(
        f"Articles, list {page} · dechrome report",
        el("header", el("nav", *links, aria_label="Report"), el("h1", f"Articles, list {page}")),
        el("main", table(head, [_row(place) for place in places], numbers=(3, 4, 5))),
        stamp(run),
    )


def _row(place: Place) -> Html:
    return el(
        "tr",
        el("th", article_link(place, lambda id: True), scope="row"),
        el("td", inline(place.publisher, most=60)),
        el("td", inline(place.published, most=20)),
        number(place.words),
        number(f"{place.removed_share:.0%}"),
        number(f"{place.confidence:.2f}"),
        el("td", place.change),
    )
