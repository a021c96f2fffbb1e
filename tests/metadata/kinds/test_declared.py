from __future__ import annotations

import json

import pytest

from pipeline.config import Settings
from pipeline.metadata.kinds.declared import declared, says_article, says_media
from pipeline.metadata.markup import read_markup
from pipeline.records import Document, Page


def script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.fixture
def kind(parse_html):
    """The kind that a page declares; `own`: words of its own prose."""

    def run(html: str, own: int = 200) -> str:
        tree = parse_html(html)
        page = Page(id="x", source="x.html", kind="html", content=html)
        return declared(read_markup(tree, Settings().limits), Document(page, (), tree), own)

    return run


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", ""),
        (script({"@type": "NewsArticle"}), ""),
        (script({"@type": "LiveBlogPosting"}), "live"),
        (script({"@type": "DiscussionForumPosting"}), "forum"),
        (script({"@type": "QAPage"}), "forum"),
        (script([{"@type": "QAPage"}, {"@type": "NewsArticle"}]), ""),
        (script({"@type": "CollectionPage"}), "listing"),
        (script([{"@type": "CollectionPage"}, {"@type": "NewsArticle"}]), ""),
        ('<meta property="og:type" content="article">' + script({"@type": "ItemList"}), ""),
        ('<meta property="og:type" content="product">' + script({"@type": "Product"}), "product"),
        (script({"@type": "Product"}), ""),
        ('<meta name="generator" content="vBulletin 5.6">', "forum"),
        ('<meta name="generator" content="WordPress 6.4">', ""),
    ],
)
def test_heads(kind, head, expected):
    assert kind(f"<html><head>{head}</head><body></body></html>") == expected


def test_a_list_of_items_is_the_page_where_little_else_is(kind):
    page = f"<html><head>{script({'@type': 'ItemList'})}</head><body></body></html>"
    assert (kind(page, own=20), kind(page, own=400)) == ("listing", "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<body class="error404">', "error"),
        ('<body class="archive category category-7">', "listing"),
        ('<body class="home blog">', "listing"),
        ('<body class="home page">', ""),
        ('<body class="archive">', ""),
        ('<body class="single single-post archive author">', ""),
        ('<body class="single single-product">', "product"),
        ('<body class="path-taxonomy">', "listing"),
        ('<body class="path-node page-node-type-article">', ""),
        ('<body id="phpbb">', "forum"),
        ('<body itemscope itemtype="https://schema.org/Product">', "product"),
        ('<body><div itemtype="https://schema.org/Product"></div>', ""),
        ('<body><article itemtype="http://schema.org/LiveBlogPosting"></article>', "live"),
        ('<body><main itemtype="http://schema.org/QAPage"></main>', "forum"),
        # The first typed element speaks for the page.
        (
            '<body><article itemtype="http://schema.org/NewsArticle"></article>'
            '<section itemtype="http://schema.org/DiscussionForumPosting"></section>',
            "",
        ),
        ("<body><amp-live-list></amp-live-list>", "live"),
    ],
)
def test_bodies(kind, body, expected):
    assert kind(f"<html><head><title>x</title></head>{body}</body></html>") == expected


def test_one_article_or_many(markup):
    node = {"@type": "BlogPosting"}
    assert says_article(markup(f"<head>{script(node)}</head>"))
    assert not says_article(markup(f"<head>{script([node] * 5)}</head>"))
    assert says_article(markup('<head><meta property="og:type" content="Article"></head>'))
    assert not says_article(markup("<head></head>"))


def test_media(markup):
    assert says_media(markup('<head><meta property="og:type" content="video.other"></head>'))
    assert says_media(markup(f"<head>{script({'@type': 'ImageGallery'})}</head>"))
    assert not says_media(markup(f"<head>{script({'@type': 'NewsArticle'})}</head>"))
