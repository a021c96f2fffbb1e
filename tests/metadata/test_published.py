from __future__ import annotations

import json

import pytest

from pipeline.config import DateSettings
from pipeline.metadata.published import (
    DateReader,
    choose_published,
    dates_of_markup,
    label_before,
)
from pipeline.records import DateFound

SETTINGS = DateSettings()
READER = DateReader("en", "", SETTINGS)


@pytest.fixture
def published(markup):
    """The choice for a head and a body; the <h1> is the headline."""

    def run(head: str, body: str = "<h1>Wall repair</h1>", urls=(), reader=READER):
        found = markup(f"<html><head>{head}</head><body>{body}</body></html>")
        headline = found.headings[0].order if found.headings else None
        dates = dates_of_markup(found, urls, frozenset({"wall repair"}), headline, reader)
        return choose_published(dates, SETTINGS)

    return run


def ld(**node: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Wall repair", **node}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_the_day_is_the_publisher_s_and_the_time_stands_beside_it(published):
    best = published(ld(datePublished="2024-05-03T00:30:00+02:00")).best
    assert (best.value, best.time) == ("2024-05-03", "00:30:00+02:00")
    assert best.source == "jsonld"
    assert best.raw == "2024-05-03T00:30:00+02:00"


@pytest.mark.parametrize(
    ("head", "body", "source"),
    [
        (ld(datePublished="2024-05-03"), "", "jsonld"),
        ('<meta property="article:published_time" content="2024-05-03">', "", "meta"),
        ('<meta name="parsely-pub-date" content="2024-05-03">', "", "meta"),
        ("", "<h1>Wall repair</h1><span itemprop='datePublished' content='2024-05-03'></span>",
         "itemprop"),
        ("", "<h1>Wall repair</h1><time datetime='2024-05-03'>today</time>", "time"),
        ("", "<h1>Wall repair</h1><div class='post-date'>May 3, 2024</div>", "visible"),
    ],
)  # fmt: skip
def test_each_source_is_read(published, head, body, source):
    best = published(head, body or "<h1>Wall repair</h1>").best
    assert (best.value, best.source) == ("2024-05-03", source)


def test_a_day_in_the_address_counts(published):
    best = published("", urls=("https://bay.example/2024/05/03/wall-repair",)).best
    assert (best.value, best.source) == ("2024-05-03", "url")


def test_sources_that_agree_are_surer(published):
    alone = published(ld(datePublished="2024-05-03")).best.conf
    agreed = published(
        ld(datePublished="2024-05-03"), "<h1>Wall repair</h1><time datetime='2024-05-03T09:00'>"
    ).best
    assert agreed.conf > alone
    assert agreed.time == "09:00"  # taken from the source that has it


def test_the_update_stays_apart_and_lowers_the_confidence(published):
    found = published(ld(datePublished="2024-05-03", dateModified="2024-06-01"))
    assert (found.best.value, found.updated) == ("2024-05-03", "2024-06-01")
    assert found.best.conf < 0.9


def test_an_update_alone_is_no_publication_date(published):
    found = published("", "<h1>Wall repair</h1><p class='date'>Last updated: May 3, 2024</p>")
    assert found.best is None
    assert found.updated == "2024-05-03"


def test_a_printed_day_beats_an_update_given_twice(published):
    found = published(
        ld(datePublished="2025-11-05", dateModified="2025-11-05"),
        "<h1>Wall repair</h1><div class='date'>January 31, 2024</div>",
    )
    assert found.best.value == "2024-01-31"


def test_dates_of_teasers_are_too_far_away(published):
    teasers = "<div></div>" * 200 + "<time datetime='2024-05-03'></time>"
    found = published("", "<h1>Wall repair</h1>" + teasers)
    assert found.best is None
    assert [d.value for d in found.dates] == ["2024-05-03"]


def test_an_article_node_of_another_story_does_not_date_this_one(published):
    other = json.dumps({"@type": "NewsArticle", "headline": "Else", "datePublished": "2020-01-01"})
    head = f'<script type="application/ld+json">{other}</script>' + ld(datePublished="2024-05-03")
    assert published(head).best.value == "2024-05-03"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2023-02-30", "impossible"),
        ("2099-01-01T00:00:00Z", "too-late"),
        ("1970-01-01", "too-early"),
    ],
)
def test_what_was_refused_is_on_record(published, value, reason):
    found = published(f'<meta property="article:published_time" content="{value}">')
    assert found.best is None
    assert [(d.role, d.value) for d in found.dates] == [("rejected", "")]
    assert reason in found.dates[0].raw


def test_a_refused_date_leaves_the_place_to_the_next_source(published):
    head = (
        ld(datePublished="2023-02-30")
        + '<meta property="article:published_time" content="2024-05-03">'
    )
    assert published(head).best.value == "2024-05-03"


def test_an_ambiguous_day_waits_for_a_second_source(published):
    body = "<h1>Wall repair</h1><div class='date'>03/10/2023</div>"
    assert published("", body).best is None
    found = published("", body, urls=("https://bay.example/2023/10/03/wall",))
    assert found.best.value == "2023-10-03"


def test_below_the_least_confidence_nothing_is_published():
    unsure = DateFound("2024-05-03", source="htmldate", conf=0.49)
    found = choose_published([unsure], SETTINGS)
    assert found.best is None
    assert found.dates == (unsure,)


def test_values_that_are_no_dates_are_nothing(published):
    assert published(ld(datePublished={"x": 1}, dateCreated=["", 7])).dates == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Published: ", "published"),
        ("Updated ", "updated"),
        ("Published 3 May, updated ", "updated"),
        ("Aktualisiert am ", "updated"),
        ("Опубликовано ", "published"),
        ("最終更新 ", "updated"),
        ("Ann Ray, ", ""),
    ],
)
def test_labels(text, label):
    assert label_before(text + "3 May 2024", len(text)) == label


def test_what_was_changed_before_it_was_published_belongs_to_two_articles(published):
    body = "<h1>Wall repair</h1><time>3 May 2024</time>"
    assert published("", body).best.value == "2024-05-03"
    early = published(ld(dateModified="2023-01-09"), body)
    assert (early.best, early.updated) == (None, "2023-01-09")
    late = published(ld(dateModified="2024-06-09"), body)
    assert late.best.value == "2024-05-03"
