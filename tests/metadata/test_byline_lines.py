from __future__ import annotations

import pytest

from pipeline.metadata.byline_lines import authors_of_blocks
from pipeline.metadata.names import NameReader
from pipeline.records import Role

READER = NameReader(frozenset({"bay post"}), {"AFP", "dpa"}.__contains__)
TITLE = ("Wall repair approved", Role.TITLE)


@pytest.fixture
def people(frame, prose):
    def run(*lines):
        return authors_of_blocks(
            frame(*(prose if line == "…" else line for line in lines)), READER
        ).people

    return run


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, ("By Ann Ray", Role.BYLINE, (("author", "Ann Ray"),)), "…"),
        (TITLE, ("By Ann Ray", Role.FURNITURE), "…"),  # undecided, but it says so
        (("By Ann Ray", Role.BYLINE), TITLE, "…"),
        (TITLE, ("Ann Ray", Role.BYLINE, (("author", "Ann Ray"),)), "…"),
        (TITLE, ("Ann Ray", Role.FURNITURE), ("14 April 2021", Role.TIMESTAMP), "…"),
        (TITLE, "…", ("By Ann Ray", Role.BYLINE), "…", "…", "…"),  # below the lead
        (TITLE, ("By", Role.BYLINE), ("Ann Ray", Role.BYLINE, (("author", "Ann Ray"),)), "…"),
        (TITLE, "…", "…", "…", ("By Ann Ray", Role.BYLINE)),  # after the story
        (("By Ann Ray", Role.BYLINE), "…"),
    ],
)
def test_bylines_around_the_headline(people, lines):
    assert people(*lines) == ("Ann Ray",)


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, "…"),
        (
            TITLE,
            ("Ann Ray", Role.FURNITURE),
            f"{'The wall fell on the boat of '}Ann Ray in {'x' * 40}",
        ),
        (TITLE, ("Ann Ray", Role.RELATED), "…"),
        (TITLE, ("Ann Ray in Oslo", Role.FURNITURE), "…"),
        (TITLE, *[(f"{a} Ray", Role.FURNITURE) for a in ("Ann", "Bo", "Cy", "Dee", "Ed")], "…"),
        (("Ann Ray", Role.BYLINE), TITLE, "…"),  # a bare name above the headline: a tag
        (TITLE, ("RFE/RL", Role.AUTHOR_CARD), "…"),
        (TITLE, ("By Bay Post", Role.BYLINE), "…"),
        (TITLE, ("By Ann Ray", Role.RELATED), "…"),
        (TITLE, "…", "…", "…", "…", *[("More", Role.RELATED)] * 12, ("By Ann Ray", Role.BYLINE)),
        (
            TITLE,
            "By comparison, the old wall was built by hand and stood for two hundred years.",
            "…",
        ),
        (),
    ],
)
def test_what_is_no_byline(people, lines):
    assert people(*lines) == ()


def test_the_first_group_of_names_is_the_byline(people):
    teasers = [("Elsewhere", Role.RELATED)] * 5
    lines = (TITLE, ("By Ann Ray", Role.BYLINE), ("By Bo Li", Role.BYLINE), "…", *teasers)
    assert people(*lines, ("By Cy Ode", Role.BYLINE)) == ("Ann Ray", "Bo Li")


def test_a_repeated_byline_names_each_once(people):
    name, day = (
        ("Ann Ray", Role.BYLINE, (("author", "Ann Ray"),)),
        ("14 April 2021", Role.TIMESTAMP),
    )
    assert people(TITLE, ("Bay News", Role.SECTION), name, day, name, day, "…") == ("Ann Ray",)


@pytest.mark.parametrize(
    "lines",
    [
        ("By", "Ann Ray", "and", "Bo Li", "13:05"),
        ("Von:", "Ann Ray", ",", "Bo Li"),
        ("Kommentar von", "Ann Ray und", "Bo Li", "Read more"),
        ("By Ann Ray", ", Bo Li"),
        ("By Ann Ray,", "Bo Li", "Cy Ode"),  # nothing joins the third to the second
    ],
)
def test_a_byline_that_was_broken_over_lines(people, lines):
    assert people(TITLE, *[(line, Role.FURNITURE) for line in lines], "…") == ("Ann Ray", "Bo Li")


def test_a_name_that_stands_alone_above_or_below_a_story_that_does_not_name_it(people, prose):
    assert people(TITLE, ("Ann Ray", Role.FURNITURE), prose) == ("Ann Ray",)
    assert people(TITLE, prose, prose, ("Ann Ray", Role.SUBHEADING)) == ("Ann Ray",)
    named = prose.replace("The council", "Mayor Ann Ray")
    assert people(TITLE, ("Ann Ray", Role.FURNITURE), named) == ()
    assert people(TITLE, named, prose, ("Ann Ray", Role.SUBHEADING)) == ()
