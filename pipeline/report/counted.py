"""What was counted: who removed what, and the corpus by publisher and language."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.report.markup import Child, Html, el, inline, quantity
from pipeline.report.parts import (
    Linked,
    article_link,
    bar,
    number,
    percent,
    ranked,
    rule_link,
    section,
    table,
)
from pipeline.report.survey import Place, Publisher, Rule, Survey

__all__ = ["articles", "languages", "publishers", "roles", "rules"]

_MOST_ROWS = 100  # publishers, languages
_MOST_LOOKS = 15  # articles of a list to look at
_EXAMPLE = 90  # characters
_UNFOLDED = 40  # signatures that are shown at once


def rules(found: Survey) -> Html:
    """Who removed what: a row for everybody who signed a removal."""
    signers = sorted(found.rules.values(), key=lambda rule: (-rule.words, rule.by))
    words = sum(rule.words for rule in signers)
    most = signers[0].words if signers else 0
    rows = [_rule(rule, most) for rule in signers]
    head = ("who", "what it is", "blocks", "inputs", "words", "", "for example")
    rest = None
    if len(rows) > _UNFOLDED:
        others = sum(rule.words for rule in signers[_UNFOLDED:])
        told = f"{len(rows) - _UNFOLDED:,} more, with {percent(others, words)} of the words"
        rest = el(
            "details",
            el("summary", told),
            table(head, rows[_UNFOLDED:], numbers=(2, 3, 4)),
            cls="rest",
        )
    return section(
        "rules",
        "Who removed what",
        el(
            "p",
            f"{quantity(len(rows), 'signature')} below {quantity(words, 'removed word')}. Each "
            "leads to what it took.",
        ),
        table(head, rows[:_UNFOLDED], numbers=(2, 3, 4)) if rows else None,
        rest,
    )


def _rule(rule: Rule, most: int) -> Html:
    example = " ".join(rule.samples.drawn[0].text.split())
    if len(example) > _EXAMPLE:
        example = example[:_EXAMPLE].rstrip() + "…"
    return el(
        "tr",
        el("th", rule_link(rule.by), scope="row", cls="who"),
        el("td", ", ".join(role for role, _ in ranked(rule.roles)[:3])),
        number(rule.blocks),
        number(rule.articles),
        number(rule.words),
        el("td", bar(rule.words, most)),
        el("td", el("q", inline(example)), cls="eg"),
    )


def roles(found: Survey) -> Html | None:
    """The removed words by what they were."""
    if not found.roles:
        return None
    most = max(found.roles.values())
    rows = [
        el("tr", el("th", role, scope="row"), number(count), el("td", bar(count, most)))
        for role, count in ranked(found.roles)
    ]
    return section("roles", "What it was", table(("role", "words removed", ""), rows, numbers=(1,)))


def articles(found: Survey, linked: Linked, lists: int) -> Html:
    """The lists of articles with a page, and those that most deserve a look."""
    pages = [el("a", f"{n}", href=f"articles-{n}.html") for n in range(1, lists + 1)]
    links: list[Child] = []
    for page in pages:
        links += [page, " "]
    all_pages = el("p", "All articles with a page of their own: ", *links) if pages else None
    unsure = [(place, f"{place.confidence:.2f}") for place in list(found.unsure)[:_MOST_LOOKS]]
    shrunk = [(place, f"{place.removed_share:.0%}") for place in list(found.shrunk)[:_MOST_LOOKS]]
    return section(
        "articles",
        "Articles to look at",
        all_pages,
        el(
            "div",
            el("div", el("h3", "Least sure"), _looks(unsure, "confidence", linked)),
            el("div", el("h3", "Most removed"), _looks(shrunk, "removed", linked)),
            cls="two",
        ),
    )


def _looks(places: Iterable[tuple[Place, str]], of: str, linked: Linked) -> Html:
    rows = [
        el("tr", number(figure), el("td", article_link(place, linked))) for place, figure in places
    ]
    return table((of, "article"), rows, numbers=(0,))


def publishers(found: Survey) -> Html:
    """What each publisher's articles came out as."""
    ranked = sorted(found.publishers.items(), key=lambda item: (-item[1].articles, item[0]))
    rows = [_publisher(name, of) for name, of in ranked[:_MOST_ROWS]]
    head = ("publisher", "articles", "words each", "removed", "title", "date", "author")
    more = len(ranked) - len(rows)
    note = el("p", f"… and {more:,} more with fewer articles.", cls="note") if more else None
    return section("publishers", "Publishers", table(head, rows, numbers=range(1, 7)), note)


def _publisher(name: str, of: Publisher) -> Html:
    return el(
        "tr",
        el("th", inline(name, most=80) if name else "unknown", scope="row"),
        number(of.articles),
        number(of.words // of.articles),
        number(percent(of.removed_chars, of.chars + of.removed_chars)),
        number(percent(of.titled, of.articles)),
        number(percent(of.dated, of.articles)),
        number(percent(of.authored, of.articles)),
    )


def languages(found: Survey) -> Html:
    """Languages of the bodies."""
    rows = [
        el(
            "tr",
            el("th", inline(code, most=20) if code else "unknown", scope="row"),
            number(count),
            el("td", bar(count, found.total.articles)),
        )
        for code, count in ranked(found.languages)[:_MOST_ROWS]
    ]
    return section(
        "languages", "Languages", table(("language", "articles", ""), rows, numbers=(1,))
    )
