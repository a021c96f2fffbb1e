from __future__ import annotations

import json

import pytest

from pipeline.metadata.facts import canonical_of, description_of, section_of, tags_of
from pipeline.records import Role


def script(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


CRUMBS = {"@type": "BreadcrumbList", "itemListElement": [
    {"name": "Home"}, {"item": {"name": "Harbour"}}, {"name": "Wall repair"}]}  # fmt: skip


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (script({"@type": "NewsArticle", "articleSection": ["Bay", "Wall"]}), "Bay"),
        ('<meta property="article:section" content="Bay &amp;amp; Sea">', "Bay & Sea"),
        (script(CRUMBS), "Harbour"),
        (script({"@type": "NewsArticle", "articleSection": {"a": 1}}), ""),
        (script({"@type": "BreadcrumbList", "itemListElement": [1, {"item": 3}, "x"]}), ""),
        ('<meta property="article:section" content="Wall repair">', ""),  # the title again
    ],
)
def test_sections_of_markup(frame, markup, head, section):
    assert section_of(markup(f"<head>{head}</head>"), frame(), "Wall repair") == section


def test_the_section_block_of_a_text(frame):
    assert section_of(None, frame(("Bay News", Role.SECTION)), "Wall repair") == "Bay News"
    values = (("section", "Bay"),)
    assert section_of(None, frame(("Section: Bay", Role.SECTION, values)), "") == "Bay"


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (script({"@type": "NewsArticle", "keywords": "wall, bay; sea"}), ("wall", "bay", "sea")),
        (script({"@type": "NewsArticle", "keywords": ["wall", "Wall", 7]}), ("wall",)),
        ('<meta name="news_keywords" content="wall,bay">', ("wall", "bay")),
        ('<meta property="article:tag" content="wall">'
         '<meta property="article:tag" content="bay, outer">', ("wall", "bay, outer")),
        ("", ()),
    ],
)  # fmt: skip
def test_tags(markup, head, tags):
    assert tags_of(markup(f"<head>{head}</head>")) == tags
    assert tags_of(None) == ()


def test_the_lead_is_the_description(frame, markup):
    head = '<meta name="description" content="For machines">'
    lead = frame(("The wall, at last.", Role.LEAD))
    assert description_of(markup(f"<head>{head}</head>"), lead, 100) == "The wall, at last."
    assert description_of(markup(f"<head>{head}</head>"), frame(), 100) == "For machines"
    assert description_of(None, frame(), 100) == ""


def test_descriptions_are_cut(markup, frame):
    head = f'<meta name="description" content="{"bay " * 3000}">'
    assert len(description_of(markup(f"<head>{head}</head>"), frame(), 2000)) <= 2000


def test_the_canonical_address_is_http(markup):
    head = '<meta property="og:url" content="https://bay.example/a">'
    assert canonical_of(markup(f"<head>{head}</head>")) == "https://bay.example/a"
    bad = '<meta property="og:url" content="javascript:alert(1)">'
    assert canonical_of(markup(f"<head>{bad}</head>")) == ""
    assert canonical_of(None) == ""
