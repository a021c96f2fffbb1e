"""The tables of an article's page: what is known of it, from where, and what was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.report.markup import Html, el, inline, outward
from pipeline.report.parts import table
from pipeline.report.results import Record

__all__ = ["images", "metadata", "others", "provenance"]

_MOST_TEXT = 600  # characters of a value
_MOST_ROWS = 60


def metadata(article: Record) -> Html:
    """Every value of the record with its source and confidence, and what is unknown."""
    sure = ("title", "authors", "published", "language")
    conf = {key: f"{article[f'{key}_conf']:.2f}" if article[key] else "" for key in sure}
    source = {
        "title": article["title_source"],
        "authors": article["authors_source"],
        "published": article["published_source"],
        "url": "sidecar",
        "fetched_at": "sidecar",
        "canonical_url": "the page's claim",
        "hostname": "url" if article["url"] else "canonical_url",
        "country": "hostname",
    }
    keys = (
        "title", "description", "byline", "authors", "agencies", "contributors", "dateline_place",
        "published", "published_time", "published_raw", "updated", "section", "tags", "publisher",
        "url", "canonical_url", "hostname", "country", "language", "access", "page_kind",
        "fetched_at", "problems",
    )  # fmt: skip
    rows, unknown = [], []
    for key in keys:
        value = article[key]
        if not value:
            unknown.append(key)
            continue
        lang = article["language"] if key in ("title", "description", "tags", "section") else ""
        link = key in ("url", "canonical_url")
        shown = outward(value) if link else inline(value, lang=lang, most=_MOST_TEXT)
        cells = [el("td", shown), el("td", source.get(key, "")), el("td", conf.get(key, ""))]
        rows.append(el("tr", el("th", key, scope="row"), *cells))
    values = table(("value", "", "found in", "confidence"), rows)
    marks = [
        words
        for holds, words in (
            (not article["is_article"], "not an article"),
            (article["is_truncated"], "cut short by a paywall or the scraper"),
        )
        if holds
    ]
    told = [el("p", "Unknown: ", ", ".join(unknown), ".", cls="note")] if unknown else []
    told += [el("p", "It is ", " and ".join(marks), ".", cls="note")] if marks else []
    return el("div", values, *told)


def others(record: Mapping[str, Any]) -> Html | None:
    """Dates and titles that were seen and not taken."""
    rows = []
    for date in _dicts(record, "dates")[:_MOST_ROWS]:
        value, role = str(date.get("value", "")), str(date.get("role", ""))
        taken = role == "published" and value == record.get("published")
        taken = taken or (role == "updated" and value == record.get("updated"))
        rows.append(
            el(
                "tr",
                el("th", f"date: {role}", scope="row"),
                el("td", inline(f"{value} {date.get('time', '')}".strip(), most=_MOST_TEXT)),
                el("td", inline(str(date.get("raw", "")), most=_MOST_TEXT)),
                el("td", str(date.get("source", ""))),
                el("td", _number(date.get("conf"))),
                el("td", "agrees" if taken else "not taken"),
            )
        )
    titles = record.get("title_alternatives")
    for title in titles[:_MOST_ROWS] if isinstance(titles, list) else ():
        shown = inline(str(title), lang=str(record.get("language", "")), most=_MOST_TEXT)
        empty = [el("td"), el("td"), el("td")]
        cells = [el("th", "title", scope="row"), el("td", shown), *empty, el("td", "not taken")]
        rows.append(el("tr", *cells))
    if not rows:
        return None
    head = ("what", "value", "as it stood", "found in", "confidence", "")
    return el("div", el("h3", "Everything that was seen"), table(head, rows))


def images(record: Mapping[str, Any], lang: str) -> Html | None:
    """The pictures that the page told of, as text."""
    rows = [
        el(
            "tr",
            el("td", inline(str(image.get("caption", "")), lang=lang, most=_MOST_TEXT)),
            el("td", inline(str(image.get("credit", "")), most=200)),
            el("td", inline(str(image.get("agency", "")), most=200)),
            el("td", outward(str(image.get("url", "")))),
        )
        for image in _dicts(record, "images")[:_MOST_ROWS]
    ]
    if not rows:
        return None
    head = ("caption", "credit", "agency", "address")
    return el("div", el("h3", "Images"), table(head, rows))


def provenance(article: Record) -> Html:
    """Which bytes, rules and version it is made of."""
    keys = (
        "id", "source_path", "source_kind", "source_encoding", "source_sha256", "text_sha256",
        "cleaner_version", "config_sha256",
    )  # fmt: skip
    rows = [
        el(
            "tr",
            el("th", key, scope="row"),
            el("td", el("code", inline(str(article[key]), most=_MOST_TEXT))),
        )
        for key in keys
    ]
    return table((), rows)


def _dicts(record: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    items = record.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else ""
