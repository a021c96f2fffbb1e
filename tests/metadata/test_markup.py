from __future__ import annotations

import pytest
from lxml import etree

from pipeline.config import LimitSettings, Settings
from pipeline.metadata.markup import read_markup


def test_the_head_is_read(markup):
    found = markup(
        '<html lang="de-AT"><head><title>Sturm &amp;amp; Flut | Bucht</title>'
        '<meta property="og:title" content="Sturm und Flut"><meta name="author" content="A. Ray">'
        '<meta name="author" content="B. Li"><link rel="canonical" href="https://bay.example/s">'
        '<script type="application/ld+json">{"@type":"NewsArticle"}</script></head></html>'
    )
    assert found.language == "de-AT"
    assert found.title == "Sturm & Flut | Bucht"
    assert found.first("og:title") == "Sturm und Flut"
    assert found.all("author") == ("A. Ray", "B. Li")
    assert found.canonical == "https://bay.example/s"
    assert len(found.json_ld.article_nodes()) == 1


def test_the_title_of_a_drawing_is_not_the_page_s(markup):
    assert markup("<body><svg><title>Menu icon</title></svg><p>x</p></body>").title == ""


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "file:///etc/passwd", "/story", "", "http://["]
)
def test_a_canonical_link_is_http_or_nothing(markup, href):
    assert markup(f'<head><link rel="canonical" href="{href}"></head>').canonical == ""


def test_a_meta_value_that_is_too_long_is_refused_and_noted(parse_html):
    tree = parse_html(f'<head><meta name="description" content="{"<!--" * 2000}"></head>')
    found = read_markup(tree, LimitSettings(max_meta_chars=1000))
    assert found.meta == {}
    assert found.problems == ("metadata:meta-too-long",)


def test_marked_elements_are_found_with_their_place(markup):
    found = markup(
        "<main><h1>Wall repair approved</h1><p class='byline'>By <a rel='author'>Ann Ray</a></p>"
        "<time datetime='2024-05-03T10:00'>3 May</time>"
        "<aside class='related'><time datetime='2020-01-01'>1 Jan</time></aside></main>"
    )
    assert [h.text for h in found.headings] == ["Wall repair approved"]
    assert [(t.value, t.aside) for t in found.dates] == [
        ("2024-05-03T10:00", False),
        ("2020-01-01", True),
    ]
    assert [p.text for p in found.people] == ["By · Ann Ray ·", "Ann Ray"]
    assert found.headings[0].order < found.people[0].order < found.dates[0].order


def test_spans_are_set_apart_and_scripts_are_silent(markup):
    found = markup("<h1><span>Bay</span><span>Wall</span><script>x()</script> falls</h1>")
    assert found.headings[0].text == "Bay Wall falls"


def test_the_tree_is_only_read(parse_html):
    tree = parse_html("<body><h1>a</h1><p class='author'>By <b>Ann</b></p></body>")
    before = etree.tostring(tree)
    read_markup(tree, Settings().limits)
    assert etree.tostring(tree) == before


def test_pages_of_many_dates_are_bounded(markup):
    found = markup("<body>" + "<time datetime='2024-05-03'>x</time>" * 5000 + "</body>")
    assert len(found.dates) == 300
