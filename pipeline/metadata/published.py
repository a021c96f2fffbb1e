"""When was it published? Every date that the page shows, ranked by how it is shown.

What the publisher's own machine says (JSON-LD, meta) comes before what stands beside the
headline, that before what only stands somewhere. A date above the headline is the clock of the
day of the scrape (right in 0 of 9 measured cases) and never a publication date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from pipeline.config import DateSettings
from pipeline.metadata.dates import Reading, find_dates, parse_date
from pipeline.metadata.jsonld import first_text
from pipeline.metadata.markup import Markup, Spot
from pipeline.records import DateFound

__all__ = [
    "DateReader",
    "Published",
    "choose_published",
    "dates_of_markup",
    "found",
    "is_dated",
    "label_before",
]

# Confidence of a date by where it stands; the shares that were right on the measuring sets'
# pages with a day that is not the scrape's.
_JSON_LD, _JSON_LD_PAGE, _JSON_LD_CREATED = 0.95, 0.92, 0.6
_ITEMPROP = 0.92
_MARKED = 0.85
_LABELLED = 0.65  # wherever it stands
_URL = 0.85
_AGREED = 0.5  # of the remaining doubt goes when a second source gives the same day
_DISPUTED = 0.85  # factor when a source that is nearly as good gives another day
_NEARLY = 0.1
_REWRITTEN = 0.88  # at most, where the page was updated on another day
# Unlabelled dates by their distance from the headline, in elements (shares right: 0.79 to 0.89
# just above it, 0.71 to 0.83 below it, 0.6 to 100, at most 0.49 beyond).
_DISTANCES = ((-30, 0, 0.72), (0, 50, 0.78), (50, 100, 0.6))
_FAR, _TEASER, _NO_HEADLINE = 0.4, 0.2, 0.45
_REACH = 400  # elements after the headline; what stands farther is another article's
_MAX_REST = 90  # characters beside an unlabelled date
_MAX_SPOT = 200  # characters of a marked element that is about a date
_MACHINE = frozenset({"jsonld", "meta"})
_NEAR_ENOUGH = 0.7
_BACKWARDS = 0.45
_MONTH_ONLY = 0.7  # factor: a month is no day
_AMBIGUOUS, _RELATIVE, _SHIFTED = 0.45, 0.55, 0.8  # at most

_META = {
    "article:published_time": 0.95, "og:article:published_time": 0.95, "datepublished": 0.92,
    "http://ogp.me/ns/article#published_time": 0.95, "og:published_time": 0.93,
    "article:published": 0.93, "og:publish_date": 0.93, "published_time": 0.93,
    "parsely-pub-date": 0.93, "sailthru.date": 0.92, "publishdate": 0.92, "publish-date": 0.92,
    "publish_date": 0.92, "publisheddate": 0.92, "published-date": 0.92, "published_date": 0.92,
    "published": 0.92, "published_at": 0.92, "publication_date": 0.92, "publication-date": 0.92,
    "publicationdate": 0.92, "pubdate": 0.92, "pub_date": 0.92, "date-pub": 0.9, "ptime": 0.9,
    "cxenseparse:recs:publishtime": 0.93, "cxenseparse:publishtime": 0.93,
    "cxenseparse:recs:published_time": 0.93, "vr:published_time": 0.92, "bt:pubdate": 0.92,
    "content:publishdate": 0.92, "article.published": 0.92, "article-publication-date": 0.92,
    "dc.date.issued": 0.9, "dcterms.issued": 0.9, "dc.issued": 0.9, "prism.publicationdate": 0.92,
    "citation_publication_date": 0.85, "citation_online_date": 0.9, "citation_date": 0.8,
    "shareaholic:article_published_time": 0.92, "w-published-date": 0.9,
    "dcterms.created": 0.8, "dc.date.created": 0.8, "date.created": 0.8, "date_published": 0.92,
    "dc.date": 0.75, "dcterms.date": 0.7, "dc.created": 0.75, "originalpublicationdate": 0.93,
    "date": 0.8, "article_date_original": 0.9, "created": 0.6, "uploaddate": 0.6,
}  # fmt: skip
_META_UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "og:article:modified_time",
    "last-modified", "article:modified", "dcterms.modified", "dc.date.modified", "revised",
    "lastmod", "modified_time", "date.modified",
)  # fmt: skip

_UPDATED_WORD = re.compile(
    r"updat|modif|revis|aktuali[sz]|geändert|überarbeitet|mis[e]? à jour|\bmàj\b|\bmaj\s?:|"
    r"actuali[zt]|atualiz|aggiorn|bijgewerkt|laatst|uppdater|oppdater|opdater|päivitetty|"
    r"muokattu|zaktual|güncel|обновл|оновл|изменен|змінен|更新|수정|تحديث|بروزرسانی|diperbarui|"
    r"cập nhật|ενημέρωση|actualisé",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"publi|\bposted\b|\bcreated\b|veröffentlicht|erstellt|erschienen|geplaatst|gepubliceerd|"
    r"julkaistu|udgivet|yayın|опубл|дата публ|公開|掲載|配信|发布|發布|发表|입력|등록|게재|승인|"
    r"\bdatum\b|\bdate\s?:|نشر|انتشار|منتشر|đăng|diterbitkan|tayang|δημοσ|objavljeno|zverejnen|"
    r"\bwritten on\b",
    re.IGNORECASE,
)
_MAX_DATES = 40  # kept of one page
_LABEL_REACH = 45  # characters before a date where its label stands
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?([0-3]\d)(?=[/_.-]|$)")


@dataclass(frozen=True, slots=True)
class DateReader:
    """What it takes to read a page's dates: its language, the scrape's moment, the bounds."""

    language: str
    fetched_at: str
    settings: DateSettings

    def parse(self, raw: str) -> Reading | None:
        """The date of a raw string that should hold one."""
        return parse_date(raw, self.language, self.fetched_at, self.settings)

    def find(self, raw: str) -> tuple[Reading, ...]:
        """All dates of a line."""
        return find_dates(raw, self.language, self.fetched_at, self.settings)


@dataclass(frozen=True, slots=True)
class Published:
    """The day an article carries, its last update, and every date that was seen."""

    best: DateFound | None
    updated: str
    dates: tuple[DateFound, ...]


def label_before(text: str, start: int) -> str:
    """What the words just before a date call it: "updated", "published" or ""."""
    before = text[max(0, start - _LABEL_REACH) : start]
    found = [
        (match.start(), role)
        for role, pattern in (("updated", _UPDATED_WORD), ("published", _PUBLISHED_WORD))
        for match in pattern.finditer(before)
    ]
    return max(found)[1] if found else ""


def found(
    reading: Reading, role: str, source: str, conf: float, block: int | None = None
) -> Iterator[DateFound]:
    """A reading as a record; one that was refused is kept as such, with the reason.

    "03/04/2024" gives both its days, neither sure enough alone: another source decides.
    """
    if reading.refused:
        raw = f"{reading.raw} ({reading.refused})"
        yield DateFound("", role="rejected", raw=raw, source=source, block=block)
        return
    if len(reading.value) < len("YYYY-MM-DD"):
        conf *= _MONTH_ONLY
    if reading.relative:
        conf = min(conf, _RELATIVE)
    if reading.shifted:
        conf = min(conf, _SHIFTED)
    if reading.other:
        conf = min(conf, _AMBIGUOUS)
    yield DateFound(reading.value, reading.time, role, reading.raw, source, conf, block)
    if reading.other:
        yield DateFound(reading.other, reading.time, role, reading.raw, source, conf - 0.01, block)


def _one(reader: DateReader, raw: str, role: str, source: str, conf: float) -> Iterator[DateFound]:
    reading = reader.parse(raw) if raw else None
    if reading is not None:
        yield from found(reading, role, source, conf)


def _json_ld_dates(
    markup: Markup, reader: DateReader, headlines: frozenset[str]
) -> Iterator[DateFound]:
    data = markup.json_ld
    articles = data.article_nodes(headlines)
    for nodes, conf in ((articles, _JSON_LD), (data.page_nodes(), _JSON_LD_PAGE)):
        for node in nodes[:3]:
            published = first_text(node.get("datePublished"), node.get("uploadDate"))
            yield from _one(reader, published, "published", "jsonld", conf)
            updated = first_text(node.get("dateModified"))
            yield from _one(reader, updated, "updated", "jsonld", conf)
            if not published:
                created = first_text(node.get("dateCreated"))
                yield from _one(reader, created, "published", "jsonld", _JSON_LD_CREATED)
            if published:
                break


def _meta_dates(markup: Markup, reader: DateReader) -> Iterator[DateFound]:
    for name, conf in _META.items():
        for value in markup.meta.get(name, ())[:1]:
            yield from _one(reader, value, "published", "meta", conf)
    for name in _META_UPDATED:
        for value in markup.meta.get(name, ())[:1]:
            yield from _one(reader, value, "updated", "meta", 0.9)


def _nearness(spot: Spot, headline: int | None, repeated: bool) -> float:
    """Confidence of an unlabelled date by its distance from the headline, in elements."""
    if headline is None:
        return _NO_HEADLINE
    distance = spot.order - headline
    for first, last, conf in _DISTANCES:
        if first <= distance < last:
            return conf
    return _TEASER if repeated or spot.aside else _FAR


def _spot_dates(markup: Markup, reader: DateReader, headline: int | None) -> Iterator[DateFound]:
    """Dates of marked elements: those that mark themselves, then those near the headline."""
    times_seen = Counter(spot.marks for spot in markup.dates)
    for spot in markup.dates:
        far = headline is not None and spot.order - headline > _REACH
        if len(spot.text) <= _MAX_SPOT and not (far and "datepublished" not in spot.marks):
            yield from _of_spot(spot, _nearness(spot, headline, times_seen[spot.marks] > 1), reader)


def _of_spot(spot: Spot, conf: float, reader: DateReader) -> Iterator[DateFound]:
    source = "time" if spot.tag == "time" else "visible"
    role = "published"
    near = conf > _FAR and not spot.aside
    if "datepublished" in spot.marks and not spot.aside:
        source, conf = "itemprop", _ITEMPROP
    elif "datemodified" in spot.marks or _UPDATED_WORD.search(spot.marks):
        role, conf = "updated", _MARKED if near else _FAR
        if "published" in spot.marks and near:  # WordPress: "entry-date published updated"
            role = "published"
    elif "published" in spot.marks and near:
        conf = _MARKED
    readings = reader.find(spot.text)[:3]
    reading = reader.parse(spot.value) if spot.value else None
    if reading is not None:
        label = label_before(spot.text, readings[0].span[0] if readings else len(spot.text))
        yield from _labelled(reading, label, role, source, conf)
        return
    for reading in readings:
        label = label_before(reading.raw, reading.span[0])
        if not label and len(spot.text) - (reading.span[1] - reading.span[0]) > _MAX_REST:
            continue  # a caption or teaser that has a day in it
        yield from _labelled(reading, label, role, source, conf)


def _labelled(
    reading: Reading, label: str, role: str, source: str, conf: float
) -> Iterator[DateFound]:
    if label == "published" == role:
        conf = max(conf, _LABELLED)
    yield from found(reading, label or role, source, conf)


def _url_dates(urls: Iterable[str], reader: DateReader) -> Iterator[DateFound]:
    """A day in the path of an address of the page: /2024/05/03/, /20240503-."""
    for url in urls:
        try:
            path = urlsplit(url).path
        except ValueError:
            continue
        if match := _URL_DAY.search(path[:300]):
            yield from _one(reader, "-".join(match.groups()), "published", "url", _URL)
            return


def dates_of_markup(
    markup: Markup,
    urls: Iterable[str],
    headlines: frozenset[str],
    headline: int | None,
    reader: DateReader,
) -> list[DateFound]:
    """Every date that the markup gives, in the order of trust within each source.

    `headlines` are the page's headlines as `key`, `headline` the place of its <h1>.
    """
    return [
        *_json_ld_dates(markup, reader, headlines),
        *_meta_dates(markup, reader),
        *_spot_dates(markup, reader, headline),
        *_url_dates(urls, reader),
    ]


def _first_printed(best: DateFound, dates: list[DateFound]) -> DateFound:
    """An earlier day printed beside the headline, where the machine gave its update twice."""
    twice = any(
        d.role == "updated" and d.raw == best.raw and d.source == best.source for d in dates
    )
    if not twice or best.source not in _MACHINE:
        return best
    printed = [
        d
        for d in dates
        if d.role == "published" and d.source not in _MACHINE and d.conf >= _NEAR_ENOUGH
    ]
    if any(d.value == best.value for d in printed):
        return best
    return max((d for d in printed if d.value < best.value), key=lambda d: d.conf, default=best)


def _weighed(dates: list[DateFound]) -> DateFound | None:
    """The best publication date, its confidence raised or lowered by the other sources."""
    candidates = [d for d in dates if d.role == "published" and d.value]
    if not candidates:
        return None
    for i, unsure in enumerate(candidates):
        # Two writings of one day, neither sure: together they are worth more than either.
        same = [d for d in candidates if d.value == unsure.value and d.raw != unsure.raw]
        if unsure.conf == _AMBIGUOUS and same:
            candidates[i] = replace(unsure, conf=max(d.conf for d in same))
    best = max(candidates, key=lambda d: d.conf)  # the first of equals
    best = _first_printed(best, dates)
    conf = best.conf
    others = [d for d in candidates if d.source != best.source and d.raw != best.raw]
    if any(d.value == best.value for d in others):
        conf += (1 - conf) * _AGREED
    if any(d.value != best.value and d.conf >= best.conf - _NEARLY for d in others):
        conf *= _DISPUTED
    time = best.time or next((d.time for d in candidates if d.value == best.value and d.time), "")
    return replace(best, conf=round(conf, 3), time=time)


def is_dated(dates: list[DateFound], settings: DateSettings) -> bool:
    """Whether the page itself gave a day, be it that of an update, that is sure enough."""
    roles = {"published", "updated"}
    return any(d.value and d.role in roles and d.conf >= settings.min_published_conf for d in dates)


def choose_published(dates: list[DateFound], settings: DateSettings) -> Published:
    """The publication date, if any is sure enough, with the update and all that was seen."""
    kept = list(dict.fromkeys(dates))[:_MAX_DATES]
    updates = [d for d in kept if d.role == "updated" and d.value]
    updated = max(updates, key=lambda d: d.conf).value if updates else ""
    best = _weighed(kept)
    if best is not None and updated and updated != best.value:
        # Evergreen pages: which of the two days the text in hand dates from is open.
        best = replace(best, conf=min(best.conf, _REWRITTEN))
        if updated < best.value and best.source not in _MACHINE:
            # Changed before it was published: one of the two is another article's.
            best = replace(best, conf=min(best.conf, _BACKWARDS))
    if best is not None and best.conf < settings.min_published_conf:
        best = None
    return Published(best, updated, tuple(kept))
