from __future__ import annotations

import pytest

from pipeline.config import default_config
from pipeline.flow import clean
from pipeline.metadata.contributors import contributors_of
from pipeline.metadata.names import NameReader
from pipeline.records import Page, Role

NAMES = NameReader(frozenset({"bay post"}), {"AFP"}.__contains__)


def credit(text: str, *values: str, role: Role = Role.AGENCY_CREDIT):
    return (text, role, tuple(("contributor", value) for value in values))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ann Ray in Ellery; Editing by Bo Li and Cy Dee", ("Ann Ray", "Bo Li", "Cy Dee")),
        ("Ann Ray, additional reporting by Bo Li", ("Ann Ray", "Bo Li")),
        ("ah/mkl", ("ah", "mkl")),
        ("AFP", ()),
        ("the desk of the paper", ()),
    ],
)
def test_a_credit_is_read_for_its_people(frame, value, expected) -> None:
    assert contributors_of(frame(credit(value, value)), NAMES, ()) == expected


def test_authors_are_no_contributors_and_nobody_stands_twice(frame) -> None:
    found = frame(credit("x", "Ann Ray and Bo Li"), credit("y", "Bo Li", role=Role.BYLINE))
    assert contributors_of(found, NAMES, ["ann ray"]) == ("Bo Li",)


def test_a_caption_credits_nobody_for_the_text(frame) -> None:
    assert contributors_of(frame(credit("x", "Ann Ray", role=Role.CAPTION)), NAMES, ()) == ()


def test_the_tail_of_a_story_is_read() -> None:
    prose = "The harbour of Ellery was closed on Monday because of a storm, its office said."
    tail = "(Reporting by Mara Venn in Ellery; Editing by Tom Oss)"
    page = Page(
        "x",
        "x.txt",
        "text",
        "\n\n".join((prose, prose[:40] + " opened again, and ferries left at noon.", tail)),
    )
    metadata = clean(page, default_config()).metadata
    assert metadata.contributors == ("Mara Venn", "Tom Oss")
    assert metadata.authors == ()
