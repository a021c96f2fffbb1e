"""The headline: what a reader saw above the story, without the site's name.

There is no single "the headline": publishers run different ones on the page, for search engines
and for social media (page, JSON-LD and og:title agree with an editor's choice in 77, 75 and 69 %
of cases, one of them in 98 %). The one that two of the three give wins, else the page's own; the
others are kept as alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.metadata.frame import Frame
from pipeline.metadata.jsonld import as_texts, types
from pipeline.metadata.markup import Markup, Spot
from pipeline.metadata.plain import key, one_line, unescaped, unique
from pipeline.metadata.refused import without_tags

__all__ = [
    "Title",
    "claimed_titles",
    "headline_spot",
    "title_of_blocks",
    "title_of_markup",
    "without_site",
]

_SOCIAL = ("og:title", "twitter:title", "twitter:text:title")
_NAMED = ("headline", "dc.title", "dcterms.title", "parsely-title", "sailthru.title",
          "citation_title", "cxenseparse:title", "title")  # fmt: skip
_MAX_ALTERNATIVES = 6
# Shares that were gold's title, by source: where all headlines of the page are one, and where not
# (both measuring sets, in-sample; docs/metadata.md).
_RIGHT = {"h1": (0.97, 0.69), "jsonld": (0.95, 0.75), "meta": (0.79, 0.4), "title-tag": (0.4, 0.4)}
_SEPARATOR = re.compile(r"\s+[|–—‒―·•»«*/:-]{1,2}\s+|\s*[|｜ㅣ]\s*|\s+[-–—](?=\S)|(?<=\S)[-–—]\s+")
_MIN_WORDS, _MIN_CHARS = 2, 8  # of a headline that nothing confirms
_MAX_SITE_WORDS = 5
_NONE: frozenset[str] = frozenset()
_MIN_HEADLINE = 3  # words
_MAX_HEAD_LINES = 800
_FEW = 4  # characters by which lines that the first line holds are looked for
_LABEL_WORDS = 3  # of an <h1> that names a part of the site
_JSON_LD_CUT = 95  # characters: search engines ask for at most 110, and publishers cut
_CRUMB = re.compile(r"^(\d{1,2})[.)]\s+")
_DATE = re.compile(r"^\W*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})\W*$")


@dataclass(frozen=True, slots=True)
class Title:
    """The headline, where it came from, and the other headlines of the page."""

    text: str = ""
    source: str = ""  # h1 | jsonld | meta | title-tag | header-line
    alternatives: tuple[str, ...] = ()
    conf: float = 0.0


def without_site(text: str, sites: frozenset[str], headlines: frozenset[str] = frozenset()) -> str:
    """`text` without the site's name, section or date that is hung on before or behind it.

    What is hung on is known by being a site's name (as `key`), a date, or by leaving one of the
    page's other `headlines` when it is taken off.

    >>> without_site("Storm hits coast | Bay Post", frozenset({"bay post"}))
    'Storm hits coast'
    """
    cuts = list(_SEPARATOR.finditer(text))[:12]
    for cut in cuts:  # the longest thing hung on first
        before, after = text[: cut.start()].rstrip(), text[cut.end() :].lstrip()
        if key(before) in headlines:
            return before
        if key(after) in headlines and len(key(before).split()) <= _MAX_SITE_WORDS:
            return after
    for cut in reversed(cuts):
        before, after = text[: cut.start()].rstrip(), text[cut.end() :].lstrip()
        if (key(after) in sites or _DATE.match(after)) and before:
            return without_site(before, sites, headlines)
        if key(before) in sites and after:
            return without_site(after, sites, headlines)
    return text


def headline_spot(markup: Markup) -> Spot | None:
    """The <h1> that is the page's headline: the first that the markup confirms, else the first."""
    claims = [key(without_tags(c)) for c in claimed_titles(markup)]
    for spot in markup.headings:
        own = key(spot.text)
        if own and any(
            own in claim or (claim in own and len(claim) >= _MIN_CHARS) for claim in claims
        ):
            return spot
    return next((s for s in markup.headings if len(key(s.text).split()) >= _MIN_WORDS), None)


def _json_ld_headlines(markup: Markup) -> Iterator[str]:
    # Not the `name` of a WebPage node: that is what search engines are to show.
    for node in markup.json_ld.article_nodes()[:3]:
        for text in as_texts(node.get("headline"))[:1] or as_texts(node.get("name"))[:1]:
            yield unescaped(text)


def _claims(markup: Markup) -> tuple[str, ...]:
    return (*_json_ld_headlines(markup), *markup.all(*_SOCIAL), *markup.all(*_NAMED))


def claimed_titles(markup: Markup) -> tuple[str, ...]:
    """The headlines as JSON-LD, meta and <title> give them, the site's name and all."""
    return tuple(c for c in (*_claims(markup), markup.title) if c)


def _one(texts: Iterable[str], sites: frozenset[str], headlines: frozenset[str], limit: int) -> str:
    for text in texts:
        line = without_site(without_tags(one_line(text, limit)), sites, headlines)
        if line and key(line) not in sites:
            return line
    return ""


def title_of_markup(markup: Markup, sites: frozenset[str], limit: int) -> Title:
    """The headline of an HTML page; `sites` are the names of its site, as `key`."""
    spot = headline_spot(markup)
    page = one_line(unescaped(spot.text), limit) if spot and key(spot.text) not in sites else ""
    known = frozenset(filter(None, (key(page), *(key(h) for h in _json_ld_headlines(markup)))))
    named = _one(_json_ld_headlines(markup), sites, _NONE, limit)
    social = _one(markup.all(*_SOCIAL), sites, frozenset({key(page)}) - {""}, limit)
    other = _one(markup.all(*_NAMED), sites, known, limit)
    window = _one([markup.title], sites, known | {key(social)}, limit)
    if len(named) >= _JSON_LD_CUT and (longer := _longer(named, (social, other, window))):
        named = longer
    if len(key(social).split()) >= _MIN_HEADLINE and key(page).endswith(" " + key(social)):
        page = social  # the rest of the <h1> is a kicker, a label or a date
    is_news = any(
        t.endswith("newsarticle") for n in markup.json_ld.article_nodes() for t in types(n)
    )
    text, source = _chosen(page, named, social or other, window, is_news=is_news)
    alternatives = unique([page, named, social, other, window])
    kept = tuple(a for a in alternatives if key(a) != key(text))[:_MAX_ALTERNATIVES]
    return Title(text, source, kept, _RIGHT[source][bool(kept)] if source else 0.0)


def _longer(named: str, others: Iterable[str]) -> str:
    return next((o for o in others if o.startswith(named) and len(o) > len(named)), "")


def _chosen(page: str, named: str, social: str, window: str, *, is_news: bool) -> tuple[str, str]:
    """The headline and its source."""
    head, claim = key(page), key(named)
    # JSON-LD and og:title against the page: an editor's choice, or a kicker set before it. Outside
    # newsrooms, where <title> says the same, all three were written for search engines.
    editors = is_news or key(window) != claim or head in claim
    if claim and claim == key(social) != head and editors:
        return named, "jsonld"
    if page and (social or window) and len(head.split()) <= _LABEL_WORDS:
        claims = set(f"{claim} {key(social)} {key(window)}".split())
        if claims.isdisjoint(head.split()):
            page = ""  # "Our blog": the name of a part of the site
    for text, source in ((page, "h1"), (named, "jsonld"), (social, "meta"), (window, "title-tag")):
        if text:
            return text, source
    return "", ""


def title_of_blocks(frame: Frame, limit: int) -> Title:
    """The headline of a flattened text: the text of its block, without the site's name.

    The first line is another headline of the page where <title> survived in it.
    """
    if frame.title is None:
        return Title()
    texts = frame.document.texts
    first = _without_name(texts, limit)
    if frame.title == 0:
        return Title(first, "header-line", (), frame.title_conf)
    block = frame.document.blocks[frame.title]
    text = texts[frame.title].removeprefix(block.bullet).strip() if block.bullet else ""
    text = one_line(_unnumbered(text or texts[frame.title], texts[frame.title - 1]), limit)
    words, own = set(key(first).split()), set(key(text).split())
    is_other = key(first) != key(text) and 2 * len(words & own) >= len(own) and len(own) > 2
    return Title(text, "header-line", (first,) if is_other else (), frame.title_conf)


def _unnumbered(text: str, above: str) -> str:
    """`text` without its number, where it is the last of a numbered list of crumbs."""
    match, previous = _CRUMB.match(text), _CRUMB.match(above)
    if match and previous and int(match[1]) == int(previous[1]) + 1:
        return text[match.end() :]
    return text


def _without_name(texts: Sequence[str], limit: int) -> str:
    """The first line as a headline, known by the lines below that it begins with."""
    text = one_line(texts[0], limit)
    if not _SEPARATOR.search(text):
        return text
    head, tail = text[:_FEW].lower(), text[-_FEW:].lower()
    lines = frozenset(
        key(t)
        for t in texts[1:_MAX_HEAD_LINES]
        if len(t) <= len(text) and (t[:_FEW].lower() == head or t[-_FEW:].lower() == tail)
    )
    return without_site(text, _NONE, lines)
