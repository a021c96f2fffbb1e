"""A clean folder -> a folder of pages: one pass to count and choose, one to write the pages.

index.html       the run
articles-1.html  the articles that have a page, 500 a list
articles/<id>.html
rules/<who>.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.report.article import article_page
from pipeline.report.compare import Difference, compare
from pipeline.report.copies import read_companies
from pipeline.report.folder import replaced_folder, report_folder
from pipeline.report.inputs import read_inputs
from pipeline.report.listing import list_page
from pipeline.report.overview import front_page
from pipeline.report.parts import rule_file
from pipeline.report.results import Entry, Results, entries, open_results
from pipeline.report.rule import rule_page
from pipeline.report.survey import Place, Survey, place_of, survey

__all__ = ["ALL", "MOST_ARTICLES", "Written", "write_report"]

MOST_ARTICLES = 500  # with a page of their own, unless told otherwise
ALL = -1
_LISTED = 500  # articles of a list


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    index: Path  # the front page
    articles: int  # with a page
    of_articles: int
    rules: int


@dataclass(slots=True)
class _Pages:
    """The pages of articles, while they are written."""

    folder: Path
    wanted: frozenset[str] | None  # ids; None: all
    count: int = 0
    lists: int = 0
    listed: list[Place] = field(default_factory=list)
    differences: dict[str, str] = field(default_factory=dict)  # id -> a few words


def write_report(clean: Path, out: Path | None = None, articles: int = MOST_ARTICLES) -> Written:
    """Write the report of a clean folder; the folder that stood there before is replaced whole.

    `out` is `report` beside the clean folder if None; `articles` the most that get a page of
    their own, or `ALL`. The same results give the same bytes. Raises `ReportError` where there
    are no results or `out` is not a report's, `OSError` where it cannot be written.
    """
    results = open_results(clean)
    folder = report_folder(clean, out)
    every = articles == ALL
    found = survey(results, MOST_ARTICLES if every else articles)
    chosen = None if every else frozenset(place.id for place in found.chosen(articles))
    with replaced_folder(folder) as new:
        pages = _write_articles(new, results, chosen)
        _write_rest(new, results, found, pages)
    return Written(folder / "index.html", pages.count, found.total.articles, len(found.rules))


def _write_articles(folder: Path, results: Results, wanted: frozenset[str] | None) -> _Pages:
    pages = _Pages(folder, wanted)
    companies = read_companies(results.files, wanted)
    (folder / "articles").mkdir()
    for entry in entries(results, wanted):
        if entry.article is None:
            continue
        record = _record(results.files, entry.id)
        change = "" if results.first else entry.change
        difference = _difference(results, entry, record, change)
        company = companies.get(entry.article["dup_group"])
        page = article_page(
            entry.article, entry.removed, record, company, change, difference, results.run
        )
        (folder / "articles" / f"{entry.id}.html").write_bytes(page)
        if difference is not None:
            pages.differences[entry.id] = difference.in_short()
        pages.count += 1
        pages.listed.append(place_of(entry, entry.article))
        if len(pages.listed) == _LISTED:
            _write_list(pages, results)
    if pages.listed:
        _write_list(pages, results)
    return pages


def _write_list(pages: _Pages, results: Results) -> None:
    pages.lists += 1
    more = pages.lists * _LISTED < (
        results.run["counts"]["cleaned"] if pages.wanted is None else len(pages.wanted)
    )
    data = list_page(pages.listed, pages.lists, more, results.run)
    (pages.folder / f"articles-{pages.lists}.html").write_bytes(data)
    pages.listed = []


def _write_rest(folder: Path, results: Results, found: Survey, pages: _Pages) -> None:
    def linked(id: str) -> bool:
        return (folder / "articles" / f"{id}.html").exists()

    (folder / "rules").mkdir()
    for by, rule in found.rules.items():
        (folder / "rules" / rule_file(by)).write_bytes(rule_page(rule, linked, results.run))
    data = front_page(results, found, read_inputs(results), pages.differences, linked, pages.lists)
    (folder / "index.html").write_bytes(data)


def _record(generation: Path, id: str) -> dict[str, Any]:
    """An article's own record; {} where it is not written (`article_json = false`) or no JSON."""
    try:
        record = json.loads((generation / "articles" / f"{id}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _difference(
    results: Results, entry: Entry, record: dict[str, Any], change: str
) -> Difference | None:
    if results.before is None or not record or change in ("", "added"):
        return None
    before = _record(results.before, entry.id)
    return compare(before, record) if before else None
