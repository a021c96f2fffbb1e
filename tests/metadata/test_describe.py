"""Whole pages and texts, in the forms that scrapes have."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.records import DateFound, Image, Metadata, Role

TITLE = ("Wall repair approved", Role.TITLE)


def test_a_text_with_its_frame(of_text, prose):
    name = ("Ann Ray", Role.BYLINE, (("author", "Ann Ray"),))
    day = ("14 April 2021, 10:", Role.TIMESTAMP, (("date", "14 April 2021"),))
    tail = ("(dpa/NAN)", Role.AGENCY_CREDIT, (("agency", "dpa"), ("agency", "NAN")))
    found = of_text(TITLE, ("Bay News", Role.SECTION), name, day, name, day, prose, prose, tail)
    assert found.title == "Wall repair approved"
    assert found.section == "Bay News"
    assert found.authors == ("Ann Ray",)
    assert found.agencies == ("dpa", "NAN")
    assert (found.published, found.published_time) == ("2021-04-14", "")
    assert (found.published_raw, found.published_source) == ("14 April 2021, 10:", "byline-line")
    assert 0.5 <= found.published_conf <= 1
    assert found.language == "en"
    assert (found.page_kind, found.is_article) == ("article", True)


def test_the_clock_of_the_scrape_is_not_the_day(of_text, prose):
    banner = ("Thursday 10/28/21", Role.TIMESTAMP)
    caption = ("HANDOUT - 24 March 2021, Bay: The wall. Photo: A. Ray/dpa", Role.CAPTION,
               (("caption", "HANDOUT - 24 March 2021, Bay: The wall."), ("credit", "A. Ray/dpa"),
                ("agency", "dpa")))  # fmt: skip
    found = of_text(banner, TITLE, ("The wall stands.", Role.LEAD), caption, prose)
    assert (found.published, found.published_conf, found.published_source) == ("", 0.0, "")
    assert [d.role for d in found.dates] == ["banner"]
    assert found.description == "The wall stands."
    assert found.agencies == ()
    assert [(i.caption, i.credit, i.agency) for i in found.images] == [
        ("HANDOUT - 24 March 2021, Bay: The wall.", "A. Ray/dpa", "dpa")
    ]


def test_a_publisher_in_its_author_card_is_nobody(of_text, prose):
    card = ("BAY/RL", Role.AUTHOR_CARD)
    notice = ("BAY/RL has been declared", Role.PUBLISHER_NOTICE, (("publisher", "BAY/RL"),))
    found = of_text(TITLE, prose, card, notice)
    assert (found.authors, found.publisher) == ((), "BAY/RL")


def test_an_empty_text_is_empty(of_text):
    found = of_text()
    assert (found.page_kind, found.is_article, found.language) == ("empty", False, "")
    assert found.dates == found.images == found.authors == ()


def test_a_page_with_its_markup(of_html, prose):
    node = {
        "@type": "NewsArticle", "headline": "Wall repair approved", "keywords": "wall, bay",
        "datePublished": "2024-05-03T00:30:00+02:00", "dateModified": "2024-05-03T09:00:00+02:00",
        "author": [{"@type": "Person", "name": "Ann Ray"},
                   {"@type": "Organization", "name": "dpa"}],
        "publisher": {"name": "Bay Post"}, "articleSection": "Harbour", "isAccessibleForFree": True,
    }  # fmt: skip
    found = of_html(
        f'<html lang="en"><head><title>Wall repair approved | Bay Post</title>'
        f'<script type="application/ld+json">{json.dumps(node)}</script>'
        f'<link rel="canonical" href="https://bay.example/a">'
        f'<meta name="description" content="The wall."></head>'
        f"<body><h1>Wall repair approved</h1><p>{prose}</p><p>{prose}</p></body></html>"
    )
    assert (found.title, found.title_source) == ("Wall repair approved", "h1")
    assert (found.authors, found.authors_source) == (("Ann Ray",), "jsonld")
    assert found.agencies == ("dpa",)
    assert (found.published, found.published_time) == ("2024-05-03", "00:30:00+02:00")
    assert (found.updated, found.published_source) == ("2024-05-03", "jsonld")
    assert (found.publisher, found.section, found.tags) == ("Bay Post", "Harbour", ("wall", "bay"))
    assert (found.access, found.is_truncated) == ("free", False)
    assert found.canonical_url == "https://bay.example/a"
    assert found.description == "The wall."


@pytest.mark.parametrize(
    ("head", "not_published"),
    [
        ('<meta property="article:published_time" content="2023-02-30">',
         {"2023-02-01", "2023-02-30"}),
        ('<meta property="article:published_time" content="2099-01-01T00:00:00Z">', {"2099-01-01"}),
        ('<meta property="article:published_time" content="">'
         '<script>var cfg={"expires":"2021-01-31"}</script>', {"2021-01-31", "2023-01-01"}),
    ],
)  # fmt: skip
def test_no_day_is_made_up(of_html, prose, head, not_published):
    footer = "<footer>Copyright 2023 Bay Post</footer>"
    found = of_html(f"<head>{head}</head><body><h1>Wall</h1><p>{prose}</p>{footer}</body>")
    assert found.published not in not_published
    assert found.published == ""


def test_html_in_a_title_is_text(of_html, prose):
    bad = "&lt;script&gt;alert('x')&lt;/script&gt;"
    title = of_html(f"<head><title>{bad}</title></head><body><h1>{bad}</h1><p>{prose}</p>").title
    assert title == "<script>alert('x')</script>"


def test_a_byline_of_ten_thousand_characters(of_text, prose):
    found = of_text(TITLE, ("By " + "Ann Ray and " * 900, Role.BYLINE), prose)
    assert len(found.byline) <= 200
    assert all(len(name) <= 200 for name in found.authors)


def check_types(found: Metadata) -> None:
    """Every field is of its type: text on one line, tuples of it, numbers in their range."""
    for field in fields(found):
        value = getattr(found, field.name)
        if isinstance(value, str):
            assert "\n" not in value, field.name
            assert value.encode("utf-8") is not None
            assert len(value) <= 2_000, field.name
        elif isinstance(value, tuple):
            assert all(isinstance(v, str | Image | DateFound) for v in value), field.name
        else:
            assert isinstance(value, bool | float), field.name
    assert 0 <= found.published_conf <= 1


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12)
    | st.sampled_from(["2024-05-03", "Ann Ray", "NewsArticle", "https://bay.example/a"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["@type", "@id", "@graph", "name", "headline", "author", "datePublished", "publisher",
             "dateModified", "articleSection", "keywords", "isAccessibleForFree", "mainEntity",
             "itemListElement", "item", "description"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ANY, ANY)
def test_json_ld_of_any_shape_gives_values_of_their_types(of_html, one, two):
    values = {"headline": one, "author": two, "publisher": one, "datePublished": two}
    article = {"@type": "NewsArticle", "articleSection": one, "keywords": two, **values}
    node = json.dumps([article, one]).replace("<", "\\u003c")
    check_types(of_html(f'<head><script type="application/ld+json">{node}</script></head><p>x</p>'))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.text(max_size=60), st.sampled_from(list(Role))), max_size=8))
def test_any_text_gives_values_of_their_types(of_text, lines):
    check_types(of_text(*lines, fetched_at="2026-08-01T12:00:00"))


def test_a_listing_is_not_dated_by_its_newest_teaser(of_html, prose):
    page = (
        '<html lang="en"><head><title>News of the bay</title>{}</head><body>'
        "<h1>News of the bay</h1>"
        "<time datetime='2024-05-03T10:00'>3 May 2024</time><p>{}</p><p>{}</p></body></html>"
    )
    kind = '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'
    assert of_html(page.format("", prose, prose)).published == "2024-05-03"
    listing = of_html(page.format(kind, prose, prose))
    assert (listing.page_kind, listing.published, listing.published_conf) == ("listing", "", 0.0)
    assert "2024-05-03" in [d.value for d in listing.dates]
