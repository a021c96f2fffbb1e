from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.metadata.jsonld import as_texts, first_text, read_json_ld

ARTICLE = {"@type": "NewsArticle", "headline": "Wall repair approved"}


def headlines(*scripts: str) -> list[str]:
    return [first_text(n.get("headline")) for n in read_json_ld(scripts, 300_000).article_nodes()]


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([{"@type": "WebSite"}, ARTICLE]),
        json.dumps({"@context": "x", "@graph": [{"@type": "Person"}, ARTICLE]}),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps(ARTICLE)[:-1] + ",}",  # a trailing comma
        json.dumps(ARTICLE) + ";",
        json.dumps({"@type": "WebSite"}) + "\n" + json.dumps(ARTICLE),  # two values in one script
        "<!-- " + json.dumps(ARTICLE) + " -->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        json.dumps(ARTICLE).replace('"', "&quot;"),
        json.dumps(ARTICLE).replace("Wall repair", "Wall\trepair").replace("\\t", "\t"),
        json.dumps(ARTICLE) + '{"@type": "broken',  # what stands before the broken place
        "\ufeff" + json.dumps(ARTICLE),
        json.dumps({"@type": ["Thing", "https://schema.org/NewsArticle"], **ARTICLE}),
    ],
)
def test_what_publishers_write_is_read(script):
    assert [" ".join(h.split()) for h in headlines(script)] == ["Wall repair approved"]


@pytest.mark.parametrize("script", ["", "  ", "<!-- -->", "null", "3", '"text"', "[]", "{}"])
def test_scripts_without_an_object_have_no_article_and_no_problem(script):
    data = read_json_ld([script], 300_000)
    assert data.article_nodes() == []
    assert data.problems == ()


@pytest.mark.parametrize("script", ["{", "not json", '{"a": }', "<script>"])
def test_an_unreadable_script_is_noted(script):
    assert read_json_ld([script], 300_000).problems == ("metadata:json-ld-unreadable",)


def test_a_script_that_is_too_long_is_skipped_and_noted():
    data = read_json_ld([json.dumps(ARTICLE), "x" * 500], 400)
    assert data.problems == ("metadata:json-ld-too-long",)
    assert len(data.article_nodes()) == 1


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"@graph":[', '{"mainEntity":'])
def test_deep_nesting_costs_no_stack(opening):
    assert read_json_ld([opening * 100_000], 2_000_000).article_nodes() == []


def test_repeated_keys_of_broken_json_take_linear_time():
    script = '{"@type":"NewsArticle",' + '"author":' * 12_000
    start = time.process_time()
    read_json_ld([script], 300_000)
    assert time.process_time() - start < 1


def test_the_article_with_the_page_s_headline_comes_first():
    other = {"@type": "NewsArticle", "headline": "Another story"}
    data = read_json_ld([json.dumps([other, ARTICLE])], 300_000)
    nodes = data.article_nodes(frozenset({"wall repair approved"}))
    assert [n["headline"] for n in nodes] == ["Wall repair approved", "Another story"]


def test_updates_of_a_live_blog_are_no_articles_of_the_page():
    live = {"@type": "LiveBlogPosting", "headline": "Storm", "liveBlogUpdate": [
        {"@type": "BlogPosting", "headline": "14:05 The bridge is closed"}]}  # fmt: skip
    assert headlines(json.dumps(live)) == ["Storm"]


def test_references_lead_to_the_node_that_says_more():
    graph = {"@graph": [
        {"@type": "Article", "author": {"@id": "#ann"}},
        {"@id": "#ann", "@type": "Person", "name": "Ann Ray"},
    ]}  # fmt: skip
    data = read_json_ld([json.dumps(graph)], 300_000)
    assert data.resolve({"@id": "#ann"})["name"] == "Ann Ray"
    assert data.resolve({"@id": "#nobody"}) == {"@id": "#nobody"}


def test_references_in_a_ring_end():
    graph = {"@graph": [{"@id": "#a", "x": {"@id": "#b"}}, {"@id": "#b", "y": 1}]}
    data = read_json_ld([json.dumps(graph)], 300_000)
    assert data.resolve({"@id": "#a"})["@id"] == "#a"


def test_only_text_is_text():
    assert as_texts(["a", 1, None, {"b": 2}, ["c"], "d"]) == ["a", "d"]
    assert first_text(7, {"x": "y"}, ["", " "], "z") == "z"
    assert first_text(None) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "mainEntity", "headline", "author", "name"]),
            inner | st.just("NewsArticle"),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_json_of_any_shape_is_read(value):
    data = read_json_ld([json.dumps(value)], 300_000)
    for node in [*data.article_nodes(frozenset({"x"})), *data.page_nodes()]:
        data.resolve(node.get("author"))
