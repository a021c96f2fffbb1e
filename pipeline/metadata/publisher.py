"""Whose page is it? What the scraper says, the markup, the page's own notices, or nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.jsonld import as_texts, types
from pipeline.metadata.markup import Markup
from pipeline.metadata.plain import key, one_line, unescaped
from pipeline.records import Page, Role

__all__ = ["publisher_of", "site_names"]

_MAX_NAME = 120  # characters
_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher",
         "publisher", "cre", "copyright", "twitter:app:name:iphone")  # fmt: skip
_NAMES = ("og:site_name", "dc.publisher")  # those of `_META` that are names for readers
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©]{0,3}(?:by\s)?(?:\d{4}(?:\s?[-–/]\s?\d{2,4})?[\s,.]{0,3})?"
    r"(?P<name>[^\W\d_][^|.,;©\n]{1,60})",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s[|–—-]\s([^|–—]{2,60})$")
_MAX_HEAD, _MAX_TAIL = 3, 25  # blocks of a text in which <title> and the © line survive


def _json_ld_names(markup: Markup) -> Iterator[str]:
    data = markup.json_ld
    for node in (*data.article_nodes(), *data.page_nodes()):
        publisher = data.resolve(node.get("publisher") or node.get("sourceOrganization"))
        items = publisher if isinstance(publisher, list) else [publisher]
        for item in items[:3]:
            item = data.resolve(item)
            yield from as_texts(item.get("name") if isinstance(item, Mapping) else item)[:2]


def _hosts(url: str) -> Iterator[str]:
    """The page's host, and its name without "www." and the domain's ending."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return
    bare = host.removeprefix("www.")
    yield from (host, bare, bare.rsplit(".", 1)[0])


def site_names(markup: Markup, page: Page) -> frozenset[str]:
    """Every name of the page's site, as `key`: what is no part of a title and nobody's name."""
    names = [page.publisher, *_hosts(page.url), *_hosts(markup.canonical), *markup.all(*_META)]
    names += _json_ld_names(markup)
    for node in markup.json_ld.nodes:
        if any(t.endswith(("website", "organization")) for t in types(node)):
            names += as_texts(node.get("name")) + as_texts(node.get("alternateName"))
    keys = {key(one_line(unescaped(name), _MAX_NAME)) for name in names if name}
    return frozenset(k.removeprefix("the ") for k in keys if k) | (keys - {""})


def _noticed(frame: Frame) -> str:
    """The publisher that a notice, an author card or a frame rule named."""
    for block in frame.decisions:
        for decision in block:
            for name, value in values_of(decision):
                if name == "publisher":
                    return one_line(value, _MAX_NAME)
    return ""


def _of_frame(frame: Frame) -> str:
    """The name behind the title in the first lines, if the © line has it too."""
    texts = frame.document.texts
    claims = [
        match.group(1).strip()
        for text in texts[:_MAX_HEAD]
        if (match := _SUFFIX.search(text[-80:]))
    ]
    notices = [
        match["name"]
        for index in range(max(0, len(texts) - _MAX_TAIL), len(texts))
        if len(texts[index]) <= 200 and frame.roles[index] not in {Role.CAPTION, Role.CREDIT}
        for match in _COPYRIGHT.finditer(texts[index])
    ]
    for claim in claims:
        if any(key(claim) and key(claim) in key(notice) for notice in notices):
            return one_line(claim, _MAX_NAME)
    return ""


def publisher_of(page: Page, markup: Markup | None, frame: Frame) -> str:
    """The publisher's name as readers know it, "" if nothing says so."""
    if page.publisher:
        return one_line(page.publisher, _MAX_NAME)
    if markup is not None:
        for name in (*_json_ld_names(markup), *markup.all(*_NAMES)):
            text = one_line(unescaped(name), _MAX_NAME)
            if key(text) and not text.startswith(("http", "@")):
                return text
    return _noticed(frame) or _of_frame(frame)
