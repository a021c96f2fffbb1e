"""The facts labeller on small documents: who votes, for what, and what it read."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from pipeline.config import Config
from pipeline.label.facts import vote_facts
from pipeline.records import KEPT_ROLES, Block, Document, Page, Role, Vote
from pipeline.rules import load_rules

ROOT = Path(__file__).resolve().parents[2]
CONFIG = cast(Config, SimpleNamespace(rules=load_rules(ROOT / "config")))
PROSE = (
    "The lock keeper opened the gates of the canal shortly after dawn, two hours later than usual.",
    "Engineers had warned in spring that the eastern chamber would not last for another winter.",
    "The council will vote on the repairs next week, and both parties say that they will agree.",
    "Until then, boats with a draught of more than a metre have to take the long way round.",
)


def _document(*lines: str | Block, kind: str = "text") -> Document:
    blocks = [
        Block(i, line, f"{i}") if isinstance(line, str) else line for i, line in enumerate(lines)
    ]
    page = Page("p", "p", "html" if kind == "html" else "text", "")
    return Document(page, tuple(blocks))


def _votes(*lines: str | Block, kind: str = "text", before: tuple[Vote, ...] = ()) -> list[Vote]:
    return list(vote_facts(_document(*lines, kind=kind), before, CONFIG))


def _best(votes: list[Vote], block: int) -> Vote:
    return next(v for v in votes if v.block == block)


def _by(votes: list[Vote], block: int) -> set[str]:
    return {v.by for v in votes if v.block == block}


def _certain(votes: list[Vote]) -> dict[int, str]:
    """Block -> rule of the first certain vote that would take it."""
    found: dict[int, str] = {}
    for v in votes:
        if v.weight >= 0.99 and v.role not in KEPT_ROLES:
            found.setdefault(v.block, v.by)
    return found


def test_no_blocks_no_votes() -> None:
    assert _votes() == []


def test_prose_alone_gets_no_vote() -> None:
    assert _votes(*PROSE) == []


def test_a_vote_says_by_whom_and_why() -> None:
    vote = _best(_votes(*PROSE, "Share this article"), 4)
    assert (vote.role, vote.by, vote.weight) == (Role.SHARE, "rule:share/share-labels", 1.0)
    assert vote.why.endswith(".")


# --- the shared CMS ------------------------------------------------------------------------------

TAIL = ("XS", "SM", "MD", "LG")


def test_with_the_four_widths_the_first_line_is_navigation_in_any_language() -> None:
    votes = _votes("Unknown label words", "A headline about the canal", *PROSE, *TAIL)
    assert _best(votes, 0).by == "rule:pangea/accessibility-label"
    assert {_best(votes, i).by for i in (6, 7, 8, 9)} == {"rule:pangea/size-marks"}
    assert 1 not in _certain(votes)


def test_without_them_it_is_not() -> None:
    assert 0 not in _certain(_votes("Unknown label words", "A headline", *PROSE))


def test_the_widths_on_one_line_are_the_same_frame() -> None:
    votes = _votes("Unknown label words", *PROSE, "XS SM MD LG")
    assert _best(votes, 0).by == "rule:pangea/accessibility-label"


def test_the_frame_makes_breaking_news_a_label() -> None:
    assert _best(_votes("Breaking News", *PROSE, "16x9 Image", "Ann Ode"), 0).role == "navigation"
    assert "rule:pangea/breaking-label" not in _by(_votes("Breaking News", *PROSE), 0)


def test_an_author_card_goes_on_until_a_notice() -> None:
    votes = _votes(
        *PROSE,
        Block(4, "• 16x9 Image", "4", bullet="•", indent=2),
        "Ann Ode",
        "Ann has written about water for the service since the great flood, from nine countries.",
        'RFE/RL has been declared an "undesirable organization" by the Russian government.',
        "To find out more, click here.",
        *TAIL,
    )
    assert {_best(votes, i).by for i in (4, 5, 6)} == {"rule:pangea/author-card"}
    assert _best(votes, 7).by == "rule:pangea/undesirable-notice"
    assert dict(_best(votes, 7).values) == {"publisher": "RFE/RL"}
    assert _best(votes, 8).role == Role.PUBLISHER_NOTICE


def test_foreign_stories_below_the_latest_news_are_cut() -> None:
    other = "In another country a bridge was opened on Sunday, and nobody had told the mayor of it."
    votes = _votes("Links", *PROSE, "All Of The Latest News", "Bridge opened", other, *TAIL)
    assert {_best(votes, i).by for i in (5, 6, 7)} == {"rule:pangea/foreign-stories"}
    assert _best(votes, 8).by == "rule:pangea/size-marks"


def test_the_story_below_the_latest_news_is_not_cut() -> None:
    votes = _votes("Links", "All Of The Latest News", *PROSE, *TAIL)
    assert _certain(votes).keys() == {0, *range(6, 10)}


def test_a_caption_told_twice_above_the_latest_news_is_no_story() -> None:
    lead = (
        "Boats wait below the closed gates of the eastern chamber of the canal on Monday morning."
    )
    votes = _votes("Links", *[lead] * 4, "All Of The Latest News", *PROSE, *TAIL)
    assert "rule:pangea/foreign-stories" not in {v.by for v in votes}


def test_many_headings_of_the_rest_cost_no_more_than_one() -> None:
    lines = ["All Of The Latest News"] * 2_000
    votes = _votes(*PROSE, *lines, *TAIL)
    assert len(votes) < 10_000


def test_with_reporting_by_names_the_agencies() -> None:
    votes = _votes(*PROSE, "With reporting by Reuters, AP, AFP, and dpa")
    vote = _best(votes, 4)
    assert (vote.role, vote.by) == (Role.AGENCY_CREDIT, "rule:tails/with-reporting")
    assert vote.values == (
        ("agency", "Reuters"),
        ("agency", "AP"),
        ("agency", "AFP"),
        ("agency", "dpa"),
    )


# --- captions and credits ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "rule", "caption", "credit"),
    [
        (
            "HANDOUT - 3 May 2021, Elbonia, Locktown: The mayor opens the gate. "
            "Photo: A.Ode/City/dpa - ATTENTION: editorial use only",
            "agency-block",
            "HANDOUT - 3 May 2021, Elbonia, Locktown: The mayor opens the gate.",
            "A.Ode/City/dpa",
        ),
        ("The gate. Photo: A.Ode/City/file photo.", "labelled-caption", "The gate.",
         "A.Ode/City/file photo"),
        ("Die Schleuse am Morgen (Foto: Anna Ode)", "labelled-caption", "Die Schleuse am Morgen",
         "Anna Ode"),
        ("Die Schleuse im Mai 2021Bild: A. Ode/REUTERS", "labelled-caption",
         "Die Schleuse im Mai 2021", "A. Ode/REUTERS"),
        ("Boats wait in Locktown. (AP Photo/Ann Ode)", "credit-in-brackets",
         "Boats wait in Locktown.", "AP Photo/Ann Ode"),
        ("Boats wait in LocktownAFP via Getty Images", "glued-credit", "Boats wait in Locktown",
         "AFP via Getty Images"),
        ("Boats wait in Locktown © Ann Ode/dpa", "sign-credit", "Boats wait in Locktown",
         "Ann Ode/dpa"),
        ("市長が開けた水門（大手太郎撮影）", "east-asian-credit", "市長が開けた水門",
         "大手太郎撮影"),
    ],
)  # fmt: skip
def test_a_caption_with_its_credit(line: str, rule: str, caption: str, credit: str) -> None:
    vote = _best(_votes(PROSE[0], line, *PROSE[1:]), 1)
    assert (vote.role, vote.by) == (Role.CAPTION, f"rule:captions/{rule}")
    assert dict(vote.values) == {"caption": caption, "credit": credit}


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Photo: Ann Ode/AFP", "Ann Ode/AFP"),
        ("Ann Ode/AFP", "Ann Ode/AFP"),
        ("REUTERS/Ann Ode", "REUTERS/Ann Ode"),
        ("© Ann Ode", "Ann Ode"),
        ("PHOTO | ANN ODE | AFP", "ANN ODE | AFP"),
        ("Image source, Getty Images", "Getty Images"),
        ("Фото: Анна Оде", "Анна Оде"),
    ],
)
def test_a_credit_alone(line: str, credit: str) -> None:
    vote = _best(_votes(*PROSE[:2], line, *PROSE[2:]), 2)
    assert vote.role == Role.CREDIT
    assert ("credit", credit) in vote.values


def test_a_label_takes_the_name_in_the_next_block() -> None:
    votes = _votes(PROSE[0], "Foto:", "Anna Ode", *PROSE[1:])
    assert {_best(votes, i).by for i in (1, 2)} == {"rule:captions/credit-label"}
    assert _best(votes, 2).values == (("credit", "Anna Ode"),)


def test_a_label_takes_no_sentence() -> None:
    assert 2 not in _certain(_votes(PROSE[0], "Foto:", "He left.", *PROSE[1:]))


def test_a_mark_of_an_old_picture_is_weak_evidence() -> None:
    vote = _best(_votes(PROSE[0], "Mayor Ann Ode (file photo)", *PROSE[1:]), 1)
    assert (vote.role, vote.by) == (Role.CAPTION, "rule:captions/archive-mark")
    assert vote.weight < 0.4


def test_the_vote_that_read_most_comes_first() -> None:
    votes = _votes(PROSE[0], "FILE - Boats wait. (AP Photo/Ann Ode)", *PROSE[1:])
    assert _by(votes, 1) == {"rule:captions/file-lead", "rule:captions/credit-in-brackets"}
    assert _best(votes, 1).by == "rule:captions/credit-in-brackets"


# --- bylines, datelines, timestamps --------------------------------------------------------------


def test_a_byline_in_the_head_is_certain_and_within_it_is_not() -> None:
    line = "By Ann Ode"
    vote = _best(_votes("A headline", line, *PROSE), 1)
    assert (vote.by, vote.values) == ("rule:bylines/by-name", (("author", "Ann Ode"),))
    assert 4 not in _certain(_votes(*PROSE, line, *PROSE, *PROSE))


def test_a_byline_may_name_an_agency() -> None:
    vote = _best(_votes("A headline", "By Associated Press", *PROSE), 1)
    assert (vote.role, vote.values) == (Role.BYLINE, (("agency", "Associated Press"),))


def test_a_bare_name_beside_a_date_is_a_byline_both_times() -> None:
    head = ("Canal news", "Ann Ode", "14 April 2021, 10:", "Ann Ode", "14 April 2021, 10:")
    votes = _votes("A long headline about the canal", *head, *PROSE)
    assert {_best(votes, i).by for i in (2, 4)} == {"rule:bylines/name-beside-date"}
    assert {_best(votes, i).by for i in (3, 5)} == {"rule:timestamps/date-line"}
    assert dict(_best(votes, 3).values) == {"date": "14 April 2021"}
    assert not _by(votes, 1)


def test_a_bare_name_elsewhere_is_none() -> None:
    assert not _by(_votes("A headline", "Ann Ode", *PROSE), 1)


def test_a_weekday_and_date_in_the_first_line_is_the_sites_clock() -> None:
    vote = _best(_votes("Thursday 10/28/21", "A headline", *PROSE), 0)
    assert (vote.role, vote.by) == (Role.TIMESTAMP, "rule:timestamps/page-clock")
    assert dict(vote.values) == {"date": "10/28/21", "date_role": "banner"}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Published 3 May 2021", {"date": "3 May 2021", "date_role": "published"}),
        ("Stand: 03.05.2021, 14:05 Uhr",
         {"date": "03.05.2021", "time": "14:05 Uhr", "date_role": "updated"}),
        ("2021-05-03 14:05", {"date": "2021-05-03", "time": "14:05"}),
        ("May 3, 2021 at 4:05 pm", {"date": "May 3, 2021", "time": "4:05 pm"}),
        ("2 hours ago", {}),
        ("Published: | Updated:", {}),
        ("Publié , mis à jour", {}),
    ],
)  # fmt: skip
def test_timestamps(line: str, values: dict[str, str]) -> None:
    vote = _best(_votes("A headline of some length", line, *PROSE), 1)
    assert vote.role == Role.TIMESTAMP
    assert vote.weight == 1.0
    assert dict(vote.values) == values


@pytest.mark.parametrize(
    ("start", "values"),
    [
        ("LOCKTOWN, Elbonia (AP) — ", {"place": "LOCKTOWN, Elbonia", "agency": "AP"}),
        ("Locktown (dpa) - ", {"place": "Locktown", "agency": "dpa"}),
        ("LOCKTOWN, Nov 22 — ", {"place": "LOCKTOWN", "date": "Nov 22"}),
        ("NAIROBI — ", {"place": "NAIROBI"}),
        ("NEW DELHI: ", {"place": "NEW DELHI"}),
    ],
)
def test_a_dateline_is_a_kept_span(start: str, values: dict[str, str]) -> None:
    (vote,) = [v for v in _votes(start + PROSE[0], *PROSE[1:]) if v.role == Role.DATELINE][:1]
    assert vote.span == (0, len(start))
    assert dict(vote.values) == values


def test_a_dateline_stands_at_the_beginning() -> None:
    assert not _votes(*PROSE, "NAIROBI — " + PROSE[0], *PROSE)


# --- tails ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tail", "rule", "values"),
    [
        (" (dpa/NAN)", "wire-pair", {("agency", "dpa"), ("agency", "NAN")}),
        ("(Reuters/NAN)", "wire-pair", {("agency", "Reuters"), ("agency", "NAN")}),
        (" (Reuters)", "wire-tail", {("agency", "Reuters")}),
        (" AFP", "wire-tail", {("agency", "AFP")}),
        (" (kas)", "author-code", {("contributor", "kas")}),
        (" (Reporting by Ann Ode; Editing by Ben Ray)", "reporting-by",
         {("contributor", "Ann Ode; Editing by Ben Ray")}),
    ],
)  # fmt: skip
def test_a_tail_is_cut_and_the_sentence_stays(
    tail: str, rule: str, values: set[tuple[str, str]]
) -> None:
    votes = _votes(*PROSE[:3], PROSE[3] + tail)
    (vote,) = [v for v in votes if v.by == f"rule:tails/{rule}"]
    assert vote.span == (len(PROSE[3]), len(PROSE[3] + tail))
    assert set(vote.values) == values
    assert not [v for v in votes if v.span is None and v.weight >= 0.5]


def test_a_span_counts_the_white_space_of_the_raw_text() -> None:
    raw = (
        "• "
        + PROSE[3].replace(" and ", "\n   and ").replace("draught", "draught \t")
        + "\n (dpa/NAN)"
    )
    votes = _votes(*PROSE[:3], Block(3, raw, "3", bullet="•"))
    (vote,) = [v for v in votes if v.span]
    assert vote.span
    assert raw[slice(*vote.span)] == "\n (dpa/NAN)"


def test_one_wire_in_brackets_is_a_tail_only_at_the_end() -> None:
    votes = _votes(PROSE[0] + " (Reuters)", *PROSE, *PROSE)
    assert not [v for v in votes if v.role == Role.AGENCY_CREDIT]


@pytest.mark.parametrize("line", ["(NAN)", "NAN", "dpa/AFP", "*Reuters"])
def test_a_wire_below_the_story(line: str) -> None:
    vote = _best(_votes(*PROSE, line), 4)
    assert (vote.role, vote.by) == (Role.AGENCY_CREDIT, "rule:tails/wire-line")


# --- neighbours ----------------------------------------------------------------------------------


def test_a_section_name_is_evidence_and_three_in_a_row_are_a_menu() -> None:
    alone = _best(_votes(*PROSE[:2], "Business", *PROSE[2:]), 2)
    assert (alone.by, alone.weight) == ("rule:navigation/section-names", 0.3)
    row = _votes("Business", "Sport", "Contact us", "Travel", *PROSE)
    assert {_best(row, i).weight for i in range(4)} == {1.0}


def test_networks_in_a_row_are_a_share_bar() -> None:
    row = _votes(*PROSE[:2], "Facebook", "WhatsApp", *PROSE[2:])
    assert {_best(row, i).weight for i in (2, 3)} == {1.0}
    assert _best(_votes(*PROSE[:2], "Facebook", *PROSE[2:]), 2).weight < 0.4


def test_a_numbered_heading_is_no_button() -> None:
    heading = Block(2, "2. Facebook", "2", bullet="2.")
    assert not _by(_votes(*PROSE[:2], heading, *PROSE[2:]), 2)


def test_a_read_also_label_takes_the_headline_below_it() -> None:
    votes = _votes(*PROSE[:2], "Lesen Sie auch", "Wie die Schleuse gebaut wurde", *PROSE[2:])
    assert {_best(votes, i).by for i in (2, 3)} == {"rule:related/teaser-labels"}


def test_it_takes_no_paragraph() -> None:
    assert set(_certain(_votes(*PROSE[:2], "Lesen Sie auch", *PROSE[2:]))) == {2}


def test_votes_of_others_count_as_neighbours() -> None:
    date = Vote(1, Role.TIMESTAMP, "publisher", "selector")
    votes = _votes("A headline", "vorgestern", "Ann Ode", *PROSE, before=(date,))
    assert _best(votes, 2).by == "rule:bylines/name-beside-date"


def test_chrome_in_sentences_does_not_move_the_end_of_the_story() -> None:
    notice = "We are undertaking a survey to help us improve our content for you, and it is short."
    cookies = "We use cookies to improve your experience, to show you ads and to count our visits."
    votes = _votes(*PROSE[:3], PROSE[3] + " (Reuters)", notice, *[cookies] * 5)
    assert "rule:tails/wire-tail" in _by(votes, 3)


# --- traps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "The ministry told Reuters and the Interfax agency that the gate was safe, AFP reported.",
        "By comparison, the western chamber has been repaired twice.",
        "By next spring",
        "The law forbids banners that only say “We use cookies” above one button.",
        "What the engineers found",
        "Silence.",
        "“No,” she said.",
        "He had to share his boat, subscribe to the rules and accept the terms of the harbour.",
        "The photo in the office shows the gate: a door of oak, four metres high.",
        "NATO — the alliance that the country joined — paid for the gate.",
        "Author Ann Ode, who wrote about the canal, lives beside the gate.",
        "Three men, (left) and (right), held the rope.",
        "— Advocate Ben Ray, at the hearing",
    ],
)
def test_prose_survives(line: str) -> None:
    assert _certain(_votes(*PROSE[:2], line, *PROSE[2:])) == {}


# --- markup --------------------------------------------------------------------------------------


def _html(*blocks: tuple[str, str] | str) -> list[Vote]:
    """Votes on HTML blocks, given as text or as (marks, text), marks parted by blanks."""
    lines = []
    for i, block in enumerate(blocks):
        marks, text = ("<p>", block) if isinstance(block, str) else block
        lines.append(Block(i, text, f"/p[{i}]", tag="p", marks=tuple(marks.split())))
    return _votes(*lines, kind="html")


def test_elements_and_class_words() -> None:
    votes = _html(
        ("<li> | <ul> | <nav> | <body>", "Harbour"),
        *PROSE,
        ("<figcaption> | <figure>", "The gate at dawn"),
        ("<p> .share .bar", "Tell a friend"),
    )
    assert "rule:markup/navigation-element" in _by(votes, 0)
    assert _best(votes, 5).values == (("caption", "The gate at dawn"),)
    assert _best(votes, 5).role == Role.CAPTION
    assert "rule:markup/share-words" in _by(votes, 6)


def test_a_class_word_on_a_far_ancestor_names_the_page() -> None:
    far = "<p> | <div> | <div> | <div> | <div> .menu"
    assert not _html(*PROSE, (far, "Soup of the day"))


def test_a_class_word_on_the_wrapper_of_the_story_is_ignored() -> None:
    assert not _html(*[("<p> | <div> .footer", text) for text in PROSE])


def test_markup_rules_do_not_read_texts() -> None:
    assert not _votes(*PROSE, Block(4, "Harbour", "4", marks=("<li>", "|", "<nav>")))


def test_hidden_blocks() -> None:
    hidden = Block(4, "You have reached the end of this page", "/p", tag="p", hidden=True)
    votes = _votes(*PROSE, hidden, kind="html")
    assert (_best(votes, 4).role, _best(votes, 4).by) == (Role.FURNITURE, "rule:markup/hidden")


# --- what stands below and around a hit ----------------------------------------------------------


def test_a_sentence_above_a_credit_is_its_caption() -> None:
    caption = "The lock keeper stands at the gates of the canal."
    votes = _votes(*PROSE[:2], caption, "Foto: Ann Ode/dpa", *PROSE[2:])
    assert "rule:captions/above-credit" in _by(votes, 2)
    assert not any(v.by.startswith("rule:captions/above") for v in votes if v.block != 2)


def test_the_line_above_a_credit_that_goes_on_below_needs_no_full_stop() -> None:
    lines = ("The lock keeper at the gates (", "Image:", "Ann Ode)")
    votes = _votes(*PROSE[:2], *lines, *PROSE[2:])
    assert _certain(votes)[2] == "rule:captions/open-bracket"


def test_a_wire_behind_a_sentence_credits_a_picture_only_within_the_story() -> None:
    line = "The lock keeper was gone by noon. AP"
    within = _votes(*PROSE, line, *PROSE, *PROSE)
    assert "rule:captions/wire-behind-caption" in _by(within, 4)
    assert "rule:captions/wire-behind-caption" not in _by(_votes(*PROSE, *PROSE, line), 8)


@pytest.mark.parametrize(
    ("follower", "below", "is_taken"),
    [
        ("Why the canal of the upper town was built in a single year", PROSE[2], True),
        ("Why the canal of the upper town was built in a single year", "Share", False),
        ("Why the canal was built in a year.", PROSE[2], False),
        ("The eastern chamber", PROSE[2], False),
    ],
)
def test_read_more_takes_a_headline_and_leaves_a_subheading(
    follower: str, below: str, is_taken: bool
) -> None:
    votes = _votes(*PROSE[:2], "Read more:", follower, below, *PROSE[2:])
    assert ("rule:related/related-labels" in _by(votes, 3)) is is_taken
