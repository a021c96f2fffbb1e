"""What of a page's claims was refused, or contradicts itself: codes for the record's `problems`.

The dates that were refused stand in `dates` with the reason; these codes say that there are some,
so that they can be counted over a corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline.metadata.jsonld import as_texts
from pipeline.metadata.markup import Markup
from pipeline.records import DateFound

__all__ = ["refusals", "without_tags"]

# Tags that editors type into a headline and the page's head escapes: no "<3", no "<unknown>".
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|em|h[1-6]|sub|sup|div|font|mark|span|small|strong)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_MACHINE = frozenset({"jsonld", "meta", "itemprop"})
_SURE = 0.9
_ZONES = 1  # days by which two zones may differ
_BYLINES = ("author", "article:author", "byl", "creator", "dc.creator", "parsely-author")


def without_tags(title: str) -> str:
    """`title` without the tags of HTML that were escaped into it.

    >>> without_tags("Storm <i>hits</i> coast<br/>"), without_tags("I <3 the coast")
    ('Storm hits coast', 'I <3 the coast')
    """
    return " ".join(_TAG.sub(" ", title).split()) if "<" in title else title


def refusals(
    markup: Markup, titles: Iterable[str], dates: Sequence[DateFound], byline_chars: int
) -> tuple[str, ...]:
    """The codes of one page, each once; `titles` are the headlines as its head claims them."""
    return tuple(dict.fromkeys(_codes(markup, titles, dates, byline_chars)))


def _codes(
    markup: Markup, titles: Iterable[str], dates: Sequence[DateFound], byline_chars: int
) -> Iterator[str]:
    if any(without_tags(title) != title for title in titles):
        yield "title:html"
    if any(len(text) > byline_chars for text in _bylines(markup)):
        yield "byline:too-long"
    if any(d.role == "rejected" and d.source in _MACHINE for d in dates):
        yield "dates:refused"
    days = [
        date.fromisoformat(d.value)
        for d in dates
        if d.role == "published" and d.source in _MACHINE and d.conf >= _SURE and len(d.value) == 10
    ]
    if days and (max(days) - min(days)).days > _ZONES:
        yield "dates:disagree"


def _bylines(markup: Markup) -> Iterator[str]:
    yield from markup.all(*_BYLINES)
    for node in markup.json_ld.article_nodes():
        author = node.get("author")
        for item in author if isinstance(author, list) else [author]:
            yield from as_texts(item.get("name") if isinstance(item, dict) else item)
