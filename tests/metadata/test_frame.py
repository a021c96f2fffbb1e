from __future__ import annotations

import pytest

from pipeline.metadata.frame import values_of
from pipeline.records import Decision, Role, Vote

TITLE = ("Wall repair approved", Role.TITLE)


def test_prose_begins_below_the_headline(frame, prose):
    found = frame(prose, ("Home", Role.NAVIGATION), TITLE, ("By Ann Ray", Role.BYLINE), prose)
    assert (found.title, found.start, found.end) == (2, 4, 5)


def test_the_head_reaches_past_a_lead_and_a_caption(frame, prose):
    found = frame(TITLE, prose, prose, ("14 April 2021", Role.TIMESTAMP), prose, prose)
    assert (found.start, found.head) == (1, 4)


def test_the_headline_is_the_title_block_that_the_first_line_confirms(frame, prose):
    lines = ("Wall repair approved | Bay Post", ("Most read", Role.TITLE), TITLE, prose)
    assert frame(*lines).title == 2


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        (("Home", Role.NAVIGATION),),
        ("Short", "Also short"),
    ],
)
def test_documents_without_prose_have_positions(frame, lines):
    found = frame(*lines)
    assert found.title is None
    assert 0 <= found.start <= len(lines)


def test_a_line_is_foreign_by_what_it_says_and_not_by_its_place(frame, prose):
    found = frame(("14 April 2021", Role.NAVIGATION), ("Read also", Role.RELATED), prose)
    assert [found.foreign(i) for i in range(3)] == [False, True, False]


def test_the_fullest_reading_of_sure_votes_counts():
    caption = (("caption", "The wall. Photo: A. Ray"),)
    both = (("caption", "The wall."), ("credit", "A. Ray"))
    votes = (
        Vote(0, Role.CAPTION, "rule:a/b", "", values=caption),
        Vote(0, Role.CAPTION, "rule:a/c", "", values=both),
        Vote(
            0, Role.BYLINE, "rule:a/d", "", values=(("author", "x"), ("date", "y"), ("time", "z"))
        ),
        Vote(0, Role.CAPTION, "model", "", 0.3, values=(*both, ("agency", "dpa"))),
    )
    won = Decision(0, (0, 5), Role.CAPTION, False, "rule:a/b", "", votes, caption)
    assert values_of(won) == both
