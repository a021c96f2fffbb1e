from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.metadata.images import images_of, plain_credit
from pipeline.records import Role, Vote
from pipeline.rules.agencies import Agencies, Agency

CAPTION, CREDIT = Role.CAPTION, Role.CREDIT


@pytest.fixture
def images(frame):
    return lambda *lines: [(i.caption, i.credit, i.agency) for i in images_of(frame(*lines))]


def test_the_values_of_a_rule_are_the_caption_and_the_credit(images):
    values = (("caption", "The wall at dawn."), ("credit", "A. Ray/dpa"), ("agency", "dpa"))
    line = ("The wall at dawn. Photo: A. Ray/dpa", CAPTION, values)
    assert images(line) == [("The wall at dawn.", "A. Ray/dpa", "dpa")]


def test_a_credit_found_in_the_text_leaves_the_caption(images):
    line = ("The wall at dawn. (Photo: A. Ray/dpa)", CAPTION, (("credit", "A. Ray/dpa"),))
    assert images(line) == [("The wall at dawn.", "A. Ray/dpa", "")]


def test_doubled_captions_are_one_picture(images):
    line = ("The wall at dawn (file photo)", CAPTION)
    assert images(line, line) == [("The wall at dawn (file photo)", "", "")]


def test_file_photo_is_no_credit(images):
    values = (("caption", "The wall at dawn"), ("credit", "file photo"))
    line = ("The wall at dawn (file photo)", CAPTION, values)
    assert images(line) == [("The wall at dawn (file photo)", "", "")]


def test_an_alt_text_and_its_caption_are_one_picture(images):
    alt = ("The wall at dawn", CAPTION)
    full = ("The wall at dawn", CAPTION, (("caption", "The wall at dawn"), ("credit", "A. Ray")))
    assert images(alt, full) == [("The wall at dawn", "A. Ray", "")]


def test_two_captions_of_one_scene_with_other_credits_are_two_pictures(images):
    one = ("The wall", CAPTION, (("caption", "The wall"), ("credit", "A. Ray")))
    two = ("The wall", CAPTION, (("caption", "The wall"), ("credit", "B. Li")))
    assert [i[1] for i in images(one, two)] == ["A. Ray", "B. Li"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_credit_of_its_own_joins_the_caption_beside_it(images, order):
    lines = [("The wall at dawn.", CAPTION), ("Foto: A. Ray", CREDIT, (("credit", "A. Ray"),))]
    assert images(*lines[::order]) == [("The wall at dawn.", "A. Ray", "")]


def test_a_credit_far_from_any_caption_stands_alone(images, prose):
    lines = (("The wall at dawn.", CAPTION), prose, prose, prose, ("Photo: A. Ray", CREDIT))
    assert images(*lines) == [("The wall at dawn.", "", ""), ("", "A. Ray", "")]


@pytest.mark.parametrize(
    ("raw", "credit"),
    [
        ("Photo: A. Ray/dpa", "A. Ray/dpa"),
        ("(Photo: A. Ray/dpa)", "A. Ray/dpa"),
        ("(AP Photo/Ann Ray)", "AP Photo/Ann Ray"),
        ("© Getty Images", "Getty Images"),
        ("Bild: A. Ray", "A. Ray"),
        ("Photo by Ann Ray", "Ann Ray"),
        ("Image credit: Ann Ray", "Ann Ray"),
        ("A. Ray/BAY/dpa - ATTENTION: editorial use only and only if mentioned", "A. Ray/BAY/dpa"),
        ("A. Ray/BAY/file photo.", "A. Ray/BAY/file photo"),
        ("Ann Ray. All rights reserved.", "Ann Ray"),
        ("Ann Ray Jr.", "Ann Ray Jr."),
        ("", ""),
        ("Photo:", ""),
    ],
)
def test_credits_without_label_and_rights(raw, credit):
    assert plain_credit(raw) == credit


def test_of_several_agencies_the_last_one_delivered(frame):
    agencies = Agencies((Agency("AFP", "AFP", "FR", "wire"), Agency("dpa", "dpa", "DE", "wire")))
    line = ("The wall at dawn. Photo: A. Ray/AFP/dpa", CAPTION, (("credit", "A. Ray/AFP/dpa"),))
    assert [i.agency for i in images_of(frame(line), agencies)] == ["dpa"]


def test_a_caption_far_from_the_article_is_not_its_own(images, prose):
    menu = [("The old harbour", Role.NAVIGATION)] * 60
    caption = ("The wall at dawn", CAPTION)
    assert images(caption, *menu, prose, prose, prose) == []
    assert images(prose, prose, prose, *menu, caption) == []
    assert images(caption, prose, prose, prose) == [("The wall at dawn", "", "")]


def test_a_caption_with_its_credit_is_believed_anywhere(images, prose):
    menu = [("The old harbour", Role.NAVIGATION)] * 60
    caption = ("The wall at dawn", CAPTION, (("caption", "The wall"), ("credit", "A. Ray")))
    assert images(prose, prose, prose, *menu, caption) == [("The wall", "A. Ray", "")]


def test_a_word_alone_is_a_button(images):
    assert images(("Enlarge", CAPTION)) == []
    assert images(("港に立つ市長", CAPTION)) == [("港に立つ市長", "", "")]


def test_the_fuller_telling_of_a_picture_counts(images):
    values = (("caption", "The wall at dawn"), ("credit", "A. Ray"))
    short, full = ("The wall at dawn", CAPTION), ("The wall at dawn", CAPTION, values)
    assert images(short, full) == images(full, short) == [("The wall at dawn", "A. Ray", "")]


def test_there_are_at_most_a_hundred(images):
    lines = [
        (f"Wall {day}", CAPTION, (("caption", f"Wall {day}"), ("credit", "A. Ray")))
        for day in range(130)
    ]
    assert len(images(*lines)) == 100


def test_the_picture_that_the_page_shows_elsewhere_is_the_first_ones(frame):
    lines = (("The wall at dawn", CAPTION), ("The wall at dusk", CAPTION))
    found = images_of(frame(*lines), fallback="https://example.org/wall.jpg")
    assert [i.url for i in found] == ["https://example.org/wall.jpg", ""]


@pytest.mark.parametrize(
    ("above", "by", "caption"),
    [
        ("Men mend their nets", "context", "Men mend their nets"),
        ("Men mend their nets", "rule:related/teaser", ""),  # known to be something else
        ("Mend nets", "context", ""),
        ("3 men mend nets", "context", ""),
        (" ".join(["nets"] * 70), "context", ""),
    ],
)
def test_what_stands_above_a_credit_is_its_caption(frame, above, by, caption):
    credit = ("Foto: A. Ray", CREDIT, (("credit", "A. Ray"),))
    made = frame((above, Role.FURNITURE), credit)
    decisions = (tuple(replace(d, by=by) for d in made.decisions[0]), *made.decisions[1:])
    found = images_of(replace(made, decisions=decisions))
    assert [(i.caption, i.credit) for i in found] == [(caption, "A. Ray")]


def test_a_credit_that_was_taken_for_a_byline_is_still_one(frame):
    made = frame(("The wall at dawn.", CAPTION), ("A. Ray/dpa", Role.BYLINE))
    vote = Vote(1, CREDIT, "rule:captions/x", "w", 0.8, values=(("credit", "A. Ray/dpa"),))
    decisions = (made.decisions[0], tuple(replace(d, votes=(vote,)) for d in made.decisions[1]))
    assert [i.credit for i in images_of(made)] == [""]
    found = images_of(replace(made, decisions=decisions))
    assert [(i.caption, i.credit) for i in found] == [("The wall at dawn.", "A. Ray/dpa")]
