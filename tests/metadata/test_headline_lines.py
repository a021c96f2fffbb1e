"""Stories are invented; the lines around them have the forms of flattened pages."""

from __future__ import annotations

import pytest

from pipeline.metadata.headline_lines import WEIGHTS, headline_line
from pipeline.records import Role

HEAD = "Harbour wall repair approved by council"
LEAD = "Councillors voted late on Tuesday to pay for the work, which starts in the winter."
STORY = (
    "The council of Marrow Bay approved the repair of the old harbour wall on Tuesday evening.",
    "The repair will cost two million crowns, the harbour master told the council.",
    "The wall has leaked since the great storm, and the council had waited for a loan.",
)
MENU = [(name, Role.NAVIGATION) for name in ("Home", "News", "Sport", "Weather")]
BYLINE, DATE = ("By Ann Ray", Role.BYLINE), ("3 May 2024", Role.TIMESTAMP)


@pytest.fixture
def title(frame):
    def found(*lines):
        index = frame(*lines).title
        return None if index is None else lines[index][0]

    return found


@pytest.mark.parametrize(
    "above",
    [
        [*MENU, (HEAD, Role.FURNITURE), BYLINE, DATE],
        [
            *MENU,
            (HEAD, Role.FURNITURE),
            (LEAD, Role.TITLE),
            BYLINE,
            DATE,
        ],  # a lead decided as title
        [*MENU, ("Boat race is won by a dog", Role.TITLE), (HEAD, Role.FURNITURE), BYLINE],
        [(f"{HEAD} | Bay Post", Role.FURNITURE), *MENU, (HEAD, Role.FURNITURE), DATE],
        [("Home > News > " + HEAD, Role.NAVIGATION), (HEAD, Role.NAVIGATION), DATE],
        [(HEAD, Role.FURNITURE), BYLINE, ("The wall of the harbour", Role.CAPTION)],
    ],
)
def test_the_line_that_tells_the_story_and_stands_above_its_byline(title, above):
    assert title(*above, *STORY) == HEAD


@pytest.mark.parametrize(
    "above", [[], MENU, [("Weather", Role.NAVIGATION), DATE], [("Photo: Bo Li", Role.CREDIT)]]
)
def test_a_text_that_came_without_its_headline_has_none(title, above):
    assert title(*above, *STORY) is None


def test_what_a_rule_knows_as_something_else_is_no_headline(frame, monkeypatch):
    lines = [(HEAD, Role.RELATED), BYLINE, *STORY]
    assert frame(*lines).title == 0  # decided by its place only
    monkeypatch.setattr("pipeline.metadata.headline_lines._KNOWING", ("test",))
    assert frame(*lines).title is None


def test_japanese_is_compared_by_pairs_of_characters(title):
    story = "港湾の防波堤の修理を市議会が火曜日に承認した。費用は市が負担すると議長が説明した。"
    lines = [("天気", Role.NAVIGATION), ("市議会が防波堤の修理を承認", Role.FURNITURE), DATE]
    assert title(*lines, story, story) == "市議会が防波堤の修理を承認"


def test_the_confidence_is_a_share(frame):
    sure = frame((HEAD, Role.FURNITURE), BYLINE, *STORY)
    other = (HEAD.replace("approved", "planned"), Role.FURNITURE)
    torn = frame(other, (HEAD, Role.FURNITURE), BYLINE, *STORY)
    assert 0 < torn.title_conf < sure.title_conf < 1


def test_no_prose_has_no_headline(frame):
    found = frame((HEAD, Role.FURNITURE), BYLINE)
    assert headline_line(found.document, found.decisions, found.roles, []) is None


def test_every_sign_has_a_weight_that_does_something():
    assert all(abs(weight) >= 0.1 for weight in WEIGHTS.values())
