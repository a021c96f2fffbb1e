"""Which articles repeat one another: `duplicates.csv`, and its section of an article's page."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.report.markup import Child, Html, el, inline, quantity
from pipeline.report.parts import number, table
from pipeline.report.results import Record

__all__ = ["Company", "Member", "copies", "read_companies"]

_MOST = 60  # articles of a group that are listed


class Member(NamedTuple):
    """An article of a group."""

    id: str
    of: str  # "" for the one that the others repeat
    score: float
    linked: bool  # it has a page of its own


@dataclass(slots=True)
class Company:
    """Articles that repeat one another: the first ones of them by id, and how many there are."""

    members: list[Member] = field(default_factory=list)
    size: int = 0


def read_companies(files: Path, wanted: Set[str] | None) -> dict[str, Company]:
    """The groups, by name, that an article of `wanted` is in; None: all.

    Read twice, so that memory grows with what is wanted. Results of old have no such file.
    """
    path = files / "duplicates.csv"
    if not path.is_file():
        return {}
    names = {group for id, group, _, _ in _lines(path) if wanted is None or id in wanted}
    found: dict[str, Company] = {name: Company() for name in names}
    for id, group, of, score in _lines(path):
        if group in found:
            company = found[group]
            company.size += 1
            if len(company.members) < _MOST or not of:
                linked = wanted is None or id in wanted
                company.members.append(Member(id, of, float(score), linked))
    return found


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        yield from lines


def copies(article: Record, company: Company | None) -> Html | None:
    """The section; nothing for an article without company."""
    if company is None:
        return None
    others = [member for member in company.members if member.id != article["id"]]
    others.sort(key=lambda member: (member.of != "", -member.score, member.id))
    rows = [
        el(
            "tr",
            el("th", _link(member.id, member.linked), scope="row"),
            number(f"{member.score:.0%}" if member.of else ""),
        )
        for member in others
    ]
    more = company.size - 1 - len(rows)
    note = el("p", f"… and {more:,} more: duplicates.csv names them.", cls="note")
    head = ("article", "share of its text")
    return el(
        "section",
        el("h2", "Copies", id="copies"),
        el("p", *_story(article, others, company.size - 1)),
        table(head, rows, numbers=(1,)),
        note if more > 0 else None,
    )


def _story(article: Record, others: Sequence[Member], number_of: int) -> Iterator[Child]:
    if not article["dup_of"]:
        yield f"{quantity(number_of, 'article')} {'repeat' if number_of > 1 else 'repeats'}"
        yield " this one. It is the longest of them."
        return
    linked = any(member.id == article["dup_of"] and member.linked for member in others)
    yield f"{article['dup_score']:.0%} of this text stands in "
    yield _link(article["dup_of"], linked)
    yield " too. Of the others, the share of their text that stands there:"


def _link(id: str, linked: bool) -> Html:
    name = inline(id, most=200)
    return el("a", name, href=f"{id}.html") if linked else name
