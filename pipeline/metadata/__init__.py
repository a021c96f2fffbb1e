"""Decisions and markup -> Metadata: every value with its source, and nothing invented.

One module a question: `titles`, `authors`, `contributors`, `published`, `images`, `agencies`,
`publisher`, `language`, `kinds`, `facts`. `markup` gathers what the page's code says, `frame` where
things stand in the page; `refused` says what was not believed.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config import Config
from pipeline.metadata.agencies import agencies_of, dateline_place_of
from pipeline.metadata.authors import authors_of_markup, choose_authors
from pipeline.metadata.byline_lines import authors_of_blocks
from pipeline.metadata.contributors import contributors_of
from pipeline.metadata.date_lines import dates_of_lines
from pipeline.metadata.facts import canonical_of, description_of, section_of, tags_of
from pipeline.metadata.fallback import dates_of_htmldate
from pipeline.metadata.frame import frame_of
from pipeline.metadata.images import images_of
from pipeline.metadata.kinds import kind_of
from pipeline.metadata.language import language_of, language_tag
from pipeline.metadata.markup import Markup, read_markup
from pipeline.metadata.names import NameReader
from pipeline.metadata.plain import key
from pipeline.metadata.published import DateReader, choose_published, dates_of_markup, is_dated
from pipeline.metadata.publisher import publisher_of, site_names
from pipeline.metadata.refused import refusals
from pipeline.metadata.titles import (
    Title,
    claimed_titles,
    headline_spot,
    title_of_blocks,
    title_of_markup,
)
from pipeline.publishers import recognise
from pipeline.records import Decision, Document, Metadata

__all__ = ["describe"]

_BYLINES = 10  # names of the longest length that a byline may hold
_TEASERS = frozenset({"time", "visible", "header-line", "byline-line", "htmldate"})


def describe(
    document: Document, decisions: Sequence[Decision], body: str, config: Config
) -> Metadata:
    """What is known about the article; "" and () mean unknown.

    Pure, and never raises on what a page holds: its values are cut to `settings.limits`, put on
    one line, and of the wrong type they are dropped.
    """
    page, limits, settings = document.page, config.settings.limits, config.settings
    frame = frame_of(document, decisions)
    language, language_conf = language_of(body)
    markup = read_markup(document.tree, limits) if document.tree is not None else None
    known = markup or Markup()
    sites = site_names(known, page)

    title = Title() if markup is None else title_of_markup(known, sites, limits.title_chars)
    if not title.text:
        title = title_of_blocks(frame, limits.title_chars)
    headlines = frozenset(key(t) for t in (title.text, *title.alternatives) if t)
    headline = headline_spot(known)
    place = headline.order if headline is not None else None

    tag = language_tag(language, known.language, page.language)
    reader = DateReader(tag, page.fetched_at, settings.dates)
    dates = dates_of_markup(known, (page.url, known.canonical, known.first("og:url")), headlines,
                            place, reader)  # fmt: skip
    dates += dates_of_lines(frame, reader)
    if document.tree is not None and not is_dated(dates, settings.dates):
        dates += dates_of_htmldate(document, reader)
    published = choose_published(dates, settings.dates)

    agencies = config.rules.agencies
    names = NameReader(sites, lambda name: agencies.lookup(name) is not None, limits.author_chars)
    authors = choose_authors(
        [*authors_of_markup(known, headlines, place, names), authors_of_blocks(frame, names)]
    )
    publisher = publisher_of(page, markup, frame)
    if not publisher and (site := recognise(document, config.publishers)) is not None:
        publisher = site.name
    kind = kind_of(markup, frame, title.text)
    refused = refusals(known, claimed_titles(known), dates, _BYLINES * limits.author_chars)
    best = published.best
    if kind.name == "listing" and best is not None and best.source in _TEASERS:
        best = None  # the day of its newest teaser
    return Metadata(
        title=title.text,
        title_source=title.source,
        title_conf=title.conf,
        title_alternatives=title.alternatives,
        description=description_of(markup, frame, limits.description_chars),
        byline=authors.byline,
        authors=authors.people,
        authors_source=authors.source,
        authors_conf=authors.conf,
        agencies=agencies_of(frame, filter(names.is_agency, authors.organisations), publisher),
        contributors=contributors_of(frame, names, authors.people),
        dateline_place=dateline_place_of(frame),
        published=best.value if best else "",
        published_time=best.time if best else "",
        published_raw=best.raw if best else "",
        published_source=best.source if best else "",
        published_conf=best.conf if best else 0.0,
        updated=published.updated,
        section=section_of(markup, frame, title.text),
        tags=tags_of(markup),
        publisher=publisher,
        canonical_url=canonical_of(markup),
        language=language,
        language_conf=language_conf,
        access=kind.access,
        page_kind=kind.name,
        is_article=kind.is_article,
        is_truncated=kind.is_truncated,
        images=images_of(frame, agencies, page.url or known.canonical, known.first("og:image")),
        dates=published.dates,
        problems=(*known.problems, *refused, *kind.problems),
    )
