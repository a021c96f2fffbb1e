"""The kind that a page's own code says: types of schema.org and Open Graph, words of <body>."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from lxml.html import HtmlElement

from pipeline.metadata.jsonld import types
from pipeline.metadata.markup import Markup
from pipeline.records import Document

__all__ = ["declared", "says_article", "says_media"]

_LIVE = frozenset({"liveblogposting"})
_THREAD = frozenset({"discussionforumposting"})
_QUESTIONS = frozenset({"qapage"})
_LISTING = frozenset({"collectionpage", "searchresultspage", "profilepage"})
_MEDIA = frozenset({"videoobject", "imagegallery", "mediagallery", "podcastepisode", "audioobject"})
_MANY = 3  # article nodes: the page describes those that it lists
_TYPED = re.compile(r"schema\.org/(?:\w+/)?(\w+)", re.IGNORECASE)
_MICRODATA: Mapping[str, str] = {
    **dict.fromkeys(_LIVE, "live"),
    **dict.fromkeys(_THREAD | _QUESTIONS, "forum"),
    "product": "product",
    "collectionpage": "listing",
    "searchresultspage": "listing",
}
_ROOTS = frozenset({"html", "body", "main"})  # typed as what the whole page is
_MAX_TYPED = 50
_LIST_PROSE = 150
# Words that a system writes into class or id of <body>, as whole words. None is a word that a
# designer would choose: "home" and "archive" alone stand on articles too.
_SINGLE = re.compile(r"single(?!-product)(?:-post|-article)?|postid-\d+|page-node-type-\w+|article")
_BODY_WORDS: Mapping[str, str] = {
    "error404": "error",
    "search-results": "listing",
    "search-no-results": "listing",
    "path-taxonomy": "listing",
    "path-frontpage": "listing",
    "post-type-archive": "listing",
    "single-product": "product",
    "template-product": "product",
    "catalog-product-view": "product",
    "question-page": "forum",
    "section-viewtopic": "forum",
    "section-viewforum": "listing",
}
# Of WordPress: "archive" with what it is an archive of; "home" with "blog", the list of posts.
_OF_ARCHIVE = frozenset({"category", "tag", "author", "date", "search", "post-type-archive"})
_GENERATORS = re.compile(
    r"discourse|vbulletin|phpbb|xenforo|mybb|flarum|nodebb|simple machines", re.IGNORECASE
)


def says_article(markup: Markup) -> bool:
    """Whether the page says that it is one article. A list of articles has many."""
    nodes = markup.json_ld.article_nodes()
    return markup.first("og:type").lower() == "article" or 0 < len(nodes) < _MANY


def says_media(markup: Markup) -> bool:
    """Whether the page says that it shows a film or pictures, or plays a recording."""
    og_type = markup.first("og:type").lower()
    return og_type.startswith(("video", "music")) or bool(markup.json_ld.of_type(*_MEDIA))


def declared(markup: Markup, document: Document, own: int) -> str:
    """The kind that the page says, "" for an article or nothing.

    `own`: words of its own prose. An ItemList is a whole page only where these are few; else it
    is a list within an article.
    """
    named = {name for node in markup.json_ld.nodes for name in types(node)}
    if not named.isdisjoint(_LIVE):
        return "live"
    if not named.isdisjoint(_THREAD):
        return "forum"
    if document.tree is not None and (kind := _of_elements(markup, document.tree)):
        return kind
    og_type = markup.first("og:type").lower()
    if og_type == "article" or markup.json_ld.article_nodes():
        return ""
    if not named.isdisjoint(_QUESTIONS):
        return "forum"
    if "product" in named and og_type.startswith(("product", "og:product")):
        return "product"
    is_list = not named.isdisjoint(_LISTING) or ("itemlist" in named and own <= _LIST_PROSE)
    return "listing" if is_list and og_type in {"website", "profile", ""} else ""


def _of_elements(markup: Markup, tree: HtmlElement) -> str:
    body = tree.find("body")
    words = _words(tree) | (_words(body) if body is not None else set())
    found = next((kind for word, kind in _BODY_WORDS.items() if word in words), "")
    if found:
        return found
    is_single = any(_SINGLE.fullmatch(word) for word in words)
    if not is_single and (
        ("archive" in words and not words.isdisjoint(_OF_ARCHIVE)) or {"home", "blog"} <= words
    ):
        return "listing"
    if _GENERATORS.search(markup.first("generator")):
        return "forum"
    if body is not None and (body.get("id") == "phpbb" or tree.get("id") == "XF"):
        return "forum"
    if next(tree.iter("amp-live-list"), None) is not None:
        return "live"
    return _of_microdata(tree)


def _words(element: HtmlElement) -> set[str]:
    value = f"{element.get('class') or ''} {element.get('data-template') or ''}"
    return set(value[:2_000].lower().split())


def _of_microdata(tree: HtmlElement) -> str:
    """What the typed elements on top say. An article within a thread or a list says nothing."""
    for element in (tree, *islice(tree.iter("body", "main", "article", "section"), _MAX_TYPED)):
        found = _TYPED.search(element.get("itemtype") or "")
        name = found[1].lower() if found is not None else ""
        if name.endswith("article") or name == "blogposting":
            break
        kind = _MICRODATA.get(name, "")
        if kind in {"live", "forum"} or (kind and element.tag in _ROOTS):
            return kind
    return ""
