from __future__ import annotations

import pytest

from pipeline.metadata.names import Byline, NameReader, is_person, merged, opens_byline

READER = NameReader(frozenset({"bay post", "baypost example"}), {"AFP", "dpa", "AP"}.__contains__)


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("By Ann Ray", ["Ann Ray"]),
        ("BY ANN RAY", ["ANN RAY"]),  # never re-cased
        ("Von: Jörg Maß", ["Jörg Maß"]),
        ("ByAnn Ray", ["Ann Ray"]),
        ("Ann Ray and Bo Li", ["Ann Ray", "Bo Li"]),
        ("Von Anna Maß und Lea Wagner, Nairobi", ["Anna Maß", "Lea Wagner"]),
        ("Ida Berg og Ole Dahl", ["Ida Berg", "Ole Dahl"]),
        ("Léa Roux et Paul Petit", ["Léa Roux", "Paul Petit"]),
        ("María Paz y Luis Gil", ["María Paz", "Luis Gil"]),
        ("Ann Ray, Bo Li; Cy Ode | Ida Fox", ["Ann Ray", "Bo Li", "Cy Ode", "Ida Fox"]),
        ("Ann Ray / Bo Li", ["Ann Ray", "Bo Li"]),
        ("Ann Ray, MD, RD, FAND", ["Ann Ray"]),
        ("Jeffrey A. Stone CPP", ["Jeffrey A. Stone"]),
        ("Ann Ray, Staff Writer", ["Ann Ray"]),
        ("Ann Ray Lifestyle Writer", ["Ann Ray"]),
        ("By Ann Ray For Baypost.Com", ["Ann Ray"]),
        ("By Ann Ray Published 3 May 2024", ["Ann Ray"]),
        ("Ann Ray, 26.04.2024 10:00 Uhr", ["Ann Ray"]),
        ("By Ann Ray. Reviewed by Bo Li", ["Ann Ray"]),
        ("Ann Ray (Content Manager)", ["Ann Ray"]),
        ("Ann Ray Ann Ray", ["Ann Ray"]),
        ("Text: Ann Ray", ["Ann Ray"]),
        ("Ein Kommentar von Ann Ray", ["Ann Ray"]),
        ("Ludwig van Beek", ["Ludwig van Beek"]),
        ("Victoria O’Regan", ["Victoria O’Regan"]),
        ("구현모 기자", ["구현모"]),
        ("松岡大地", ["松岡大地"]),
        ("Андрей Лес", ["Андрей Лес"]),
    ],
)
def test_people_of_bylines(raw, people):
    assert list(READER.read(raw).people) == people


@pytest.mark.parametrize(
    "raw",
    [
        "", "By", "Bay Post", "By Bay Post Staff", "The Bay Post", "AFP", "dpa", "Editorial Team",
        "Redaktion", "news@baypost.example", "https://www.facebook.com/ann.ray", "@annray",
        "Photo: Ann Ray", "(Image: Getty Images)", "Foto: Ann Ray/dpa", "Reviewed by Bo Li",
        "Fact-checked by Bo Li", "Share", "Read More", "Contact Us", "In This Article",
        "Storm hits the coast of Marrow Bay", "A. B. C. D. E. F. G.", "x" * 300, "Ann",
        "5 minutes ago", "Top Weight Loss Medications", "{{author.name}}",
    ],
)  # fmt: skip
def test_what_names_nobody(raw):
    assert READER.read(raw).people == ()


def test_organisations_are_told_apart():
    assert READER.read("Ann Ray | AFP, dpa and Bay Post") == Byline(
        ("Ann Ray",), ("AFP", "dpa", "Bay Post")
    )


def test_what_markup_calls_an_author_may_be_one_word():
    assert READER.read("Kristin", strict=False).people == ("Kristin",)
    assert READER.read("viktor hedlund", strict=False).people == ("viktor hedlund",)
    assert READER.read("Kristin").people == ()


@pytest.mark.parametrize("name", ["George Best", "Thomas More", "Christopher Guest", "Ann Home"])
def test_surnames_that_are_words_are_names_in_markup(name):
    assert READER.read(name, strict=False).people == (name,)


def test_ten_thousand_characters_name_a_few():
    byline = READER.read("By " + "Ann Ray, " * 1200)
    assert byline.people == ("Ann Ray",)


def test_shapes_of_names():
    assert is_person("Ann Ray", strict=True)
    assert not is_person("ann ray", strict=True)
    assert not is_person("Ann R4y", strict=False)


def test_a_short_name_beside_its_full_form_is_the_same_person():
    assert merged([Byline(("Ray",)), Byline(("Ann Ray",), ("AFP",))]) == Byline(
        ("Ann Ray",), ("AFP",)
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Ray", True),
        ("Written by: Ann Ray", True),
        ("Von Ann Ray", True),
        ("Par Léa Roux", True),
        ("By", False),
        ("Byline", False),
        ("Standing by the wall", False),
        ("Party time", False),
    ],
)
def test_openings(line, expected):
    assert opens_byline(line) is expected
