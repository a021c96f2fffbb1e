from __future__ import annotations

import pytest

from pipeline.config import DateSettings
from pipeline.metadata.date_lines import dates_of_lines
from pipeline.metadata.published import DateReader
from pipeline.records import Role

READER = DateReader("en", "", DateSettings())
TITLE = ("Wall repair approved", Role.TITLE)


@pytest.fixture
def dates(frame, prose):
    def run(*lines, reader=READER):
        lines = [prose if line == "…" else line for line in lines]
        return [
            (d.value, d.role, d.source)
            for d in dates_of_lines(frame(*lines), reader)
        ]  # fmt: skip

    return run


def test_a_date_far_above_the_headline_is_the_clock_of_the_scrape(dates):
    line = ("Thursday 10/28/21", Role.TIMESTAMP)
    assert dates(line, TITLE, "…") == [("2021-10-28", "banner", "page-banner")]


def test_a_date_line_below_the_menus_and_just_above_the_headline_is_the_article_s(dates):
    menus = [("Home", Role.NAVIGATION)] * 12
    dated = ("14.05.2025, 20:28", Role.TIMESTAMP)
    clock = ("Wednesday, 14 May 2025", Role.TIMESTAMP)
    assert [d[1] for d in dates(*menus, dated, TITLE, "…")] == ["published"]
    assert [d[1] for d in dates(*menus, clock, TITLE, "…")] == ["banner"]
    assert [d[1] for d in dates(dated, TITLE, "…")] == ["banner"]


def test_a_date_below_the_headline_counts(dates):
    assert dates(TITLE, ("14 April 2021, 10:", Role.TIMESTAMP), "…") == [
        ("2021-04-14", "published", "header-line")
    ]


def test_beside_a_byline_it_counts_more(frame, prose):
    plain = dates_of_lines(frame(TITLE, ("14 April 2021", Role.TIMESTAMP), prose), READER)
    byline = ("By Ann Ray", Role.BYLINE)
    beside = dates_of_lines(frame(TITLE, byline, ("14 April 2021", Role.TIMESTAMP), prose), READER)
    labelled = dates_of_lines(
        frame(TITLE, ("Published 14 April 2021", Role.TIMESTAMP), prose), READER
    )
    assert plain[0].conf < beside[0].conf < labelled[0].conf
    assert beside[0].source == "byline-line"


def test_a_label_on_the_line_above_counts(dates):
    lines = (TITLE, ("Last updated", Role.FURNITURE), ("14 April 2021", Role.TIMESTAMP), "…")
    assert dates(*lines) == [("2021-04-14", "updated", "header-line")]


def test_published_and_updated_on_one_line(dates):
    line = ("Published 14 April 2021 • Updated 15 April 2021", Role.TIMESTAMP)
    assert [d[:2] for d in dates(TITLE, line, "…")] == [
        ("2021-04-14", "published"),
        ("2021-04-15", "updated"),
    ]


def test_a_lead_may_stand_between_headline_and_date(dates):
    assert dates(TITLE, "…", ("14 April 2021", Role.TIMESTAMP), "…", "…", "…") == [
        ("2021-04-14", "published", "header-line")
    ]


@pytest.mark.parametrize(
    "line",
    [
        ("Related: storm of 14 April 2021", Role.RELATED),
        ("14 April 2021 by reader7: good!", Role.COMMENTS),
        ("The wall on 14 April 2021. Photo: A. Ray", Role.CAPTION),
        "The wall was built on 14 April 2021, as the oldest of the crews still tell.",
    ],
)
def test_dates_of_other_things_are_not_the_article_s(dates, line):
    assert dates(TITLE, line, "…") == []


def test_without_a_headline_only_a_label_or_a_byline_dates_the_text(dates):
    assert [d[1] for d in dates(("14 April 2021", Role.TIMESTAMP), "…")] == ["banner"]
    assert [d[1] for d in dates(("Published 14 April 2021", Role.TIMESTAMP), "…")] == ["published"]


def test_after_the_story_only_a_label_counts(dates):
    lines = (
        TITLE,
        "…",
        ("14 April 2021", Role.FURNITURE),
        ("Published 15 April 2021", Role.TIMESTAMP),
    )
    assert [d[:2] for d in dates(*lines)] == [("2021-04-14", "event"), ("2021-04-15", "published")]


def test_a_refused_date_is_on_record(dates):
    assert dates(TITLE, ("31 April 2021", Role.TIMESTAMP), "…") == [("", "rejected", "header-line")]


def test_the_first_and_last_day_of_something_date_no_story(dates):
    assert dates(TITLE, ("12 May 2024 – 3 June 2024", Role.TIMESTAMP), "…") == []
    assert len(dates(TITLE, ("12 May 2024 | 3 June 2024", Role.TIMESTAMP), "…")) == 2


def test_a_date_line_with_its_time_closes_a_story(dates):
    timed = ("3 May 2024, 14:02", Role.TIMESTAMP)
    changed = ("3 May 2024 (updated 4 May 2024)", Role.TIMESTAMP)
    bare = ("3 May 2024", Role.TIMESTAMP)
    assert [d[:2] for d in dates(TITLE, "…", timed)] == [("2024-05-03", "published")]
    assert [d[:2] for d in dates(TITLE, "…", changed)] == [
        ("2024-05-03", "published"),
        ("2024-05-04", "updated"),
    ]
    assert [d[1] for d in dates(TITLE, "…", bare)] == ["event"]
    assert [
        d[1] for d in dates(TITLE, "…", ("More", Role.RELATED), ("x", Role.RELATED), timed)
    ] == ["event"]


def test_a_text_without_a_headline_is_dated_by_the_timed_line_above_its_prose(dates):
    menus = [("Home", Role.NAVIGATION)] * 12
    timed, bare = ("3 May 2024, 14:02", Role.TIMESTAMP), ("3 May 2024", Role.TIMESTAMP)
    lines = [("Share", Role.SHARE)] * 4
    assert [d[1] for d in dates(*menus, timed, *lines, "…")] == ["published"]
    assert [d[1] for d in dates(*menus, bare, *lines, "…")] == ["banner"]
    assert [d[1] for d in dates(timed, *lines, "…")] == ["banner"]
