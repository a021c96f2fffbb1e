"""The front page: the run, what it changed, who removed what, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.report.changed import changes
from pipeline.report.counted import articles, languages, publishers, roles, rules
from pipeline.report.inputs import Inputs
from pipeline.report.markup import Child, Html, document, el, inline, quantity
from pipeline.report.parts import Linked, bar, number, percent, section, stamp, table, when
from pipeline.report.results import Results
from pipeline.report.survey import Survey
from pipeline.report.trouble import problems, quarantine

__all__ = ["front_page"]

_MOST_ALARMS = 100


def front_page(
    results: Results,
    found: Survey,
    inputs: Inputs,
    differences: Mapping[str, str],
    linked: Linked,
    lists: int,
) -> bytes:
    """`index.html`. `differences` has a few words for articles that changed, by id."""
    run = results.run
    return document(
        "dechrome report",
        el(
            "header",
            el("h1", "What was taken out, by whom, and why"),
            el("p", *_subtitle(results), cls="sub"),
            _contents(run, inputs, found),
        ),
        el(
            "main",
            _alarms(run),
            _figures(run, found),
            changes(results, found, differences, linked),
            rules(found),
            roles(found),
            articles(found, linked, lists),
            publishers(found),
            languages(found),
            quarantine(run, inputs),
            problems(found, inputs, linked),
            _run(run),
        ),
        stamp(run),
    )


def _subtitle(results: Results) -> Iterator[Child]:
    run = results.run
    versions = run.get("versions")
    version = versions.get("cleaner", "") if isinstance(versions, dict) else ""
    # Not the whole path: the report may be handed on, and one of a copy should be the same.
    yield el("code", inline("/".join(results.clean.resolve().parts[-2:]), most=200))
    yield [" · run of ", inline(when(run), most=40), f" · dechrome {version}"]


def _contents(run: Mapping[str, Any], inputs: Inputs, found: Survey) -> Html:
    entries = [
        ("alarms", "Alarms", bool(_alarm_list(run))),
        ("changes", "What changed", True),
        ("rules", "Who removed what", True),
        ("articles", "Articles", True),
        ("publishers", "Publishers", True),
        ("quarantine", "Quarantine", bool(inputs.reasons)),
        ("problems", "Problems", bool(found.problems or inputs.empty)),
        ("run", "The run", True),
    ]
    links = [el("a", name, href=f"#{id}") for id, name, there in entries if there]
    return el("nav", el("ul", *(el("li", link) for link in links)), aria_label="Contents")


def _alarm_list(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    alarms = run.get("alarms")
    return [a for a in alarms if isinstance(a, dict)] if isinstance(alarms, list) else []


def _alarms(run: Mapping[str, Any]) -> Html | None:
    alarms = _alarm_list(run)
    if not alarms:
        return None
    rows = [
        el(
            "tr",
            el("th", inline(str(alarm.get("publisher", "")), most=120), scope="row"),
            el("td", inline(str(alarm.get("message", "")), most=500)),
            el("td", el("code", inline(str(alarm.get("kind", "")), most=80))),
            number(_figure(alarm.get("articles"))),
            number(_figure(alarm.get("before"))),
            number(_figure(alarm.get("now"))),
        )
        for alarm in alarms[:_MOST_ALARMS]
    ]
    head = ("publisher", "what", "kind", "articles", "before", "now")
    return section(
        "alarms",
        f"{quantity(len(alarms), 'alarm')}: look here first",
        table(head, rows, numbers=(3, 4, 5)),
        cls="alarms",
    )


def _figure(value: object) -> str:
    """Of an alarm: a share (between 0 and 1), or a number."""
    if isinstance(value, float):
        return f"{value:.0%}" if 0 <= value <= 1 else f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value or "")[:40]


def _figures(run: Mapping[str, Any], found: Survey) -> Html:
    counts, total = run["counts"], found.total
    sums = [
        ("", counts["read"], "inputs read"),
        ("#articles", counts["cleaned"], "cleaned"),
        ("#problems", counts["empty"], "without text"),
        ("#quarantine", counts["quarantined"], "quarantined"),
    ]
    tiles = [
        el(
            "li",
            el("b", f"{value:,}"),
            el("a", name, href=to) if to and value else el("span", name),
        )
        for to, value, name in sums
    ]
    read, *parts = tiles
    equation = [read, el("li", "=", cls="op", aria_hidden="true")]
    for index, part in enumerate(parts):
        equation += [el("li", "+", cls="op", aria_hidden="true")] if index else []
        equation.append(part)
    known = [
        (total.titled, "with a title"),
        (total.dated, "with a date"),
        (total.authored, "with an author"),
        (found.stories, "taken for articles"),
        (found.copies, "repeat another one"),
    ]
    shares = [
        el(
            "li",
            el("b", percent(part, total.articles)),
            el("span", name),
            bar(part, total.articles),
        )
        for part, name in known
    ]
    whole = total.chars + total.removed_chars
    removed = el(
        "li",
        el("b", percent(total.removed_chars, whole)),
        el("span", "of the text removed"),
        bar(total.removed_chars, whole),
    )
    return el(
        "section",
        el("ul", *equation, cls="figures sum"),
        el("ul", *(shares if total.articles else []), removed, cls="figures"),
        aria_label="In figures",
    )


def _run(run: Mapping[str, Any]) -> Html:
    rows = []
    for name in ("started", "seconds", "work", "not_read", "versions", "config", "fingerprint"):
        value = run.get(name)
        if isinstance(value, dict):
            value = ", ".join(f"{key} {item}" for key, item in value.items())
        if value not in (None, ""):
            rows.append(
                el("tr", el("th", name, scope="row"), el("td", inline(str(value), most=600)))
            )
    return section("run", "The run", table((), rows))
