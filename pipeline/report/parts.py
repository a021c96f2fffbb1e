"""What several pages of the report have in common: links, tables, bars, the last line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.report.markup import Child, Html, el, inline
from pipeline.report.survey import Place

__all__ = [
    "CHANGES",
    "Linked",
    "article_link",
    "bar",
    "number",
    "percent",
    "ranked",
    "rule_file",
    "rule_link",
    "section",
    "stamp",
    "table",
    "when",
]

Linked = Callable[[str], bool]  # whether the article of this id has a page

CHANGES = {
    "text": "its text",
    "metadata": "its metadata",
    "ledger": "only its ledger",
    "copies": "only which articles it repeats, or is repeated by",
    "added": "it is new",
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\+00:00")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def rule_file(by: str) -> str:
    """Name of a rule's page.

    >>> rule_file("rule:share/share-bar"), rule_file("extractor")
    ('rule-share-share-bar-e3f63c.html', 'extractor-7488d7.html')
    """
    slug = _NOT_IN_A_NAME.sub("-", by.lower()).strip("-")[:80]
    digest = hashlib.sha256(by.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{slug}-{digest}.html".lstrip("-")


def rule_link(by: str, up: str = "") -> Html:
    """Who removed something, linked to all that it removed."""
    return el("a", el("code", inline(by, most=120)), href=f"{up}rules/{rule_file(by)}")


def article_link(place: Place, linked: Linked, up: str = "") -> Html:
    """An article's title, or the path of its source; a link where it has a page."""
    name = inline(place.title or place.source_path, lang=place.language, most=160)
    return el("a", name, href=f"{up}articles/{place.id}.html") if linked(place.id) else name


def table(head: Sequence[str], rows: Sequence[Html], *, numbers: Sequence[int] = ()) -> Html:
    """A table that scrolls by itself where it is too wide; `numbers` are columns of figures."""
    top = None
    if head:
        cells = [
            el("th", name, scope="col", cls="n" if index in numbers else None)
            for index, name in enumerate(head)
        ]
        top = el("thead", el("tr", *cells))
    return el("div", el("table", top, el("tbody", *rows)), cls="wide", tabindex=0)


def number(value: float | str) -> Html:
    """A cell with a figure."""
    return el("td", f"{value:,}" if isinstance(value, int) else str(value), cls="n")


def percent(part: int, whole: int) -> str:
    """A share in words of a table; never rounded to all or nothing where it is neither.

    >>> percent(1, 3), percent(9999, 10000), percent(1, 10000), percent(0, 0)
    ('33%', '>99%', '<1%', '–')
    """
    if not whole:
        return "–"
    share = 100 * part / whole
    if 99 <= share < 100 and round(share) == 100:
        return ">99%"
    if 0 < share < 1 and round(share) == 0:
        return "<1%"
    return f"{share:.0f}%"


def bar(part: int, whole: int) -> Html:
    """A share as a bar, for the eye only."""
    width = f"{100 * part / whole if whole else 0:.1f}"
    filled = el("rect", width=width, height="8")
    return el("svg", filled, cls="bar", view="0 0 100 8", preserve="none", aria_hidden="true")


def stamp(run: Mapping[str, Any]) -> Html:
    """The foot of every page: which results it shows."""
    corpus = str(run.get("corpus", ""))[:16]
    parts: list[Child] = ["Results ", el("code", inline(corpus)), " of the run of "]
    parts += [inline(when(run), most=40)]
    return el("footer", el("p", *parts, ". A static page: it loads nothing and runs nothing."))


def when(run: Mapping[str, Any]) -> str:
    """When the run began, in UTC.

    >>> when({"started": "2024-05-03T10:30:00+00:00"})
    '2024-05-03 10:30 UTC'
    """
    started = str(run.get("started", "an unknown time"))
    found = _TIME.fullmatch(started)
    return f"{found[1]} {found[2]} UTC" if found else started


def section(id: str, title: str, *children: Child, cls: str | None = None) -> Html:
    """A section whose heading links to itself."""
    return el("section", el("h2", el("a", title, href=f"#{id}")), *children, id=id, cls=cls)


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent first; of equals by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
