"""The kind that a page's own code says: types of schema.org and Open Graph, words of <body>."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from pipeline.metadata.markup import Markup
from pipeline.records import Document

__all__ = ["declared", "says_article"]

_LIVE = frozenset({"liveblogposting"})
_THREAD = frozenset({"discussionforumposting"})
_QUESTIONS = frozenset({"qapage"})
_LISTING = frozenset({"collectionpage", "searchresultspage", "profilepage", "itemlist"})
_MANY = 3  # article nodes: the page describes those that it lists
_TYPED = re.compile(r"schema\.org/(?:\w+/)?(\w+)", re.IGNORECASE)
_MICRODATA: Mapping[str, str] = {
    **dict.fromkeys(_LIVE, "live"),
    **dict.fromkeys(_THREAD | _QUESTIONS, "forum"),
    "product": "product",
    "collectionpage": "listing",
    "searchresultspage": "listing",
}
_MICRODATA_WITHIN = _LIVE | _THREAD | _QUESTIONS
_TYPED_WITHIN = ("LiveBlogPosting", "DiscussionForumPosting", "QAPage")
_MAX_TYPED = 50
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


def declared(markup: Markup, document: Document) -> str:
    """The kind that the page says, "" for an article or nothing."""
    data = markup.json_ld
    if data.of_type(*_LIVE):
        return "live"
    if data.of_type(*_THREAD):
        return "forum"
    if kind := _of_elements(markup, document):
        return kind
    og_type = markup.first("og:type").lower()
    if data.article_nodes() or og_type == "article":
        return ""
    if data.of_type(*_QUESTIONS):
        return "forum"
    if data.of_type("product") and og_type.startswith(("product", "og:product")):
        return "product"
    if data.of_type(*_LISTING) and og_type in {"website", "profile", ""}:
        return "listing"
    return ""


def _of_elements(markup: Markup, document: Document) -> str:
    tree = document.tree
    if tree is None:
        return ""
    body = tree.find("body")
    words = _words(tree) | (_words(body) if body is not None else set())
    if "error404" in words:
        return "error"
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
    return _of_microdata(tree, document.page.content)


def _words(element: HtmlElement) -> set[str]:
    value = f"{element.get('class') or ''} {element.get('data-template') or ''}"
    return set(value[:2_000].lower().split())


def _of_microdata(tree: HtmlElement, content: str) -> str:
    """What typed elements say: one on top for the page, one within it for a report or a thread."""
    if "amp-live-list" in content and next(tree.iter("amp-live-list"), None) is not None:
        return "live"
    for element in (tree, *tree.iterchildren("body")):
        if (kind := _MICRODATA.get(_type(element), "")) != "":
            return kind
    # Most pages have typed elements, and few these: the text is searched faster than the tree.
    if not any(word in content for word in _TYPED_WITHIN):
        return ""
    for element in tree.xpath("//*[@itemtype]")[:_MAX_TYPED]:
        name = _type(element)
        if name in _MICRODATA_WITHIN:
            return _MICRODATA[name]
        if name.endswith("article") or name == "blogposting":
            break
    return ""


def _type(element: HtmlElement) -> str:
    found = _TYPED.search(element.get("itemtype") or "")
    return found[1].lower() if found is not None else ""
