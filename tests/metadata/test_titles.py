from __future__ import annotations

import json

import pytest

from pipeline.metadata.titles import headline_spot, title_of_blocks, title_of_markup, without_site
from pipeline.records import Role

SITES = frozenset({"bay post", "baypost example", "dw"})


def page(h1="", og="", title="", ld="", kind="NewsArticle"):
    node = json.dumps({"@type": kind, "headline": ld})
    return (
        f"<head><title>{title}</title><meta property='og:title' content=\"{og}\">"
        f"<script type='application/ld+json'>{node if ld else '{}'}</script></head>"
        f"<body>{''.join(f'<h1>{h}</h1>' for h in ([h1] if isinstance(h1, str) else h1))}</body>"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # what the reader saw, without the site's name
        ({"h1": "Wall repair approved", "og": "Wall repair approved | Bay Post"},
         "Wall repair approved"),
        ({"og": "Wall repair approved – DW – 30.01.2024"}, "Wall repair approved"),
        ({"og": "Bay Post: news", "title": "Wall repair approved - Bay Post"}, "Bay Post: news"),
        ({"title": "Wall repair approved • Bay Post"}, "Wall repair approved"),
        # an <h1> that names a part of the site
        ({"h1": "Our Blog", "og": "Wall repair approved at last"}, "Wall repair approved at last"),
        ({"h1": "Bay Post", "og": "Wall repair approved at last"}, "Wall repair approved at last"),
        ({"h1": ["Bay Post", "Wall repair approved"], "title": "Wall repair approved | Bay Post"},
         "Wall repair approved"),
        # an editor's headline in two places against the page
        ({"h1": "Walls!", "ld": "Bay: Walls!", "og": "Bay: Walls!", "title": "Bay: Walls!, 3.5.24"},
         "Bay: Walls!"),
        # written for search engines, outside newsrooms
        ({"h1": "How to mend a harbour wall", "ld": "Mending walls", "og": "Mending walls",
          "title": "Mending walls", "kind": "BlogPosting"}, "How to mend a harbour wall"),
        # a kicker, label or date inside the <h1>
        ({"h1": "Harbour plans: Wall repair approved now", "og": "Wall repair approved now"},
         "Wall repair approved now"),
        # JSON-LD cut at 110 characters
        ({"ld": "Fix-it Friday: " + "how to arrange your living room " * 3 + "(and",
          "og": "Fix-it Friday: " + "how to arrange your living room " * 3 + "(and more)"},
         "Fix-it Friday: " + "how to arrange your living room " * 3 + "(and more)"),
        ({}, ""),
    ],
)  # fmt: skip
def test_headlines(markup, given, expected):
    assert title_of_markup(markup(page(**given)), SITES, 500).text == expected


def test_a_pipe_inside_a_headline_stays(markup):
    html = page(
        h1="BUDGET | Bay gets 4bn", og="BUDGET | Bay gets 4bn", title="BUDGET | Bay gets 4bn"
    )
    assert title_of_markup(markup(html), SITES, 500).text == "BUDGET | Bay gets 4bn"


def test_the_other_headlines_are_kept_once(markup):
    html = page(h1="Wall repair approved", og="Why the wall matters", title="wall repair approved!")
    title = title_of_markup(markup(html), SITES, 500)
    assert (title.source, title.alternatives) == ("h1", ("Why the wall matters",))


def test_the_headline_is_one_line_of_limited_length(markup):
    html = page(h1="Wall&#10;repair&#13;" + "x " * 4000)
    title = title_of_markup(markup(html), SITES, 500).text
    assert title.startswith("Wall repair x")
    assert len(title) <= 500
    assert "\n" not in title


def test_the_confirmed_heading_is_the_headline(markup):
    found = markup(page(h1=["Most read today", "Wall repair approved"], og="Wall repair approved"))
    assert headline_spot(found).text == "Wall repair approved"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Storm hits coast | Bay Post", "Storm hits coast"),
        ("Bay Post - Storm hits coast", "Storm hits coast"),
        ("Storm hits coast - Weather - Bay Post", "Storm hits coast - Weather"),
        ("Storm - the day after", "Storm - the day after"),
        ("Bay Post", "Bay Post"),
        ("|", "|"),
    ],
)
def test_names_of_the_site_are_taken_off(text, expected):
    assert without_site(text, SITES) == expected


def test_the_title_block_is_the_title_of_a_text(frame, prose):
    title = title_of_blocks(frame("News", ("Wall repair approved", Role.TITLE), prose), 500)
    assert (title.text, title.source) == ("Wall repair approved", "header-line")


def test_the_first_line_confirms_the_headline_of_a_whole_page(frame, prose):
    lines = ("Wall repair approved - Bay Post", "Home", "Weather", "Wall repair approved", prose)
    assert title_of_blocks(frame(*lines), 500).text == "Wall repair approved"


def test_a_text_without_a_headline_gets_none(frame, prose):
    assert title_of_blocks(frame(prose, "What comes next", prose), 500).text == ""
    assert title_of_blocks(frame(), 500).text == ""


def test_the_longer_first_line_of_a_text_is_an_alternative(frame, prose):
    first = "Wall repair approved by the council of Marrow Bay | Bay Post"
    lines = ((first, Role.NAVIGATION), ("Wall repair approved", Role.TITLE), prose)
    found = title_of_blocks(frame(*lines), 500)
    assert (found.text, found.alternatives) == ("Wall repair approved", (first,))
    other = title_of_blocks(frame(("Weather | Bay Post", Role.NAVIGATION), *lines[1:]), 500)
    assert other.alternatives == ()


@pytest.mark.parametrize(
    ("above", "line", "title"),
    [
        ("3. Council", "4. Wall repair approved", "Wall repair approved"),
        ("Council", "11. March: wall repair approved", "11. March: wall repair approved"),
    ],
)
def test_the_number_of_a_crumb_is_no_part_of_the_headline(frame, prose, above, line, title):
    lines = (("2. News", Role.NAVIGATION), (above, Role.NAVIGATION), (line, Role.TITLE), prose)
    assert title_of_blocks(frame(*lines), 500).text == title


def test_headlines_that_all_agree_are_surer(markup):
    page = "<title>{}</title><h1>Wall repair approved</h1>"
    sure = title_of_markup(markup(page.format("Wall repair approved")), frozenset(), 500)
    torn = title_of_markup(markup(page.format("Wall repair approved at last")), frozenset(), 500)
    nothing = title_of_markup(markup("<p>x</p>"), frozenset(), 500)
    assert sure.conf >= 0.9 > torn.conf > 0 == nothing.conf
