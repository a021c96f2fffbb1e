from __future__ import annotations

from collections.abc import Sequence

from pipeline.config import default_config
from pipeline.label.context import vote_context
from pipeline.label.headline import text_title
from pipeline.records import Page, Role, Vote
from pipeline.segment.text import segment_text

PROSE = [
    "The council of Odell voted on Monday to close the old swimming bath for good this autumn.",
    "Two members left the hall before the vote, which had been moved forward without notice.",
    "The bath, built in 1931, has lost money for a decade, the treasurer told the council.",
]


def roles(lines: Sequence[str], sure: dict[int, Role]) -> dict[int, Role]:
    document = segment_text(Page(id="c", source="c", kind="text", content="\n".join(lines)))
    votes = [Vote(i, role, "rule:test/test", "sure", 1.0) for i, role in sure.items()]
    return {v.block: v.role for v in vote_context(document, votes, default_config())}


def test_a_text_without_chrome_is_left_alone() -> None:
    assert roles(["Old bath to close in Odell", *PROSE], {}) == {}
    assert roles([*PROSE, "Opening hours", "Monday", "Tuesday"], {}) == {}


def test_the_title_is_made_of_the_bodys_words() -> None:
    lines = [
        "Home",
        "Weather in your area",
        "Odell council votes to close old bath",
        "3 May 2021",
        *PROSE,
    ]
    assert roles(lines, {0: Role.NAVIGATION, 3: Role.TIMESTAMP}) == {2: Role.TITLE}


def test_a_section_stands_beside_the_byline() -> None:
    lines = ["Odell council votes to close old bath", "Town Hall", "Mara Venn", *PROSE]
    assert roles(lines, {2: Role.BYLINE}) == {0: Role.TITLE, 1: Role.SECTION}


def test_a_head_of_foreign_words_has_no_title() -> None:
    lines = ["Sports results from all leagues", "Mara Venn", *PROSE]
    assert Role.TITLE not in roles(lines, {1: Role.BYLINE}).values()


def test_text_title_prefers_the_repeated_line() -> None:
    lines = [
        "Odell council votes to close bath - Odell Post",
        "Old bath: what the council said",
        "Odell council votes to close bath",
        *PROSE,
    ]
    document = segment_text(Page(id="c", source="c", kind="text", content="\n".join(lines)))
    assert text_title(document, [0, 1, 2], (3, 6)) == 2


def test_copies_do_not_end_the_body() -> None:
    copies = ["The ferry sailed to the island with forty people o"] * 60
    lines = ["Odell council votes to close old bath", "Mara Venn", *copies, *PROSE]
    sure = dict.fromkeys(range(3, 62), Role.DUPLICATE) | {1: Role.BYLINE}
    assert roles(lines, sure)[0] is Role.TITLE
