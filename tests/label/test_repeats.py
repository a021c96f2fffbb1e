from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.config import default_config
from pipeline.decide import decide
from pipeline.flow import clean
from pipeline.label.repeats import vote_repeats
from pipeline.profiles.lines import sketch_of
from pipeline.profiles.match import Profiles
from pipeline.profiles.store import Line, Profile
from pipeline.records import Document, Page, PageFrame, Role, Vote
from pipeline.segment.text import segment_text

PROSE = "The council of Odell voted on Monday to close the old swimming bath for good this autumn."
MORE = "Two members left the hall before the vote, which had been moved forward without notice."
TEASER = (
    "The ferry to Brey will not sail before the harbour has been dredged and lit, says the owner."
)
USUAL = ("Harbour news", "Tide table", "Our own shop", "Ferry times")
LINES = (
    *(Line(text, 72, 0.632) for text in USUAL),
    Line(TEASER, 20, 0.175),
    Line("Minister wants a new ferry for Brey", 20, 0.175),
    Line("Advertisement", 30, 0.263, alone=True),
    Line("12", 30, 0.263),
    Line("Sport", 12, 0.1, role=Role.NAVIGATION),
)
PROFILE = Profile("bay.example", documents=114, lines=LINES, digest="d")


def document(*lines: str, url: str = "https://bay.example/1") -> Document:
    return segment_text(Page("d", "d", "text", "\n".join(lines), url=url))


def config(profile: Profile = PROFILE):
    return replace(default_config(), profiles=Profiles({profile.key: profile}))


def removed(*lines: str, url: str = "https://bay.example/1") -> list[str]:
    page = document(*lines, url=url)
    return [lines[vote.block] for vote in vote_repeats(page, (), config())]


def test_what_the_profile_has_is_voted_out_with_its_evidence() -> None:
    page = document("» HARBOUR  news", PROSE, MORE)
    (vote,) = vote_repeats(page, (), config())
    assert vote == Vote(
        0,
        Role.FURNITURE,
        "repeats:bay.example",
        "stands on 72 of 114 pages of bay.example",
        0.95,
    )
    assert [d.by for d in decide(page, (vote,), config()) if not d.kept] == ["repeats:bay.example"]


def test_without_profiles_or_of_another_host_nothing_is_said() -> None:
    page = document("Harbour news", PROSE)
    assert list(vote_repeats(page, (), default_config())) == []
    assert removed("Harbour news", PROSE, url="https://hill.example/1") == []


def test_a_page_without_host_is_recognised_by_its_frame() -> None:
    assert removed(*USUAL, PROSE, url="") == list(USUAL)
    assert removed(*USUAL[:2], PROSE, url="") == []


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        # The teaser of other pages is the headline and the first sentence here.
        (("Minister wants a new ferry for Brey", TEASER, PROSE, MORE), 0),
        (("Tide table", TEASER, PROSE), 1),
        (("Tide table", TEASER, "Our own shop"), 3),
        ((PROSE, "Tide table", TEASER), 2),
        ((PROSE, TEASER), 0),
        ((PROSE, "Tide table", "Minister wants a new ferry for Brey", "Read on"), 2),
        ((PROSE, "Advertisement", MORE), 1),
        ((PROSE, "Harbour news", MORE), 1),
        ((PROSE, "12", MORE), 0),
        (("Tide table", "12", "Tide table"), 3),
        ((PROSE, "Sport", MORE), 1),
    ],
)
def test_a_line_must_stand_as_chrome_does(lines: tuple[str, ...], gone: int) -> None:
    assert len(removed(*lines)) == gone


def test_the_headline_of_a_page_is_the_teaser_of_all_others() -> None:
    teasers = [line.line for line in LINES[:6]]
    own = "Minister wants a new ferry for Brey"
    assert own in removed(*teasers, PROSE, MORE)
    assert own not in removed(f"{own} | Bay Post", *teasers, PROSE, MORE)


def test_a_certain_vote_for_the_body_wins_and_a_role_that_says_more_names_it() -> None:
    page = document("Tide table", PROSE)
    (vote,) = vote_repeats(page, (), config())
    body = Vote(0, Role.PARAGRAPH, "publisher:Bay/body", "inside the body", 1.0)
    assert decide(page, (body, vote), config())[0].kept
    title = Vote(0, Role.TITLE, "context", "above the prose", 0.9)
    assert decide(page, (vote, title), config())[0].role is Role.TITLE


def test_pins_and_vetoes() -> None:
    said = replace(PROFILE, pinned=(PROSE,), vetoed=("tide table",))
    page = document("Tide table", PROSE)
    (vote,) = vote_repeats(page, (), config(said))
    assert (vote.block, vote.why) == (1, "pinned by hand for bay.example")


def test_the_article_says_whose_page_it_is() -> None:
    page = document("Tide table", PROSE).page
    assert clean(page).frame == PageFrame("bay.example")
    nameless = clean(replace(page, url="")).frame
    assert nameless.sketch == sketch_of(["tide table", PROSE.lower()[:-1]])
    article = clean(page, config())
    assert article.body == PROSE
    assert [d.role for d in article.decisions] == [Role.FURNITURE, Role.PARAGRAPH]
