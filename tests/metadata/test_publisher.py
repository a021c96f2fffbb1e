from __future__ import annotations

import json

from pipeline.metadata.publisher import publisher_of, site_names
from pipeline.records import Page, Role

PAGE = Page("x", "x", "html", "")


def test_the_scraper_knows_best(frame, markup):
    page = Page("x", "x", "html", "", publisher="Bay  Post")
    found = markup('<head><meta property="og:site_name" content="Other"></head>')
    assert publisher_of(page, found, frame()) == "Bay Post"


def test_json_ld_then_the_site_s_name(frame, markup):
    node = json.dumps(
        {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": "Bay Post"}}
    )
    site = '<meta property="og:site_name" content="baypost.example">'
    script = f'<script type="application/ld+json">{node}</script>'
    assert publisher_of(PAGE, markup(f"<head>{site}{script}</head>"), frame()) == "Bay Post"
    assert publisher_of(PAGE, markup(f"<head>{site}</head>"), frame()) == "baypost.example"


def test_publishers_of_the_wrong_type_are_nothing(frame, markup):
    for publisher in (7, [{"name": 5}], {"name": {"x": 1}}, {"@id": "#gone"}, ["", None]):
        node = json.dumps({"@type": "NewsArticle", "publisher": publisher})
        found = markup(f'<head><script type="application/ld+json">{node}</script></head>')
        assert publisher_of(PAGE, found, frame()) == ""


def test_a_notice_names_the_publisher(frame, prose):
    notice = ("Bay Post has been declared", Role.PUBLISHER_NOTICE, (("publisher", "Bay Post"),))
    assert publisher_of(PAGE, None, frame(prose, notice)) == "Bay Post"


def test_the_copyright_line_must_agree_with_the_first_line(frame, prose):
    title = ("Wall repair approved - Bay Post", Role.NAVIGATION)
    notice = ("© 2024 Bay Post Media. All rights reserved.", Role.COPYRIGHT)
    other = ("© 2024 Sea Times Ltd.", Role.COPYRIGHT)
    assert publisher_of(PAGE, None, frame(title, prose, notice)) == "Bay Post"
    assert publisher_of(PAGE, None, frame(title, prose, other)) == ""
    assert publisher_of(PAGE, None, frame(prose, notice)) == ""


def test_all_names_of_a_site(markup):
    node = json.dumps({"@type": "WebSite", "name": "The Bay Post", "alternateName": ["BP Online"]})
    found = markup(
        f'<head><script type="application/ld+json">{node}</script>'
        '<link rel="canonical" href="https://www.baypost.example/a"></head>'
    )
    names = site_names(found, Page("x", "x", "html", "", url="https://m.bay.example/a"))
    assert {"the bay post", "bay post", "bp online", "baypost example", "m bay"} <= names
