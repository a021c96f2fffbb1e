from __future__ import annotations

import json

import pytest

from pipeline.metadata.authors import Authors, authors_of_markup, choose_authors
from pipeline.metadata.names import NameReader

READER = NameReader(frozenset({"bay post"}), {"AFP", "dpa"}.__contains__)


@pytest.fixture
def authors(markup):
    def run(head: str = "", body: str = "<h1>Wall repair</h1>"):
        found = markup(f"<html><head>{head}</head><body>{body}</body></html>")
        headline = found.headings[0].order if found.headings else None
        return choose_authors(
            authors_of_markup(found, frozenset({"wall repair"}), headline, READER)
        )

    return run


def ld(author: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Wall repair", "author": author}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Ann Ray", ["Ann Ray"]),
        ({"@type": "Person", "name": "Ann Ray"}, ["Ann Ray"]),
        ([{"name": "Ann Ray"}, {"name": "Bo Li"}], ["Ann Ray", "Bo Li"]),
        ({"name": ["Ann Ray", "Bo Li"]}, ["Ann Ray", "Bo Li"]),
        ("Ann Ray, Bo Li und Cy Ode", ["Ann Ray", "Bo Li", "Cy Ode"]),
        ([{"name": "Ann Ray"}, {"@type": "Organization", "name": "dpa"}], ["Ann Ray"]),
        ({"name": 123}, []),
        ([[["Ann Ray"]]], []),
        ({"@type": "Organization", "name": "Sea Rescue"}, []),
        ({"@type": "Person", "name": "Bay Post"}, []),
        ("news@baypost.example", []),
        (None, []),
    ],
)
def test_json_ld_authors_of_any_shape(authors, author, people):
    assert list(authors(ld(author)).people) == people


def test_references_are_followed(authors):
    graph = {"@graph": [
        {"@type": "NewsArticle", "headline": "Wall repair", "author": {"@id": "#ann"}},
        {"@type": "Person", "@id": "#ann", "name": "Ann Ray"},
    ]}  # fmt: skip
    found = authors(f'<script type="application/ld+json">{json.dumps(graph)}</script>')
    assert (found.people, found.source) == (("Ann Ray",), "jsonld")


@pytest.mark.parametrize(
    ("head", "people"),
    [
        ('<meta name="author" content="Ann Ray">', ("Ann Ray",)),
        ('<meta name="author" content="Bay Post">'
         '<meta property="article:author" content="Ann Ray">', ("Ann Ray",)),
        ('<meta property="article:author" content="https://www.facebook.com/ann">', ()),
        ('<meta name="dc.creator" content="Ray, Ann"><meta name="dc.creator" content="Li, Bo">',
         ("Ann Ray", "Bo Li")),
        ('<meta name="twitter:label1" content="Written by">'
         '<meta name="twitter:data1" content="Ann Ray">', ("Ann Ray",)),
        ('<meta name="twitter:label1" content="Reading time">'
         '<meta name="twitter:data1" content="Four Minutes">', ()),
    ],
)  # fmt: skip
def test_meta_authors(authors, head, people):
    assert authors(head).people == people


def test_a_person_in_the_byline_beats_the_publisher_in_the_markup(authors):
    found = authors(ld("Bay Post"), "<h1>Wall repair</h1><p class='byline'>By Ann Ray</p>")
    assert (found.people, found.source) == (("Ann Ray",), "visible")
    assert found.organisations == ("Bay Post",)


def test_where_only_an_organisation_is_named_it_is_the_byline(authors):
    found = authors(ld({"@type": "Organization", "name": "dpa"}))
    assert found == Authors((), "", "dpa", ("dpa",))


def test_the_fuller_list_of_the_same_people_wins(authors):
    body = "<h1>Wall repair</h1><p itemprop='author'>Ann Ray, Bo Li</p>"
    assert authors(ld("Ann Ray"), body).people == ("Ann Ray", "Bo Li")


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Wall repair</h1>" + "<p></p>" * 150 + "<p class='author'>Ann Ray</p>",  # a teaser's
        "<h1>Wall repair</h1><p class='comment-author author'>Ann Ray</p>",
        "<h1>Wall repair</h1><p class='photo author'>Photo: Ann Ray</p>",
        "<h1>Wall repair</h1><p class='author'>Ann Ray has lived at the bay for years. "
        + "x " * 90,
    ],
)
def test_names_of_others_are_not_the_author_s(authors, body):
    assert authors("", body).people == ()


def test_each_linked_name_is_one_author(authors):
    body = "<h1>Wall repair</h1><div class='byline'>By <a>Ann Ray</a><a>Bo Li</a></div>"
    found = authors("", body)
    assert found.people == ("Ann Ray", "Bo Li")
    assert found.byline == "By Ann Ray Bo Li"


@pytest.mark.parametrize(
    ("meta", "sure"),
    [("Ann Ray", True), ("Bo Li", False), ("", False)],
)
def test_the_confidence_says_whether_another_source_agrees(authors, meta, sure):
    found = authors(ld("Ann Ray") + f'<meta name="author" content="{meta}">')
    assert found.people == ("Ann Ray",)
    assert (found.conf >= 0.9) is sure
    assert found.conf > 0


def test_one_word_and_nobody_are_less_sure(authors):
    assert 0 < authors(ld("Cher") + '<meta name="author" content="Cher">').conf < 0.9
    assert authors("").conf == 0.0
