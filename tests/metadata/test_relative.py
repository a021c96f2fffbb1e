from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.metadata.relative import relative_day

NOON = datetime.fromisoformat("2026-08-10T12:30:00")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 days ago", "2026-08-08"),
        ("an hour ago", "2026-08-10"),
        ("13 hours ago", "2026-08-09"),
        ("vor 3 Stunden", "2026-08-10"),
        ("vor 2 Tagen", "2026-08-08"),
        ("vor einem Tag", "2026-08-09"),
        ("il y a 5 jours", "2026-08-05"),
        ("hace 20 horas", "2026-08-09"),
        ("há 2 dias", "2026-08-08"),
        ("3 giorni fa", "2026-08-07"),
        ("2 dagen geleden", "2026-08-08"),
        ("för 2 dagar sedan", "2026-08-08"),
        ("for 2 timer siden", "2026-08-10"),
        ("2 dni temu", "2026-08-08"),
        ("3 дня назад", "2026-08-07"),
        ("2 дні тому", "2026-08-08"),
        ("3 gün önce", "2026-08-07"),
        ("2 hari yang lalu", "2026-08-08"),
        ("2 ngày trước", "2026-08-08"),
        ("3天前", "2026-08-07"),
        ("14시간 전", "2026-08-09"),
        ("15時間前", "2026-08-09"),
        ("5 minutes ago", "2026-08-10"),
    ],
)
def test_many_languages(text, day):
    found = relative_day(text, NOON)
    assert found is not None
    assert found[0] == day


@pytest.mark.parametrize("text", ["2 weeks ago", "a year ago", "ago", "400 days ago", "in 3 hours"])
def test_what_names_no_day(text):
    assert relative_day(text, NOON) is None


def test_hours_need_the_scrape_s_time_of_day():
    midnight = datetime.fromisoformat("2026-08-10")
    assert relative_day("3 hours ago", midnight) is None
    assert relative_day("3 days ago", midnight) is not None
    assert relative_day("3 hours ago", None) is None


def test_no_day_comes_before_the_first():
    assert relative_day("3 days ago", datetime.fromisoformat("0001-01-02T12:00:00")) is None
