from __future__ import annotations

import json

import pytest

from pipeline.metadata.kind import access_of, is_truncated, page_kind_of
from pipeline.metadata.markup import Markup
from pipeline.records import Role

BODY = "word " * 200


def script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("head", "access"),
    [
        (script({"@type": "NewsArticle", "isAccessibleForFree": True}), "free"),
        (script({"@type": "NewsArticle", "isAccessibleForFree": "False"}), "paywalled"),
        (script({"@type": "WebPage", "isAccessibleForFree": False}), "paywalled"),
        (script({"@type": "NewsArticle", "isAccessibleForFree": {"x": 1}}), ""),
        ('<meta property="article:content_tier" content="locked">', "paywalled"),
        ('<meta property="article:content_tier" content="free">', "free"),
        ("", ""),
    ],
)
def test_access(markup, head, access):
    assert access_of(markup(f"<head>{head}</head>")) == access


def test_a_text_does_not_say():
    assert access_of(None) == ""


@pytest.mark.parametrize(
    "cue",
    [
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Pozostało jeszcze 89% artykułu",
        "Subscribe to continue reading",
        "This article is for subscribers",
        "Diesen Artikel weiterlesen mit Bay+",
        "この記事は有料会員限定です",
    ],
)
def test_pages_that_break_off(frame, prose, cue):
    found = frame(prose, (cue, Role.FURNITURE))
    assert is_truncated(found, "")
    assert is_truncated(found, "paywalled")
    assert not is_truncated(found, "free")


@pytest.mark.parametrize(
    "line",
    [
        "He told members that they should continue reading the report.",
        "Subscribers of the water works will pay less, the council said.",
        "Sign up to our newsletter",
    ],
)
def test_prose_about_subscribers_is_whole(frame, prose, line):
    assert not is_truncated(frame(prose, line), "")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("", "article"),
        (script({"@type": "NewsArticle"}), "article"),
        (script({"@type": "LiveBlogPosting"}), "live"),
        (script({"@type": "DiscussionForumPosting"}), "forum"),
        (script({"@type": "CollectionPage"}), "listing"),
        (script([{"@type": "CollectionPage"}, {"@type": "NewsArticle"}]), "article"),
        ('<meta property="og:type" content="article">' + script({"@type": "ItemList"}), "article"),
        ('<meta property="og:type" content="product">' + script({"@type": "Product"}), "product"),
        (script({"@type": "Product"}), "article"),
    ],
)
def test_kinds_that_pages_declare(frame, markup, head, kind):
    assert page_kind_of(markup(f"<head>{head}</head>"), frame(), BODY, "Wall repair") == kind


@pytest.mark.parametrize(
    ("body", "title", "kind"),
    [
        ("", "Wall repair", "empty"),
        (" \n", "", "empty"),
        ("Please try again.", "404 Not Found", "error"),
        ("Please try again.", "Wall repair", "stub"),
        (BODY, "404 people fled the storm", "article"),
    ],
)
def test_kinds_by_the_text(frame, body, title, kind):
    assert page_kind_of(Markup(), frame(), body, title) == kind


def test_a_short_text_is_an_article(frame):
    assert page_kind_of(None, frame(), "One sentence, kept.", "") == "article"
