from __future__ import annotations

from datetime import date

import pytest

from pipeline.metadata.calendars import (
    LANGUAGES,
    _names,
    hijri_month,
    month_number,
    plain_digits,
    solar_hijri,
    weekday_number,
)


@pytest.mark.parametrize(
    ("name", "language", "month"),
    [
        ("Mai", "de", 5), ("März", "de-AT", 3), ("Jänner", "de", 1), ("Mrz.", "de", 3),
        ("mai", "fr", 5), ("août", "fr", 8), ("juill.", "fr", 7), ("enero", "es", 1),
        ("setiembre", "es", 9), ("abril", "pt", 4), ("gennaio", "it", 1), ("mei", "nl", 5),
        ("maj", "sv", 5), ("mars", "no", 3), ("maj", "da", 5), ("toukokuuta", "fi", 5),
        ("maja", "pl", 5), ("května", "cs", 5), ("mája", "sk", 5), ("május", "hu", 5),
        ("mai", "ro", 5), ("май", "bg", 5), ("мая", "ru", 5), ("травня", "uk", 5),
        ("gegužės", "lt", 5), ("maijs", "lv", 5), ("Mayıs", "tr", 5), ("Μαΐου", "el", 5),
        ("مايو", "ar", 5), ("أيار", "ar", 5), ("मई", "hi", 5), ("พฤษภาคม", "th", 5),
        ("Mei", "id", 5), ("Mei", "sw", 5), ("svibnja", "hr", 5), ("maja", "sl", 5),
        ("januarja", "sl", 1), ("Mayo", "tl", 5), ("Sept.", "en", 9), ("Dec", "pl", 12),
    ],
)  # fmt: skip
def test_months_of_many_languages(name, language, month):
    assert month_number(name, language) == month


def test_every_language_names_all_twelve_months():
    for language in LANGUAGES:
        if language in {"ja", "ko", "zh", "vi"}:
            continue  # these write numbers
        assert set(_names(language)[0].values()) == set(range(1, 13)), language


def test_a_name_that_means_two_months_needs_its_language():
    assert month_number("listopad", "pl") == 11
    assert month_number("listopad", "hr") == 10
    assert month_number("listopad") is None
    assert month_number("Oktober") == 10


@pytest.mark.parametrize("word", ["on", "of", "Uhr", "", "7", "Harbour"])
def test_words_are_no_months_and_no_weekdays(word):
    assert month_number(word) is None
    assert weekday_number(word) is None


def test_weekdays_count_from_monday():
    assert weekday_number("Monday", "en") == 0
    assert weekday_number("Sonnabend", "de") == 5
    assert weekday_number("dimanche", "fr") == 6


def test_digits_of_every_script_become_ascii():
    assert plain_digits("٠١٢ ۳۴ ५६ ７８ ๙") == "012 34 56 78 9"
    assert plain_digits("plain 1") == "plain 1"


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [
        ((1403, 1, 1), (2024, 3, 20)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1404, 1, 1), (2025, 3, 21)),
        ((1399, 12, 30), (2021, 3, 20)),
        ((1400, 1, 1), (2021, 3, 21)),
        ((1402, 7, 15), (2023, 10, 7)),
        ((1357, 11, 22), (1979, 2, 11)),
    ],
)
def test_solar_hijri_days(hijri, gregorian):
    assert solar_hijri(*hijri) == date(*gregorian)


@pytest.mark.parametrize(
    "day", [(1404, 12, 30), (1403, 7, 31), (1403, 13, 1), (1403, 1, 0), (2024, 1, 1)]
)
def test_days_that_are_not_in_the_calendar(day):
    with pytest.raises(ValueError, match="Solar Hijri"):
        solar_hijri(*day)


def test_hijri_months_have_persian_and_dari_names():
    assert hijri_month("اردیبهشت") == hijri_month("ثور") == 2
    assert hijri_month("Mai") is None
