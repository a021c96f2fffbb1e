from __future__ import annotations

import pytest

from pipeline.metadata.images import images_of, plain_credit
from pipeline.records import Role

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
