from __future__ import annotations

from datetime import date

import pytest

from pipeline.metadata.day_order import Day, as_date, either_way

LATEST = date(2026, 1, 1)
MARCH, APRIL = date(2024, 3, 4), date(2024, 4, 3)


@pytest.mark.parametrize(
    ("separator", "language", "weekday", "found"),
    [
        ("/", "en-US", None, Day(MARCH)),
        ("/", "en-GB", None, Day(APRIL)),
        ("/", "fr", None, Day(APRIL)),
        ("/", "en", None, Day(MARCH, other=APRIL)),
        ("/", "", None, Day(MARCH, other=APRIL)),
        (".", "en-US", None, Day(APRIL)),  # nobody writes 03.04. with the month first
        ("/", "fr", MARCH.weekday(), Day(MARCH)),
        ("/", "en-US", APRIL.weekday(), Day(APRIL)),
        ("/", "en", 6, Day(None, refused="contradicts-weekday")),
    ],
)
def test_3_4_2024(separator, language, weekday, found):
    assert either_way(3, 4, 2024, separator, language, weekday, LATEST) == found


def test_what_is_no_day_and_what_is_to_come_decide():
    assert either_way(3, 25, 2024, "/", "en-GB", None, LATEST) == Day(date(2024, 3, 25))
    assert either_way(30, 30, 2024, "/", "en", None, LATEST).refused == "impossible"
    assert either_way(1, 12, 2025, "/", "en-GB", None, date(2025, 6, 1)) == Day(date(2025, 1, 12))
    assert as_date(2023, 2, 29) is None
