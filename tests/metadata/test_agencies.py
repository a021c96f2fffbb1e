from __future__ import annotations

from pipeline.metadata.agencies import agencies_of, dateline_place_of
from pipeline.records import Role


def test_agencies_of_tails_and_datelines_in_page_order(frame):
    dateline = ("BAY (AFP) -", Role.DATELINE, (("place", "BAY"), ("agency", "AFP")))
    tail = (
        "(dpa/NAN)",
        Role.AGENCY_CREDIT,
        (("agency", "dpa"), ("agency", "NAN"), ("agency", "DPA")),
    )
    found = frame(dateline, tail)
    assert agencies_of(found, ["Reuters"], "") == ("AFP", "dpa", "NAN", "Reuters")
    assert dateline_place_of(found) == "BAY"


def test_an_agency_of_a_photo_is_the_photo_s(frame):
    caption = ("The wall. Photo: A. Ray/dpa", Role.CAPTION, (("agency", "dpa"),))
    assert agencies_of(frame(caption), [], "") == ()


def test_a_publisher_is_not_its_own_source(frame):
    tail = ("AFP", Role.AGENCY_CREDIT, (("agency", "AFP"),))
    assert agencies_of(frame(tail), [], "afp") == ()


def test_without_a_dateline_there_is_no_place(frame, prose):
    assert dateline_place_of(frame(prose)) == ""
