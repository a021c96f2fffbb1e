"""Section, tags, description and canonical address: what the markup says in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.metadata.frame import Frame, values_of
from pipeline.metadata.jsonld import as_texts
from pipeline.metadata.markup import Markup
from pipeline.metadata.plain import http_url, key, one_line, unescaped, unique
from pipeline.records import Role

__all__ = ["canonical_of", "description_of", "section_of", "tags_of"]

_MAX_SECTION, _MAX_TAG, _MAX_TAGS = 80, 80, 40
_SECTION = ("article:section", "parsely-section", "og:section", "section", "cxenseparse:category",
            "articlesection", "dc.subject", "sailthru.section", "category")  # fmt: skip
_TAGS = ("news_keywords", "article:tag", "parsely-tags", "keywords", "sailthru.tags", "tags")
_DESCRIPTION = ("description", "og:description", "twitter:description", "dc.description",
                "sailthru.excerpt")  # fmt: skip
_HOME = frozenset({"home", "startseite", "start", "inicio", "accueil", "homepage", "главная"})
_COMMAS = re.compile(r"\s*[,;|、，]\s*")


def section_of(markup: Markup | None, frame: Frame, title: str) -> str:
    """The part of the paper: JSON-LD, meta, the section block, the last crumb but the title."""
    for text in _sections(markup, frame, title):
        line = one_line(unescaped(text), _MAX_SECTION)
        if line and not line.startswith("http") and key(line) != key(title):
            return line
    return ""


def _sections(markup: Markup | None, frame: Frame, title: str) -> Iterator[str]:
    if markup is not None:
        for node in (*markup.json_ld.article_nodes(), *markup.json_ld.page_nodes()):
            yield from as_texts(node.get("articleSection"))[:1]
        yield from markup.all(*_SECTION)
    for decision in frame.of_role(Role.SECTION):
        yield next((v for n, v in values_of(decision) if n == "section"), frame.text(decision))
    if markup is not None:
        yield from _crumbs(markup, title)


def _crumbs(markup: Markup, title: str) -> Iterator[str]:
    for node in markup.json_ld.of_type("breadcrumblist")[:1]:
        names: list[str] = []
        items = node.get("itemListElement")
        for item in items if isinstance(items, list) else []:
            if isinstance(item, Mapping):
                inner = item.get("item")
                names += (
                    as_texts(item.get("name"))
                    or as_texts(inner.get("name") if isinstance(inner, Mapping) else None)
                )[:1]
        known = [n for n in names[:12] if key(n) not in _HOME and key(n) not in key(title)]
        yield from known[-1:]


def tags_of(markup: Markup | None) -> tuple[str, ...]:
    """Keywords of JSON-LD, else of the first meta name that has any; each once, at most 40."""
    if markup is None:
        return ()
    for texts in _keywords(markup):
        tags = unique(one_line(unescaped(t), _MAX_TAG) for t in texts)
        if tags:
            return tags[:_MAX_TAGS]
    return ()


def _keywords(markup: Markup) -> Iterator[Iterable[str]]:
    for node in markup.json_ld.article_nodes():
        texts = as_texts(node.get("keywords"))
        yield _COMMAS.split(texts[0]) if len(texts) == 1 else texts
    for name in _TAGS:
        values = markup.all(name)
        yield _COMMAS.split(values[0]) if len(values) == 1 else values


def description_of(markup: Markup | None, frame: Frame, limit: int) -> str:
    """The lead that stood above the story, else what the markup says it is about."""
    for decision in frame.of_role(Role.LEAD):
        return one_line(frame.text(decision), limit)
    if markup is not None:
        claims = [*markup.all(*_DESCRIPTION)]
        for node in markup.json_ld.article_nodes():
            claims += as_texts(node.get("description"))
        for claim in claims:
            line = one_line(unescaped(claim), limit)
            if line:
                return line
    return ""


def canonical_of(markup: Markup | None) -> str:
    """The address that the page claims for itself (http or https), never taken for its identity."""
    if markup is None:
        return ""
    return markup.canonical or http_url(markup.first("og:url"))
